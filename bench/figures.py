"""A figure: what was measured, beside which yardstick, and whether it keeps its bound."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """``result`` is what the bound is about: the ratio to the yardstick, or the value itself.

    ``bound`` is the least that ``result`` may be, or the most where ``at_most`` is set; a figure
    without a bound is for information. ``more`` is what else was seen, in words.
    """

    name: str
    unit: str
    value: float
    yardstick: str = ""
    beside: float | None = None
    result: float | None = None
    bound: float | None = None
    at_most: bool = False
    more: Mapping[str, float] = field(default_factory=dict)
    samples: list[float] = field(default_factory=list)

    @property
    def missed(self) -> bool:
        """Whether the bound is not kept."""
        if self.bound is None or self.result is None:
            return False
        return self.result > self.bound if self.at_most else self.result < self.bound


def ratio(
    name: str,
    unit: str,
    pairs: list[tuple[float, float]],
    yardstick: str,
    bound: float | None,
    **more: float,
) -> Figure:
    """The figure of pairs (subject, yardstick), measured side by side: medians throughout."""
    return Figure(
        name,
        unit,
        statistics.median(subject for subject, _ in pairs),
        yardstick,
        statistics.median(beside for _, beside in pairs),
        statistics.median(subject / beside for subject, beside in pairs),
        bound,
        more=more,
        samples=[round(subject / beside, 3) for subject, beside in pairs],
    )


def in_turn(
    rounds: int, subjects: Mapping[str, Callable[[], float]], yardstick: Callable[[], float]
) -> dict[str, list[tuple[float, float]]]:
    """Each subject between two runs of the yardstick, round by round, so that drift cancels."""
    pairs: dict[str, list[tuple[float, float]]] = {name: [] for name in subjects}
    before = yardstick()
    for _ in range(rounds):
        for name, subject in subjects.items():
            value = subject()
            after = yardstick()
            pairs[name].append((value, (before + after) / 2))
            before = after
    return pairs

"""Where a quote stands in a text.

The selectors are the W3C Web Annotation Data Model's TextQuoteSelector (exact) and
TextPositionSelector (start, end); offsets count Unicode code points.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from dataclasses import dataclass

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"})


@dataclass(frozen=True)
class Passage:
    """A stretch of a text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True)
class Segment:
    """A stretch of a text in which the same number of annotations overlap."""

    start: int
    end: int
    annotations: int


def locate(
    text: str, quote: str, start: int | None = None, prefix: str = "", suffix: str = ""
) -> list[Passage]:
    """Where ``quote`` stands in ``text``, white space and the manner of quote marks aside.

    A quote copied from the page by hand loses line breaks and may change quote marks; it must
    otherwise be the same. ``start`` is where the reader's selection began: if the quote stands
    there too, that place alone is the answer. Else ``prefix`` and ``suffix``, what stands around
    the quote, tell it from others like it. An empty list means it stands nowhere; several places
    mean that it cannot be told which is meant.
    """
    folded, positions = _fold(text)
    wanted, before, after = _fold(quote)[0].strip(), _fold(prefix)[0], _fold(suffix)[0]
    if not wanted:
        return []
    found, around = [], []
    at = folded.find(wanted)
    while at >= 0:
        passage = Passage(positions[at], positions[at + len(wanted) - 1] + 1)
        found.append(passage)
        if folded.endswith(before, 0, at) and folded.startswith(after, at + len(wanted)):
            around.append(passage)
        at = folded.find(wanted, at + 1)
    exact = [passage for passage in found if passage.start == start]
    return exact or around or found


def _fold(text: str) -> tuple[str, list[int]]:
    """``text`` with white space and quote marks made alike, and where each character was."""
    characters: list[str] = []
    positions: list[int] = []
    for at, character in enumerate(text.translate(_QUOTES)):
        folded = " " if character.isspace() else character
        if folded == " " and characters[-1:] == [" "]:
            continue
        characters.append(folded)
        positions.append(at)
    return "".join(characters), positions


def segments(length: int, passages: Iterable[tuple[Passage, int]]) -> list[Segment]:
    """Cut ``0..length`` where annotations begin and end.

    ``passages`` are pairs of a passage and how many annotations have it. Overlaps are cut into
    stretches of their own, so that marks never nest.
    """
    weighted = [(p, n) for p, n in passages if 0 <= p.start < p.end <= length]
    cuts = sorted({0, length} | {p.start for p, _ in weighted} | {p.end for p, _ in weighted})
    change = [0] * len(cuts)
    for passage, count in weighted:
        change[bisect.bisect_left(cuts, passage.start)] += count
        change[bisect.bisect_left(cuts, passage.end)] -= count
    result = []
    depth = 0
    for begin, end, delta in zip(cuts, cuts[1:], change, strict=False):
        depth += delta
        result.append(Segment(begin, end, depth))
    return result

"""What a digest counts, and who may take its files. Plain functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from consult.accounts.models import Person
from consult.permission import Allowed, Permission, Refusal, Refused
from consult.proposals.models import Stance, Window

UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many visible comments share a clause, a stance, a language and a channel."""

    proposal_id: int
    uid: str
    stance: Stance | None
    lang: str
    channel: str
    comments: int


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a breakdown: what it counts, how many, and which share of all (0 to 1)."""

    key: str
    count: int
    share: float


def is_interim(window: Window, now: datetime) -> bool:
    """Whether more comments can still come, so that a digest is not the last word."""
    return now < window.ends_at


def may_take_files(
    person: Person | None, agency_id: int, window: Window, now: datetime
) -> Permission:
    """Whether ``person`` may take the files: everyone once the discussion is over; before, the
    members of the agency, so that nobody makes the server write large files again and again.
    """
    if not is_interim(window, now):
        return Allowed()
    if person is not None and any(m.agency_id == agency_id for m in person.memberships):
        return Allowed()
    return Refused(Refusal.NOT_AN_ANALYST)


def breakdown(cells: Iterable[Cell], key: Callable[[Cell], str]) -> list[Part]:
    """The cells counted by ``key``, the largest first; the counts add up to all comments."""
    counts: Counter[str] = Counter()
    for cell in cells:
        counts[key(cell)] += cell.comments
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Part(name, count, count / total) for name, count in ordered]


def by_stance(cells: Iterable[Cell]) -> Counter[str]:
    """How many comments there are of each stance, ``UNSTATED`` for those without one."""
    counts: Counter[str] = Counter()
    for cell in cells:
        counts[cell.stance.value if cell.stance else UNSTATED] += cell.comments
    return counts

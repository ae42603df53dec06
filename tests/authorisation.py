"""Who may do what: a line for each route, method and state of what it names, a column for each
kind of person.

The table is ``authorisation.txt`` beside this file, driven by ``test_authorisation.py``. The author
is the citizen whose comments, sign-ins and subscriptions the addresses name; the stranger has every
role, in another agency.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

ROLES = (
    "visitor",
    "citizen",
    "author",
    "moderator",
    "stranger",
    "analyst",
    "publisher",
    "administrator",
)
CONSULTATIONS = ("open", "closed", "draft", "unknown")
COMMENTS = ("visible", "hidden", "held", "withdrawn", "in_closed", "in_draft", "nowhere")
TABLE = Path(__file__).with_name("authorisation.txt")


@dataclass(frozen=True)
class Line:
    """What each kind of person, in the order of ``ROLES``, is answered at an address in a case."""

    method: str
    endpoint: str
    case: str
    statuses: tuple[int, ...]


def cases(arguments: Collection[str]) -> tuple[str, ...]:
    """The states in which the thing can be that an address with these parts names."""
    if "consultation" in arguments:
        return CONSULTATIONS
    return COMMENTS if "ref" in arguments else ("-",)


def lines() -> Iterator[Line]:
    """The table. One status stands for everybody; else there is one for each kind of person."""
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        if not text.strip() or text.startswith("#"):
            continue
        method, endpoint, case, *found = text.split()
        statuses = tuple(map(int, found))
        if len(statuses) == 1:
            statuses *= len(ROLES)
        if len(statuses) != len(ROLES):
            raise ValueError(f"{method} {endpoint} {case}: one status, or {len(ROLES)}")
        yield Line(method, endpoint, case, statuses)

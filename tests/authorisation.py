"""Who may do what: a line for each route, method and case, a column for each kind of person.

The table is ``authorisation.txt`` beside this file; it is written by hand and driven by
``test_authorisation.py``. A case says in which state the thing is that the address names: an open,
closed, unpublished (draft) or unknown consultation; a comment that is visible, hidden, held,
withdrawn, in a closed consultation, or unknown. What must not be seen answers 404.
"""

from __future__ import annotations

from collections.abc import Iterator
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
TABLE = Path(__file__).with_name("authorisation.txt")


@dataclass(frozen=True)
class Line:
    """What each kind of person, in the order of ``ROLES``, is answered at an address in a case."""

    method: str
    rule: str
    case: str
    statuses: tuple[int, ...]

    @property
    def key(self) -> tuple[str, str]:
        """The route that this line is about."""
        return self.method, self.rule


def lines() -> Iterator[Line]:
    """The table. One status stands for everybody; else there is one for each role."""
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        if not text.strip() or text.startswith("#"):
            continue
        method, rule, case, *found = text.split()
        statuses = tuple(map(int, found))
        if len(statuses) == 1:
            statuses *= len(ROLES)
        if len(statuses) != len(ROLES):
            raise ValueError(f"{method} {rule} {case}: one status, or {len(ROLES)}")
        yield Line(method, rule, case, statuses)

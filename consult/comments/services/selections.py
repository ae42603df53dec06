"""What a reader selected: stretches of the texts of clauses, as addresses and forms carry them.

They come from outside, so what does not fit the text is as if it had not been sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from consult.comments.rules import LONGEST_QUOTE
from consult.documents import anchors
from consult.documents import sentences as splitting
from consult.proposals.services.editions import Edition, Provision

MOST_OTHERS = 4
_SENT = re.compile(r"(?P<eid>[^\s~]{1,200})~(?P<start>[0-9]{1,7})-(?P<end>[0-9]{1,7})")
_SHOWN = 160  # characters of a sentence in the list to choose from


@dataclass(frozen=True)
class Part:
    """Words that were selected: ``clause.text[start:end]``, neither blank nor too long to quote."""

    clause: Provision
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The words."""
        return self.clause.text[self.start : self.end]

    def __str__(self) -> str:
        return f"{self.clause.eid}~{self.start}-{self.end}"


def part(clause: Provision, start: int, end: int) -> Part | None:
    """That stretch of the clause's text, at most as long as a quote may be; None where none is."""
    found = Part(clause, start, min(end, start + LONGEST_QUOTE))
    fits = 0 <= start < end <= len(clause.text) and found.quote.strip()
    return found if fits else None


def quoted(clause: Provision, quote: str, start: int | None) -> Part | None:
    """Where ``quote`` stands in the clause, if that can be told; ``start`` may tell it."""
    places = anchors.locate(clause.text, quote, start)
    return part(clause, places[0].start, places[0].end) if len(places) == 1 else None


def parts(edition: Edition, sent: Iterable[str]) -> list[Part]:
    """The parts that ``str`` of them made, each clause's once, at most ``MOST_OTHERS``."""
    found: dict[str, Part] = {}
    for text in sent:
        said = _SENT.fullmatch(text)
        if said and said["eid"] in edition.by_eid and said["eid"] not in found:
            clause = edition.by_eid[said["eid"]]
            one = part(clause, int(said["start"]), int(said["end"]))
            found |= {clause.eid: one} if one else {}
    return list(found.values())[:MOST_OTHERS]


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[tuple[str, str], ...]:
    """The sentences of a clause to choose from: ``start-end``, and how each is shown."""
    return tuple(
        (f"{s.start}-{s.end}", splitting.shortened(text[s.start : s.end], _SHOWN))
        for s in splitting.sentences(text)
    )

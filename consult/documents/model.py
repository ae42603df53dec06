"""A document as a tree of clauses, in one language."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Clause:
    """A numbered provision. ``kind`` is in Akoma Ntoso's words, ``label`` as printed.

    ``text`` is plain: paragraphs parted by one empty line, white space inside them folded.
    """

    eid: str
    kind: str
    number: str
    label: str
    heading: str
    parent: str | None
    text: str
    line: int

    @property
    def depth(self) -> int:
        """How many provisions it stands inside, 0 at the top."""
        return self.eid.count("__")


@dataclass(frozen=True)
class Unplaced:
    """A line that the reader could not place, and why."""

    line: int
    text: str
    reason: str


@dataclass
class Document:
    """What a reader found: the clauses in their order, and what it could not place."""

    title: str
    lang: str
    format: str
    preamble: str = ""
    translation: str | None = None
    clauses: list[Clause] = field(default_factory=list)
    warnings: list[Unplaced] = field(default_factory=list)

"""A document as a tree of clauses, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_LINE_SPACE = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(frozen=True)
class Clause:
    """A provision. ``kind`` is in Akoma Ntoso's words, ``label`` as printed.

    ``text`` is plain: paragraphs parted by one empty line, white space inside them folded (see
    ``folded``). What stands after a provision's own parts, and unnumbered paragraphs between
    them, are clauses without a label (kinds ``wrapUp`` and ``alinea``), so that everything can
    be cited and commented on, in its order. ``line`` is where it stands in the source, from 1.
    """

    eid: str
    kind: str
    number: str
    label: str
    heading: str
    parent: str | None
    text: str
    line: int = 0


@dataclass(frozen=True)
class Unplaced:
    """A line that the reader could not place, and why."""

    line: int
    text: str
    reason: str


@dataclass
class Document:
    """What a reader found: the clauses in their order, and what it could not place.

    A clause's parent always stands above it. ``preamble`` is Markdown: what stands before the
    first clause. ``why`` says by eid why a clause was changed against the version before.
    """

    title: str
    lang: str
    format: str
    preamble: str = ""
    translation: str | None = None
    clauses: list[Clause] = field(default_factory=list)
    warnings: list[Unplaced] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)

    def tree(self) -> tuple[object, ...]:
        """What two documents of the same content share, whatever they were read from."""
        return (self.title, self.preamble, tuple(facts(clause) for clause in self.clauses))


def facts(clause: Clause) -> tuple[str | None, ...]:
    """All of a clause but where it stood in its source."""
    return (
        clause.eid,
        clause.kind,
        clause.number,
        clause.label,
        clause.heading,
        clause.parent,
        clause.text,
    )


def depths(clauses: Iterable[Clause]) -> list[int]:
    """How many clauses each stands inside, 0 at the top; in the order given."""
    found: dict[str, int] = {}
    for clause in clauses:
        found[clause.eid] = 0 if clause.parent is None else found[clause.parent] + 1
    return list(found.values())


def children(clauses: Iterable[Clause]) -> dict[str | None, list[Clause]]:
    """The clauses right inside each, by its eid; those at the top under None."""
    found: dict[str | None, list[Clause]] = {}
    for clause in clauses:
        found.setdefault(clause.parent, []).append(clause)
    return found


def in_order(clauses: Sequence[Clause]) -> bool:
    """Whether the clauses are a tree in reading order.

    Eids are unique, and each clause stands right after its parent or after all that stands
    inside the clause before it.
    """
    above: list[str] = []
    seen: set[str] = set()
    for clause in clauses:
        while above and above[-1] != clause.parent:
            above.pop()
        if clause.eid in seen or (clause.parent is not None and not above):
            return False
        above.append(clause.eid)
        seen.add(clause.eid)
    return True


def line_folded(text: str) -> str:
    """A label or heading: outer white space gone, line breaks and runs of blanks one blank.

    No-break and other special spaces inside stay as they are printed.
    """
    return _LINE_SPACE.sub(" ", text).strip()


def folded(paragraphs: Iterable[str]) -> str:
    """Paragraphs as a clause's text: white space folded, one empty line between."""
    kept = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in kept if paragraph)

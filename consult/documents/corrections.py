"""Correcting what a reader found: levels, kinds and labels, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.documents import naming
from consult.documents.model import Clause, Document, depths, folded, line_folded
from consult.errors import Invalid

DEEPEST = 12


@dataclass(frozen=True)
class Correction:
    """How a clause should be: ``depth`` counts what it stands in, 0 at the top.

    With ``join`` it is no clause: its label, heading and text continue the clause above it.
    """

    eid: str
    kind: str
    label: str
    heading: str
    depth: int
    join: bool = False


def apply(document: Document, given: Sequence[Correction]) -> Document:
    """The document with its clauses corrected, and new ids where their place or label changed.

    Clauses that no correction names keep their depth. A clause stands in the nearest one above
    it with a smaller depth; one that is too deep stands as deep as it can. Raises ``Invalid``
    when the first clause is to be joined to what is not there, or a kind is none.
    """
    wanted = {correction.eid: correction for correction in given}
    changed = [c for c in given if c.kind not in naming.PREFIX_OF]
    if changed:
        raise Invalid("kind", "unknown")
    rows: list[tuple[Clause, int]] = []
    for clause, depth in zip(document.clauses, depths(document.clauses), strict=True):
        correction = wanted.get(clause.eid)
        if correction is None:
            rows.append((clause, depth))
        elif correction.join:
            _join(rows, clause)
        else:
            rows.append((_corrected(clause, correction), min(correction.depth, DEEPEST)))
    return replace(document, clauses=_named(rows, document))


def _corrected(clause: Clause, correction: Correction) -> Clause:
    label = line_folded(correction.label)
    heading = line_folded(correction.heading)
    return replace(clause, kind=correction.kind, label=label, heading=heading)


def _join(rows: list[tuple[Clause, int]], clause: Clause) -> None:
    """Make a clause the last paragraphs of the one above it."""
    if not rows:
        raise Invalid("join", "nothing_above")
    above, depth = rows[-1]
    first = " ".join(part for part in (clause.label, clause.heading) if part)
    if clause.text and first:
        first = f"{first} {clause.text}"
    text = folded([*above.text.split("\n\n"), *(first or clause.text).split("\n\n")])
    rows[-1] = replace(above, text=text), depth


def _named(rows: Sequence[tuple[Clause, int]], document: Document) -> list[Clause]:
    """The clauses in their places, with the ids that they had where nothing speaks against it."""
    before = {clause.eid: clause for clause in document.clauses}
    ids = naming.Ids()
    result: list[Clause] = []
    above: list[tuple[int, str]] = []
    for clause, depth in rows:
        while above and above[-1][0] >= depth:
            above.pop()
        parent = above[-1][1] if above else None
        was = before[clause.eid]
        eid = (
            ids.take(clause.eid, clause.kind, parent)
            if (was.kind, was.label, was.parent) == (clause.kind, clause.label, parent)
            else ids.give(clause.kind, naming.number_of(clause.label), parent)
        )
        above.append((depth, eid))
        number = naming.number(clause.label, eid)
        result.append(replace(clause, eid=eid, parent=parent, number=number))
    return result

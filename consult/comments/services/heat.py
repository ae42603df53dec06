"""Where in a document the discussion is: a line a clause, whose sum is the document's total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, union

from consult.comments.models import AnchorEvent, Comment, Status
from consult.database import db
from consult.proposals.models import WHOLE, Clause
from consult.proposals.services import reading
from consult.proposals.services.editions import Edition, Provision
from consult.proposals.services.reading import Count, Standing

COLUMNS = ("total", "support", "oppose", "amend", "neutral", "unstated")
PASSAGES = "passages"
GONE = "gone"
_MADE = select(
    Comment.clause_uid.label("uid"), Comment.quote_lang, Comment.quote_start, Comment.quote_end
).where(
    Comment.version_id == bindparam("version"),
    Comment.quote_start.is_not(None),
    Comment.status == Status.VISIBLE,
)
_CARRIED = (
    select(Clause.uid, AnchorEvent.lang, AnchorEvent.start, AnchorEvent.end)
    .join(Clause, Clause.id == AnchorEvent.clause_id)
    .join(Comment, Comment.id == AnchorEvent.comment_id)
    .where(
        Clause.version_id == bindparam("version"),
        AnchorEvent.start.is_not(None),
        Comment.status == Status.VISIBLE,
    )
)
_DISTINCT = union(_MADE, _CARRIED).subquery()
_PASSAGES = select(_DISTINCT.c.uid, func.count()).group_by(_DISTINCT.c.uid)


@dataclass(frozen=True)
class Line:
    """How a place stands; ``clause`` is None for ``WHOLE`` and for ``GONE``, the clauses that are
    not in the text any more.
    """

    uid: str
    clause: Provision | None
    counts: dict[str, int]


def lines(standing: Standing, edition: Edition) -> list[Line]:
    """A line for each clause in the order of the text, and for what stands under none.

    ``counts`` have the names of ``COLUMNS``, and ``PASSAGES``: how many different passages of the
    version's texts, in any language, were annotated.
    """
    tallies = reading.tallies(standing.proposal_id)
    passages = _passages(standing.version_id)

    def line(uid: str, clause: Provision | None, counts: Sequence[Count]) -> Line:
        summed = {name: sum(getattr(count, name) for count in counts) for name in COLUMNS}
        return Line(uid, clause, summed | {PASSAGES: passages.get(uid, 0)})

    here = {clause.uid for clause in edition.clauses} | {WHOLE}
    gone = [count for uid, count in tallies.items() if uid not in here and count.total]
    found = [line(c.uid, c, [tallies.get(c.uid, Count())]) for c in edition.clauses]
    whole = line(WHOLE, None, [tallies.get(WHOLE, Count())])
    return [whole, *found, *([line(GONE, None, gone)] if gone else [])]


def ordered(found: Sequence[Line], column: str | None) -> list[Line]:
    """The largest number in ``column`` first; without such a column as in the text."""
    if column not in (*COLUMNS, PASSAGES):
        return list(found)
    return sorted(found, key=lambda line: -line.counts[column])


def total(found: Sequence[Line]) -> dict[str, int]:
    """The sum of the lines."""
    return {name: sum(line.counts[name] for line in found) for name in (*COLUMNS, PASSAGES)}


def _passages(version_id: int) -> dict[str, int]:
    """How many different passages of each clause are annotated, by the clause's uid."""
    rows = db.session.connection().execute(_PASSAGES, {"version": version_id})
    return {row.uid: row[1] for row in rows}

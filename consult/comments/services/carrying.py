"""Carrying annotations over to the newest version, each with a line in the ledger of anchors.

It may be stopped and begun again at any moment: what is still to do is what has no line yet. The
looking is done between the writes, a batch at a time, so that nobody waits for long to comment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, exists, func, insert, select

from consult import database
from consult.comments.models import AnchorEvent, Comment
from consult.comments.services import telling
from consult.database import db
from consult.documents import carrying, comparison
from consult.documents.carrying import Carried, Carrier, Outcome
from consult.proposals.models import Clause, Proposal, Version
from consult.proposals.services import counting, texts
from consult.versions.services import comparing

BATCH = 2000
_CARRIERS = 4  # versions in a language that annotations are carried from at the same time


@dataclass(frozen=True)
class _Newest:
    """The version to which annotations are carried."""

    id: int
    clause_ids: dict[str, int]


def carry(proposal_id: int, *, done: Callable[[int], None] = lambda _: None) -> Counter[Outcome]:
    """Carry over every annotation of a proposal that still stands on an older version.

    Returns how many had each outcome; ``done`` is told of each batch how many it had.
    """
    found: Counter[Outcome] = Counter()
    newest = _newest(proposal_id)
    carrier = lru_cache(maxsize=_CARRIERS)(_carrier)
    last = 0
    while True:
        rows = _pending(proposal_id, newest.id, last)
        db.session.close()
        if not rows:
            return found
        last = rows[-1].id
        lines = [_line(row, newest, carrier) for row in rows]
        _write(proposal_id, newest, lines)
        found.update(line["outcome"] for line in lines)
        done(len(lines))


def pending() -> dict[int, int]:
    """How many annotations are still to be carried over, by the proposal's id."""
    newest = (Version.proposal_id == Proposal.id) & (Version.number == Proposal.current_version)
    rows = db.session.execute(
        select(Proposal.id, func.count())
        .join(Version, newest)
        .join(Comment, Comment.proposal_id == Proposal.id)
        .where(*_to_do(Version.id))
        .group_by(Proposal.id)
    )
    return {row[0]: row[1] for row in rows}


def _to_do(newest: Any) -> tuple[Any, ...]:
    """What an annotation that is still to be carried over to the version ``newest`` is like."""
    carried = exists().where(AnchorEvent.comment_id == Comment.id, AnchorEvent.version_id == newest)
    return Comment.quote_start.is_not(None), Comment.version_id != newest, ~carried


def _newest(proposal_id: int) -> _Newest:
    version_id = db.session.execute(
        select(Version.id)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .where(Proposal.id == proposal_id, Version.number == Proposal.current_version)
    ).scalar_one()
    rows = db.session.execute(select(Clause.eid, Clause.id).where(Clause.version_id == version_id))
    return _Newest(version_id, {row.eid: row.id for row in rows})


def _pending(proposal_id: int, newest: int, last: int) -> Sequence[Row[*tuple[Any, ...]]]:
    return db.session.execute(
        select(
            Comment.id,
            Comment.version_id,
            Clause.eid,
            Comment.quote_lang,
            Comment.quote_start,
            Comment.quote_end,
        )
        .join(Clause, Clause.id == Comment.clause_id)
        .where(Comment.proposal_id == proposal_id, Comment.id > last, *_to_do(newest))
        .order_by(Comment.id)
        .limit(BATCH)
    ).all()


def _carrier(old: int, new: int, lang: str) -> Carrier | None:
    """What carries from one version to another in ``lang``; None where one is not in it."""
    before, after = texts.clauses(old), texts.clauses(new)
    if lang not in before or lang not in after:
        return None
    found = comparing.recognised(old, new)
    changes = comparison.compare(before[lang], after[lang], found)
    return Carrier(before[lang], after[lang], changes)


def _line(
    row: Row[*tuple[Any, ...]], newest: _Newest, carrier: Callable[[int, int, str], Carrier | None]
) -> dict[str, Any]:
    """The line of the ledger for one annotation."""
    carries = carrier(row.version_id, newest.id, row.quote_lang)
    found = Carried(Outcome.ORPHANED, 0.0)
    quote = None
    if carries is not None:
        found = carries.carry(row.eid, row.quote_start, row.quote_end)
        quote = carries.words(found)
    return {
        "comment_id": row.id,
        "version_id": newest.id,
        "outcome": found.outcome,
        "score": found.score,
        "clause_id": newest.clause_ids[found.eid] if found.eid else None,
        "lang": row.quote_lang,
        "start": found.start,
        "end": found.end,
        "quote": quote,
        "method": carrying.METHOD,
    }


def _write(proposal_id: int, newest: _Newest, lines: list[dict[str, Any]]) -> None:
    """Write the lines that nobody else wrote meanwhile, and let the proposal's pages know."""
    ids = [line["comment_id"] for line in lines]
    with database.write() as (session, now):
        session.scalar(select(Proposal.id).where(Proposal.id == proposal_id).with_for_update())
        written = set(
            session.scalars(
                select(AnchorEvent.comment_id).where(
                    AnchorEvent.version_id == newest.id, AnchorEvent.comment_id.in_(ids)
                )
            )
        )
        rows = [line | {"at": now} for line in lines if line["comment_id"] not in written]
        if rows:
            session.execute(insert(AnchorEvent), rows)
            telling.carried(session, set(ids) - written, newest.id, now)
            counting.count(session, proposal_id, "", None, 0)

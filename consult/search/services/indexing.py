"""Filling what texts are found by where it is empty: texts from before there was a search.

It may be stopped and begun again at any moment; the stems are made between the writes, a batch at
a time, so that nobody waits for long to comment.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, literal_column, select, text, update

from consult import database
from consult.analysis import indexing
from consult.comments.models import Comment
from consult.comments.services import writing
from consult.database import db
from consult.proposals.models import Clause, ClauseText, Version
from consult.proposals.services import counting

BATCH = 500
_EMPTY = text("stems = ''")  # as the index of what waits says it, letter for letter


def waiting() -> int:
    """How many comments and texts of clauses cannot be found yet."""
    return sum(
        db.session.execute(
            select(func.count()).select_from(kind).where(kind.stems == literal_column("''"))
        ).scalar_one()
        for kind in (Comment, ClauseText)
    )


def fill(*, done: Callable[[int], None] = lambda _: None) -> int:
    """Let everything be found; returns how much was not, and tells ``done`` of each batch."""
    filled = 0
    for fill_batch in (_fill_comments, _fill_clauses):
        while batch := fill_batch():
            filled += batch
            done(batch)
    return filled


def _fill_comments() -> int:
    rows = db.session.execute(
        select(
            Comment.id,
            Comment.proposal_id,
            Comment.body,
            Comment.lang,
            Comment.rewording,
            Comment.rewording_lang,
        )
        .where(_EMPTY)
        .order_by(Comment.id)
        .limit(BATCH)
    ).all()
    db.session.close()
    if not rows:
        return 0
    found = [(row[0], writing.found_by(*row[2:])) for row in rows]
    with database.write() as (session, _):
        for comment_id, stems in found:
            session.execute(
                update(Comment).where(Comment.id == comment_id, _EMPTY).values(stems=stems)
            )
        for proposal_id in sorted({row.proposal_id for row in rows}):
            counting.count(session, proposal_id, "", None, 0)
    return len(rows)


def _fill_clauses() -> int:
    rows = db.session.execute(
        select(
            ClauseText.clause_id,
            ClauseText.lang,
            ClauseText.heading,
            ClauseText.text,
            Version.proposal_id,
        )
        .join(Clause, Clause.id == ClauseText.clause_id)
        .join(Version, Version.id == Clause.version_id)
        .where(_EMPTY)
        .limit(BATCH)
    ).all()
    db.session.close()
    if not rows:
        return 0
    found = [
        (clause_id, lang, indexing.found_by((heading, lang), (words, lang)))
        for clause_id, lang, heading, words, _ in rows
    ]
    with database.write() as (session, _):
        for clause_id, lang, stems in found:
            session.execute(
                update(ClauseText)
                .where(ClauseText.clause_id == clause_id, ClauseText.lang == lang, _EMPTY)
                .values(stems=stems)
            )
        for proposal_id in sorted({row.proposal_id for row in rows}):
            counting.count(session, proposal_id, "", None, 0)
    return len(rows)

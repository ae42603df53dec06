"""Which comments and clauses fit what was asked: one statement for each engine, the same rows.

Every token of a text stands in its column ``stems``, made by ``analysis.stems``. Neither engine
parses, stems or folds anything, so there is nothing in which they could differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute

from consult.comments.models import Comment
from consult.database import db
from consult.proposals.models import Clause, ClauseText, Consultation, Proposal, Stance, Version

_IN_COMMENTS = table("comment_search", column("rowid"))
_IN_CLAUSES = table("clause_search", column("rowid"), column("clause_id"), column("lang"))
_LANGUAGES = 32  # of a clause, as many as its place in the index has room for
_LAST_NUMBER = 127  # proposals beyond it stand in the order in which they were published
_IS_VISIBLE = text("comment.status = 'visible'")  # as the index says it, letter for letter


@dataclass(frozen=True)
class Question:
    """What is asked for: for each word the tokens that will do, and where to look.

    ``unpublished`` are the consultations that nobody may see yet.
    """

    words: tuple[tuple[str, ...], ...]
    consultation_id: int | None = None
    lang: str | None = None  # one of the interface's
    stance: Stance | str | None = None  # a stance, or comments' UNSTATED
    unpublished: tuple[int, ...] = ()


def comments(question: Question) -> tuple[Select[*tuple[Any, ...]], ColumnElement[int]]:
    """The visible comments that fit, as a statement of their ids, and the column that has them."""
    if db.engine.dialect.name == "sqlite":
        found: ColumnElement[int] = _IN_COMMENTS.c.rowid
        match = literal_column("comment_search").op("MATCH")(_expression(question))
        return select(found.label("id")).where(match), found
    wanted: list[Any] = [_IS_VISIBLE, *_overlapping(question, Comment.stems)]
    if question.consultation_id is not None:
        wanted.append(Comment.consultation_id == question.consultation_id)
    if question.unpublished:
        wanted.append(Comment.consultation_id.not_in(question.unpublished))
    if question.lang is not None:
        wanted.append(Comment.lang == question.lang)
    if question.stance is not None:
        stated = isinstance(question.stance, Stance)
        wanted.append(Comment.stance == question.stance if stated else Comment.stance.is_(None))
    ids: Any = Comment.id
    return select(ids.label("id")).where(*wanted), ids


def clauses(question: Question, preferred: str, most: int) -> Select[*tuple[Any, ...]]:
    """The clauses of current versions that fit, at least the first ``most`` of them.

    The newest consultation first, in it proposals by number, in them the order of reading. Rows of
    clause id, language (``preferred``, or the first one that fits), and place among the others.
    """
    if db.engine.dialect.name == "sqlite":
        return _indexed_clauses(question, preferred, most)
    order = (
        Consultation.id.desc(),
        func.least(Proposal.number, _LAST_NUMBER),
        Version.id,
        Clause.position,
    )
    current = (Proposal.id == Version.proposal_id) & (Proposal.current_version == Version.number)
    wanted = [*_overlapping(question, ClauseText.stems), Consultation.published_at.is_not(None)]
    if question.lang is not None:
        wanted.append(ClauseText.lang == question.lang)
    if question.consultation_id is not None:
        wanted.append(Consultation.id == question.consultation_id)
    return (
        select(
            Clause.id,
            _chosen(ClauseText.lang, preferred),
            func.row_number().over(order_by=order).label("place"),
        )
        .join(ClauseText, ClauseText.clause_id == Clause.id)
        .join(Version, Version.id == Clause.version_id)
        .join(Proposal, current)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .where(*wanted)
        .group_by(Clause.id, Version.id, Proposal.id, Consultation.id)
    )


def _indexed_clauses(question: Question, preferred: str, most: int) -> Select[*tuple[Any, ...]]:
    """From the index alone: its rows stand in the order that is wanted, those of a clause side by
    side, and only those of current versions are in it.
    """
    rows = (
        select(_IN_CLAUSES.c.rowid, _IN_CLAUSES.c.clause_id, _IN_CLAUSES.c.lang)
        .where(literal_column("clause_search").op("MATCH")(_expression(question)))
        .order_by(_IN_CLAUSES.c.rowid)
        .limit(most * _LANGUAGES)
        .subquery()
    )
    place = func.min(rows.c.rowid).label("place")
    chosen = _chosen(rows.c.lang, preferred)
    return select(rows.c.clause_id.label("id"), chosen, place).group_by(rows.c.clause_id)


def clauses_to_count(question: Question, most: int) -> Select[*tuple[Any, ...]]:
    """A row for each clause that fits, at least for the first ``most`` of them; no order."""
    if db.engine.dialect.name != "sqlite":
        return clauses(question, "", most)
    rows = (
        select(_IN_CLAUSES.c.rowid)
        .where(literal_column("clause_search").op("MATCH")(_expression(question)))
        .limit(most * _LANGUAGES)
        .subquery()
    )
    return select(rows.c.rowid.op(">>")(_LANGUAGES.bit_length() - 1).label("place")).distinct()


def _chosen(lang: Any, preferred: str) -> Any:
    return func.coalesce(func.max(lang).filter(lang == preferred), func.min(lang)).label("lang")


def _expression(question: Question) -> str:
    """The question in the language of FTS5: every token in quotes, so none is an operator."""
    places = [
        f"_c{question.consultation_id}" if question.consultation_id is not None else None,
        f"_{question.lang}" if question.lang else None,
        f"_{question.stance}" if question.stance else None,
    ]
    wanted = [*question.words, *((place,) for place in places if place)]
    fitting = " AND ".join(f"({_any_of(tokens)})" for tokens in wanted)
    if not question.unpublished:
        return fitting
    return f"({fitting}) NOT ({_any_of([f'_c{number}' for number in question.unpublished])})"


def _any_of(tokens: Sequence[str]) -> str:
    return " OR ".join(f'"{token}"' for token in tokens)


def _overlapping(question: Question, stems: InstrumentedAttribute[str]) -> list[Any]:
    """For PostgreSQL: for each word, one of its tokens is among those of the text."""
    tokens = func.string_to_array(stems, literal_column("' '"))
    return [tokens.op("&&")(cast(list(word), ARRAY(Text))) for word in question.words]

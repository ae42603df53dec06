"""Finding clauses and comments by their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from consult.comments.models import Comment
from consult.database import built, db
from consult.proposals.models import Clause, ClauseText, Consultation, Proposal, Stance, Version
from consult.search.services import matching
from consult.search.services.matching import Question

MOST_COUNTED = 1000
_Hit = TypeVar("_Hit")


@dataclass(frozen=True, slots=True)
class Place:
    """A consultation in which can be searched.

    ``revision`` moves with everything that changes what can be found in it.
    """

    id: int
    slug: str
    title: Mapping[str, str]
    zone: str
    revision: int


@dataclass(frozen=True)
class Places:
    """Where can be searched: the published consultations, the newest first, and which are not."""

    published: tuple[Place, ...]
    unpublished: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundComment:
    """A comment that fits, with its texts as they were written."""

    id: int
    ref: str
    author: str
    lang: str
    stance: Stance | None
    body: str
    rewording: str | None
    rewording_lang: str | None
    posted_at: datetime
    clause_id: int | None
    consultation_id: int
    proposal: int  # its number


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause of a current version that fits, in the language in which it does."""

    id: int
    eid: str
    lang: str
    heading: str
    text: str
    consultation_id: int
    proposal: int
    proposal_slug: str


@dataclass(frozen=True)
class Hits(Generic[_Hit]):
    """Some of what was found, how many there are (at most one more than ``MOST_COUNTED``), and
    whether there are more than those shown.
    """

    shown: list[_Hit]
    count: int
    more: bool


def places() -> Places:
    """Every consultation, those that are published with their revisions."""
    rows = db.session.execute(
        select(
            Consultation.published_at,
            Consultation.id,
            Consultation.slug,
            Consultation.title,
            Consultation.zone,
            func.coalesce(func.sum(Proposal.revision), 0),
        )
        .outerjoin(Proposal, Proposal.consultation_id == Consultation.id)
        .group_by(Consultation.id)
        .order_by(Consultation.id.desc())
    ).all()
    return Places(
        tuple(built(Place, row[1:]) for row in rows if row[0] is not None),
        tuple(row[1] for row in rows if row[0] is None),
    )


_COMMENT = (
    Comment.id,
    Comment.ref,
    Comment.author_name,
    Comment.lang,
    Comment.stance,
    Comment.body,
    Comment.rewording,
    Comment.rewording_lang,
    Comment.posted_at,
    Comment.clause_id,
    Comment.consultation_id,
    Proposal.number,
)


def comments(question: Question, size: int, before: int | None) -> Hits[FoundComment]:
    """The visible comments that fit, the newest first; those with an id below ``before``."""
    fitting, found = matching.comments(question)
    some = fitting if before is None else fitting.where(found < before)
    ids = some.order_by(found.desc()).limit(size + 1).subquery()
    rows = db.session.execute(
        select(*_COMMENT)
        .join(ids, ids.c.id == Comment.id)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .order_by(Comment.id.desc())
    ).all()
    shown = [built(FoundComment, row) for row in rows[:size]]
    more = len(rows) > size
    count = _counted(fitting) if more or before is not None else len(shown)
    return Hits(shown, count, more)


_CLAUSE = (
    Clause.id,
    Clause.eid,
    ClauseText.lang,
    ClauseText.heading,
    ClauseText.text,
    Proposal.consultation_id,
    Proposal.number,
    Proposal.slug,
)


def clauses(question: Question, preferred: str, size: int, start: int) -> Hits[FoundClause]:
    """The clauses of current versions that fit, in reading order, from the place ``start`` on.

    Each once: in the language ``preferred``, or in another one where it fits only there.
    """
    fitting = matching.clauses(question, preferred, start + size + 1)
    place: ColumnElement[int] = literal_column("place")
    ids = fitting.order_by(place).limit(size + 1).offset(start).subquery()
    rows = db.session.execute(
        select(*_CLAUSE)
        .join(ids, ids.c.id == Clause.id)
        .join(ClauseText, (ClauseText.clause_id == Clause.id) & (ClauseText.lang == ids.c.lang))
        .join(Version, Version.id == Clause.version_id)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .order_by(ids.c.place)
    ).all()
    shown = [built(FoundClause, row) for row in rows[:size]]
    more = len(rows) > size
    known = not more and not start
    every = matching.clauses_to_count(question, MOST_COUNTED + 1)
    return Hits(shown, len(shown) if known else _counted(every), more)


def _counted(fitting: Select[*tuple[Any, ...]]) -> int:
    """How many rows there are; at most one more than ``MOST_COUNTED`` are looked at."""
    some = fitting.order_by(None).limit(MOST_COUNTED + 1).subquery()
    return db.session.execute(select(func.count()).select_from(some)).scalar_one()


@dataclass(frozen=True, slots=True)
class Step:
    """A clause on the way down to another: its kind, its number, its label by language."""

    kind: str
    number: str
    labels: dict[str, str]


def ways(clause_ids: Iterable[int]) -> dict[int, list[Step]]:
    """For each clause the clauses from the outermost down to it, to cite it by: one statement."""
    wanted = sorted(set(clause_ids))
    if not wanted:
        return {}
    here = (
        select(Clause.id.label("of"), Clause.id.label("id"), Clause.version_id, Clause.parent_eid)
        .where(Clause.id.in_(wanted))
        .cte("way", recursive=True)
    )
    above = select(here.c["of"], Clause.id, Clause.version_id, Clause.parent_eid).join(
        Clause, (Clause.version_id == here.c.version_id) & (Clause.eid == here.c.parent_eid)
    )
    way = here.union_all(above)
    rows = db.session.execute(
        select(
            way.c["of"],
            Clause.eid,
            Clause.kind,
            Clause.number,
            ClauseText.lang,
            ClauseText.label,
        )
        .join(Clause, Clause.id == way.c.id)
        .join(ClauseText, ClauseText.clause_id == Clause.id)
        .order_by(way.c["of"], Clause.depth, Clause.position)
    )
    return _gathered(rows)


def _gathered(rows: Iterable[Sequence[Any]]) -> dict[int, list[Step]]:
    found: dict[int, dict[str, Step]] = {}
    for of, eid, kind, number, lang, label in rows:
        step = found.setdefault(of, {}).setdefault(eid, Step(kind, number, {}))
        step.labels[lang] = label
    return {of: list(steps.values()) for of, steps in found.items()}

"""The newest comments of a place, as a feed brings them: nothing but what can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from consult.comments.models import Comment, Status
from consult.database import built, db
from consult.errors import NotFound
from consult.proposals.models import Consultation, Proposal
from consult.subscriptions.models import Scope

MOST = 50
_VISIBLE = Comment.status == Status.VISIBLE


@dataclass(frozen=True, slots=True)
class Place:
    """What a feed is about; ``revision`` moves with everything that changes the feed."""

    scope: Scope
    id: int
    titles: Mapping[str, str]
    published_at: datetime
    revision: int
    consultation: str
    proposal: str | None = None
    number: int | None = None
    ref: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment in a feed."""

    ref: str
    author: str
    lang: str
    body_html: str
    quote: str | None
    rewording: str | None
    posted_at: datetime
    is_reply: bool
    proposal: int


def comments(place: Place) -> list[Entry]:
    """The newest visible comments of a place, at most ``MOST``."""
    there = {
        Scope.CONSULTATION: Comment.consultation_id == place.id,
        Scope.PROPOSAL: Comment.proposal_id == place.id,
        Scope.THREAD: (Comment.id == place.id) | (Comment.root_id == place.id),
    }
    rows = db.session.execute(
        select(
            Comment.ref,
            Comment.author_name,
            Comment.lang,
            Comment.body_html,
            Comment.quote,
            Comment.rewording,
            Comment.posted_at,
            Comment.root_id.is_not(None),
            Proposal.number,
        )
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(there[place.scope], _VISIBLE)
        .order_by(Comment.posted_at.desc(), Comment.id.desc())
        .limit(MOST)
    )
    return [built(Entry, row) for row in rows]


_PLACE = (Consultation.title, Consultation.published_at)


def consultation(slug: str) -> Place:
    """A published consultation; raises ``NotFound``."""
    revision = (
        select(func.coalesce(func.sum(Proposal.revision), 0))
        .where(Proposal.consultation_id == Consultation.id)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(Consultation.id, *_PLACE, revision, Consultation.slug).where(
            Consultation.slug == slug, Consultation.published_at.is_not(None)
        )
    ).one_or_none()
    return _place(Scope.CONSULTATION, row)


def proposal(consultation_slug: str, slug: str) -> Place:
    """A proposal of a published consultation; raises ``NotFound``."""
    row = db.session.execute(
        select(
            Proposal.id,
            *_PLACE,
            Proposal.revision,
            Consultation.slug,
            Proposal.slug,
            Proposal.number,
        )
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .where(
            Consultation.slug == consultation_slug,
            Proposal.slug == slug,
            Consultation.published_at.is_not(None),
        )
    ).one_or_none()
    return _place(Scope.PROPOSAL, row)


def thread(ref: str) -> Place:
    """The thread that a comment began; raises ``NotFound``."""
    row = db.session.execute(
        select(
            Comment.id,
            *_PLACE,
            Proposal.revision,
            Consultation.slug,
            Proposal.slug,
            Proposal.number,
            Comment.ref,
            Comment.author_name,
        )
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(
            Comment.ref == ref,
            Comment.root_id.is_(None),
            Comment.status != Status.HELD,
            Consultation.published_at.is_not(None),
        )
    ).one_or_none()
    return _place(Scope.THREAD, row)


def _place(scope: Scope, row: Row[*tuple[Any, ...]] | None) -> Place:
    if row is None:
        raise NotFound("there is no such feed")
    return built(Place, (scope, *row))

"""Who wants to be told of what: beginning, changing, ending, and what somebody has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from consult import database
from consult.accounts.models import Person
from consult.comments.models import Comment, Status
from consult.database import built, db
from consult.errors import NotFound
from consult.proposals.models import Consultation, Proposal
from consult.subscriptions.models import Frequency, Scope, Subscription

UNSUBSCRIBE = "/unsubscribe/"
EVERY_DAILY = 0  # in a link: all that the person is told once a day


def _subject_id(scope: Scope, name: str, person_id: int) -> Select[int]:
    """The id of what is named: a consultation's slug, ``slug/proposal``, a comment's number."""
    if scope is Scope.THREAD:
        readable = or_(Comment.status != Status.HELD, Comment.author_id == person_id)
        return (
            select(func.coalesce(Comment.root_id, Comment.id))
            .join(Consultation, Consultation.id == Comment.consultation_id)
            .where(Comment.ref == name, readable, Consultation.published_at.is_not(None))
        )
    slug, _, proposal = name.partition("/")
    published = and_(Consultation.slug == slug, Consultation.published_at.is_not(None))
    if scope is Scope.CONSULTATION:
        return select(Consultation.id).where(published)
    joined = select(Proposal.id).join(Consultation, Consultation.id == Proposal.consultation_id)
    return joined.where(published, Proposal.slug == proposal)


def subscribe(person: Person, scope: Scope, name: str, frequency: Frequency, lang: str) -> None:
    """Tell ``person`` by mail of new comments there; again with another frequency changes it.

    Raises ``NotFound`` where there is no such thing.
    """
    with database.write() as (session, now):
        subject_id = _found(session, person, scope, name)
        kept = session.scalar(_of(person.id, scope, subject_id).with_for_update())
        if kept is None:
            kept = Subscription(
                person_id=person.id, scope=scope, subject_id=subject_id, made_at=now, told_until=now
            )
            session.add(kept)
        elif kept.frequency is Frequency.EACH and frequency is Frequency.DAILY:
            kept.told_until = now  # until now each was told
        kept.frequency, kept.lang = frequency, lang


def unsubscribe(person: Person, scope: Scope, name: str) -> None:
    """Tell ``person`` no more; where they were not told nothing changes. Raises ``NotFound``."""
    with database.write() as (session, _):
        subject_id = _found(session, person, scope, name)
        kept = session.scalar(_of(person.id, scope, subject_id))
        if kept is not None:
            session.delete(kept)


def _found(session: Session, person: Person, scope: Scope, name: str) -> int:
    subject_id = session.scalar(_subject_id(scope, name, person.id))
    if subject_id is None:
        raise NotFound(f"there is no {scope.value} {name!r}")
    return subject_id


def _of(person_id: int, scope: Scope, subject_id: int) -> Select[Subscription]:
    return select(Subscription).where(
        Subscription.person_id == person_id,
        Subscription.scope == scope,
        Subscription.subject_id == subject_id,
    )


def frequency(person_id: int, scope: Scope, name: str) -> Frequency | None:
    """How often a person is told of new comments there; None for never."""
    wanted = _subject_id(scope, name, person_id).scalar_subquery()
    return db.session.scalar(
        select(Subscription.frequency).where(
            Subscription.person_id == person_id,
            Subscription.scope == scope,
            Subscription.subject_id == wanted,
        )
    )


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription with what it is about."""

    id: int
    person_id: int
    scope: Scope
    frequency: Frequency
    lang: str
    made_at: datetime
    consultation: str
    titles: Mapping[str, str]
    proposal: str | None
    number: int | None
    ref: str | None
    author: str | None


def _is(scope: Scope, subject: Any) -> ColumnElement[bool]:
    return and_(Subscription.scope == scope, Subscription.subject_id == subject)


_SUBSCRIBED: Select[*tuple[Any, ...]] = (
    select(
        Subscription.id,
        Subscription.person_id,
        Subscription.scope,
        Subscription.frequency,
        Subscription.lang,
        Subscription.made_at,
        Consultation.slug,
        Consultation.title,
        Proposal.slug,
        Proposal.number,
        Comment.ref,
        Comment.author_name,
    )
    .outerjoin(Comment, _is(Scope.THREAD, Comment.id))
    .outerjoin(Proposal, or_(_is(Scope.PROPOSAL, Proposal.id), Proposal.id == Comment.proposal_id))
    .join(
        Consultation,
        or_(
            _is(Scope.CONSULTATION, Consultation.id),
            Consultation.id == Proposal.consultation_id,
        ),
    )
)


def of_person(person_id: int) -> list[Subscribed]:
    """What a person is told of, the newest wish first."""
    mine = _SUBSCRIBED.where(Subscription.person_id == person_id).order_by(Subscription.id.desc())
    return [built(Subscribed, row) for row in db.session.execute(mine)]


def one(subscription_id: int, person_id: int) -> Subscribed | None:
    """A person's subscription; None once it has ended."""
    row = db.session.execute(
        _SUBSCRIBED.where(Subscription.id == subscription_id, Subscription.person_id == person_id)
    ).one_or_none()
    return None if row is None else built(Subscribed, row)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="unsubscribe")


def unsubscribe_path(subscription_id: int, person_id: int) -> str:
    """The path at which a letter's reader ends a subscription, without signing in, for good."""
    return f"{UNSUBSCRIBE}{_signer().dumps([subscription_id, person_id])}"


def named_by(token: str) -> tuple[int, int]:
    """The subscription and the person that a link names; raises ``NotFound``."""
    try:
        subscription_id, person_id = map(int, _signer().loads(token))
    except (BadData, TypeError, ValueError) as error:
        raise NotFound("this link is none of ours") from error
    return subscription_id, person_id


def end(subscription_id: int, person_id: int) -> None:
    """End a person's subscription, or (``EVERY_DAILY``) all that they are told once a day.

    What has ended before stays so.
    """
    which = (
        Subscription.frequency == Frequency.DAILY
        if subscription_id == EVERY_DAILY
        else Subscription.id == subscription_id
    )
    with database.write() as (session, _):
        session.execute(delete(Subscription).where(Subscription.person_id == person_id, which))

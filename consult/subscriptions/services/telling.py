"""Telling those who want to be told: from what happened to a letter for each of them.

Letters are asked for in batches of short writes, each with a key of its own: where this is cut
short, it is done again from the beginning, and what was asked for already stays one letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from consult import database, letters
from consult.accounts.models import Person
from consult.comments.models import Comment, Status
from consult.database import db
from consult.jobs.services import Task
from consult.proposals.models import Consultation, Proposal, Version
from consult.subscriptions import rules
from consult.subscriptions.models import Frequency, Scope, Subscription

BATCH = 500
Place = tuple[Scope, int]
_Rows = Sequence[Row[*tuple[Any, ...]]]


def comment_posted(task: Task) -> None:
    """Tell of a comment that can be read now: at once, or the next morning."""
    row = db.session.execute(
        select(
            Comment.root_id,
            Comment.proposal_id,
            Comment.consultation_id,
            Comment.author_id,
            Comment.posted_at,
            Consultation.zone,
        )
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.id == task.data["comment"], Comment.status == Status.VISIBLE)
    ).one_or_none()
    if row is None:
        return
    comment_id = task.data["comment"]
    places = [
        (Scope.THREAD, row.root_id or comment_id),
        (Scope.PROPOSAL, row.proposal_id),
        (Scope.CONSULTATION, row.consultation_id),
    ]
    for people in _subscribers(places, task.asked_at, but=row.author_id):
        with database.write() as (session, now):
            _tell(session, people, comment_id, row.posted_at, row.zone, now)


def _tell(
    session: Session, people: _Rows, comment_id: int, posted_at: datetime, zone: str, now: datetime
) -> None:
    """Ask for the letters of a batch: of this comment, or of all since the last morning.

    What was held until after the last morning's letter would be in none: it gets one of its own.
    """
    morning = rules.next_morning(now, zone)
    at_once, later, daily = [], [], []
    for p in people:
        known = {"comment": comment_id, "subscription": p.id}
        one = letters.asked("comment", p.lang, person_id=p.person_id, **known)
        wanted = (f"notify:{comment_id}:{p.person_id}", one)
        if p.frequency is Frequency.EACH:
            at_once.append(wanted)
        elif posted_at <= p.told_until:
            later.append(wanted)
        else:
            key = f"daily:{p.person_id}:{morning:%Y-%m-%d}"
            daily.append((key, letters.asked("daily", p.lang, person_id=p.person_id)))
    letters.put_all(session, now, at_once)
    letters.put_all(session, now, later + daily, due_at=morning)


def version_published(task: Task) -> None:
    """Tell of a new version of a proposal."""
    version_id = task.data["version"]
    row = db.session.execute(
        select(Version.proposal_id, Proposal.consultation_id)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .where(Version.id == version_id)
    ).one()
    places = [(Scope.PROPOSAL, row.proposal_id), (Scope.CONSULTATION, row.consultation_id)]
    _tell_all(places, "version", version_id, task.asked_at)


def discussion_closed(task: Task) -> None:
    """Tell that a discussion was closed."""
    consultation_id = task.data["consultation"]
    places = [(Scope.CONSULTATION, consultation_id)]
    _tell_all(places, "closed", consultation_id, task.asked_at)


def _tell_all(places: Sequence[Place], template: str, subject_id: int, at: datetime) -> None:
    for people in _subscribers(places, at):
        wanted = [
            (
                f"{template}:{subject_id}:{p.person_id}",
                letters.asked(
                    template, p.lang, person_id=p.person_id, subject=subject_id, subscription=p.id
                ),
            )
            for p in people
        ]
        with database.write() as (session, now):
            letters.put_all(session, now, wanted)


def _subscribers(places: Sequence[Place], at: datetime, but: int | None = None) -> Iterator[_Rows]:
    """Who wanted, at that moment, to be told of any of ``places``: in batches, each person once.

    By the subscription to the place that stands first. ``but`` is told nothing.
    """
    last = 0
    while rows := db.session.execute(_batch(places, at, but, last)).all():
        last = rows[-1].person_id
        db.session.close()
        yield rows


def _batch(places: Sequence[Place], at: datetime, but: int | None, last: int) -> Any:
    there = [and_(Subscription.scope == s, Subscription.subject_id == i) for s, i in places]
    rank = case({scope: at for at, (scope, _) in enumerate(places)}, value=Subscription.scope)
    closest = func.row_number().over(partition_by=Subscription.person_id, order_by=rank)
    ranked = (
        select(Subscription, closest.label("closeness"))
        .where(or_(*there), Subscription.made_at <= at, Subscription.person_id > last)
        .subquery()
    )
    wanted = (
        select(
            ranked.c.id,
            ranked.c.person_id,
            ranked.c.frequency,
            ranked.c.lang,
            ranked.c.told_until,
        )
        .join(Person, Person.id == ranked.c.person_id)
        .where(ranked.c.closeness == 1, Person.erased_at.is_(None))
        .order_by(ranked.c.person_id)
        .limit(BATCH)
    )
    return wanted if but is None else wanted.where(ranked.c.person_id != but)

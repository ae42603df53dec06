"""Deciding on comments, and the public log of what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from consult import database, letters, wording
from consult.accounts.models import Person, Role
from consult.accounts.services import addresses
from consult.comments.models import Comment, Status
from consult.comments.services import telling
from consult.comments.services.letters import where
from consult.comments.services.writing import change_status, comment_for_write
from consult.database import built, db
from consult.errors import Invalid
from consult.letters import Letter, one_line
from consult.moderation import rules
from consult.moderation.models import Decision, Reason
from consult.permission import require
from consult.proposals.models import Consultation, Proposal


def decide(person: Person, ref: str, to: Status, reason: Reason, statement: str) -> None:
    """Hide or restore a comment, or keep one that waits from appearing.

    The status and the decision's row are one commit.
    """
    statement = statement.strip()
    if not statement:
        raise Invalid("statement", "empty")
    if len(statement) > rules.LONGEST_STATEMENT:
        raise Invalid("statement", "too_long")
    with database.write() as (session, now):
        comment = comment_for_write(session, ref)
        require(rules.may_decide(person, comment, comment.proposal.consultation, to))
        decision = _decision(person, comment, to, reason, statement, now)
        session.add(decision)
        change_status(session, comment, to, statement if to is Status.HIDDEN else None)
        _tell(session, comment, decision, now)


def _tell(session: Session, comment: Comment, decision: Decision, now: datetime) -> None:
    """Ask for the letter to the author, and for those who wait when it can be read for once."""
    session.flush()
    author, key = comment.author, f"decision:{decision.id}"
    if author is not None:
        whom = letters.asked("decision", author.lang, person_id=author.id, decision=decision.id)
        letters.put_all(session, now, [(key, whom)])
    if decision.from_status is Status.HELD and decision.to_status is Status.VISIBLE:
        telling.readable(session, comment.id, now)


def decision_letter(data: Mapping[str, Any]) -> Letter | None:
    """What a moderator decided on somebody's comment, to its author; None once they are erased."""
    address = addresses.of(data["person"])
    decision = db.session.get(Decision, data["decision"])
    if address is None or decision is None:
        return None
    values = {
        **where(decision.comment, data["lang"]),
        "hidden": decision.to_status is Status.HIDDEN,
        "held": decision.from_status is Status.HELD,
        "reason": wording.REASONS[decision.reason],
        "statement": decision.statement,
        "moderator": one_line(decision.moderator.display_name),
        "at": decision.at,
        "slug": decision.comment.proposal.consultation.slug,
    }
    return Letter(address, data["lang"], "decision", values)


def publish(person: Person, ref: str) -> None:
    """Let a comment that waited for a moderator appear; that it was in order is reason enough.

    It stands where its time puts it: the time of posting stays what its author's receipt says.
    """
    with database.write() as (session, now):
        comment = comment_for_write(session, ref)
        require(rules.may_publish(person, comment, comment.proposal.consultation))
        decision = _decision(person, comment, Status.VISIBLE, Reason.IN_ORDER, "", now)
        session.add(decision)
        change_status(session, comment, Status.VISIBLE)
        _tell(session, comment, decision, now)


def _decision(
    person: Person, comment: Comment, to: Status, reason: Reason, statement: str, now: datetime
) -> Decision:
    return Decision(
        consultation_id=comment.consultation_id,
        comment_id=comment.id,
        moderator_id=person.id,
        from_status=comment.status,
        to_status=to,
        reason=reason,
        statement=statement,
        at=now,
    )


@dataclass(frozen=True, slots=True)
class Logged:
    """A decision as the public log shows it: never with the comment's text."""

    id: int
    ref: str
    moderator: str
    from_status: Status
    to_status: Status
    reason: Reason
    statement: str
    at: datetime


_LOGGED: Select[*tuple[Any, ...]] = (
    select(
        Decision.id,
        Comment.ref,
        Person.display_name,
        Decision.from_status,
        Decision.to_status,
        Decision.reason,
        Decision.statement,
        Decision.at,
    )
    .join(Comment, Comment.id == Decision.comment_id)
    .join(Person, Person.id == Decision.moderator_id)
)


def log(consultation_id: int, size: int, before: int | None) -> list[Logged]:
    """Decisions of a consultation, the newest first, those with an id below ``before``."""
    wanted = _LOGGED.where(Decision.consultation_id == consultation_id)
    if before is not None:
        wanted = wanted.where(Decision.id < before)
    newest_first = wanted.order_by(Decision.id.desc()).limit(size)
    return [built(Logged, row) for row in db.session.execute(newest_first)]


def moderated_by(person: Person) -> list[Consultation]:
    """The consultations of the agencies for which ``person`` moderates, the newest end first."""
    found = db.session.scalars(
        select(Consultation)
        .where(
            Consultation.agency_id.in_(_moderates(person)), Consultation.published_at.is_not(None)
        )
        .order_by(Consultation.closes_at.desc())
    )
    return list(found)


@dataclass(frozen=True, slots=True)
class Queued:
    """A comment in the moderators' list."""

    id: int
    ref: str
    status: Status
    author_id: int | None
    author: str
    lang: str
    body_html: str
    quote: str | None
    rewording: str | None
    posted_at: datetime
    zone: str
    consultation: dict[str, str]
    proposal: int


_QUEUED: Select[*tuple[Any, ...]] = (
    select(
        Comment.id,
        Comment.ref,
        Comment.status,
        Comment.author_id,
        Comment.author_name,
        Comment.lang,
        Comment.body_html,
        Comment.quote,
        Comment.rewording,
        Comment.posted_at,
        Consultation.zone,
        Consultation.title,
        Proposal.number,
    )
    .join(Proposal, Proposal.id == Comment.proposal_id)
    .join(Consultation, Consultation.id == Comment.consultation_id)
)


def newest(person: Person, size: int, before: int | None) -> list[Queued]:
    """The newest comments that ``person`` may moderate, those with an id below ``before``; not
    those that wait.
    """
    wanted = _QUEUED.where(
        Consultation.agency_id.in_(_moderates(person)),
        Comment.status.in_((Status.VISIBLE, Status.HIDDEN)),
    )
    if before is not None:
        wanted = wanted.where(Comment.id < before)
    newest_first = wanted.order_by(Comment.id.desc()).limit(size)
    return [built(Queued, row) for row in db.session.execute(newest_first)]


def waiting(person: Person, size: int) -> tuple[int, list[Queued]]:
    """How many comments wait for a moderator such as ``person``, and those that wait longest."""
    here = (Consultation.agency_id.in_(_moderates(person)), Comment.status == Status.HELD)
    counted = select(func.count()).select_from(Comment).join(Consultation).where(*here)
    oldest_first = _QUEUED.where(*here).order_by(Comment.id).limit(size)
    found = [built(Queued, row) for row in db.session.execute(oldest_first)]
    return db.session.execute(counted).scalar_one(), found


def _moderates(person: Person) -> list[int]:
    """The ids of the agencies for which ``person`` moderates."""
    return [m.agency_id for m in person.memberships if m.role is Role.MODERATOR]

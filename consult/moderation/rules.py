"""Who may hide and restore comments. Plain functions."""

from __future__ import annotations

from consult.accounts.models import Person, Role
from consult.comments.models import Comment, Status
from consult.permission import Allowed, Permission, Refusal, Refused
from consult.proposals.models import Consultation
from consult.proposals.rules import moderates

LONGEST_STATEMENT = 1000


def may_decide(
    person: Person | None, comment: Comment, consultation: Consultation, to: Status
) -> Permission:
    """Whether ``person`` may hide or restore ``comment``: not their own, not a withdrawn one."""
    if not moderates(person, consultation) or person is None:
        return Refused(Refusal.NOT_A_MODERATOR)
    if comment.author_id == person.id:
        return Refused(Refusal.OWN_COMMENT)
    if to is Status.HIDDEN and comment.status not in (Status.VISIBLE, Status.HELD):
        return Refused(Refusal.NOT_VISIBLE)
    if to is Status.VISIBLE and comment.status not in (Status.HIDDEN, Status.HELD):
        return Refused(Refusal.NOT_HIDDEN)
    return Allowed()


def may_publish(person: Person | None, comment: Comment, consultation: Consultation) -> Permission:
    """Whether ``person`` may let a comment that waits appear; nobody else has seen it yet."""
    if moderates(person, consultation) and comment.status is not Status.HELD:
        return Refused(Refusal.NOT_HELD)
    return may_decide(person, comment, consultation, Status.VISIBLE)


def may_read_hidden(person: Person | None, agency_id: int) -> bool:
    """Whether ``person`` may read hidden and held texts of this agency's consultations."""
    return person is not None and person.acts_as(Role.MODERATOR, agency_id)

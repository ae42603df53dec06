"""Who may read drafts over and publish them. Plain functions."""

from __future__ import annotations

from consult.accounts.models import Person, Role
from consult.permission import Allowed, Permission, Refusal, Refused
from consult.proposals.models import Consultation


def may_publish(person: Person | None, consultation: Consultation) -> Permission:
    """Whether ``person`` may publish in ``consultation``: a publisher of its agency.

    Also after the discussion has closed: what became of it is a version too. What was withdrawn
    is not changed any more.
    """
    if not publishes(person, consultation):
        return Refused(Refusal.NOT_A_PUBLISHER)
    if consultation.withdrawn_at is not None:
        return Refused(Refusal.WITHDRAWN)
    return Allowed()


def publishes(person: Person | None, consultation: Consultation) -> bool:
    """Whether ``person`` is a publisher of the agency that holds ``consultation``."""
    return person is not None and person.acts_as(Role.PUBLISHER, consultation.agency_id)

"""Who may have their identity erased. Plain functions."""

from __future__ import annotations

from consult.accounts.models import Person
from consult.permission import Allowed, Permission, Refusal, Refused


def may_be_erased(person: Person) -> Permission:
    """Whether the identity of ``person`` may be erased: not while they act for an agency.

    Every act of an agency has a name in the public log.
    """
    if person.memberships or person.administrator_since is not None:
        return Refused(Refusal.ACTS_FOR_AGENCY)
    return Allowed()

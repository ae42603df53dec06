"""What a rule answers: allowed, or refused for a reason that can be put into words."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from consult.errors import Conflict, Forbidden


class Refusal(enum.StrEnum):
    """Why something may not be done. ``wording`` has the sentence for each."""

    SIGN_IN = "sign_in"
    NOT_PUBLISHED = "not_published"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NOTICE = "notice"
    FULL_NAME = "full_name"
    ACTS_FOR_AGENCY = "acts_for_agency"
    OWN_COMMENT = "own_comment"
    NOT_YOURS = "not_yours"
    NOT_VISIBLE = "not_visible"
    HELD = "held"
    NOT_HELD = "not_held"
    NOT_HIDDEN = "not_hidden"
    NOT_A_MODERATOR = "not_a_moderator"
    NOT_AN_ANALYST = "not_an_analyst"
    NOT_A_PUBLISHER = "not_a_publisher"
    ALREADY_CLOSED = "already_closed"
    BEFORE_MINIMUM_TERM = "before_minimum_term"
    REASON_NEEDED = "reason_needed"


# These depend on who asks; the others on the moment or on what has happened meanwhile.
_OF_THE_PERSON = {
    Refusal.SIGN_IN,
    Refusal.NOTICE,
    Refusal.FULL_NAME,
    Refusal.ACTS_FOR_AGENCY,
    Refusal.OWN_COMMENT,
    Refusal.NOT_YOURS,
    Refusal.NOT_A_MODERATOR,
    Refusal.NOT_AN_ANALYST,
    Refusal.NOT_A_PUBLISHER,
}


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Refused:
    """No, and why."""

    reason: Refusal

    def __bool__(self) -> bool:
        return False


Permission = Allowed | Refused


class RefusedByRule(Conflict):
    """A rule said no because of the moment or of what happened meanwhile."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class RefusedToPerson(Forbidden):
    """A rule said no to this person."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def require(permission: Permission) -> None:
    """Do nothing when allowed; raise ``RefusedByRule`` or ``RefusedToPerson`` when refused."""
    if isinstance(permission, Refused):
        of_person = permission.reason in _OF_THE_PERSON
        raise (RefusedToPerson if of_person else RefusedByRule)(permission.reason)

"""Who may say what, and when. Plain functions over facts just read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consult.accounts.models import Person
from consult.accounts.rules import NOTICE, name_shown
from consult.comments.models import Comment, Status
from consult.errors import Invalid
from consult.permission import Allowed, Permission, Refusal, Refused
from consult.proposals.models import Stage, Stance, Window

LONGEST_BODY = 5000
LONGEST_REWORDING = 5000
LONGEST_QUOTE = 2000

_NOT_OPEN = {
    Stage.DRAFT: Refusal.NOT_PUBLISHED,
    Stage.ANNOUNCED: Refusal.NOT_YET_OPEN,
    Stage.CLOSED: Refusal.CLOSED,
    Stage.CONCLUDED: Refusal.CLOSED,
    Stage.WITHDRAWN: Refusal.WITHDRAWN,
}


@dataclass(frozen=True)
class Draft:
    """What someone typed, before it is judged. Lengths are in code points."""

    body: str
    lang: str
    stance: Stance | None = None
    quote: str = ""
    quote_start: int | None = None
    rewording: str = ""


def check_draft(draft: Draft) -> None:
    """Raise ``Invalid`` with the field and a code when the draft cannot be taken."""
    if not draft.body.strip() and not draft.rewording.strip():
        raise Invalid("body", "empty")
    for field, text, most in (
        ("body", draft.body, LONGEST_BODY),
        ("rewording", draft.rewording, LONGEST_REWORDING),
        ("quote", draft.quote, LONGEST_QUOTE),
    ):
        if len(text) > most:
            raise Invalid(field, "too_long")


def check_rewording(draft: Draft, original: str) -> None:
    """Raise ``Invalid`` where ``draft`` is no other wording of ``original``; as ``check_draft``."""
    if not draft.rewording.strip():
        raise Invalid("rewording", "empty")
    check_draft(draft)
    if draft.rewording.split() == original.split():
        raise Invalid("rewording", "unchanged")


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a consultation takes comments, besides its window."""

    agency_id: int
    pseudonyms: bool
    hold_first: int


def may_act(person: Person | None, window: Window, now: datetime) -> Permission:
    """Whether ``person`` may do anything in the discussion at ``now``."""
    stage = window.stage(now)
    if stage is not Stage.OPEN:
        return Refused(_NOT_OPEN[stage])
    known = person is not None and person.erased_at is None
    return Allowed() if known else Refused(Refusal.SIGN_IN)


def may_take_part(person: Person | None, window: Window, now: datetime) -> Permission:
    """Whether ``person`` may comment, annotate, reword or reply at ``now``.

    Whoever publishes has agreed to the newest notice of what becomes of it.
    """
    permission = may_act(person, window, now)
    if permission and person is not None and person.notice < NOTICE:
        return Refused(Refusal.NOTICE)
    return permission


def may_be_named(person: Person, terms: Terms) -> Permission:
    """Whether ``person`` has a name that the consultation takes."""
    named = name_shown(person, pseudonyms=terms.pseudonyms)
    return Allowed() if named else Refused(Refusal.FULL_NAME)


def first_status(terms: Terms, visible: int) -> Status:
    """The status of a new comment by someone with ``visible`` visible ones at the agency."""
    return Status.HELD if visible < terms.hold_first else Status.VISIBLE


def may_reply(person: Person | None, parent: Status, window: Window, now: datetime) -> Permission:
    """Whether ``person`` may answer a comment of this status: hidden ones keep their replies."""
    permission = _may_be_answered(parent)
    return permission and may_take_part(person, window, now)


def _may_be_answered(status: Status) -> Permission:
    if status is Status.VISIBLE:
        return Allowed()
    return Refused(Refusal.HELD if status is Status.HELD else Refusal.NOT_VISIBLE)


def may_endorse(
    person: Person | None, comment: Comment, window: Window, now: datetime
) -> Permission:
    """Whether ``person`` may agree or disagree with ``comment``; not with their own."""
    if person is not None and comment.author_id == person.id:
        return Refused(Refusal.OWN_COMMENT)
    permission = _may_be_answered(comment.status)
    return permission and may_act(person, window, now)


def may_withdraw(
    person: Person | None, comment: Comment, window: Window, now: datetime
) -> Permission:
    """Whether ``person`` may take ``comment`` back: their own, while the window is open."""
    if person is None or comment.author_id != person.id:
        return Refused(Refusal.NOT_YOURS)
    if comment.status is Status.WITHDRAWN:
        return Refused(Refusal.NOT_VISIBLE)
    return may_act(person, window, now)

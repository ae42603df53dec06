"""Who may close a discussion and when, and the legal clock. Plain functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from consult.accounts.models import Person, Role
from consult.permission import Allowed, Permission, Refusal, Refused
from consult.proposals.models import Consultation, Window


@dataclass(frozen=True)
class RuleSet:
    """What a law or a practice asks of a consultation.

    ``minimum_working_days`` counts days that are neither at the weekend nor a holiday in
    ``calendar`` (an ISO 3166 code). ``opening_day_counts`` says whether the day of opening is
    the first of them. Until a lawyer has confirmed it, ``verified`` is false and every page
    that shows it says so.
    """

    slug: str
    name: dict[str, str]
    source: dict[str, str]
    calendar: str
    minimum_working_days: int
    opening_day_counts: bool
    verified: bool


def earliest_closing(rules: RuleSet | None, window: Window) -> date:
    """The first local day on which the discussion may be closed: the minimum term is over."""
    opened = window.opens_at.astimezone(ZoneInfo(window.zone)).date()
    if rules is None:
        return opened
    days_off = holidays.country_holidays(rules.calendar)
    day = opened if rules.opening_day_counts else opened + timedelta(days=1)
    left = rules.minimum_working_days
    while left:
        left -= day.weekday() < 5 and day not in days_off
        day += timedelta(days=1)
    return day


def may_close(
    person: Person | None,
    consultation: Consultation,
    rules: RuleSet | None,
    reason: str,
    now: datetime,
) -> Permission:
    """Whether ``person`` may close the discussion at ``now``, giving ``reason``.

    After the announced end a moderator of the agency closes it as a matter of course; before it
    a reason is needed, and the minimum term must have run.
    """
    if not moderates(person, consultation):
        return Refused(Refusal.NOT_A_MODERATOR)
    window = consultation.window
    if consultation.closed_at is not None:
        return Refused(Refusal.ALREADY_CLOSED)
    if now < window.opens_at:
        return Refused(Refusal.NOT_YET_OPEN)
    if not window.is_open(now):
        return Allowed()
    if now.astimezone(ZoneInfo(window.zone)).date() < earliest_closing(rules, window):
        return Refused(Refusal.BEFORE_MINIMUM_TERM)
    return Allowed() if reason.strip() else Refused(Refusal.REASON_NEEDED)


def moderates(person: Person | None, consultation: Consultation) -> bool:
    """Whether ``person`` is a moderator of the agency that holds ``consultation``."""
    return person is not None and person.acts_as(Role.MODERATOR, consultation.agency_id)

"""Closing a discussion, with the act recorded."""

from __future__ import annotations

import tomllib
from functools import cache

from sqlalchemy import select, update

from consult import database, paths
from consult.accounts.models import Person
from consult.errors import NotFound
from consult.jobs import services as jobs
from consult.permission import require
from consult.proposals import rules
from consult.proposals.models import Closing, Consultation, Proposal
from consult.proposals.rules import RuleSet

CLOSED = "discussion_closed"


@cache
def rule_sets() -> dict[str, RuleSet]:
    """The rule sets in ``proposals/rules.toml``, by slug."""
    with (paths.folder("proposals") / "rules.toml").open("rb") as file:
        return {slug: RuleSet(slug=slug, **given) for slug, given in tomllib.load(file).items()}


def rule_set(consultation: Consultation) -> RuleSet | None:
    """The rule set that ``consultation`` names, if any."""
    return rule_sets()[consultation.rules] if consultation.rules else None


def close(person: Person, consultation_slug: str, reason: str) -> Closing:
    """End the discussion now. From the commit on nothing is accepted.

    Raises ``NotFound``, or what ``permission.require`` raises when ``may_close`` refuses.
    """
    rule_sets()  # read from its file before the write begins
    wanted = select(Consultation).where(Consultation.slug == consultation_slug)
    with database.write() as (session, now):
        consultation = session.scalar(wanted.with_for_update(of=Consultation))
        if consultation is None:
            raise NotFound(f"there is no consultation {consultation_slug!r}")
        require(rules.may_close(person, consultation, rule_set(consultation), reason, now))
        consultation.closed_at = now
        closing = Closing(consultation_id=consultation.id, by_id=person.id, at=now, reason=reason)
        session.add(closing)
        jobs.ask(session, CLOSED, {"consultation": consultation.id}, now)
        session.execute(
            update(Proposal)
            .where(Proposal.consultation_id == consultation.id)
            .values(revision=Proposal.revision + 1)
        )
    return closing

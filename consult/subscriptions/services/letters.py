"""Letters to subscribers. Each says how to get no more of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, update

from consult import database, web, wording
from consult.accounts.services import addresses
from consult.comments.models import Comment, Status
from consult.comments.services.letters import where
from consult.database import db
from consult.letters import Letter, one_line
from consult.proposals.models import Closing, Consultation, Version
from consult.proposals.services import editions, reading
from consult.subscriptions import rules
from consult.subscriptions.models import Frequency, Scope, Subscription
from consult.subscriptions.services import keeping

_EXCERPT = 200


def _letter(data: Mapping[str, Any], values: Mapping[str, Any]) -> Letter | None:
    """A letter that a subscription asks for; None once it or its person is gone."""
    address = addresses.of(data["person"])
    if address is None or keeping.one(data["subscription"], data["person"]) is None:
        return None
    stop = keeping.unsubscribe_path(data["subscription"], data["person"])
    return Letter(address, data["lang"], data["template"], values, stop)


def comment(data: Mapping[str, Any]) -> Letter | None:
    """A new comment, to somebody who is told of each; None where it can be read no more."""
    found = db.session.get(Comment, data["comment"])
    if found is None or found.status is not Status.VISIBLE:
        return None
    values = {
        **where(found, data["lang"]),
        "author": one_line(found.author_name),
        "posted": found.posted_at,
        "reply": found.root_id is not None,
        "stance": found.stance and wording.STANCES[found.stance],
        "quote": found.quote,
        "body": found.body,
        "rewording": found.rewording,
    }
    return _letter(data, values)


def version(data: Mapping[str, Any]) -> Letter | None:
    """That a new version of a proposal was published."""
    found = db.session.get_one(Version, data["subject"])
    standing = reading.standing_of(found.proposal_id, found.number)
    values = {
        "consultation": _title(standing.consultation.title, data["lang"]),
        "title": one_line(editions.edition(standing, data["lang"]).title),
        "number": standing.number,
        "version": found.number,
        "note": found.note,
        "slugs": {"consultation": standing.consultation.slug, "proposal": standing.slug},
    }
    return _letter(data, values)


def closed(data: Mapping[str, Any]) -> Letter | None:
    """That a discussion was closed."""
    act = db.session.get_one(Closing, data["subject"])
    consultation = db.session.get_one(Consultation, data["subject"])
    values = {
        "consultation": _title(consultation.title, data["lang"]),
        "at": act.at,
        "zone": consultation.zone,
        "by": one_line(act.by.display_name),
        "reason": act.reason,
        "slug": consultation.slug,
    }
    return _letter(data, values)


def _title(titles: Mapping[str, str], lang: str) -> str:
    return one_line(titles.get(lang) or next(iter(titles.values())))


def daily(data: Mapping[str, Any]) -> Letter | None:
    """What was posted since the last such letter in all that somebody is told of once a day.

    None where there is nothing. That it was told is kept once the letter is sent.
    """
    address = addresses.of(data["person"])
    mine = list(
        db.session.scalars(select(Subscription).where(Subscription.person_id == data["person"]))
    )
    told_daily = [s for s in mine if s.frequency is Frequency.DAILY]
    if address is None or not told_daily:
        return None
    until = web.now() - rules.SETTLED
    wanted = _posted(data["person"], mine, until)
    count = db.session.scalar(select(func.count()).select_from(Comment).where(*wanted)) or 0
    if not count:
        return None
    newest = select(Comment).where(*wanted).order_by(Comment.posted_at.desc(), Comment.id.desc())
    found = db.session.scalars(newest.limit(rules.MOST_LINES))
    values = {
        "lines": [_line(c, data["lang"]) for c in found],
        "count": count,
        "rest": max(count - rules.MOST_LINES, 0),
    }
    stop = keeping.unsubscribe_path(keeping.EVERY_DAILY, data["person"])
    once_sent = partial(told, [s.id for s in told_daily], until)
    return Letter(address, data["lang"], "daily", values, stop, once_sent)


def _line(comment: Comment, lang: str) -> dict[str, Any]:
    words = one_line(comment.body or comment.rewording or "")
    return {
        **where(comment, lang),
        "author": one_line(comment.author_name),
        "posted": comment.posted_at,
        "words": words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rstrip()}…",
    }


def _posted(
    person_id: int, mine: Sequence[Subscription], until: datetime
) -> tuple[ColumnElement[bool], ...]:
    """The comments that somebody is to be told of once a day and was not told of yet."""
    new = []
    for subscription in mine:
        if subscription.frequency is Frequency.DAILY:
            closer = rules.CLOSEST_FIRST[: rules.CLOSEST_FIRST.index(subscription.scope)]
            others = [_within(s.scope, s.subject_id) for s in mine if s.scope in closer]
            here = _within(subscription.scope, subscription.subject_id)
            # What a closer subscription tells of is told by that one.
            new.append(and_(here, Comment.posted_at > subscription.told_until, *map(not_, others)))
    return (
        Comment.status == Status.VISIBLE,
        Comment.posted_at <= until,
        or_(Comment.author_id.is_(None), Comment.author_id != person_id),
        or_(*new),
    )


def _within(scope: Scope, subject_id: int) -> ColumnElement[bool]:
    if scope is Scope.THREAD:
        return func.coalesce(Comment.root_id, Comment.id) == subject_id
    column = Comment.proposal_id if scope is Scope.PROPOSAL else Comment.consultation_id
    return column == subject_id


def told(subscription_ids: Sequence[int], until: datetime) -> None:
    """Keep that these subscribers were told of everything until then."""
    with database.write() as (session, _):
        session.execute(
            update(Subscription)
            .where(Subscription.id.in_(subscription_ids), Subscription.told_until < until)
            .values(told_until=until)
        )

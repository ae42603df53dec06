"""Letters to authors: the receipt of a comment, and what became of passages in a new version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from consult import wording
from consult.accounts.services import addresses
from consult.comments.models import AnchorEvent, Comment, Status
from consult.database import db
from consult.documents.carrying import Outcome
from consult.letters import Letter, one_line
from consult.proposals.models import Version
from consult.proposals.services import editions, reading

_PLAIN_STATUSES = (Status.VISIBLE, Status.HELD)


def receipt(data: Mapping[str, Any]) -> Letter | None:
    """What the author keeps of a comment: its number, time, fingerprint and words.

    The words are left out where the comment was hidden or withdrawn before the letter was sent.
    """
    comment = db.session.scalar(select(Comment).where(Comment.ref == data["comment"]))
    address = addresses.of(data["person"])
    if comment is None or address is None:
        return None
    readable = comment.status in _PLAIN_STATUSES
    values = {
        **where(comment, data["lang"]),
        "author": one_line(comment.author_name),
        "status": comment.status.value,
        "posted": comment.posted_at,
        "sha256": comment.sha256,
        "stance": comment.stance and wording.STANCES[comment.stance],
        "quote": comment.quote if readable else None,
        "body": comment.body if readable else None,
        "rewording": comment.rewording if readable else None,
    }
    return Letter(address, data["lang"], "receipt", values)


def where(comment: Comment, lang: str) -> dict[str, Any]:
    """What a letter says of where a comment stands, in ``lang`` where the text has it."""
    number = db.session.get_one(Version, comment.version_id).number
    standing = reading.standing_of(comment.proposal_id, number)
    edition = editions.edition(standing, lang)
    clause = next((c for c in edition.clauses if c.uid == comment.clause_uid), None)
    titles = standing.consultation.title
    return {
        "ref": comment.ref,
        "consultation": one_line(titles.get(lang) or next(iter(titles.values()))),
        "number": standing.number,
        "title": one_line(edition.title),
        "clause": one_line(edition.full_label(clause)) if clause else "",
        "zone": standing.consultation.window.zone,
    }


def carried(data: Mapping[str, Any]) -> Letter | None:
    """What became of the passages that somebody's comments quote, in a new version."""
    address = addresses.of(data["person"])
    found = _outcomes(data["version"], data["person"])
    if address is None or not found:
        return None
    version = db.session.get_one(Version, data["version"])
    standing = reading.standing_of(version.proposal_id, version.number)
    titles = standing.consultation.title
    values = {
        "consultation": one_line(titles.get(data["lang"]) or next(iter(titles.values()))),
        "title": one_line(editions.edition(standing, data["lang"]).title),
        "number": standing.number,
        "version": version.number,
        "outcomes": [(wording.ANCHORED[o], found[o]) for o in Outcome if found[o]],
    }
    return Letter(address, data["lang"], "carried", values)


def _outcomes(version_id: int, person_id: int) -> Counter[Outcome]:
    rows = db.session.execute(
        select(AnchorEvent.outcome, func.count())
        .join(Comment, Comment.id == AnchorEvent.comment_id)
        .where(
            AnchorEvent.version_id == version_id,
            Comment.author_id == person_id,
            Comment.status.in_(_PLAIN_STATUSES),
        )
        .group_by(AnchorEvent.outcome)
    )
    return Counter({row[0]: row[1] for row in rows})

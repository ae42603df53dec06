"""Everything that is kept of a person, for the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from consult.accounts.models import Consent, Identity, Person, SignIn
from consult.comments.models import Comment, Endorsement
from consult.database import db
from consult.proposals.models import Clause, Consultation, Proposal, Version
from consult.subscriptions.models import Subscription

COMMENT_COLUMNS = (
    "ref",
    "consultation",
    "proposal",
    "version",
    "clause",
    "parent",
    "lang",
    "stance",
    "quote",
    "body",
    "rewording",
    "author",
    "author_kind",
    "posted_at",
    "status",
    "status_note",
    "agree",
    "disagree",
    "pass",
    "replies",
    "sha256",
)


def everything(person_id: int) -> dict[str, Any]:
    """All that is kept about a person, as JSON has it: nothing is left out but secrets.

    Secrets are the hash of the password and of the tokens in browsers.
    """
    person = db.session.get_one(Person, person_id)
    return {
        "account": _account(person),
        "consents": _rows(select(Consent.notice, Consent.at).where(_of(Consent, person))),
        "identities": _rows(
            select(Identity.issuer, Identity.subject, Identity.at).where(_of(Identity, person))
        ),
        "sign_ins": _rows(
            select(SignIn.signed_in_at, SignIn.ended_at, SignIn.browser).where(_of(SignIn, person))
        ),
        "comments": comments(person_id),
        "opinions": _rows(
            select(Comment.ref, Endorsement.opinion, Endorsement.at)
            .join(Comment, Comment.id == Endorsement.comment_id)
            .where(_of(Endorsement, person))
            .order_by(Endorsement.at, Comment.id)
        ),
        "subscriptions": _rows(
            select(
                Subscription.scope,
                Subscription.subject_id,
                Subscription.frequency,
                Subscription.made_at,
            ).where(_of(Subscription, person))
        ),
    }


def _of(kind: Any, person: Person) -> Any:
    return kind.person_id == person.id


def _account(person: Person) -> dict[str, Any]:
    names = ("email", "display_name", "full_name", "organisation", "assurance", "lang")
    return {name: getattr(person, name) for name in names} | {
        "created_at": person.created_at.isoformat(),
        "has_password": bool(person.password_hash),
    }


def _rows(statement: Any) -> list[dict[str, Any]]:
    return [_plain(row) for row in db.session.execute(statement).mappings()]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row with its moments in ISO 8601."""
    return {
        str(name): value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
    }


def comments(person_id: int) -> list[dict[str, Any]]:
    """Everything that the person wrote, the oldest first, whatever became of it.

    Each is a dictionary of ``COMMENT_COLUMNS``.
    """
    parent = aliased(Comment)
    columns = (
        Comment.ref,
        Consultation.slug,
        Proposal.slug,
        Version.number,
        Clause.eid,
        parent.ref,
        Comment.lang,
        Comment.stance,
        Comment.quote,
        Comment.body,
        Comment.rewording,
        Comment.author_name,
        Comment.author_kind,
        Comment.posted_at,
        Comment.status,
        Comment.status_note,
        Comment.agree,
        Comment.disagree,
        Comment.passed,
        Comment.replies,
        Comment.sha256,
    )
    rows = db.session.execute(
        select(*columns)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .join(Version, Version.id == Comment.version_id)
        .outerjoin(Clause, Clause.id == Comment.clause_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .where(Comment.author_id == person_id)
        .order_by(Comment.posted_at, Comment.id)
    )
    return [_plain(dict(zip(COMMENT_COLUMNS, row, strict=True))) for row in rows]

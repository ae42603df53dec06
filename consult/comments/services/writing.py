"""Taking part: each function is one use case and one commit."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from consult import database, markup
from consult.accounts.models import Person
from consult.analysis import indexing
from consult.comments import rules
from consult.comments.models import (
    AuthorKind,
    Channel,
    Comment,
    Endorsement,
    Opinion,
    Status,
)
from consult.comments.rules import Draft
from consult.database import built
from consult.documents import anchors
from consult.errors import Invalid, NotFound
from consult.permission import require
from consult.proposals.models import WHOLE, WINDOW, Consultation, Proposal, Window
from consult.proposals.services import counting
from consult.proposals.services.editions import Provision

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_REF_LENGTH = 10
# Built once: posting must hold the write lock for as short as it can.
_LOCKED_WINDOW = (
    select(Consultation.id, *WINDOW)
    .join(Proposal, Proposal.consultation_id == Consultation.id)
    .where(Proposal.id == bindparam("proposal"))
    .with_for_update(of=(Proposal, Consultation))
)
_SENT_BEFORE = select(Comment.ref, Comment.posted_at, Comment.sha256).where(
    Comment.author_id == bindparam("author"), Comment.key == bindparam("key")
)
_INSERT = insert(Comment)
_COUNTS = {Opinion.AGREE: "agree", Opinion.DISAGREE: "disagree", Opinion.PASS: "passed"}


@dataclass(frozen=True)
class Target:
    """What is commented on: a clause of a version, read in ``lang``, or the whole proposal."""

    proposal_id: int
    version_id: int
    clause: Provision | None
    lang: str

    @property
    def uid(self) -> str:
        """The uid under which a comment here is counted."""
        return self.clause.uid if self.clause else WHOLE


@dataclass(frozen=True)
class Receipt:
    """What an author keeps of a comment that was taken."""

    ref: str
    posted_at: datetime
    sha256: str


def new_ref() -> str:
    """A comment's public number: 50 random bits in ten characters."""
    bits = secrets.randbits(5 * _REF_LENGTH)
    return "".join(_ALPHABET[bits >> 5 * place & 31] for place in range(_REF_LENGTH))


def post(author: Person, target: Target, draft: Draft, *, key: str) -> Receipt:
    """Take a comment, annotation or rewording; the same ``key`` again is the same comment.

    Whether the window is open is asked inside the write transaction, of the row just read and
    by the time the transaction got its turn. Raises ``Invalid`` or a refusal.
    """
    rules.check_draft(draft)
    values = _found(_prepared(author, draft, key) | _placed(target, draft))
    with database.write() as (session, now):
        consultation_id, window = _locked_window(session, target.proposal_id)
        sent_before = _sent_before(session, author, key)
        if sent_before is not None:
            return sent_before
        require(rules.may_take_part(author, window, now))
        return _insert(session, values | {"consultation_id": consultation_id}, now)


def reply(author: Person, parent_ref: str, draft: Draft, *, key: str) -> Receipt:
    """Take an answer to a comment; it stands where its parent does. As ``post`` otherwise.

    Raises ``NotFound`` where there is no such comment.
    """
    rules.check_draft(draft)
    values = _found(_prepared(author, draft, key))
    with database.write() as (session, now):
        parent = comment_for_write(session, parent_ref)
        sent_before = _sent_before(session, author, key)
        if sent_before is not None:
            return sent_before
        require(rules.may_reply(author, parent, parent.proposal.consultation.window, now))
        return _insert(session, values | _reply_to(session, parent), now)


def _sent_before(session: Session, author: Person, key: str) -> Receipt | None:
    """The receipt of what this person already sent with this key."""
    wanted = {"author": author.id, "key": key}
    row = session.connection().execute(_SENT_BEFORE, wanted).one_or_none()
    return None if row is None else built(Receipt, row)


def _insert(session: Session, values: dict[str, Any], now: datetime) -> Receipt:
    """Insert the row and count it."""
    values |= {"posted_at": now, "received_at": now}
    values["sha256"] = sha256_of(values)
    session.connection().execute(_INSERT, values)
    place = (values["proposal_id"], values["clause_uid"], values["stance"])
    counting.count(session, *place, 1)
    return Receipt(values["ref"], now, values["sha256"])


def _prepared(author: Person, draft: Draft, key: str) -> dict[str, Any]:
    """What the author and the draft say, rendered before any transaction begins."""
    return {
        "ref": new_ref(),
        "author_id": author.id,
        "author_name": author.display_name,
        "author_kind": AuthorKind.PERSON,
        "channel": Channel.WEB,
        "lang": draft.lang,
        "stance": draft.stance,
        "body": draft.body.strip(),
        "body_html": markup.comment_html(draft.body.strip()),
        "sanitiser": markup.SANITISER,
        "rewording": draft.rewording.strip() or None,
        "status": Status.VISIBLE,
        "key": key,
    }


def _found(values: dict[str, Any]) -> dict[str, Any]:
    """With what the comment is found by."""
    rewording, rewording_lang = values.get("rewording"), values.get("rewording_lang")
    stems = found_by(values["body"], values["lang"], rewording, rewording_lang)
    return values | {"stems": stems}


def found_by(body: str, lang: str, rewording: str | None, rewording_lang: str | None) -> str:
    """What a comment is found by: its words, not those of the clause that it quotes."""
    return indexing.found_by((body, lang), (rewording, rewording_lang or lang))


def _placed(target: Target, draft: Draft) -> dict[str, Any]:
    """The columns that say what is commented on, and which passage of it."""
    return {
        "proposal_id": target.proposal_id,
        "version_id": target.version_id,
        "clause_id": target.clause.id if target.clause else None,
        "clause_uid": target.uid,
        "rewording_lang": target.lang if draft.rewording.strip() and target.clause else None,
        **passage(target.clause, target.lang, draft.quote, draft.quote_start),
    }


def passage(clause: Provision | None, lang: str, quote: str, start: int | None) -> dict[str, Any]:
    """The columns that say which passage of ``clause`` is quoted; none without a quote.

    Raises ``Invalid`` when the quote stands nowhere, or in several places and ``start`` does not
    say which: a passage is never chosen by guess.
    """
    if not quote.strip():
        return {"quote": None, "quote_lang": None, "quote_start": None, "quote_end": None}
    if clause is None:
        raise Invalid("quote", "no_clause")
    found = anchors.locate(clause.text, quote, start)
    if len(found) != 1:
        raise Invalid("quote", "several_places" if found else "not_in_clause")
    (place,) = found
    return {
        "quote": clause.text[place.start : place.end],
        "quote_lang": lang,
        "quote_start": place.start,
        "quote_end": place.end,
    }


def sha256_of(values: dict[str, Any]) -> str:
    """SHA-256, in hexadecimal, of what was said and where, as canonical JSON (RFC 8785 order)."""
    keys = ("ref", "clause_uid", "lang", "stance", "quote", "body", "rewording", "author_name")
    said = {key: values.get(key) for key in keys} | {"posted_at": str(values["posted_at"])}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _locked_window(session: Session, proposal_id: int) -> tuple[int, Window]:
    """The consultation and its window, locked with the proposal until the commit (PostgreSQL)."""
    row = session.connection().execute(_LOCKED_WINDOW, {"proposal": proposal_id}).one()
    return row[0], built(Window, row[1:])


def _reply_to(session: Session, parent: Comment) -> dict[str, Any]:
    """Where a reply stands: on its parent's clause and version, in its parent's thread."""
    root = parent.root_id or parent.id
    session.execute(update(Comment).where(Comment.id == root).values(replies=Comment.replies + 1))
    return {
        "parent_id": parent.id,
        "root_id": root,
        "consultation_id": parent.consultation_id,
        "proposal_id": parent.proposal_id,
        "version_id": parent.version_id,
        "clause_id": parent.clause_id,
        "clause_uid": parent.clause_uid,
    }


def endorse(person: Person, ref: str, opinion: Opinion) -> None:
    """Agree, disagree or pass on someone's comment; the last opinion counts, once."""
    with database.write() as (session, now):
        comment = comment_for_write(session, ref)
        window = comment.proposal.consultation.window
        require(rules.may_endorse(person, comment, window, now))
        before = session.get(Endorsement, (comment.id, person.id))
        if before is not None and before.opinion is opinion:
            return
        if before is None:
            session.add(
                Endorsement(comment_id=comment.id, person_id=person.id, opinion=opinion, at=now)
            )
        else:
            _count(comment, before.opinion, -1)
            before.opinion, before.at = opinion, now
        _count(comment, opinion, 1)
        counting.count(session, comment.proposal_id, comment.clause_uid, None, 0)


def _count(comment: Comment, opinion: Opinion, by: int) -> None:
    column = _COUNTS[opinion]
    setattr(comment, column, getattr(comment, column) + by)
    comment.disputed = min(comment.agree, comment.disagree)


def comment_for_write(session: Session, ref: str) -> Comment:
    """The comment and its proposal, locked in the order in which every write locks them."""
    wanted = select(Comment.proposal_id).where(Comment.ref == ref)
    proposal_id = session.scalar(wanted)
    if proposal_id is None:
        raise NotFound(f"there is no comment {ref!r}")
    _locked_window(session, proposal_id)
    return session.execute(
        select(Comment).where(Comment.ref == ref).with_for_update(of=Comment)
    ).scalar_one()


def withdraw(person: Person, ref: str) -> None:
    """Take one's own comment back while the window is open; its replies stay."""
    with database.write() as (session, now):
        comment = comment_for_write(session, ref)
        require(rules.may_withdraw(person, comment, comment.proposal.consultation.window, now))
        change_status(session, comment, Status.WITHDRAWN)


def change_status(
    session: Session, comment: Comment, status: Status, note: str | None = None
) -> None:
    """Give ``comment`` another status and move the counts with it, inside the caller's write."""
    by = (status is Status.VISIBLE) - (comment.status is Status.VISIBLE)
    comment.status = status
    comment.status_note = note
    counting.count(session, comment.proposal_id, comment.clause_uid, comment.stance, by)

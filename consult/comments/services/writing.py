"""Taking part: each function is one use case and one commit."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from consult import config, database, markup
from consult.accounts.models import Person
from consult.accounts.rules import Limit, name_shown
from consult.accounts.services import tries
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
from consult.comments.rules import Draft, Terms
from consult.comments.services import telling
from consult.comments.services.reading import visible_at
from consult.database import UTCDateTime, built
from consult.documents import anchors
from consult.errors import Invalid, NotFound, TooOften
from consult.permission import require
from consult.proposals.models import WHOLE, WINDOW, Consultation, Proposal, Window
from consult.proposals.services import counting
from consult.proposals.services.editions import Provision

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_REF_LENGTH = 10
_AN_HOUR = timedelta(hours=1)
# Built once: posting must hold the write lock for as short as it can.
_TERMS = (Consultation.agency_id, Consultation.pseudonyms, Consultation.hold_first)
_LOCKED_WINDOW = (
    select(Consultation.id, *_TERMS, *WINDOW)
    .join(Proposal, Proposal.consultation_id == Consultation.id)
    .where(Proposal.id == bindparam("proposal"))
    .with_for_update(of=(Proposal, Consultation))
)
_SENT_BEFORE = select(Comment.ref, Comment.posted_at, Comment.sha256).where(
    Comment.author_id == bindparam("author"), Comment.key == bindparam("key")
)
_RECENT = select(func.count(), func.min(Comment.received_at)).where(
    Comment.author_id == bindparam("author"),
    Comment.received_at > bindparam("since", type_=UTCDateTime()),
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


def post(author: Person, target: Target, draft: Draft, *, key: str, network: str = "") -> Receipt:
    """Take a comment, annotation or rewording; the same ``key`` and words again are the same one.

    Whether the window is open is asked inside the write transaction, of the row just read and
    by the time the transaction got its turn. ``network`` is where it was sent from, empty where
    that is not to be counted. Raises ``Invalid``, ``TooOften`` or a refusal.
    """
    rules.check_draft(draft)
    key = key_of(key, draft)
    values = _found(_prepared(author, draft, key) | _placed(target, draft))
    pending = _pending(author, key, network)
    with database.write() as (session, now):
        author = _as_stored(session, author)
        consultation_id, terms, window = _locked_window(session, target.proposal_id)
        sent_before = _sent_before(session, author, key)
        if sent_before is not None:
            return sent_before
        require(rules.may_take_part(author, window, now))
        _within_limits(session, author, pending, now)
        values |= {"consultation_id": consultation_id} | _as_named(session, author, terms)
        return _insert(session, author, values, now)


def _as_stored(session: Session, author: Person) -> Person:
    """The author as of now: names, consent, or the whole identity may be other than they were when
    the request began. Locked before the proposal, in the order in which erasure locks (PostgreSQL).
    """
    wanted = select(Person).where(Person.id == author.id)
    return session.execute(wanted.with_for_update(read=True, of=Person)).scalar_one()


def _pending(author: Person, key: str, network: str) -> tries.Pending:
    """Announce a post from a network; sent again with its key it is the same post."""
    limit = Limit("posts-network", config.current().posts_per_network, _AN_HOUR)
    hits = [(limit, network)] if network else []
    return tries.pending(*hits, once=f"{author.id}:{key}")


def _within_limits(session: Session, author: Person, pending: tries.Pending, now: datetime) -> None:
    """Count a post; raises ``TooOften`` where the person or the network has sent its share."""
    since = {"author": author.id, "since": now - _AN_HOUR}
    sent, first = session.connection().execute(_RECENT, since).one()
    if sent >= config.current().posts_per_hour:
        raise TooOften("posts-person", first + _AN_HOUR - now)
    pending.count(session, now)


def _as_named(session: Session, author: Person, terms: Terms) -> dict[str, Any]:
    """The name that the comment bears, for whom it speaks, and whether it is read first."""
    require(rules.may_be_named(author, terms))
    visible = 0
    if terms.hold_first:
        visible = visible_at(author.id, terms.agency_id, session)
    organisation = author.organisation
    return {
        "author_name": name_shown(author, pseudonyms=terms.pseudonyms),
        "author_kind": AuthorKind.ORGANISATION if organisation else AuthorKind.PERSON,
        "status": rules.first_status(terms, visible),
    }


def reply(author: Person, parent_ref: str, draft: Draft, *, key: str, network: str = "") -> Receipt:
    """Take an answer to a comment; it stands where its parent does. As ``post`` otherwise.

    Raises ``NotFound`` where there is no such comment.
    """
    rules.check_draft(draft)
    key = key_of(key, draft)
    values = _found(_prepared(author, draft, key))
    pending = _pending(author, key, network)
    with database.write() as (session, now):
        author = _as_stored(session, author)
        parent, terms, window = _with_terms(session, parent_ref)
        sent_before = _sent_before(session, author, key)
        if sent_before is not None:
            return sent_before
        require(rules.may_reply(author, parent.status, window, now))
        _within_limits(session, author, pending, now)
        values |= _as_named(session, author, terms)
        values |= _reply_to(session, parent, values["status"])
        return _insert(session, author, values, now)


def key_of(key: str, draft: Draft) -> str:
    """What is kept of a form's key: another text under the same key is another comment.

    Whoever never saw the answer, changed a word and sent the form again has lost nothing.
    """
    said = (key, draft.body.strip(), draft.rewording.strip(), draft.quote.strip())
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _sent_before(session: Session, author: Person, key: str) -> Receipt | None:
    """The receipt of what this person already sent with this key."""
    wanted = {"author": author.id, "key": key}
    row = session.connection().execute(_SENT_BEFORE, wanted).one_or_none()
    return None if row is None else built(Receipt, row)


def _insert(session: Session, author: Person, values: dict[str, Any], now: datetime) -> Receipt:
    """Insert the row, count it, and ask for its receipt and for those who wait to be told."""
    values |= {"posted_at": now, "received_at": now}
    values["sha256"] = sha256_of(values)
    inserted = session.connection().execute(_INSERT, values)
    place = (values["proposal_id"], values["clause_uid"], values["stance"])
    visible = values["status"] is Status.VISIBLE
    counting.count(session, *place, int(visible))
    telling.receipt(session, author, values["ref"], now)
    if visible and inserted.inserted_primary_key is not None:
        telling.readable(session, inserted.inserted_primary_key[0], now)
    return Receipt(values["ref"], now, values["sha256"])


def _prepared(author: Person, draft: Draft, key: str) -> dict[str, Any]:
    """What the author and the draft say, rendered before any transaction begins."""
    return {
        "ref": new_ref(),
        "author_id": author.id,
        "assurance": author.assurance,
        "channel": Channel.WEB,
        "lang": draft.lang,
        "stance": draft.stance,
        "body": draft.body.strip(),
        "body_html": markup.comment_html(draft.body.strip()),
        "sanitiser": markup.SANITISER,
        "rewording": draft.rewording.strip() or None,
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


def _locked_window(session: Session, proposal_id: int) -> tuple[int, Terms, Window]:
    """The consultation, its terms and its window, locked with the proposal until the commit
    (PostgreSQL).
    """
    row = session.connection().execute(_LOCKED_WINDOW, {"proposal": proposal_id}).one()
    return row[0], built(Terms, row[1:4]), built(Window, row[4:])


def _reply_to(session: Session, parent: Comment, status: Status) -> dict[str, Any]:
    """Where a reply stands: on its parent's clause and version, in its parent's thread.

    A held one is not counted in the thread before it can be seen there.
    """
    root = parent.root_id or parent.id
    if status is not Status.HELD:
        _count_reply(session, root)
    return {
        "parent_id": parent.id,
        "root_id": root,
        "consultation_id": parent.consultation_id,
        "proposal_id": parent.proposal_id,
        "version_id": parent.version_id,
        "clause_id": parent.clause_id,
        "clause_uid": parent.clause_uid,
    }


def _count_reply(session: Session, root_id: int) -> None:
    more = update(Comment).where(Comment.id == root_id).values(replies=Comment.replies + 1)
    session.execute(more)


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
    return _with_terms(session, ref)[0]


def _with_terms(session: Session, ref: str) -> tuple[Comment, Terms, Window]:
    """The comment, locked with its proposal, and what its consultation says."""
    wanted = select(Comment.proposal_id).where(Comment.ref == ref)
    proposal_id = session.scalar(wanted)
    if proposal_id is None:
        raise NotFound(f"there is no comment {ref!r}")
    _, terms, window = _locked_window(session, proposal_id)
    comment = session.execute(
        select(Comment).where(Comment.ref == ref).with_for_update(of=Comment)
    ).scalar_one()
    return comment, terms, window


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
    if comment.status is Status.HELD and comment.root_id is not None:
        _count_reply(session, comment.root_id)
    comment.status = status
    comment.status_note = note
    counting.count(session, comment.proposal_id, comment.clause_uid, comment.stance, by)

"""Signing in and out: a sign-in is a row on the server, the cookie holds only its token."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from consult import database
from consult.accounts import rules
from consult.accounts.models import Person, SignIn
from consult.accounts.services import passwords
from consult.database import db
from consult.errors import NotFound

_PUBLIC_LENGTH = 16  # of the digest's 64 digits: enough to name a sign-in to its own person


def sha256(token: str) -> str:
    """What is kept of a token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def with_password(email: str, password: str, browser: str) -> tuple[Person, str] | None:
    """The person and a new sign-in's token, or None when address and password do not fit.

    Takes as long where there is no such account.
    """
    wanted = select(Person).where(Person.email == rules.normalised_email(email))
    person = db.session.scalar(wanted)
    if not passwords.matches(person.password_hash if person else None, password) or person is None:
        return None
    with database.write() as (session, now):
        token = begin(session, person.id, browser, now)
    return person, token


def begin(session: Session, person_id: int, browser: str, now: datetime) -> str:
    """Begin a sign-in in the caller's transaction; returns its token."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(token_sha256=sha256(token), person_id=person_id, signed_in_at=now, browser=browser)
    )
    return token


def sign_out(token: str) -> None:
    """End a sign-in on the server, so that a copy of its cookie is worth nothing."""
    with database.write() as (session, now):
        found = session.get(SignIn, sha256(token))
        if found is not None and found.ended_at is None:
            found.ended_at = now


def end(person_id: int, name: str) -> None:
    """End the sign-in that ``name`` says, one of the person's own; raises ``NotFound``."""
    with database.write() as (session, now):
        mine = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        found = [s for s in session.scalars(mine) if public_name(s) == name]
        if not found:
            raise NotFound("there is no such sign-in")
        found[0].ended_at = now


def end_all(session: Session, person_id: int, now: datetime, but: str | None = None) -> None:
    """End a person's sign-ins, but the one whose token is ``but``, in the caller's transaction."""
    ending = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.token_sha256 != sha256(but))
    session.execute(ending.values(ended_at=now))


def end_others(person: Person) -> None:
    """End every sign-in of ``person`` but the one by which they were loaded."""
    with database.write() as (session, now):
        end_all(session, person.id, now, but=person.sign_in_token)


def public_name(sign_in: SignIn) -> str:
    """A name for a sign-in by which its own person can end it."""
    return sign_in.token_sha256[:_PUBLIC_LENGTH]


def current(person: Person, now: datetime) -> list[tuple[SignIn, bool]]:
    """The sign-ins of ``person`` that hold, the newest first, and whether each is this one."""
    mine = select(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    found = db.session.scalars(mine.order_by(SignIn.signed_in_at.desc(), SignIn.token_sha256))
    here = sha256(person.sign_in_token)
    return [(s, s.token_sha256 == here) for s in found if rules.lasts(s, now)]


_SIGNED_IN = (
    select(SignIn, Person)
    .join(Person, Person.id == SignIn.person_id)
    .options(joinedload(Person.memberships))
    .where(SignIn.token_sha256 == bindparam("token"), Person.erased_at.is_(None))
)


def signed_in(token: str, now: datetime) -> Person | None:
    """Whose sign-in this token is, with their memberships; None when it has ended."""
    found = db.session.execute(_SIGNED_IN, {"token": sha256(token)})
    row = found.unique().one_or_none()
    if row is None or not rules.lasts(row[0], now):
        return None
    person: Person = row[1]
    person.sign_in_token = token
    return person

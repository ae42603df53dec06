"""Sign up, sign in and out, and who belongs to an agency."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from consult import database
from consult.accounts import rules
from consult.accounts.models import Agency, Membership, Person, Role, SignIn
from consult.database import db
from consult.errors import Invalid, NotFound

if TYPE_CHECKING:
    from consult.config import Settings


@cache
def _passwords(memory_kib: int, at_once: int) -> tuple[PasswordHasher, threading.Semaphore, str]:
    """The hasher, how many may run at once (each takes its memory), and a hash of nothing."""
    hasher = PasswordHasher(memory_cost=memory_kib)
    return hasher, threading.Semaphore(at_once), hasher.hash(secrets.token_hex(16))


def _hasher() -> tuple[PasswordHasher, threading.Semaphore, str]:
    settings: Settings = current_app.config["SETTINGS"]
    return _passwords(settings.password_memory_kib, settings.password_checks_at_once)


def _hash(password: str) -> str:
    hasher, places, _ = _hasher()
    with places:
        return hasher.hash(password)


def _matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long where there is no such account."""
    hasher, places, nobody = _hasher()
    with places:
        try:
            return hasher.verify(password_hash or nobody, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def sign_up(email: str, display_name: str, password: str) -> tuple[Person, str]:
    """Make an account and sign its person in; returns the person and the sign-in's token.

    Raises ``Invalid`` naming the field when something cannot be taken.
    """
    email = rules.normalised_email(email)
    password_hash = _hash(password)
    with database.write() as (session, now):
        if session.scalar(select(Person.id).where(Person.email == email)) is not None:
            raise Invalid("email", "taken")
        person = Person(
            email=email,
            display_name=display_name.strip(),
            password_hash=password_hash,
            created_at=now,
        )
        session.add(person)
        session.flush()
        token = _begin_sign_in(session, person, now)
    return person, token


def sign_in(email: str, password: str) -> tuple[Person, str] | None:
    """The person and a new sign-in's token, or None when address and password do not fit."""
    wanted = select(Person).where(Person.email == rules.normalised_email(email))
    person = db.session.scalar(wanted)
    if not _matches(person.password_hash if person else None, password) or person is None:
        return None
    with database.write() as (session, now):
        token = _begin_sign_in(session, person, now)
    return person, token


def _begin_sign_in(session: Session, person: Person, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_sha256=_sha256(token), person_id=person.id, signed_in_at=now))
    return token


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_out(token: str) -> None:
    """End a sign-in on the server, so that a copy of its cookie is worth nothing."""
    with database.write() as (session, now):
        found = session.get(SignIn, _sha256(token))
        if found is not None and found.ended_at is None:
            found.ended_at = now


_SIGNED_IN = (
    select(SignIn, Person)
    .join(Person, Person.id == SignIn.person_id)
    .options(joinedload(Person.memberships))
    .where(SignIn.token_sha256 == bindparam("token"))
)


def signed_in(token: str, now: datetime) -> Person | None:
    """Whose sign-in this token is, with their memberships; None when it has ended."""
    found = db.session.execute(_SIGNED_IN, {"token": _sha256(token)})
    row = found.unique().one_or_none()
    if row is None or not rules.lasts(row[0], now):
        return None
    person: Person = row[1]
    person.sign_in_token = token
    return person


def by_email(email: str) -> Person:
    """The person with this address; raises ``NotFound``."""
    wanted = select(Person).where(Person.email == rules.normalised_email(email))
    person = db.session.scalar(wanted.options(joinedload(Person.memberships)))
    if person is None:
        raise NotFound(f"there is no account {email!r}")
    return person


def create(
    email: str, display_name: str, password: str, role: Role | None, agency_slug: str | None
) -> Person:
    """Make an account, with a role in an agency where one is named; ``role`` None is a citizen."""
    email = rules.normalised_email(email)
    if not rules.is_email(email):
        raise Invalid("email", f"{email!r} is not an e-mail address")
    password_hash = _hash(password)
    with database.write() as (session, now):
        if session.scalar(select(Person.id).where(Person.email == email)) is not None:
            raise Invalid("email", f"there is an account {email!r} already")
        person = Person(
            email=email, display_name=display_name, password_hash=password_hash, created_at=now
        )
        if role is not None:
            agency = session.scalar(select(Agency).where(Agency.slug == agency_slug))
            if agency is None:
                raise NotFound(f"there is no agency {agency_slug!r}")
            person.memberships.append(Membership(agency_id=agency.id, role=role))
        session.add(person)
    return person


def appoint_administrator(email: str) -> None:
    """Let the person with this address manage agencies and memberships."""
    with database.write() as (session, now):
        person = session.scalar(select(Person).where(Person.email == rules.normalised_email(email)))
        if person is None:
            raise NotFound(f"there is no account {email!r}")
        person.administrator_since = person.administrator_since or now


def agencies() -> list[Agency]:
    """The agencies, by slug."""
    return list(db.session.scalars(select(Agency).order_by(Agency.slug)))

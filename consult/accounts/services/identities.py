"""Signing in those whom an identity provider has recognised, and making them an account."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import database
from consult.accounts import rules
from consult.accounts.models import Identity, Person, Purpose
from consult.accounts.services import links, signing
from consult.accounts.services.joining import Applicant, account_of, know, letters_to
from consult.accounts.services.openid import Claims


def sign_in(claims: Claims, browser: str) -> tuple[Person, str] | None:
    """Sign in the person whom the provider knows; None where no account is theirs yet."""
    with database.write() as (session, now):
        person = _known(session, claims)
        if person is None:
            person = _with_address(session, claims)
            if person is None:
                return None
            know(session, person, asdict(claims), now)
        return person, signing.begin(session, person.id, browser, now)


def _known(session: Session, claims: Claims) -> Person | None:
    """Whose account it is; nobody's where they have had it erased."""
    found = session.get(Identity, (claims.issuer, claims.subject))
    person = session.get_one(Person, found.person_id) if found else None
    return person if person is not None and person.erased_at is None else None


def _with_address(session: Session, claims: Claims) -> Person | None:
    """Whose address the provider has proved. Where it knows this account as somebody else, the
    address has changed hands, and only a letter to it can tell.
    """
    if not claims.email:
        return None
    mine = select(Person).where(Person.email == claims.email, Person.erased_at.is_(None))
    person = session.scalar(mine)
    if person is None:
        return None
    other = select(Identity.subject).where(
        Identity.person_id == person.id, Identity.issuer == claims.issuer
    )
    return None if session.scalar(other.limit(1)) is not None else person


def join(
    claims: Claims, applicant: Applicant, email: str, browser: str, network: str
) -> tuple[Person, str] | None:
    """Make an account for someone whom the provider has recognised, and sign in.

    None where the address is not proved: then a letter was sent to it, whose link makes the
    account. Raises ``TooOften``.
    """
    email = rules.normalised_email(email)
    found = _join_proved(claims, applicant, browser) if email == claims.email else None
    if found is None:
        _ask_for_proof(claims, applicant, email, network)
    return found


def _join_proved(claims: Claims, applicant: Applicant, browser: str) -> tuple[Person, str] | None:
    with database.write() as (session, now):
        person = _known(session, claims) or _with_address(session, claims)
        if person is None:
            taken = select(Person.id).where(Person.email == claims.email)
            if session.scalar(taken) is not None:
                return None
            person = account_of(session, claims.email, applicant, now)
        know(session, person, asdict(claims), now)
        return person, signing.begin(session, person.id, browser, now)


def _ask_for_proof(claims: Claims, applicant: Applicant, email: str, network: str) -> None:
    pending = letters_to(email, network)
    data = asdict(applicant) | {"password_hash": "", "identity": asdict(claims)}
    with database.write() as (session, now):
        pending.count(session, now)
        known = session.scalar(select(Person.id).where(Person.email == email))
        purpose = Purpose.SIGN_UP if known is None else Purpose.SIGN_IN
        links.send(session, now, purpose, email, applicant.lang, person_id=known, data=data)

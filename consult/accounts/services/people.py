"""Who has an account, and who belongs to an agency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult import database
from consult.accounts import rules
from consult.accounts.models import Agency, Consent, Membership, Person, Role
from consult.accounts.services import passwords
from consult.database import db
from consult.errors import Invalid, NotFound


def by_email(email: str) -> Person:
    """The person with this address; raises ``NotFound``."""
    wanted = select(Person).where(Person.email == rules.normalised_email(email))
    person = db.session.scalar(wanted.options(joinedload(Person.memberships)))
    if person is None:
        raise NotFound(f"there is no account {email!r}")
    return person


def create(
    email: str,
    display_name: str,
    password: str,
    role: Role | None = None,
    agency_slug: str | None = None,
    *,
    agreed: bool = False,
) -> Person:
    """Make an account, with a role in an agency where one is named; ``role`` None is a citizen.

    ``agreed`` says that the person has agreed to the notice of publication already.
    """
    email = rules.normalised_email(email)
    if not rules.is_email(email):
        raise Invalid("email", f"{email!r} is not an e-mail address")
    password_hash = passwords.hashed(password)
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
        if agreed:
            session.flush()
            _agree(session, person, now)
    return person


def _agree(session: Session, person: Person, now: datetime) -> None:
    session.add(Consent(person_id=person.id, notice=rules.NOTICE, at=now))
    person.notice = rules.NOTICE


def appoint_administrator(email: str) -> None:
    """Let the person with this address manage agencies and memberships."""
    with database.write() as (session, now):
        person = session.scalar(select(Person).where(Person.email == rules.normalised_email(email)))
        if person is None:
            raise NotFound(f"there is no account {email!r}")
        person.administrator_since = person.administrator_since or now


def agree_to_notice(person: Person) -> None:
    """Keep that ``person`` agreed to the newest notice of publication, and when."""
    with database.write() as (session, now):
        stored = session.get_one(Person, person.id)
        if stored.notice < rules.NOTICE:
            _agree(session, stored, now)
    person.notice = rules.NOTICE


def agencies() -> list[Agency]:
    """The agencies, by slug."""
    return list(db.session.scalars(select(Agency).order_by(Agency.slug)))

"""Becoming someone: an account of one's own."""

from __future__ import annotations

from sqlalchemy import select

from consult import database
from consult.accounts import rules
from consult.accounts.models import Person
from consult.accounts.services import passwords, signing
from consult.errors import Invalid


def sign_up(email: str, display_name: str, password: str, browser: str) -> tuple[Person, str]:
    """Make an account and sign its person in; returns the person and the sign-in's token.

    Raises ``Invalid`` naming the field when something cannot be taken.
    """
    email = rules.normalised_email(email)
    password_hash = passwords.hashed(password)
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
        token = signing.begin(session, person.id, browser, now)
    return person, token

"""Coming back without the password: a link to sign in, a new password, another address."""

from __future__ import annotations

from sqlalchemy import select

from consult import database
from consult.accounts import rules
from consult.accounts.models import Person, Purpose
from consult.accounts.services import links, passwords, signing
from consult.accounts.services.joining import know, letters_to
from consult.database import db
from consult.errors import Invalid


def send_link(email: str, purpose: Purpose, lang: str, after: str, network: str) -> None:
    """Send a link to sign in or to choose a new password; to an address without an account a
    letter that says so. The answer is the same either way. Raises ``TooOften``.
    """
    email = rules.normalised_email(email)
    pending = letters_to(email, network)
    with database.write() as (session, now):
        pending.count(session, now)
        person = session.scalar(select(Person.id).where(Person.email == email))
        if person is None:
            links.write(session, now, "no_account", email, lang)
        else:
            links.send(session, now, purpose, email, lang, person_id=person, data={"next": after})


def sign_in(
    token: str, browser: str, known_as: tuple[str, str] | None = None
) -> tuple[Person, str, str]:
    """Sign in by a link; returns the person, the sign-in's token, and where they were going.

    ``known_as`` is whom an identity provider has recognised in this browser.
    """
    with database.write() as (session, now):
        link = links.use(session, token, Purpose.SIGN_IN, now)
        person = session.get_one(Person, link.person_id)
        if rules.joins(link, known_as):
            know(session, person, link.data["identity"], now)
        return person, signing.begin(session, person.id, browser, now), link.data["next"]


def reset(token: str, password: str, browser: str) -> tuple[Person, str, str]:
    """Set a new password by a link, end every other sign-in, and sign in."""
    password_hash = passwords.hashed(password)
    with database.write() as (session, now):
        link = links.use(session, token, Purpose.RESET, now)
        person = session.get_one(Person, link.person_id)
        person.password_hash = password_hash
        signing.end_all(session, person.id, now)
        links.write(session, now, "password_changed", person.email, person.lang)
        return person, signing.begin(session, person.id, browser, now), link.data["next"]


def change_password(person: Person, old: str, new: str) -> None:
    """Set another password and end every other sign-in. Who has one must know it.

    Raises ``Invalid`` when the old one is not right.
    """
    if person.password_hash and not passwords.matches(person.password_hash, old):
        raise Invalid("old", "wrong_password")
    password_hash = passwords.hashed(new)
    with database.write() as (session, now):
        changed = session.get_one(Person, person.id)
        changed.password_hash = password_hash
        signing.end_all(session, person.id, now, but=person.sign_in_token)
        links.write(session, now, "password_changed", changed.email, changed.lang)


def ask_for_address(person: Person, email: str, lang: str, network: str) -> None:
    """Send a link to a new address; the old one holds until it is used. Raises ``TooOften``.

    What is answered does not depend on whether the new address has an account.
    """
    email = rules.normalised_email(email)
    pending = letters_to(email, network)
    with database.write() as (session, now):
        pending.count(session, now)
        if session.scalar(select(Person.id).where(Person.email == email)) is None:
            links.send(session, now, Purpose.CHANGE_EMAIL, email, lang, person_id=person.id)
        else:
            links.write(session, now, "address_taken", email, lang)


def change_address(token: str) -> None:
    """Give the person the address that this link has proved, and tell the old one.

    Raises ``NotFound`` for a link that works no more, ``Invalid`` where somebody got the address.
    """
    with database.write() as (session, now):
        link = links.use(session, token, Purpose.CHANGE_EMAIL, now)
        person = session.get_one(Person, link.person_id)
        if session.scalar(select(Person.id).where(Person.email == link.email)) is not None:
            raise Invalid("email", "taken")
        links.write(session, now, "address_changed", person.email, person.lang)
        person.email = link.email


def stored(person_id: int) -> Person:
    """The person as stored now."""
    return db.session.get_one(Person, person_id)


def change_names(
    person: Person, display_name: str, full_name: str, organisation: str, lang: str
) -> None:
    """Change how the person is named from now on, and the language of letters to them; what was
    published keeps its name.
    """
    with database.write() as (session, _):
        changed = session.get_one(Person, person.id)
        changed.display_name = display_name.strip()
        changed.full_name = full_name.strip()
        changed.organisation = organisation.strip()
        changed.lang = lang

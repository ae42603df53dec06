"""Becoming someone: an account of one's own, proved by a letter to its address."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import database
from consult.accounts import rules
from consult.accounts.models import Assurance, Consent, Identity, Person, Purpose
from consult.accounts.services import links, passwords, signing, tries


@dataclass(frozen=True)
class Applicant:
    """What someone said of themselves; ``organisation`` is empty for a person."""

    display_name: str
    organisation: str = ""
    lang: str = "en"
    next: str = ""


def ask(email: str, applicant: Applicant, password: str, network: str) -> None:
    """Send the letter that confirms an address, or one that says there is an account already.

    The answer and its time are the same either way, so that nobody learns who has an account.
    An empty ``password`` means links by mail instead. Raises ``TooOften``.
    """
    email = rules.normalised_email(email)
    password_hash = passwords.hashed(password or "none")
    data = asdict(applicant) | {"password_hash": password_hash if password else ""}
    pending = letters_to(email, network)
    with database.write() as (session, now):
        pending.count(session, now)
        known = session.scalar(select(Person.id).where(Person.email == email))
        if known is None:
            links.send(session, now, Purpose.SIGN_UP, email, applicant.lang, data=data)
        else:
            after = {"next": applicant.next, "known": True}
            links.send(
                session, now, Purpose.SIGN_IN, email, applicant.lang, person_id=known, data=after
            )


def letters_to(email: str, network: str) -> tries.Pending:
    """Announce a letter to an address at the wish of somebody in a network."""
    return tries.pending((rules.LETTERS_ADDRESS, email), (rules.LETTERS_NETWORK, network))


def confirm(
    token: str, browser: str, known_as: tuple[str, str] | None = None
) -> tuple[Person, str, str]:
    """Make the account whose address this link has proved, and sign in. ``known_as`` is whom an
    identity provider has recognised in this browser.

    Returns the person, the sign-in's token, and where the person was going. Where the address got
    an account meanwhile, that one is signed in. Raises ``NotFound`` for a link that works no more.
    """
    with database.write() as (session, now):
        link = links.use(session, token, Purpose.SIGN_UP, now)
        said = link.data
        applicant = Applicant(**{field.name: said[field.name] for field in fields(Applicant)})
        person = account_of(session, link.email, applicant, link.made_at, said["password_hash"])
        if rules.joins(link, known_as):
            know(session, person, said["identity"], now)
        link.data = {"next": applicant.next}  # nothing that is not needed any more
        return person, signing.begin(session, person.id, browser, now), applicant.next


def account_of(
    session: Session, email: str, applicant: Applicant, now: datetime, password_hash: str = ""
) -> Person:
    """The account with this proved address, made in the caller's transaction where there is none.

    Who applies has agreed to the notice of publication: the form does not go without it.
    """
    person = session.scalar(select(Person).where(Person.email == email))
    if person is None:
        person = Person(
            email=email,
            display_name=applicant.display_name,
            organisation=applicant.organisation,
            lang=applicant.lang,
            password_hash=password_hash,
            notice=rules.NOTICE,
            created_at=now,
        )
        session.add(person)
        session.flush()
        session.add(Consent(person_id=person.id, notice=rules.NOTICE, at=now))
    return person


def know(session: Session, person: Person, identity: dict[str, str], now: datetime) -> None:
    """Keep whom an identity provider knows this person as (``issuer``, ``subject``, ``name``).

    Whom it knows as somebody with an account here gets no second one that it vouches for.
    """
    place = (identity["issuer"], identity["subject"])
    found = session.get(Identity, place)
    if found is not None and found.person_id != person.id:
        if session.get_one(Person, found.person_id).erased_at is None:
            return
        found.person_id, found.at = person.id, now
    if found is None:
        session.add(Identity(issuer=place[0], subject=place[1], person_id=person.id, at=now))
    person.assurance = Assurance.IDENTITY_PROVIDER
    person.full_name = identity["name"] or person.full_name

"""Where letters to people go."""

from __future__ import annotations

from sqlalchemy import select

from consult.accounts.models import Person
from consult.database import db


def of(person_id: int) -> str | None:
    """The address of a person; None once they were erased."""
    return db.session.scalar(
        select(Person.email).where(Person.id == person_id, Person.erased_at.is_(None))
    )

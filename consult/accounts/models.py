"""People, agencies, who acts for which, and sign-ins."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.database import Base


class Role(enum.StrEnum):
    """What a member of an agency may do, and only there."""

    PUBLISHER = "publisher"
    MODERATOR = "moderator"
    ANALYST = "analyst"


class Agency(Base):
    """The state body that publishes and answers."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[dict[str, str]]


class Person(Base):
    """Someone with an account. The e-mail address is never shown to anybody else."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    administrator_since: Mapped[datetime | None]
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )

    # Flask-Login's protocol. The token is that of the sign-in by which this person was loaded.
    sign_in_token = ""
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session cookie holds: the sign-in's token, not the person's number."""
        return self.sign_in_token

    def acts_as(self, role: Role, agency_id: int) -> bool:
        """Whether this person has ``role`` in that agency."""
        return any(m.role is role and m.agency_id == agency_id for m in self.memberships)

    @property
    def moderates(self) -> bool:
        """Whether this person is a moderator anywhere."""
        return any(m.role is Role.MODERATOR for m in self.memberships)

    @property
    def publishes(self) -> bool:
        """Whether this person is a publisher anywhere."""
        return any(m.role is Role.PUBLISHER for m in self.memberships)

    @property
    def analyses(self) -> bool:
        """Whether this person is an analyst anywhere."""
        return any(m.role is Role.ANALYST for m in self.memberships)


class Membership(Base):
    """A role of a person in an agency."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "agency_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[Role]
    person: Mapped[Person] = relationship(back_populates="memberships")


class SignIn(Base):
    """One sign-in in one browser. The cookie holds the token, this row only its SHA-256, so
    that a copy of the database signs nobody in and signing out ends it on the server.
    """

    __tablename__ = "sign_in"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    signed_in_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

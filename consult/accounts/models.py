"""People, agencies, who acts for which, and sign-ins."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.database import Base


class Role(enum.StrEnum):
    """What a member of an agency may do, and only there."""

    PUBLISHER = "publisher"
    MODERATOR = "moderator"
    ANALYST = "analyst"


class Assurance(enum.StrEnum):
    """How sure it is who someone is: shown to analysts, never in public."""

    EMAIL = "email"
    IDENTITY_PROVIDER = "identity_provider"


class Agency(Base):
    """The state body that publishes and answers."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[dict[str, str]]


class Person(Base):
    """Someone with an account. The e-mail address is never shown to anybody else.

    ``display_name`` is the chosen name or pseudonym; ``full_name`` is shown instead where a
    consultation takes no pseudonyms, and ``organisation`` where one speaks for one. ``notice`` is
    the newest version of the notice of publication that was agreed to. ``password_hash`` is empty
    where there is no password. Once erased, only the number of the row is left, and when.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(80))
    full_name: Mapped[str] = mapped_column(String(120), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    assurance: Mapped[Assurance] = mapped_column(default=Assurance.EMAIL)
    lang: Mapped[str] = mapped_column(String(20), default="en")
    notice: Mapped[int] = mapped_column(default=0)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
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
    browser: Mapped[str] = mapped_column(String(80), default="")


class Purpose(enum.StrEnum):
    """What a link that was sent by mail is for."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"


class OneUseLink(Base):
    """A link that was sent to an address; it works once, for a while. As with sign-ins, only the
    SHA-256 of its token is kept. ``data`` is what the person said before it was sent.
    """

    __tablename__ = "one_use_link"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[Purpose]
    email: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Identity(Base):
    """Whom an identity provider knows a person as."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(String(200), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


class Consent(Base):
    """That a person agreed to a version of the notice of publication, and when."""

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    notice: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class Tries(Base):
    """How often something was tried in a span of time, where there is no Redis to count it.

    ``key`` says what and by whom; people and networks stand in it as keyed hashes.
    """

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)

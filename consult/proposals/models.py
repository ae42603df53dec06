"""What is being consulted on, in facts: a stage is computed from them and never stored."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Agency, Person
from consult.database import Base

WHOLE = ""  # the uid under which what concerns a whole proposal is counted


class Stage(enum.StrEnum):
    """Where a consultation stands at a moment."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class Stance(enum.StrEnum):
    """How a comment stands towards its clause."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    AMEND = "amend"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Window:
    """When a consultation takes comments: the facts, and what follows from them at a moment."""

    zone: str
    published_at: datetime | None
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    concluded_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def ends_at(self) -> datetime:
        """When comments end: the announced moment, or the earlier one when it was closed."""
        return min(self.closes_at, self.closed_at or self.closes_at)

    def is_open(self, now: datetime) -> bool:
        """Whether comments are taken at ``now``: the only place that says what open means."""
        return (
            self.published_at is not None
            and self.withdrawn_at is None
            and self.opens_at <= now < self.ends_at
        )

    def stage(self, now: datetime) -> Stage:
        """Where the consultation stands at ``now``."""
        if self.published_at is None:
            return Stage.DRAFT
        if self.withdrawn_at is not None:
            return Stage.WITHDRAWN
        if self.is_open(now):
            return Stage.OPEN
        if now < self.opens_at:
            return Stage.ANNOUNCED
        return Stage.CLOSED if self.concluded_at is None else Stage.CONCLUDED

    def days_left(self, now: datetime) -> int | None:
        """Whole local days from today to the last day, 0 on that day; None when not open."""
        if not self.is_open(now):
            return None
        return (self.last_day - now.astimezone(ZoneInfo(self.zone)).date()).days

    def next_change(self, now: datetime) -> datetime:
        """The first moment after ``now`` at which the clock alone changes stage or days left."""
        tomorrow = now.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=1)
        midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=ZoneInfo(self.zone))
        return min(m for m in (self.opens_at, self.ends_at, midnight) if m > now)

    @property
    def last_day(self) -> date:
        """The last local day on which a comment can be made."""
        last_moment = self.ends_at.astimezone(ZoneInfo(self.zone)) - timedelta(microseconds=1)
        return last_moment.date()


class Consultation(Base):
    """One public discussion. Its days are local ones in ``zone``; moments are stored in UTC."""

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    zone: Mapped[str] = mapped_column(String(60))
    title: Mapped[dict[str, str]]
    note_html: Mapped[dict[str, str]]
    rules: Mapped[str | None] = mapped_column(String(80))
    opens_assumed: Mapped[bool] = mapped_column(default=False)
    demonstration: Mapped[bool] = mapped_column(default=False)
    pseudonyms: Mapped[bool] = mapped_column(default=True)
    hold_first: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
    proposals: Mapped[list[Proposal]] = relationship(
        back_populates="consultation", order_by="Proposal.number"
    )

    @property
    def window(self) -> Window:
        """The facts that say whether comments are taken."""
        return Window(
            self.zone,
            self.published_at,
            self.opens_at,
            self.closes_at,
            self.closed_at,
            self.concluded_at,
            self.withdrawn_at,
        )


# The columns of a ``Window``, in the order of its fields.
WINDOW = (
    Consultation.zone,
    Consultation.published_at,
    Consultation.opens_at,
    Consultation.closes_at,
    Consultation.closed_at,
    Consultation.concluded_at,
    Consultation.withdrawn_at,
)


class Closing(Base):
    """The act of closing a discussion: who, when, and why where it was before its time."""

    __tablename__ = "closing"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Proposal(Base):
    """One numbered proposal: a clause-level document of its own.

    ``revision`` moves with everything that changes what its public pages show.
    """

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("consultation_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    current_version: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    consultation: Mapped[Consultation] = relationship(
        back_populates="proposals", lazy="joined", innerjoin=True
    )
    versions: Mapped[list[Version]] = relationship(order_by="Version.number")


class Version(Base):
    """One published, immutable text of a proposal."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[list[str]] = mapped_column(JSON)
    texts: Mapped[list[VersionText]] = relationship()
    files: Mapped[list[VersionFile]] = relationship()
    clauses: Mapped[list[Clause]] = relationship(order_by="Clause.position")


class VersionText(Base):
    """A version in one language: its title, what stands before the clauses, and its source.

    ``source`` is our Markdown, whatever the file was, and what the version's SHA-256 is of;
    ``format`` says what it was read from.
    """

    __tablename__ = "version_text"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    translation: Mapped[str | None] = mapped_column(Text)
    preamble_html: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(String(40), default="consult-markdown")


class VersionFile(Base):
    """The file that a version was read from in one language, as the agency sent it."""

    __tablename__ = "version_file"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Clause(Base):
    """A numbered provision in one version; ``uid`` is the same in every version and language."""

    __tablename__ = "clause"
    __table_args__ = (
        UniqueConstraint("version_id", "eid"),
        Index("ix_clause_version_position", "version_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    uid: Mapped[str] = mapped_column(String(200))
    eid: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(40))
    parent_eid: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[int]
    depth: Mapped[int]
    texts: Mapped[list[ClauseText]] = relationship()


class ClauseText(Base):
    """A clause in one language. Offsets of annotations count code points of ``text``.

    ``stems`` is what it is found by: the words of heading and text, as ``analysis.stems`` has them.

    ``why`` says why it was changed against the version before, where the agency said so.
    """

    __tablename__ = "clause_text"

    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(20), primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    heading: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    stems: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str | None] = mapped_column(Text)


class Tally(Base):
    """How many visible comments a clause has (replies too), and how they stand.

    Moved in the transaction that changes the comments, so it is never behind them. ``uid`` is
    the clause's, or ``WHOLE`` for what was said of the proposal as a whole.
    """

    __tablename__ = "tally"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(200), primary_key=True)
    total: Mapped[int] = mapped_column(default=0)
    support: Mapped[int] = mapped_column(default=0)
    oppose: Mapped[int] = mapped_column(default=0)
    amend: Mapped[int] = mapped_column(default=0)
    neutral: Mapped[int] = mapped_column(default=0)
    unstated: Mapped[int] = mapped_column(default=0)

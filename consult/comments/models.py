"""What people said, and what others thought of it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Assurance, Person
from consult.database import Base
from consult.documents.carrying import Outcome
from consult.proposals.models import Proposal, Stance


class Status(enum.StrEnum):
    """Whether a comment can be read."""

    HELD = "held"
    VISIBLE = "visible"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Opinion(enum.StrEnum):
    """What someone thinks of another's comment."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"


class Channel(enum.StrEnum):
    """The way a comment came."""

    WEB = "web"
    EMAIL = "email"
    PAPER = "paper"
    HEARING = "hearing"
    IMPORT = "import"


class AuthorKind(enum.StrEnum):
    """Whom a comment speaks for."""

    PERSON = "person"
    ORGANISATION = "organisation"
    STATE_BODY = "state_body"


class Comment(Base):
    """What a person said about a clause, or about the whole proposal when ``clause_id`` is None.

    ``quote_start`` and ``quote_end`` count code points of the clause's text in ``quote_lang``, in
    the version it was made on. ``agree``, ``disagree`` and ``passed`` count endorsements, those
    that came with an imported comment included. ``status_note`` is what a moderator said in
    public of the status it has. ``rewording_lang`` is the language of the clause's text that was
    reworded, ``stems`` is what the comment is found by, ``disputed`` the smaller of the two camps.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("author_id", "key"),
        UniqueConstraint("consultation_id", "external_id"),
        Index("ix_comment_thread", "proposal_id", "clause_uid", "root_id", "posted_at", "id"),
        Index("ix_comment_consultation_posted", "consultation_id", "posted_at", "id"),
        Index("ix_comment_consultation_agree", "consultation_id", "status", "agree", "id"),
        Index("ix_comment_consultation_disputed", "consultation_id", "status", "disputed", "id"),
        Index(
            "ix_comment_passage",
            "clause_id",
            "quote_lang",
            "status",
            "quote_start",
            "quote_end",
            sqlite_where=text("quote_start IS NOT NULL"),
            postgresql_where=text("quote_start IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    clause_uid: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    author_kind: Mapped[AuthorKind]
    assurance: Mapped[Assurance | None]
    channel: Mapped[Channel]
    lang: Mapped[str] = mapped_column(String(20))
    stance: Mapped[Stance | None]
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    sanitiser: Mapped[str] = mapped_column(String(40))
    quote: Mapped[str | None] = mapped_column(Text)
    quote_lang: Mapped[str | None] = mapped_column(String(20))
    quote_start: Mapped[int | None]
    quote_end: Mapped[int | None]
    rewording: Mapped[str | None] = mapped_column(Text)
    rewording_lang: Mapped[str | None] = mapped_column(String(20))
    posted_at: Mapped[datetime]
    received_at: Mapped[datetime]
    status: Mapped[Status]
    status_note: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    stems: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[str | None] = mapped_column(String(64))
    external_id: Mapped[str | None] = mapped_column(String(200))
    replies: Mapped[int] = mapped_column(default=0)
    agree: Mapped[int] = mapped_column(default=0)
    disagree: Mapped[int] = mapped_column(default=0)
    disputed: Mapped[int] = mapped_column(default=0)
    passed: Mapped[int] = mapped_column(default=0)
    proposal: Mapped[Proposal] = relationship()
    author: Mapped[Person | None] = relationship()


class Endorsement(Base):
    """One person's opinion of one comment; the last one counts."""

    __tablename__ = "endorsement"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    opinion: Mapped[Opinion]
    at: Mapped[datetime]


class AnchorEvent(Base):
    """What became of an annotation when a new version appeared: a line of the ledger of anchors.

    Never changed once written. ``clause_id``, ``start`` and ``end`` say where the passage stands
    in the version ``version_id``, and ``quote`` which words it has there; None where it stands
    nowhere or cannot be told. ``method`` names the way in which it was found.
    """

    __tablename__ = "anchor_event"
    __table_args__ = (
        UniqueConstraint("comment_id", "version_id"),
        Index("ix_anchor_event_place", "clause_id", "lang", "start", "end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    outcome: Mapped[Outcome]
    score: Mapped[float]
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"))
    lang: Mapped[str] = mapped_column(String(20))
    start: Mapped[int | None]
    end: Mapped[int | None]
    quote: Mapped[str | None] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]

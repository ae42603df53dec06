"""Drafts on the publisher's desk, until they are published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.database import Base
from consult.proposals.models import Consultation


class Manuscript(Base):
    """A draft of a proposal that was uploaded and is being read over, in one or more languages.

    ``slug`` and ``number`` are the proposal's, which may be new. ``revision`` moves with every
    correction.
    """

    __tablename__ = "manuscript"
    __table_args__ = (UniqueConstraint("consultation_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    slug: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    consultation: Mapped[Consultation] = relationship(lazy="joined", innerjoin=True)
    begun_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    texts: Mapped[list[ManuscriptText]] = relationship(
        cascade="all, delete-orphan", order_by="ManuscriptText.lang"
    )


class ManuscriptText(Base):
    """A manuscript in one language: the file as it came, and the text as it is corrected.

    ``text`` is our Markdown. ``warnings`` are what the reader could not place, each a line
    number, the line and the reason, until a correction has replaced what was read.
    """

    __tablename__ = "manuscript_text"

    manuscript_id: Mapped[int] = mapped_column(ForeignKey("manuscript.id"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str] = mapped_column(Text)
    warnings: Mapped[list[tuple[int, str, str]]] = mapped_column(JSON)

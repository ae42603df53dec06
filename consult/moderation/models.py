"""What moderators decided; every change of a comment's status by them is one row here."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.comments.models import Comment, Status
from consult.database import Base


class Reason(enum.StrEnum):
    """Why a comment was hidden, restored or published, by a code that can be counted."""

    PERSONAL_DATA = "personal_data"
    INSULT = "insult"
    OFF_TOPIC = "off_topic"
    ADVERTISING = "advertising"
    UNLAWFUL = "unlawful"
    DUPLICATE = "duplicate"
    MISTAKE = "mistake"
    IN_ORDER = "in_order"
    OTHER = "other"


class Decision(Base):
    """A moderator's act on a comment. ``statement`` is public: it never quotes the text."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_consultation_at", "consultation_id", "at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_status: Mapped[Status]
    to_status: Mapped[Status]
    reason: Mapped[Reason]
    statement: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    comment: Mapped[Comment] = relationship()
    moderator: Mapped[Person] = relationship()

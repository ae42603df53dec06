"""Who wants to be told of what."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.database import Base


class Scope(enum.StrEnum):
    """What a subscription is about."""

    CONSULTATION = "consultation"
    PROPOSAL = "proposal"
    THREAD = "thread"


class Frequency(enum.StrEnum):
    """How often somebody wants to be told."""

    EACH = "each"
    DAILY = "daily"


class Subscription(Base):
    """That a person wants mail about a consultation, a proposal, or a thread (its first comment).

    ``subject_id`` is the id of what ``scope`` names; ``told_until`` the moment up to which a daily
    subscriber has been told.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("person_id", "scope", "subject_id"),
        Index("ix_subscription_subject", "scope", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[Scope]
    subject_id: Mapped[int]
    frequency: Mapped[Frequency]
    lang: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    told_until: Mapped[datetime]

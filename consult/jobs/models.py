"""What is asked for and not done yet. The row is the truth; the worker only reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.database import Base

_WAITING = text("done_at IS NULL AND failed_at IS NULL")


class Job(Base):
    """One piece of work, asked for in the transaction that made it necessary.

    Whoever takes it holds it until ``lease_until``; when that passes without ``done_at``, the
    work was cut short and is taken up again. ``key`` makes what is asked for twice one job.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_waiting", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")

"""Asking for work inside the transaction that makes it necessary."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consult.jobs.models import Job


def ask(
    session: Session,
    kind: str,
    data: dict[str, Any],
    now: datetime,
    *,
    due_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Ask for work of ``kind``, to be done from ``due_at`` on, in the caller's transaction.

    ``data`` is what the work needs to know, as JSON: references, never texts that may be hidden
    before it is done. With a ``key`` the same work is asked for once, however often this is called.
    """
    row = {
        "kind": kind,
        "key": key,
        "data": data,
        "asked_at": now,
        "due_at": due_at or now,
        "attempts": 0,
        "error": "",
    }
    session.connection().execute(_once(session), row)


def _once(session: Session) -> Insert:
    """An insert that leaves what has the same key as it is."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(Job).on_conflict_do_nothing()
    return postgresql.insert(Job).on_conflict_do_nothing()

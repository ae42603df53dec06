"""Asking for work inside the transaction that makes it necessary, and doing it afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consult import database
from consult.database import db
from consult.errors import Hopeless
from consult.jobs import rules
from consult.jobs.models import Job

_BATCH = 1000
_LONGEST_ERROR = 1000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """A job in hand: what its handler gets. ``attempts`` counts this one."""

    id: int
    kind: str
    data: Mapping[str, Any]
    asked_at: datetime
    attempts: int


Handler = Callable[[Task], None]


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
    ask_all(session, kind, [(key, data)], now, due_at=due_at)


def ask_all(
    session: Session,
    kind: str,
    wanted: Sequence[tuple[str | None, dict[str, Any]]],
    now: datetime,
    *,
    due_at: datetime | None = None,
) -> None:
    """Ask for several jobs of a kind at once, each with its key and its data; see ``ask``."""
    rest = {"kind": kind, "asked_at": now, "due_at": due_at or now, "attempts": 0, "error": ""}
    rows = [rest | {"key": key, "data": data} for key, data in wanted]
    if rows:
        session.connection().execute(_once(session.get_bind().dialect.name), rows)


@cache
def _once(dialect: str) -> Insert:
    """An insert that leaves what has the same key as it is."""
    if dialect == "sqlite":
        return sqlite.insert(Job).on_conflict_do_nothing()
    return postgresql.insert(Job).on_conflict_do_nothing()


_FREE = (
    Job.done_at.is_(None),
    Job.failed_at.is_(None),
    Job.due_at <= bindparam("now", type_=Job.due_at.type),
    or_(
        Job.lease_until.is_(None),
        Job.lease_until <= bindparam("now", type_=Job.lease_until.type),
    ),
)
_NEXT = select(Job.id).where(*_FREE).order_by(Job.due_at, Job.id).limit(1)
_TAKEN = select(Job).where(*_FREE).order_by(Job.due_at, Job.id).limit(1)


def is_due(now: datetime) -> bool:
    """Whether there is work that nobody holds: one small read, so that waiting costs little."""
    with db.engine.connect() as connection:
        return connection.execute(_NEXT, {"now": now}).first() is not None


def take() -> Task | None:
    """Hold the job that has been due for longest, for as long as its lease; None without any.

    What was cut short in its last attempt is not taken again: it has failed.
    """
    with database.write() as (session, now):
        job = session.scalar(_TAKEN.with_for_update(skip_locked=True), {"now": now})
        if job is None:
            return None
        if rules.is_spent(job.attempts):
            job.failed_at = now
            job.error = job.error or "it was cut short each time"
            return None
        job.attempts += 1
        job.lease_until = now + rules.LEASE
        return Task(job.id, job.kind, job.data, job.asked_at, job.attempts)


def finish(task: Task) -> None:
    """Say that a job is done, and forget what it knew: there may be an address in it."""
    with database.write() as (session, now):
        done: dict[str, Any] = {"done_at": now, "lease_until": None, "error": "", "data": {}}
        session.execute(update(Job).where(Job.id == task.id).values(done))


def put_off(task: Task, error: str, *, hopeless: bool) -> None:
    """Let a job that came to nothing wait, longer each time; or say that it has failed.

    Where somebody else holds it meanwhile, because the lease ran out, it is theirs.
    """
    with database.write() as (session, now):
        mine = (Job.id == task.id, Job.attempts == task.attempts, Job.done_at.is_(None))
        over = hopeless or rules.is_spent(task.attempts)
        session.execute(
            update(Job)
            .where(*mine)
            .values(
                error=error[:_LONGEST_ERROR],
                lease_until=None,
                due_at=now + rules.pause(task.attempts),
                failed_at=now if over else None,
            )
        )


def work_off(handlers: Mapping[str, Handler]) -> bool:
    """Do one job that is due, by the handler of its kind; returns whether there was one.

    Raises what taking and finishing raise when the database cannot write: the job is then taken
    up again when its lease has passed.
    """
    task = take()
    if task is None:
        return False
    try:
        if task.kind not in handlers:
            raise Hopeless(f"nobody knows how to do {task.kind!r}")
        handlers[task.kind](task)
    except Exception as error:
        _log.warning("job %s (%s) came to nothing", task.id, task.kind, exc_info=True)
        sentence = str(error) if isinstance(error, Hopeless) else f"{type(error).__name__}: {error}"
        put_off(task, sentence, hopeless=isinstance(error, Hopeless))
    else:
        finish(task)
    return True


def purge(now: datetime) -> int:
    """Delete what was done long ago, some at a time; returns how many there were."""
    wanted = select(Job.id).where(Job.done_at < now - rules.KEPT).limit(_BATCH)
    deleted = 0
    while ids := list(db.session.scalars(wanted)):
        with database.write() as (session, _):
            session.execute(delete(Job).where(Job.id.in_(ids)))
        deleted += len(ids)
    return deleted


def problems(now: datetime) -> list[str]:
    """What an operator must know: work that failed, and work that nobody does."""
    failed = db.session.execute(
        select(func.count(), func.max(Job.id)).where(Job.failed_at.is_not(None))
    ).one()
    overdue = db.session.scalar(
        select(func.count()).where(*_FREE, Job.due_at < now - rules.OVERDUE), {"now": now}
    )
    found = []
    if failed[0]:
        error = db.session.scalar(select(Job.error).where(Job.id == failed[1]))
        found.append(f"{failed[0]} jobs have failed, the last one because: {error}")
    if overdue:
        found.append(f"{overdue} jobs wait for a worker: is consult worker running?")
    return found

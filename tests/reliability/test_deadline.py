"""Nothing is taken after the deadline, whoever waits for whom while it passes."""

from __future__ import annotations

import threading
import time as real_time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, update

from consult import clock, database
from consult.accounts.services import people as accounts
from consult.comments.rules import Draft
from consult.comments.services import writing
from consult.database import db
from consult.permission import Refusal, RefusedByRule
from consult.proposals.models import Consultation
from tests.factories import target
from tests.reliability.conftest import CLAUSE, PROPOSAL, SLUG, Place, email
from tests.reliability.processes import Processes, in_threads

PROCESSES = 2
THREADS = 4
GRACE = 0.25  # seconds between reading the clock under the lock and SQLite's own reading
LONGEST = 20.0

# SQLite's own clock, read at the insert: it knows nothing of the application's.
STAMPS = """
CREATE TABLE stamp (comment_id INTEGER PRIMARY KEY, at REAL NOT NULL);
CREATE TRIGGER stamped AFTER INSERT ON comment BEGIN
  INSERT INTO stamp VALUES (new.id, (julianday('now') - 2440587.5) * 86400.0);
END;
"""


def post_until_refused(app: Flask, first: int, ready: str) -> dict[str, int]:
    """Post in several threads; each goes on for a while after its first refusal."""
    ready_file = Path(ready)
    counts = {"taken": 0, **dict.fromkeys(Refusal, 0)}
    lock = threading.Lock()

    def post(number: int) -> None:
        author = accounts.by_email(email(number))
        db.session.expunge(author)
        about, refused, end = target(SLUG, PROPOSAL, CLAUSE), 0, real_time.monotonic() + LONGEST
        while refused < 20 and real_time.monotonic() < end:
            try:
                writing.post(author, about, Draft("In time?", "en"), key=str(uuid.uuid4()))
            except RefusedByRule as error:
                refused += 1
                outcome: str = error.reason
            else:
                outcome = "taken"
            with lock:
                counts[outcome] += 1

    ready_file.touch()
    in_threads(app, post, range(first, first + THREADS))
    return counts


def close_at(moment: datetime) -> None:
    """Move the end of the discussion, as nothing but a test does."""
    with database.write() as (session, _):
        session.execute(update(Consultation).values(closes_at=moment))


def close_in(wait: timedelta) -> datetime:
    """Let the discussion end so long after this write got its turn; returns that moment.

    Among many writers the turn itself may be a while in coming: an
    end reckoned before could have passed before anybody can know of it.
    """
    with database.write() as (session, now):
        session.execute(update(Consultation).values(closes_at=now + wait))
    return now + wait


def wait_for(paths: list[Path]) -> None:
    end = real_time.monotonic() + LONGEST
    while not all(path.exists() for path in paths):
        assert real_time.monotonic() < end, "the processes did not begin"
        real_time.sleep(0.01)


def test_no_comment_is_stored_after_the_deadline_that_passes_while_many_post(
    place: Place, tmp_path: Path
) -> None:
    place.people(PROCESSES * THREADS)
    connection = place.connect()
    connection.executescript(STAMPS)
    connection.close()
    ready = [tmp_path / f"ready-{number}" for number in range(PROCESSES)]
    with Processes(place.app, PROCESSES) as processes:
        running = [
            processes.start(post_until_refused, number * THREADS, str(path))
            for number, path in enumerate(ready)
        ]
        wait_for(ready)
        closes_at = close_in(timedelta(seconds=1.5))
        found = [future.result()[1] for future in running]

    taken = sum(counts["taken"] for counts in found)
    assert all(counts[Refusal.CLOSED] == THREADS * 20 for counts in found)
    stamps = [at for (at,) in place.rows("SELECT at FROM stamp")]
    posted = [
        datetime.fromisoformat(at).replace(tzinfo=UTC)
        for (at,) in place.rows("SELECT posted_at FROM comment")
    ]
    assert len(stamps) == len(posted) == taken
    assert max(posted) < closes_at
    assert max(stamps) < closes_at.timestamp() + GRACE
    assert max(stamps) > closes_at.timestamp() - 1, "nobody was posting when it closed"
    place.assert_consistent()


def test_a_post_that_waited_for_its_turn_past_the_deadline_is_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.people(1)
    closes_at = datetime(2030, 1, 1, 12, tzinfo=UTC)
    close_at(closes_at)
    moment = [closes_at - timedelta(microseconds=1)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    waiting, outcome = threading.Event(), []

    def asks(connection: object, cursor: object, statement: str, *more: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            waiting.set()

    event.listen(db.engines["write"], "before_cursor_execute", asks)

    def post(number: int) -> None:
        about = target(SLUG, PROPOSAL, CLAUSE)
        with pytest.raises(RefusedByRule) as refused:
            writing.post(accounts.by_email(email(0)), about, Draft("Late", "en"), key="k" * 36)
        outcome.append(refused.value.reason)

    connection = place.connect()
    connection.execute("BEGIN IMMEDIATE")
    thread = threading.Thread(target=in_threads, args=(place.app, post, [0]))
    thread.start()
    assert waiting.wait(10)
    real_time.sleep(0.2)  # it has asked for the lock by now, and cannot have it
    assert not outcome
    moment[0] = closes_at
    connection.execute("ROLLBACK")
    connection.close()
    thread.join(timeout=15)
    assert outcome == [Refusal.CLOSED]
    assert place.rows("SELECT * FROM comment") == []


def test_a_post_that_waited_for_its_turn_is_taken_while_there_is_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.people(1)
    closes_at = datetime(2030, 1, 1, 12, tzinfo=UTC)
    close_at(closes_at)
    moment = [closes_at - timedelta(seconds=5)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    connection = place.connect()
    connection.execute("BEGIN IMMEDIATE")
    receipts: list[writing.Receipt] = []

    def post(number: int) -> None:
        about = target(SLUG, PROPOSAL, CLAUSE)
        draft = Draft("In time", "en")
        receipts.append(writing.post(accounts.by_email(email(0)), about, draft, key="k" * 36))

    thread = threading.Thread(target=in_threads, args=(place.app, post, [0]))
    thread.start()
    real_time.sleep(0.2)
    moment[0] = closes_at - timedelta(microseconds=1)
    connection.execute("ROLLBACK")
    connection.close()
    thread.join(timeout=15)
    assert [receipt.posted_at for receipt in receipts] == [moment[0]]

"""The worker: does what was asked for, one job after another, until it is told to end.

Here every kind of job and every letter meets the function that does it.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextvars import Context
from functools import partial
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from flask import Flask, g
from sqlalchemy.exc import SQLAlchemyError

from consult import clock, letters, mail
from consult.accounts.services import letters as accounts_letters
from consult.accounts.services import tries
from consult.comments.services import letters as comments_letters
from consult.comments.services import telling
from consult.errors import Unavailable
from consult.jobs import services as jobs
from consult.moderation import services as moderation
from consult.proposals.services import closing, publishing
from consult.subscriptions.services import letters as subscribers
from consult.subscriptions.services import telling as subscriptions

if TYPE_CHECKING:
    from consult.config import Settings
    from consult.jobs.services import Handler

_POLL = 1.0  # seconds between looks when there is nothing to do
_SLICE = 0.2
_LONGEST_PAUSE = 30.0
_PURGE = 24 * 3600
_LONGEST_JOB = 60.0  # how long a server that ends waits for the job in hand
_log = logging.getLogger(__name__)

MAKERS: dict[str, letters.Maker] = {
    **accounts_letters.MAKERS,
    "receipt": comments_letters.receipt,
    "carried": comments_letters.carried,
    "decision": moderation.decision_letter,
    "comment": subscribers.comment,
    "daily": subscribers.daily,
    "version": subscribers.version,
    "closed": subscribers.closed,
}


def handlers() -> Mapping[str, Handler]:
    """What does each kind of job."""
    return {
        letters.KIND: partial(mail.deliver, MAKERS),
        telling.POSTED: subscriptions.comment_posted,
        publishing.VERSION_PUBLISHED: subscriptions.version_published,
        closing.CLOSED: subscriptions.discussion_closed,
    }


class Ending:
    """Whether the worker should end: it was told to, or whoever started it is gone."""

    def __init__(self, parent: int | None = None) -> None:
        self._parent = parent
        self._told = False

    def listen(self) -> None:
        """End after the job in hand when the process is told to."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)

    def _tell(self, number: int, frame: FrameType | None) -> None:
        self._told = True

    def __bool__(self) -> bool:
        # A parent that was killed says nothing; its children are somebody else's then.
        return self._told or (self._parent is not None and os.getppid() != self._parent)

    def wait(self, seconds: float) -> None:
        """Wait, but not longer than until the end."""
        for _ in range(max(1, round(seconds / _SLICE))):
            if self:
                return
            time.sleep(_SLICE)


def run(app: Flask, ending: Ending) -> None:
    """Do what is due until ``ending``. A database that is busy or away is waited for."""
    known = handlers()
    pause, purged = _POLL, -float(_PURGE)
    while not ending:
        try:
            if time.monotonic() - purged >= _PURGE:
                purged = time.monotonic()
                in_context(app, _tidy)
            busy = in_context(app, lambda: jobs.is_due(clock.now()) and jobs.work_off(known))
        except (Unavailable, SQLAlchemyError) as error:
            _log.warning("the database does not answer, waiting: %s", error)
            ending.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            continue
        pause = _POLL
        if not busy:
            ending.wait(_POLL)


def _tidy() -> bool:
    """Delete what nobody needs any more: once a day."""
    tries.forget_old()
    return bool(jobs.purge(clock.now()))


def in_context(app: Flask, work: Callable[[], bool]) -> bool:
    """Do ``work`` as if for a request of its own; what it read is forgotten afterwards."""
    settings: Settings = app.config["SETTINGS"]

    def run() -> bool:
        with app.test_request_context(base_url=settings.base_url):
            g.lang, g.person = "en", None
            return work()

    # Flask gives a request within a context of the same application no context of its own: the
    # moment and the session of the command around it would be this job's too.
    return Context().run(run)


class Beside:
    """A worker in a process of its own beside this one, started again when it dies.

    To be used as a context. It ends with this process, however that ends.
    """

    def __init__(self) -> None:
        self._over = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over = True
        if self._process is not None:
            self._process.terminate()
            self._thread.join(_LONGEST_JOB)

    def _keep(self) -> None:
        start = "from consult.cli import main; main()"
        command = [sys.executable, "-P", "-c", start, "worker", "--parent", str(os.getpid())]
        while not self._over:
            self._process = subprocess.Popen(command)
            status = self._process.wait()
            time.sleep(_POLL)  # where both were told to end, the server is about to say so
            if not self._over:
                _log.warning("the worker ended with status %s; another is started", status)

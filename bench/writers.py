"""Writers of comments in a process of their own: by the service, or bare.

``python -m bench.writers service|bare`` reads a job as JSON and prints comments a second.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from bench import ground, samples
from consult import create_app, database
from consult.accounts.services import people as accounts
from consult.comments.rules import Draft
from consult.comments.services import writing
from consult.comments.services.writing import Target
from consult.database import db
from consult.proposals.models import Stance
from consult.proposals.services import editions, reading

REF, KEY = "@ref", "@key"  # what must be new in each comment


class Comments:
    """Comments of one citizen on the crowded clause; to be used in an application context."""

    def __init__(self, number: int) -> None:
        self.author = accounts.by_email(ground.email(number))
        db.session.expunge(self.author)  # as read in each request: no post has to read it again
        standing = reading.standing(ground.SLUG, ground.PROPOSAL)
        clause = editions.edition(standing, "ru").clause(ground.CROWDED)
        self.target = Target(standing.proposal_id, standing.version_id, clause, "ru")
        self.draft = Draft(samples.Writer(number).comment("ru"), "ru", Stance.SUPPORT)

    def post(self) -> tuple[str, str]:
        """Post one; returns its number and its key."""
        key = str(uuid.uuid4())
        ref = writing.post(self.author, self.target, self.draft, key=key).ref
        return ref, writing.key_of(key, self.draft)


def _by_service(job: dict[str, Any]) -> Callable[[int, float], int]:
    app = create_app()

    def write(number: int, end: float) -> int:
        with app.app_context():
            comments, written = Comments(number), 0
            while time.perf_counter() < end:
                comments.post()
                written += 1
        return written

    return write


def _bare(job: dict[str, Any]) -> Callable[[int, float], int]:
    def write(number: int, end: float) -> int:
        connection = database.sqlite_module.connect(job["database"], isolation_level=None)
        for pragma in database._PRAGMAS:
            connection.execute(pragma)
        written = 0
        while time.perf_counter() < end:
            new = {REF: uuid.uuid4().hex[:10], KEY: str(uuid.uuid4())}
            connection.execute("BEGIN IMMEDIATE")
            for sql, values in job["statements"]:
                connection.execute(sql, [_renewed(value, new) for value in values])
            connection.execute("COMMIT")
            written += 1
        return written

    return write


def _renewed(value: Any, new: dict[str, str]) -> Any:
    """A value with what must be new in each comment put in."""
    if not isinstance(value, str):
        return value
    for mark, words in new.items():
        value = value.replace(mark, words)
    return value


def _rate(write: Callable[[int, float], int], threads: int, seconds: float) -> float:
    """Comments a second that ``threads`` threads write together."""
    written: list[int] = []
    begun = time.perf_counter()
    running = [
        threading.Thread(target=lambda n=number: written.append(write(n, begun + seconds)))
        for number in range(threads)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if len(written) != threads:
        raise RuntimeError("a writer failed")
    return sum(written) / (time.perf_counter() - begun)


if __name__ == "__main__":
    given = json.load(sys.stdin)
    chosen = {"service": _by_service, "bare": _bare}[sys.argv[1]](given)
    print(_rate(chosen, given["threads"], given["seconds"]))

"""Writing: comments a second over HTTP, beside the same statements sent bare to SQLite."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from sqlalchemy import event

from bench import load, servers
from bench.citizens import Citizen
from bench.figures import Figure, in_turn, ratio
from bench.ground import CITIZENS, CLAUSE, Ground, application, close
from bench.load import ROOT
from bench.servers import OURS, Server
from bench.writers import KEY, REF, Comments
from consult.database import db

SECONDS = 1.5
BOUND = 0.5


def measure(ground: Ground, rounds: int) -> Iterator[Figure]:
    """The figures of writing: the same number of writers, the same disk, a database each."""
    for name in ("http", "service", "bare"):
        ground.copy(name)
    bare = {"database": str(ground.database("bare")), "statements": _statements(ground)}
    with servers.serving(OURS, ground.environment("http"), CLAUSE) as server:
        posts = _Posts(server)
        subjects = {"http": posts, "service": lambda: _wrote(ground, "service", {})}
        pairs = in_turn(rounds, subjects, lambda: _wrote(ground, "bare", bare))
    where = f"bare SQLite, {CITIZENS} threads"
    seen = posts.seen()
    yield ratio("posting over HTTP, 4 clients", "posts/s", pairs["http"], where, BOUND, **seen)
    yield ratio("posting by the service, 4 threads", "posts/s", pairs["service"], where, None)


class _Posts:
    """Posts over HTTP from signed-in citizens; keys go on where the last round stopped."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.requests = [Citizen(server.port, number).comment() for number in range(CITIZENS)]
        self.first_keys = count(1, 10**10)
        self.costs: list[float] = []
        self.slowest: list[float] = []

    def __call__(self) -> float:
        before = self.server.cpu_seconds() or 0.0
        done = load.run(
            load.Job(self.server.port, self.requests, SECONDS, 303, next(self.first_keys))
        )
        if done.wrong:
            raise RuntimeError(f"{done.wrong} of {done.answers} posts were not taken")
        self.costs.append(((self.server.cpu_seconds() or 0.0) - before) / done.answers * 1000)
        self.slowest.append(done.p99_ms)
        return done.rate

    def seen(self) -> dict[str, float]:
        """Processor time a post, and the 99th percentile."""
        cost, slowest = statistics.median(self.costs), statistics.median(self.slowest)
        return {"cpu_ms": cost, "p99_ms": slowest}


def _wrote(ground: Ground, how: str, job: Mapping[str, Any]) -> float:
    """Comments a second, written by a process of its own."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.writers", how],
        input=json.dumps({"threads": CITIZENS, "seconds": SECONDS} | job),
        env=ground.environment(how),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return float(found.stdout)


def _statements(ground: Ground) -> list[tuple[str, list[Any]]]:
    """What one post really writes, taken from the platform: statements and their values."""
    seen: list[tuple[str, list[Any]]] = []

    def remember(connection: object, cursor: object, sql: str, values: Any, *more: object) -> None:
        if sql.startswith(("INSERT", "UPDATE")):
            seen.append((sql, list(values)))

    app = application(ground, "bare")
    with app.app_context():
        event.listen(db.engines["write"], "before_cursor_execute", remember)
        ref, key = Comments(0).post()
        close(app)
    for _, values in seen:
        values[:] = [
            value.replace(ref, REF).replace(key, KEY) if isinstance(value, str) else value
            for value in values
        ]
    if len(seen) < 3:
        raise RuntimeError(f"a post wrote only {seen}")
    return seen

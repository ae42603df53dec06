"""Taking out: rows a second and memory of the CSV file, beside csv.writer on a bare cursor."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from sqlalchemy import event

from bench import crowd
from bench.figures import Figure, in_turn, ratio
from bench.ground import SLUG, Ground, application, close
from bench.load import ROOT
from consult.database import db
from consult.digests import services
from consult.proposals.services import reading

BOUND, MOST_MIB = 0.5, 30.0
_INSTANCE = "large"


def measure(ground: Ground, rounds: int) -> Iterator[Figure]:
    """The figures of the export; each run is a process of its own, so that memory is its own."""
    large(ground)
    bare = _Run(ground, "bare", _statement(ground))
    ours = _Run(ground, "ours", {})
    bare()  # brings the file into memory
    pairs = in_turn(rounds, {"csv": ours}, bare)["csv"]
    where = "csv.writer, bare cursor"
    yield ratio("CSV of 200,000 comments", "rows/s", pairs, where, BOUND)
    grown, beside = max(ours.grown), max(bare.grown)
    yield Figure(
        "memory growth of that export", "MiB", grown, where, beside, grown, MOST_MIB, at_most=True
    )


def large(ground: Ground) -> str:
    """The name of an instance with two hundred thousand comments, made where it is not there."""
    if not ground.database(_INSTANCE).exists():
        ground.copy(_INSTANCE)
        crowd.gather(ground.database(_INSTANCE))
    return _INSTANCE


class _Run:
    """One export in a fresh process; remembers by how many MiB its memory grew."""

    def __init__(self, ground: Ground, how: str, job: dict[str, Any]) -> None:
        self.command = [sys.executable, "-m", "bench.exporters", how]
        self.environment = ground.environment(_INSTANCE)
        self.input = json.dumps(job | {"database": str(ground.database(_INSTANCE))})
        self.grown: list[float] = []

    def __call__(self) -> float:
        found = subprocess.run(
            self.command,
            input=self.input,
            env=self.environment,
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
        result = json.loads(found.stdout)
        self.grown.append(result["grown_kib"] / 1024)
        return crowd.COMMENTS / float(result["seconds"])


def _statement(ground: Ground) -> dict[str, Any]:
    """The statement that the platform's export really sends, and its values."""
    seen: list[tuple[str, list[Any]]] = []

    def remember(connection: object, cursor: object, sql: str, values: Any, *more: object) -> None:
        seen.append((sql, list(values)))

    app = application(ground, _INSTANCE)
    with app.app_context():
        found = reading.consultation(SLUG)
        event.listen(db.engine, "before_cursor_execute", remember)
        rows = services.rows(found.id, found.slug, "ru")
        next(rows)
        del rows
        close(app)
    sql, values = next(pair for pair in seen if "posted_at" in pair[0])
    return {"sql": sql, "values": values}

"""An export in a process of its own: the platform's writer, or csv.writer on a bare cursor.

``python -m bench.exporters ours|bare`` reads a job as JSON; it prints seconds and memory.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import ground
from consult import create_app, database
from consult.digests import services
from consult.digests.writers import csv_table
from consult.proposals.services import reading


def _ours() -> None:
    found = reading.consultation(ground.SLUG)
    with Path(os.devnull).open("wb") as file:
        file.writelines(csv_table.write(services.rows(found.id, found.slug, "ru")))


def _bare(job: dict[str, Any]) -> None:
    connection = database.sqlite_module.connect(job["database"], isolation_level=None)
    for pragma in database._PRAGMAS:
        connection.execute(pragma)
    with Path(os.devnull).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(connection.execute(job["sql"], job["values"]))


def _memory(name: str) -> int:
    """A line of /proc/self/status in KiB; 0 where there is none."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def _measured(export: Callable[[], None]) -> dict[str, float]:
    """Seconds, and by how many KiB the memory in use grew at its highest."""
    highest = Path("/proc/self/clear_refs")
    if highest.exists():
        highest.write_text("5")  # begin anew to remember the highest
    before, begun = _memory("VmRSS"), time.perf_counter()
    export()
    return {"seconds": time.perf_counter() - begun, "grown_kib": _memory("VmHWM") - before}


if __name__ == "__main__":
    given = json.load(sys.stdin)
    with create_app().app_context():
        chosen = {"ours": _ours, "bare": lambda: _bare(given)}[sys.argv[1]]
        print(json.dumps(_measured(chosen)))

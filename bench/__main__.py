"""Measure the platform beside its yardsticks: ``python -m bench [--rounds N]``.

Prints a table and writes it as JSON to ``bench/results``. A missed bound is marked, but the exit
status is 0 whenever the measurement itself succeeded: times are never a test.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench import documents, export, ground, markdown, pages, posting, report, search
from bench.figures import Figure


def main() -> None:
    """Measure, show, store."""
    arguments = _arguments()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="consult-bench-", dir=arguments.folder) as folder:
        figures = _measured(Path(folder), arguments.rounds)
    print(report.table(figures))
    path = report.store(figures, time.monotonic() - begun)
    missed = sum(figure.missed for figure in figures)
    print(f"{missed} bounds missed; {time.monotonic() - begun:.0f} s; {path}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each figure is taken")
    parser.add_argument("--folder", help="where to put the data, else the system's temporary one")
    return parser.parse_args()


def _measured(folder: Path, rounds: int) -> list[Figure]:
    _say("building a consultation with 60 clauses and 10,000 comments")
    place = ground.prepare(folder)
    figures: list[Figure] = []
    for what, measure in (
        ("reading pages", pages.measure),
        ("reading annotated clauses", pages.measure_annotated),
        ("posting comments", posting.measure),
        ("exporting 200,000 comments", export.measure),
        ("searching 200,000 comments", search.measure),
        ("reading, comparing and carrying over", documents.measure),
        ("answering texts made to be slow", markdown.measure),
    ):
        _say(what)
        figures += measure(place, rounds)
    return figures


def _say(what: str) -> None:
    print(f"bench: {what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""The figures as a table for people and as JSON for what compares runs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure
from consult.database import sqlite_module

FOLDER = Path(__file__).resolve().parent / "results"
_LINE = "{:36} {:>10} {:12} {:>10}  {:22} {:>7} {:>8}  {}"


def machine() -> dict[str, object]:
    """On what the figures were taken."""
    return {
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite_module.sqlite_version,
    }


def table(figures: Sequence[Figure]) -> str:
    """The figures, each beside its yardstick and its bound; ``MISSED`` marks a bound not kept."""
    head = ("figure", "median", "", "yardstick", "", "result", "bound", "")
    return "\n".join([_LINE.format(*head).rstrip(), *(_row(figure) for figure in figures)])


def _row(figure: Figure) -> str:
    bound = "" if figure.bound is None else f"{'<=' if figure.at_most else '>='} {figure.bound:g}"
    more = ", ".join(f"{value:.4g} {name}" for name, value in figure.more.items())
    cells = (
        figure.name,
        _number(figure.value),
        figure.unit,
        "" if figure.beside is None else _number(figure.beside),
        figure.yardstick,
        "" if figure.result is None else f"{figure.result:.2f}",
        bound,
        ("MISSED  " if figure.missed else "") + more,
    )
    return _LINE.format(*cells).rstrip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"


def store(figures: Sequence[Figure], seconds: float) -> Path:
    """Write the figures with their samples to ``bench/results``; returns the file of this run."""
    FOLDER.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    found = {
        "at": now.isoformat(timespec="seconds"),
        "seconds": round(seconds),
        "machine": machine(),
        "figures": [asdict(figure) | {"missed": figure.missed} for figure in figures],
    }
    text = json.dumps(found, ensure_ascii=False, indent=1)
    path = FOLDER / f"{now:%Y%m%dT%H%M%SZ}.json"
    for name in (path, FOLDER / "latest.json"):
        name.write_text(text + "\n", encoding="utf-8")
    return path

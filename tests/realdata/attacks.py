"""Texts by which others have shown how pages are made to run what a stranger wrote."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import pytest

_DATA = Path(__file__).parents[3] / "shared" / "data"
SOURCE = _DATA / "attacks-xss" / "vectors_shared.jsonl"
_CHECK = _DATA / "tools" / "xss_check.py"
# Vectors hold characters that Python takes for the end of a line, so lines end at "\n" alone.
_LINES = SOURCE.read_text(encoding="utf-8").split("\n") if SOURCE.is_file() else []
VECTORS: list[str] = [json.loads(line)["vector"] for line in _LINES if line]
NEEDED = pytest.mark.skipif(not VECTORS, reason=f"no real data beside the project: {SOURCE.name}")


def checker() -> Callable[[str], str | None]:
    """What says of a piece of HTML which active content is in it, written by somebody else."""
    pytest.importorskip("bs4", reason="beautifulsoup4 is not installed")
    found = importlib.util.spec_from_file_location("xss_check", _CHECK)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    active: Callable[[str], str | None] = module.active
    return active

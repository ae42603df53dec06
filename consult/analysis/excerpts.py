"""A piece of a text around the words that were asked for."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from consult.analysis import stems

WIDTH = 240  # characters of an excerpt, about
_BEFORE = 80  # of them before the first word that was asked for
# A word as it was written: with the stress marks and soft hyphens that the analyser passes over.
_WRITTEN = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f\u00ad\u2060\ufeff])*")
_GAPS = re.compile(r"\s+")


class Piece(NamedTuple):
    """Some of a text; ``asked`` where it is a word that was asked for."""

    text: str
    asked: bool


def excerpt(text: str, lang: str, wanted: Collection[str]) -> list[Piece]:
    """About ``WIDTH`` characters of ``text`` from a little before the first of the words that have
    a token among ``wanted``; the beginning where none has. White space is one space.

    Cut between words, with … where something is left out.
    """
    flat = _GAPS.sub(" ", text).strip()
    first = next((m for m in _WRITTEN.finditer(flat) if _fits(m[0], lang, wanted)), None)
    start = _start(flat, first.start() if first else 0)
    end = _end(flat, start)
    pieces, at = [Piece("… " if start else "", False)], start
    for word in _WRITTEN.finditer(flat, start, end) if first else ():
        if _fits(word[0], lang, wanted):
            pieces += Piece(flat[at : word.start()], False), Piece(word[0], True)
            at = word.end()
    pieces += Piece(flat[at:end], False), Piece(" …" if end < len(flat) else "", False)
    return [piece for piece in pieces if piece.text]


def _start(flat: str, first: int) -> int:
    """Where to begin so that the first word stands well inside, at a word's beginning."""
    if first <= _BEFORE:
        return 0
    gap = flat.find(" ", first - _BEFORE, first)
    return gap + 1 if gap >= 0 else first


def _end(flat: str, start: int) -> int:
    if len(flat) <= start + WIDTH:
        return len(flat)
    gap = flat.rfind(" ", start + WIDTH // 2, start + WIDTH)
    return gap if gap > 0 else start + WIDTH


def _fits(written: str, lang: str, wanted: Collection[str]) -> bool:
    return not _tokens(written, lang).isdisjoint(wanted)


@lru_cache(maxsize=1 << 16)
def _tokens(written: str, lang: str) -> frozenset[str]:
    return frozenset(stems.indexed(written, lang).split(" "))

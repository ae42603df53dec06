"""Where a quote stands in a text.

The selectors are the W3C Web Annotation Data Model's TextQuoteSelector (exact) and
TextPositionSelector (start, end); offsets count Unicode code points.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

MOST_MARKS = 40  # links in the text of one clause
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text in which the same number of annotations overlap."""

    start: int
    end: int
    annotations: int


def locate(
    text: str, quote: str, start: int | None = None, prefix: str = "", suffix: str = ""
) -> list[Passage]:
    """Where ``quote`` stands in ``text``, white space and the manner of quote marks aside.

    A quote copied from the page by hand loses line breaks and may change quote marks; it must
    otherwise be the same. ``start`` is where the reader's selection began: if the quote stands
    there too, that place alone is the answer. Else ``prefix`` and ``suffix``, what stands around
    the quote, tell it from others like it. An empty list means it stands nowhere; several places
    mean that it cannot be told which is meant.
    """
    folded, positions = _fold(text)
    wanted, before, after = _fold(quote)[0].strip(), _fold(prefix)[0], _fold(suffix)[0]
    if not wanted:
        return []
    found, around = [], []
    at = folded.find(wanted)
    while at >= 0:
        passage = Passage(positions[at], positions[at + len(wanted) - 1] + 1)
        found.append(passage)
        if folded.endswith(before, 0, at) and folded.startswith(after, at + len(wanted)):
            around.append(passage)
        at = folded.find(wanted, at + 1)
    exact = [passage for passage in found if passage.start == start]
    return exact or around or found


def _fold(text: str) -> tuple[str, list[int]]:
    """``text`` with white space and quote marks made alike, and where each character was."""
    characters: list[str] = []
    positions: list[int] = []
    for at, character in enumerate(text.translate(_QUOTES)):
        folded = " " if character.isspace() else character
        if folded == " " and characters[-1:] == [" "]:
            continue
        characters.append(folded)
        positions.append(at)
    return "".join(characters), positions


def segments(length: int, passages: Iterable[tuple[Passage, int]]) -> list[Segment]:
    """Cut ``0..length`` where annotations begin and end.

    ``passages`` are pairs of a passage and how many annotations have it. Overlaps are cut into
    stretches of their own, so that marks never nest.
    """
    weighted = [(p, n) for p, n in passages if 0 <= p.start < p.end <= length]
    change = dict.fromkeys((0, length), 0)
    for passage, count in weighted:
        change[passage.start] = change.get(passage.start, 0) + count
        change[passage.end] = change.get(passage.end, 0) - count
    cuts = sorted(change)
    depths = accumulate(change[cut] for cut in cuts)
    return [Segment(*place) for place in zip(cuts, cuts[1:], depths, strict=False)]


def marks(
    length: int, passages: Sequence[tuple[Passage, int]], most: int = MOST_MARKS
) -> list[Segment]:
    """``segments``, with neighbours joined until at most ``most`` of them have annotations.

    A text in which hundreds of passages overlap would otherwise fall into hundreds of links of a
    few letters, for everyone who goes from link to link. ``annotations`` of a joined stretch are
    those that touch it.
    """
    pieces = segments(length, passages)
    marked = [piece for piece in pieces if piece.annotations]
    if len(marked) <= most:
        return pieces
    shown, least = pieces, sum(piece.end - piece.start for piece in marked) // most
    while sum(1 for piece in shown if piece.annotations) > most:
        least = least * 5 // 4 + 1
        shown = _joined(pieces, least)
    return _counted(shown, passages, length)


def _joined(pieces: Sequence[Segment], least: int) -> list[Segment]:
    """Stretches of at least ``least`` code points; one with annotations begins and ends so."""
    shown: list[Segment] = []
    open_ = False  # whether the last stretch may take in more
    for piece in pieces:
        if not piece.annotations:
            shown.append(piece)
            open_ = open_ and piece.end - piece.start < least
            continue
        start = piece.start
        if open_:
            start = shown[-1].start if shown[-1].annotations else shown[-2].start
            del shown[-1 if shown[-1].annotations else -2 :]
        shown.append(Segment(start, piece.end, piece.annotations))
        open_ = piece.end - start < least
    return shown


def _counted(
    shown: Iterable[Segment], passages: Iterable[tuple[Passage, int]], length: int
) -> list[Segment]:
    """``shown`` with the number of annotations that touch each stretch."""
    kept = [(p, n) for p, n in passages if 0 <= p.start < p.end <= length]
    starts, begun = _running((passage.start, count) for passage, count in kept)
    ends, ended = _running((passage.end, count) for passage, count in kept)
    return [
        Segment(
            piece.start,
            piece.end,
            begun[bisect.bisect_left(starts, piece.end)]
            - ended[bisect.bisect_right(ends, piece.start)],
        )
        for piece in shown
    ]


def _running(places: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Sorted places, and how much stands before each of them."""
    ordered = sorted(places)
    return [place for place, _ in ordered], [0, *accumulate(count for _, count in ordered)]

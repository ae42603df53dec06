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


@dataclass(frozen=True)
class Passage:
    """A stretch of a text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True)
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
    cuts = sorted({0, length} | {p.start for p, _ in weighted} | {p.end for p, _ in weighted})
    change = [0] * len(cuts)
    for passage, count in weighted:
        change[bisect.bisect_left(cuts, passage.start)] += count
        change[bisect.bisect_left(cuts, passage.end)] -= count
    result = []
    depth = 0
    for begin, end, delta in zip(cuts, cuts[1:], change, strict=False):
        depth += delta
        result.append(Segment(begin, end, depth))
    return result


def marks(
    length: int, passages: Sequence[tuple[Passage, int]], most: int = MOST_MARKS
) -> list[Segment]:
    """``segments``, with neighbours joined until at most ``most`` of them have annotations.

    A text in which hundreds of passages overlap would otherwise fall into hundreds of links of a
    few letters, for everyone who goes from link to link. ``annotations`` of a joined stretch are
    those that touch it.
    """
    pieces = segments(length, passages)
    shown, least = pieces, 1
    while sum(1 for piece in shown if piece.annotations) > most:
        least *= 2
        shown = _joined(pieces, least)
    return _counted(shown, passages, length)


def _joined(pieces: Sequence[Segment], least: int) -> list[Segment]:
    """Stretches of at least ``least`` code points; one with annotations begins and ends so."""
    shown: list[Segment] = []
    run: list[Segment] = []
    for piece in pieces:
        plain = not piece.annotations
        if plain and (not run or piece.end - piece.start >= least):
            shown += [*_as_one(run), piece]
            run = []
        else:
            run.append(piece)
            if not plain and piece.end - run[0].start >= least:
                shown += _as_one(run)
                run = []
    return shown + _as_one(run)


def _as_one(run: list[Segment]) -> list[Segment]:
    """The marked part of a run as one stretch; the plain end of the run stays plain."""
    last = next((at for at in range(len(run) - 1, -1, -1) if run[at].annotations), -1)
    if last < 0:
        return run
    depth = max(piece.annotations for piece in run)
    return [Segment(run[0].start, run[last].end, depth), *run[last + 1 :]]


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

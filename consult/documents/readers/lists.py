"""Where a numbered line belongs: in which of the lists that are open, or in a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from consult.documents.readers import sequences
from consult.documents.readers.lines import Line
from consult.documents.readers.markers import Marker
from consult.documents.readers.outline import DEEPEST, Draft, Outline

_INTRODUCES = (":", "—", "–")
_ENDED = (".", ";")

Place = tuple[Marker, int]


def place(
    outline: Outline, readings: Sequence[Marker], line: Line, follows: Callable[[Marker], bool]
) -> Place | None:
    """The reading that fits and how many of those open it stands in; None where nothing fits.

    ``follows`` says whether the next marker below is the next of the same list.
    """
    return (
        _introduced(outline, readings)
        or _next(outline, readings)
        or _first(outline, readings, follows if not line.label else bool)
        or _after_gap(outline, readings)
        or _running(outline, readings)
        or (_printed(outline, readings, line) if line.label else None)
    )


def _introduced(outline: Outline, readings: Sequence[Marker]) -> Place | None:
    """The first of a list that a colon announces, though a list like it may be open."""
    current = outline.current
    if current is None or current.ending() not in _INTRODUCES or len(outline.open) >= DEEPEST:
        return None
    for reading in readings:
        if reading.first() and not _dotted(reading):
            return reading, len(outline.open)
    return None


def _next(outline: Outline, readings: Sequence[Marker]) -> Place | None:
    for depth in range(len(outline.open) - 1, -1, -1):
        for reading in readings:
            if steps(outline.open[depth], reading) == 1:
                return reading, depth
    return None


def _first(
    outline: Outline, readings: Sequence[Marker], follows: Callable[[Marker], bool]
) -> Place | None:
    if len(outline.open) >= DEEPEST:
        return None
    styles = {draft.marker.style for draft in outline.open}
    for reading in readings:
        if not reading.first() or reading.style in styles:
            continue
        if not _dotted(reading) or follows(reading):
            return reading, _depth_of_first(outline, reading)
    return None


def _depth_of_first(outline: Outline, reading: Marker) -> int:
    """A new list goes inside the item above; but «1.» stands beside a list of «1)» that ended."""
    current = outline.current
    if reading.style == "1." and current is not None and current.ending() in _ENDED:
        for depth, draft in enumerate(outline.open):
            if draft.marker.style == "1)":
                return depth
    return len(outline.open)


def _dotted(reading: Marker) -> bool:
    """Whether it is a letter and a full stop, as the initial of a name is."""
    return reading.label[-1] == "." and not reading.label[0].isdecimal()


def _after_gap(outline: Outline, readings: Sequence[Marker]) -> Place | None:
    """One that stands after repealed ones."""
    for depth in range(len(outline.open) - 1, -1, -1):
        for reading in readings:
            if 1 < steps(outline.open[depth], reading) <= sequences.GAP:
                return reading, depth
    return None


def _running(outline: Outline, readings: Sequence[Marker]) -> Place | None:
    """One that goes on with the numbers of the chapter before."""
    current = outline.current
    if current is not None and not (current.container() or current.base()):
        return None
    widest = 1 if current is not None and current.base() else sequences.GAP
    for reading in readings:
        last = outline.running.get(reading.style)
        if last and 0 < reading.steps_from(last.style, last.order, last.letter) <= widest:
            return reading, len(outline.open)
    return None


def _printed(outline: Outline, readings: Sequence[Marker], line: Line) -> Place | None:
    """One that the source numbered by itself: it is in a list, whatever its number."""
    if not readings:
        return None
    depth = line.depth or 0
    for place, draft in enumerate(outline.open):
        if draft.listed() and draft.depth is not None and draft.depth >= depth:
            return readings[0], place
    return readings[0], min(len(outline.open), DEEPEST)


def steps(draft: Draft, reading: Marker) -> int:
    """How far ``reading`` is after ``draft`` in one list, 0 where it is not in its list."""
    marker = draft.marker
    if draft.base() or (draft.container() and marker.style == draft.kind):
        return 0
    return reading.steps_from(marker.style, marker.order, marker.letter)

"""Where a quoted amendment ends: its provisions are not those of the law that quotes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consult.documents.readers.lines import Line

_CLOSING = {"«": "»", "„": "“”", "“": "”", '"': '"'}
_AFTER_COLON = re.compile(r":\s{0,3}([«„“\"])")
_LONGEST = 300  # lines
_TAIL = " .;,)"


class Quotations:
    """Finds the ends of quotations in ``lines``, in time that grows with their number."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._left = 20 * len(lines) + 1000  # of lines to look at, all in all

    def end(self, index: int, introduced: bool) -> int | None:
        """The index of the last line of the quotation that begins in line ``index``.

        It begins where the line before ended with a colon (``introduced``) and this one begins
        with a quotation mark, or where the mark stands after a colon within. -1 where it never
        ends, None where none begins or it ends in its own line.
        """
        text = self._lines[index].text
        start = 0 if introduced and text[:1] in _CLOSING else _inner(text)
        if start is None:
            return None
        opening = text[start]
        depth = _depth(text[start:], opening, 0)
        if depth <= 0:
            return None
        return self._search(index + 1, opening, depth)

    def _search(self, index: int, opening: str, depth: int) -> int:
        last = min(len(self._lines), index + _LONGEST)
        while index < last and self._left > 0:
            self._left -= 1
            text = self._lines[index].text
            own = _depth(text, opening, depth)
            ends = text.rstrip(_TAIL)[-1:] in _CLOSING[opening] and bool(text.rstrip(_TAIL))
            if ends and (own <= 0 or own < depth):
                return index
            depth = max(own, 1)
            index += 1
        return -1


def _inner(text: str) -> int | None:
    """Where a quotation that the line does not end begins after a colon."""
    found = None
    for match in _AFTER_COLON.finditer(text):
        found = match.start(1)
    return found


def _depth(text: str, opening: str, depth: int) -> int:
    """How many quotations are open after ``text``."""
    closing = _CLOSING[opening]
    # English law opens each quoted paragraph anew, and closes the last alone.
    again = 1 if depth and opening in '“"' and text.startswith(opening) else 0
    if opening == closing:
        return (depth + text.count(opening) - again) % 2
    opened = text.count(opening) - again
    return depth + opened - sum(text.count(mark) for mark in closing)

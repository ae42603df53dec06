"""An order and the rules that it approves, in one text: where the second act begins.

In Kazakhstan and Russia the stamp of approval stands between the two: «Утвержден / приказом
Министра / от 30 марта 2015 года № 280», «… бұйрығымен бекітілген».
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from consult.documents.readers.lines import Line

_LONGEST = 10  # lines of a stamp
_SHORT = 200  # characters of a line of it
_BEGINS = re.compile(
    r"(?:Утвержд[её]н(?:а|о|ы)?|УТВЕРЖД[ЕЁ]Н(?:А|О|Ы)?|Затверджено|ЗАТВЕРДЖЕНО|Approved|APPROVED)\b"
)
_BY_ACT = re.compile(
    r"\b(?:приказом|постановлением|решением|распоряжением|указом|законом|наказом|постановою|"
    r"by (?:the )?(?:order|resolution|decree|decision))\b",
    re.I,
)
_KAZAKH = re.compile(
    r"(?:бұйрығымен|қаулысымен|шешімімен|өкімімен|жарлығымен)\s+бекітіл(?:ген|ді)\b", re.I
)
_ENDS = re.compile(r"№\s?\d|No\.?\s?\d", re.I)


def stamp(lines: Sequence[Line], index: int) -> int | None:
    """The index of the last line of the stamp that begins in line ``index``; None for none."""
    first = lines[index].text
    if len(first) > _SHORT:
        return None
    if _BEGINS.match(first):
        return _russian(lines, index)
    if lines[index].after_gap or _KAZAKH.search(first):
        return _kazakh(lines, index)
    return None


def _russian(lines: Sequence[Line], index: int) -> int | None:
    text = ""
    for place in range(index, min(index + _LONGEST, len(lines))):
        line = lines[place].text
        if len(line) > _SHORT or (place > index and line[-1] in ".;:"):
            return None
        text += " " + line
        if _BY_ACT.search(text) and _ENDS.search(line):
            return place
    return None


def _kazakh(lines: Sequence[Line], index: int) -> int | None:
    text = ""
    for place in range(index, min(index + _LONGEST, len(lines))):
        line = lines[place].text
        if len(line) > _SHORT or (place > index and lines[place].after_gap):
            return None
        text += " " + line
        if _KAZAKH.search(text):
            return place
    return None

"""The heading that stands in the line below a bare «Глава 2», "CHAPTER II" or "§ 5"."""

from __future__ import annotations

from consult.documents.readers import references
from consult.documents.readers.outline import Draft
from consult.documents.readers.parsed import ParsedLines

_LONGEST = 200
_LONGEST_OF_ARTICLE = 100


def below(parsed: ParsedLines, index: int, draft: Draft) -> int:
    """Give ``draft``, which ends in line ``index``, the heading that stands below, if one does.

    The answer is the index of the last line that was read.
    """
    end = index + 1
    if end >= len(parsed.lines) or parsed.at(end) != (None, ()):
        return index
    line = parsed.lines[end]
    if line.table or (draft.level and line.heading and line.heading < draft.level):
        return index
    plain = _plain(line.text, draft) and _goes_on(parsed, end, draft)
    if not (line.heading or plain):
        return index
    draft.heading = line.printed
    if line.heading:
        draft.level = draft.level or line.heading
    return end


def _plain(text: str, draft: Draft) -> bool:
    longest = _LONGEST if draft.container() else _LONGEST_OF_ARTICLE
    return len(text) <= longest and references.like_heading(text)


def _goes_on(parsed: ParsedLines, index: int, draft: Draft) -> bool:
    """Whether what follows the line shows that it was a heading and not the text."""
    if index + 1 >= len(parsed.lines):
        return False
    after, (found, readings) = parsed.lines[index + 1], parsed.at(index + 1)
    if readings and readings[0].first():
        return True
    if draft.container():
        return found is not None or not after.broken or after.after_gap
    if found is not None and references.capitals(parsed.lines[index].text):
        return True
    if found is not None or references.lower(after.text) or after.table:
        return False
    return (after.after_gap or not after.broken) and after.text[-1] in ".;:"

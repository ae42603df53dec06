"""Where a line of text belongs that begins no provision: to the paragraph above, to the item
above, or after the list that it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from consult.documents.readers import lists, references, sequences
from consult.documents.readers.lines import Line
from consult.documents.readers.markers import Marker
from consult.documents.readers.outline import Draft

_ENDS_ITEM = tuple('.;!?…»”")。')
_LONGEST_HEADING = 500


def goes_on(draft: Draft, line: Line) -> bool:
    """Whether the line is the rest of the paragraph or heading above it."""
    if not line.broken or line.after_gap or line.table:
        return False
    return bool(draft.paragraphs) or references.lower(line.text)


def join(draft: Draft, text: str) -> None:
    """Add to the last paragraph, or to a heading that the source does not mark as one."""
    if draft.paragraphs:
        draft.paragraphs[-1].append(text)
    elif draft.heading and len(draft.heading) < _LONGEST_HEADING and not draft.level:
        draft.heading += " " + text
        if draft.base() and not references.like_heading(draft.heading):
            draft.paragraphs, draft.heading = [[draft.heading]], ""
    else:
        draft.paragraphs.append([text])


def after_list(opened: Sequence[Draft], line: Line, below: Sequence[Marker]) -> int | None:
    """In how many of those open a paragraph stands that follows a list.

    None where it belongs to the item above. ``below`` are the readings of the next numbered
    line: where that goes on with a list, the paragraph stands inside it.
    """
    item = opened[-1]
    inside = line.table or line.depth is not None or references.lower(line.text)
    if not item.listed() or inside or item.ending() not in _ENDS_ITEM:
        return None
    for depth in range(len(opened) - 1, -1, -1):
        if any(0 < lists.steps(opened[depth], reading) <= sequences.GAP for reading in below):
            return depth + 1 if depth + 1 < len(opened) else None
    return _introduced(opened)


def _introduced(opened: Sequence[Draft]) -> int | None:
    """How many stand around the outermost list that a text introduces."""
    for depth, (above, draft) in enumerate(pairwise(opened), 1):
        worded = above.ending() == ":" if above.container() else bool(above.paragraphs)
        if draft.listed() and worded:
            return depth
    return None

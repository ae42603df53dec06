"""Word's own numbers: what stands before a paragraph though nobody typed it.

A paragraph names a list (``w:num``), a list is of a kind (``w:abstractNum``) with nine levels,
and the kind keeps the count: two lists of one kind go on with one another, unless the second
says where to start anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from consult.documents.readers import word_lists, word_numerals
from consult.documents.readers.archive import Container
from consult.documents.readers.word_lists import LEVELS, Kind, Level, List
from consult.documents.readers.word_styles import Style, Styles

_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Number:
    """What is printed before a paragraph, empty for a bullet, and how deep its list is."""

    label: str
    depth: int
    joined: bool = False


class Numbering:
    """Counts the paragraphs of one document, in their order."""

    def __init__(self, container: Container, part: str | None, styles: Styles) -> None:
        self._styles = styles
        self._kinds, self._lists = word_lists.read(container, part)
        self._sources = {kind.gives: kind for kind in self._kinds.values() if kind.gives}
        self._tied: dict[int, dict[str, int]] = {}

    def next(self, named: str | None, level: int | None, style: Style) -> Number | None:
        """The number of the next paragraph, or None where it has none.

        ``named`` and ``level`` are the list and level that the paragraph itself names;
        what it does not say, its ``style`` does.
        """
        if named is None:
            named = style.list_id
            tied = self._tied_level(named, style.linked) if level is None else None
            level = tied if tied is not None else level
        found = self._lists.get(named or "")
        kind = self._kind(found)
        if found is None or kind is None:
            return None
        depth = level if level is not None else style.level or 0
        if not 0 <= depth < LEVELS:
            return None
        levels = {**kind.levels, **found.levels}
        self._count(kind, found, levels, depth)
        return _number(kind.counts, levels, depth, self._styles.lang)

    def _kind(self, found: List | None) -> Kind | None:
        """What a list is of; through a style of numbering where its kind only names one."""
        kind = self._kinds.get(found.kind) if found else None
        if kind is None or not kind.style or kind.levels:
            return kind
        if kind.style in self._sources:
            return self._sources[kind.style]
        through = self._lists.get(self._styles.list_of(kind.style) or "")
        return self._kinds.get(through.kind) if through else None

    def _tied_level(self, named: str | None, style: str) -> int | None:
        """The level of a list that is tied to a style."""
        found = self._lists.get(named or "")
        kind = self._kind(found)
        if found is None or kind is None:
            return None
        if id(kind) not in self._tied:
            tied = {level.style: depth for depth, level in kind.levels.items() if level.style}
            self._tied[id(kind)] = tied
        return self._tied[id(kind)].get(style)

    def _count(self, kind: Kind, found: List, levels: dict[int, Level], depth: int) -> None:
        """Count a paragraph; levels above it that were not used yet are begun by it."""
        for place in range(depth + 1):
            count = kind.counts[place]
            level = levels.get(place, Level())
            anew = place == depth and place in found.starts and place not in found.begun
            if count is None or anew:
                kind.counts[place] = found.starts.get(place, level.start)
            elif place == depth:
                kind.counts[place] = count + 1
        found.begun.add(depth)
        for lower in range(depth + 1, LEVELS):
            if _restarts(levels.get(lower), lower, depth):
                kind.counts[lower] = None


def _restarts(level: Level | None, place: int, used: int) -> bool:
    """Whether a level begins anew after one above it has been used."""
    if level is None or level.restart is None or level.restart > place:
        return True
    return used < level.restart


def _number(counts: list[int | None], levels: dict[int, Level], depth: int, lang: str) -> Number:
    level = levels.get(depth, Level())
    if level.form == "bullet":
        return Number("", depth)

    def shown(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        one = levels.get(place, Level())
        count = counts[place]
        number = one.start if count is None else count
        legal = level.legal and one.form not in {"none", "bullet"}
        return word_numerals.printed(number, "decimal" if legal else one.form, one.custom, lang)

    label = " ".join(_PLACE.sub(shown, level.pattern).split())
    return Number(label, depth, level.joined)

"""The lists that a Word file defines: their kinds, levels, and what single lists change.

ECMA-376, Part 1, 17.9.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from consult.documents.readers import word_xml
from consult.documents.readers.archive import Container
from consult.documents.readers.word_styles import list_id, on, whole
from consult.documents.readers.word_xml import Attributes

LEVELS = 9
_MOST = 20_000  # lists; files that were pasted together for years have some thousands
_LONGEST = 200  # characters of a pattern
_OVERRIDES = frozenset({"w:abstractNumId", "w:lvlOverride", "w:startOverride"})


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered; ``restart`` is the level, from 1, that resets it."""

    start: int = 0
    form: str = "decimal"
    custom: str = ""
    pattern: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""
    joined: bool = False  # nothing stands between the number and the text


@dataclass(slots=True)
class Kind:
    """A ``w:abstractNum``, and how far each of its levels has been counted."""

    levels: dict[int, Level] = field(default_factory=dict)
    style: str = ""  # the style of numbering that it takes its levels from
    gives: str = ""  # the style of numbering that it is the source of
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(slots=True)
class List:
    """A ``w:num``: its kind, and what it changes in it.

    ``starts`` are the numbers with which levels begin, and ``begun`` those that have: a list
    that has such a number begins with it though others of its kind were counted before.
    """

    kind: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    levels: dict[int, Level] = field(default_factory=dict)


Kinds = dict[str, Kind]
Lists = dict[str, List]


def read(container: Container, part: str | None) -> tuple[Kinds, Lists]:
    """The kinds of lists and the lists in ``part``, by their ids; none where there is no part."""
    if part is None:
        return {}, {}
    reader = _Reader(container)
    word_xml.walk(container, part, reader)
    return reader.kinds, reader.lists


class _Reader:
    wanted = frozenset(
        {"w:abstractNum", "w:numStyleLink", "w:styleLink", "w:num", *_OVERRIDES}
        | {"w:lvl", "w:start", "w:numFmt", "w:lvlText", "w:lvlRestart", "w:isLgl", "w:pStyle"}
        | {"w:suff", "w:lvlPicBulletId"}
    )
    skipped = frozenset({"w:numPicBullet", "w:pPrChange", "w:rPrChange", "w:rPr"})

    def __init__(self, container: Container) -> None:
        self._container = container
        self._kind = Kind()
        self._list: List | None = None
        self._level = Level()
        self._depth = 0
        self.kinds: dict[str, Kind] = {}
        self.lists: dict[str, List] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        value = attributes.get("w:val", "")
        if name in {"w:abstractNum", "w:num"}:
            self._begin(name, attributes)
        elif name == "w:lvl":
            self._begin_level(attributes)
        elif name in {"w:numStyleLink", "w:styleLink"}:
            setattr(self._kind, "style" if name == "w:numStyleLink" else "gives", value)
        elif self._list is not None and name in _OVERRIDES:
            self._override(self._list, name, attributes)
        else:
            self._describe(self._level, name, attributes)

    def _begin(self, name: str, attributes: Attributes) -> None:
        if len(self.kinds) + len(self.lists) >= _MOST:
            raise self._container.refused(f"it has more than {_MOST} lists")
        if name == "w:num":
            self._list = List()
            self.lists.setdefault(list_id(attributes.get("w:numId")) or "", self._list)
        else:
            self._list, self._kind = None, Kind()
            self.kinds.setdefault(attributes.get("w:abstractNumId", ""), self._kind)

    def _begin_level(self, attributes: Attributes) -> None:
        depth = whole(attributes.get("w:ilvl"))
        self._level = Level()
        if depth is not None and 0 <= depth < LEVELS:
            levels = self._kind.levels if self._list is None else self._list.levels
            levels[depth] = self._level

    def _override(self, found: List, name: str, attributes: Attributes) -> None:
        if name == "w:abstractNumId":
            found.kind = attributes.get("w:val", "")
        elif name == "w:lvlOverride":
            depth = whole(attributes.get("w:ilvl"))
            self._depth = depth if depth is not None and 0 <= depth < LEVELS else 0
        else:
            found.starts[self._depth] = whole(attributes.get("w:val")) or 0

    def _describe(self, level: Level, name: str, attributes: Attributes) -> None:
        value = attributes.get("w:val", "")
        if name == "w:start":
            level.start = whole(value) or 0
        elif name == "w:numFmt":
            level.form, level.custom = value, attributes.get("w:format", "")[:10]
        elif name == "w:lvlText":
            level.pattern = value[:_LONGEST]
        elif name == "w:lvlRestart":
            level.restart = whole(value)
        elif name == "w:lvlPicBulletId":
            level.form = "bullet"
        elif name == "w:pStyle":
            level.style = value
        else:
            self._mark(level, name, attributes)

    def _mark(self, level: Level, name: str, attributes: Attributes) -> None:
        if name == "w:isLgl":
            level.legal = on(attributes)
        elif name == "w:suff":
            level.joined = attributes.get("w:val") == "nothing"

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass

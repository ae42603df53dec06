"""The styles of a Word file, each with what it has from those that it is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from consult.documents.readers import word_xml
from consult.documents.readers.archive import Container
from consult.documents.readers.word_xml import Attributes

_MOST = 20_000
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING = re.compile(r"(?:heading|заголовок|тақырып)\s?([1-9])$", re.I)
_CONTENTS = re.compile(r"(?:toc|оглавление|мазмұны?)\s?[1-9]$", re.I)
_CONTINUES = re.compile(r"list continue(?:\s?([2-9]))?$", re.I)
_TITLES = frozenset({"title", "название"})


@dataclass(slots=True)
class Style:
    """What a style says; None and empty where it says nothing, and so is as its base.

    ``outline`` is the level of heading from 0; 9 is text. ``continues`` is the depth of the list
    in which its paragraphs stand without a number of their own. ``linked`` is the style that
    brought the numbering, to which a level of a list may be tied.
    """

    based: str = ""
    name: str = ""
    outline: int | None = None
    list_id: str | None = None
    level: int | None = None
    linked: str = ""
    centred: bool | None = None
    bold: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None
    title: bool = False
    contents: bool = False
    continues: int | None = None


_PLAIN = Style()


def on(attributes: Attributes) -> bool:
    """Whether a property that is on or off is on."""
    return attributes.get("w:val", "1").lower() not in _OFF


def whole(written: str | None) -> int | None:
    """A whole number of at most six digits, or None."""
    if written is None or not re.fullmatch(r"-?[0-9]{1,6}", written.strip()):
        return None
    return int(written)


def list_id(written: str | None) -> str | None:
    """The id of a list without zeros before it; "0" says that there is none."""
    number = whole(written)
    return None if number is None else str(number)


class Styles:
    """The styles of ``part``, by id; none where there is no part."""

    def __init__(self, container: Container, part: str | None) -> None:
        self._said: dict[str, Style] = {}
        self._whole: dict[str, Style] = {}
        self._default = ""
        self.lang = ""
        if part is not None:
            reader = _Reader(container)
            word_xml.walk(container, part, reader)
            self._said, self._default, self.lang = reader.styles, reader.default, reader.lang

    def paragraph(self, style: str) -> Style:
        """What holds for a paragraph of the style, or of none."""
        return self.of(style if style in self._said else self._default)

    def of(self, style: str) -> Style:
        """What holds for a style, taken together with what it is based on."""
        chain: dict[str, Style] = {}
        named = style
        while named in self._said and named not in self._whole and named not in chain:
            chain[named] = self._said[named]
            named = self._said[named].based
        for name, said in reversed(chain.items()):
            self._whole[name] = _laid(self._whole.get(said.based, _PLAIN), said, name)
        return self._whole.get(style, _PLAIN)

    def list_of(self, style: str) -> str | None:
        """The id of the list that a style of numbering names."""
        return self.of(style).list_id


def _laid(base: Style, said: Style, style: str) -> Style:
    """What holds for a style that says something more than its base, or something else."""
    found = replace(base)
    if said.list_id is not None:
        found.list_id, found.linked = said.list_id, style
    for field in ("level", "centred", "bold", "hidden", "raised"):
        if getattr(said, field) is not None:
            setattr(found, field, getattr(said, field))
    name = said.name.lower()
    if heading := _HEADING.match(name):
        found.outline = int(heading[1]) - 1
    if said.outline is not None:
        found.outline = said.outline
    found.title = base.title or name in _TITLES
    found.contents = base.contents or bool(_CONTENTS.match(name))
    if continues := _CONTINUES.match(name):
        found.continues = int(continues[1] or 1) - 1
    return found


class _Reader:
    wanted = frozenset(
        {"w:style", "w:basedOn", "w:name", "w:outlineLvl", "w:numId", "w:ilvl", "w:lang"}
        | {"w:jc", "w:b", "w:vanish", "w:vertAlign"}
    )
    # What stands for parts of a table is not what a paragraph looks like.
    skipped = frozenset({"w:tblStylePr", "w:pPrChange", "w:rPrChange", "w:latentStyles"})

    def __init__(self, container: Container) -> None:
        self._container = container
        self._style = Style()
        self.styles: dict[str, Style] = {}
        self.default = ""
        self.lang = ""

    def start(self, name: str, attributes: Attributes) -> None:
        value = attributes.get("w:val", "")
        if name == "w:style":
            self._begin(attributes)
        elif name == "w:basedOn":
            self._style.based = value
        elif name == "w:name":
            self._style.name = value
        elif name == "w:lang":
            self.lang = self.lang or value
        elif name in {"w:outlineLvl", "w:numId", "w:ilvl"}:
            self._number(name, value)
        else:
            self._look(name, attributes)

    def _begin(self, attributes: Attributes) -> None:
        self._style = Style()
        style = attributes.get("w:styleId", "")
        if len(self.styles) >= _MOST:
            raise self._container.refused(f"it has more than {_MOST} styles")
        self.styles.setdefault(style, self._style)
        default = "w:default" in attributes and attributes["w:default"].lower() not in _OFF
        if default and attributes.get("w:type", "paragraph") == "paragraph":
            self.default = style

    def _number(self, name: str, value: str) -> None:
        if name == "w:outlineLvl":
            self._style.outline = whole(value)
        elif name == "w:ilvl":
            self._style.level = whole(value)
        else:
            self._style.list_id = list_id(value)

    def _look(self, name: str, attributes: Attributes) -> None:
        if name == "w:jc":
            self._style.centred = attributes.get("w:val") == "center"
        elif name == "w:b":
            self._style.bold = on(attributes)
        elif name == "w:vanish":
            self._style.hidden = on(attributes)
        else:
            self._style.raised = attributes.get("w:val") == "superscript"

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass

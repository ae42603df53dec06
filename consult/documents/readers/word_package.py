"""Where the parts of a Word file are: found through its relations, never by their usual names.

A relation to something outside the file is never followed.
"""

from __future__ import annotations

import posixpath

from consult.documents.readers import word_xml
from consult.documents.readers.archive import Container
from consult.documents.readers.archive_entries import DAMAGED
from consult.documents.readers.word_xml import Attributes

_MOST = 20_000  # relations; each link and picture is one
_LONGEST_TITLE = 600  # characters
_OTHERS = {
    "content.xml": "it is an OpenDocument file (.odt)",
    "xl/workbook.xml": "it is a table of Excel",
    "ppt/presentation.xml": "it is a presentation",
    "index/document.iwa": "it is a file of Apple Pages",
    "meta-inf/container.xml": "it is an electronic book (.epub)",
}


class Package:
    """The parts of the Word file in ``container``; raises ``Unreadable`` where it is none."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self._roots = _relations(container, "")
        self.main = self._roots.get("officeDocument", "")
        if self.main not in container:
            raise container.refused(_what_else(container))
        self._parts = _relations(container, self.main)

    def part(self, kind: str) -> str | None:
        """The part that the text of the document refers to as ``kind``: styles, footnotes…"""
        name = self._parts.get(kind)
        return name if name is not None and name in self.container else None

    def title(self) -> str:
        """The title in the properties of the file; it may be empty, or one of another file."""
        part = self._roots.get("core-properties")
        if part is None or part not in self.container:
            return ""
        core = _Core()
        word_xml.walk(self.container, part, core)
        return " ".join("".join(core.words)[:_LONGEST_TITLE].split())


def _what_else(container: Container) -> str:
    names = {name.lower() for name in container.names}
    found = [sentence for part, sentence in _OTHERS.items() if part in names]
    if found:
        return f"{found[0]}; open it in its program and save it as .docx"
    if "word/document.xml" in names or "[content_types].xml" in names:
        return DAMAGED.format("it does not say which part of it is the text")
    return "it is an archive (ZIP) and not a Word file; send the .docx that is in it by itself"


def _relations(container: Container, source: str) -> dict[str, str]:
    """The first part of each kind that the part ``source`` refers to, by the kind."""
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    if part not in container:
        return {}
    relations = _Relations(container, folder)
    word_xml.walk(container, part, relations)
    return relations.found


class _Relations:
    wanted = frozenset({"rel:Relationship"})
    skipped: frozenset[str] = frozenset()

    def __init__(self, container: Container, folder: str) -> None:
        self._container = container
        self._folder = folder
        self._count = 0
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        self._count += 1
        if self._count > _MOST:
            raise self._container.refused(f"it has more than {_MOST} links and pictures")
        kind = attributes.get("Type", "").rpartition("/")[2]
        if attributes.get("TargetMode") != "External":
            self.found.setdefault(kind, self._inside(attributes.get("Target", "")))

    def _inside(self, target: str) -> str:
        return posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Core:
    wanted = frozenset({"dc:title"})
    skipped: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._inside = False
        self._long = 0
        self.words: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self._inside = True

    def end(self, name: str) -> None:
        self._inside = False

    def text(self, data: str) -> None:
        if self._inside and self._long < _LONGEST_TITLE:
            self._long += len(data)
            self.words.append(data)

"""Walking through the XML of a law: what both vocabularies of provisions share.

Each of them, Akoma Ntoso and USLM, says which elements are provisions, paragraphs and notes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import ClassVar

from lxml import etree

from consult.documents.model import line_folded
from consult.documents.readers.flow import Flow, Gathered
from consult.errors import Unreadable

# Walking takes up to five calls a level, and Python stops at a thousand. Laws have 30 levels.
DEEPEST = 100


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and processing instructions."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def refuse_depth(root: etree._Element, name: str) -> None:
    """Raise ``Unreadable`` where elements stand in each other deeper than any law's."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            reason = f"elements stand in one another more than {DEEPEST} deep"
            raise Unreadable(name, [(element.sourceline or 0, reason)])


class Walk(ABC):
    """Reads elements into flows; what is a provision is for a vocabulary to say."""

    provisions: ClassVar[Collection[str]] = ()
    paragraphs: ClassVar[Collection[str]] = ()  # they begin and end a paragraph
    skipped: ClassVar[Collection[str]] = ()
    breaks: ClassVar[Collection[str]] = ()
    notes: ClassVar[Collection[str]] = ()

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered

    @abstractmethod
    def kind(self, element: etree._Element) -> str | None:
        """The kind of provision that the element is, if it is one."""

    @abstractmethod
    def special(self, element: etree._Element, flow: Flow) -> bool:
        """Read an element that the vocabulary treats in its own way; whether it was one."""

    @abstractmethod
    def note_of(self, element: etree._Element) -> tuple[str, str]:
        """A note's mark and its words."""

    @abstractmethod
    def id_of(self, element: etree._Element) -> str | None:
        """The id that the file gives to a provision, where that can be kept."""

    def contents(
        self, element: etree._Element, flow: Flow, but: Collection[str] = frozenset()
    ) -> None:
        """Read all that stands in the element; not its children named in ``but``."""
        flow.words(element.text)
        for child in element:
            name = local(child)
            if name and name not in but and name not in self.skipped:
                self.child(child, name, flow)
            flow.words(child.tail)

    def child(self, element: etree._Element, name: str, flow: Flow) -> None:
        """Read one element into the flow of what it stands in."""
        if self.special(element, flow):
            return
        kind = self.kind(element)
        if kind is not None:
            self.provision(element, kind, flow)
        elif name in self.notes:
            self._note(element, flow)
        elif name in self.breaks:
            flow.words(" ")
        elif name == "table":
            self._table(element, flow)
        else:
            self._words(element, name, flow)

    def provision(
        self, element: etree._Element, kind: str, flow: Flow, heading: str | None = None
    ) -> None:
        """Read a clause with all that stands in it."""
        notes: list[str] = []
        label = self._joined(element, "num", notes)
        printed = self._joined(element, "heading", notes)
        line = element.sourceline or 0
        given = self.id_of(element)
        eid = flow.add(kind, label, printed or heading or "", given, line)
        inner = Flow(self.gathered, eid)
        inner.line = line
        for note in notes:
            inner.note(note)
        self.contents(element, inner, but=("num", "heading"))
        inner.finish()

    def holds_provisions(self, element: etree._Element) -> bool:
        """Whether there is a provision anywhere inside."""
        return any(local(inner) in self.provisions for inner in element.iterdescendants())

    def plain(self, element: etree._Element, notes: list[str]) -> str:
        """The words inside, as one line; what its notes say is added to ``notes``."""
        said: list[str] = []
        walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
        for event, inner in walk:
            name = local(inner)
            apart = name in self.paragraphs or name in self.breaks or name in ("td", "th", "num")
            if event == "start" and name in self.notes:
                said.append(self._marked(inner, notes))
                walk.skip_subtree()
            elif event == "start" and name in self.skipped:
                walk.skip_subtree()
            elif event == "start":
                said += [" " * apart, inner.text or ""]
            if event != "start":
                said.append(" " * apart)
                said.append((inner.tail or "") if inner is not element else "")
        return line_folded("".join(said))

    def _words(self, element: etree._Element, name: str, flow: Flow) -> None:
        if name in self.paragraphs:
            flow.paragraph()
            self.contents(element, flow)
            flow.paragraph()
        else:
            self.contents(element, flow)

    def _joined(self, element: etree._Element, name: str, notes: list[str]) -> str:
        found = (self.plain(child, notes) for child in element if local(child) == name)
        return " ".join(words for words in found if words)

    def _marked(self, element: etree._Element, notes: list[str]) -> str:
        """The mark of a note where it stands; its words come after."""
        mark, words = self.note_of(element)
        if words:
            notes.append(f"[{mark}] {words}")
        return f"[{mark}]"

    def _note(self, element: etree._Element, flow: Flow) -> None:
        notes: list[str] = []
        flow.words(self._marked(element, notes))
        for note in notes:
            flow.note(note)

    def _table(self, table: etree._Element, flow: Flow) -> None:
        """Each row is a paragraph, its cells parted by a bar."""
        notes: list[str] = []
        flow.paragraph()
        for row in table.iterdescendants("{*}caption", "{*}tr"):
            if next(row.iterancestors("{*}table")) is not table:
                continue  # a table in a cell is read as the cell's words
            cells = row if local(row) == "tr" else [row]
            words = [self.plain(cell, notes) for cell in cells if local(cell)]
            if any(words):
                flow.words(" | ".join(words))
                flow.paragraph()
        for note in notes:
            flow.note(note)

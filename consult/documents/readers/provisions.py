"""The tree of provisions in lines of text, whatever they were read from.

A line begins a provision by what it begins with (``markers``), by whether it speaks of a
provision rather than being one (``references``), and by whether its number is the first of a
list or follows the last one of a list that is open (``outline``). Any other line is text, of the
provision above it or of the one that holds the list above it. Nothing is dropped: a numbered
line that fits nowhere is text too, and named in ``Document.warnings``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from consult.documents import naming
from consult.documents.model import Document, Unplaced
from consult.documents.readers import (
    approvals,
    headings,
    lists,
    markers,
    openings,
    references,
    texts,
)
from consult.documents.readers.lines import Line
from consult.documents.readers.markers import Marker
from consult.documents.readers.outline import Draft, Outline
from consult.documents.readers.parsed import ParsedLines
from consult.documents.readers.quotations import Quotations

_NEVER_CLOSED = "a quotation begins here and does not end; what follows is read as provisions"
_OUT_OF_ORDER = "its number follows no provision above it, so it was read as text"
_NONE = "no provision was found: no line begins with a number, or with a word such as Article 1"
_ALINEA = Marker("alinea", "", "", "", "")
_ENDS_ITEM = tuple('.;!?…»”")。')
_LONGEST_HEADING = 500
_SHOWN = 200


def read(lines: Sequence[Line], lang: str, source_format: str, title: str = "") -> Document:
    """The document in ``lines``; ``title`` where the source tells it apart from its text."""
    return _Reading(lines, lang).document(source_format, title)


class _Reading:
    def __init__(self, lines: Sequence[Line], lang: str) -> None:
        self._lines = lines
        self._lang = lang
        self._outline = Outline()
        self._warnings: list[Unplaced] = []
        self._before: list[Line] = []
        self._quotations = Quotations(lines)
        self._parsed = ParsedLines(lines, lang)
        self._previous = ""  # the text of the line above, empty where it was a heading

    def document(self, source_format: str, title: str) -> Document:
        """Read all the lines."""
        index = 0
        while index < len(self._lines):
            index = self._line(index) + 1
        title, preamble = openings.read(self._before, title)
        document = Document(title, self._lang, source_format, preamble)
        document.clauses = self._outline.clauses()
        document.warnings = self._warnings
        if not document.clauses:
            document.warnings.append(Unplaced(1, "", _NONE))
        return document

    def _line(self, index: int) -> int:
        """Read the line, and those that can only be read with it; the index of the last one."""
        current = self._outline.current
        if current is None:
            return self._provision_or_text(index)
        introduced = current.ending() == ":"
        end = self._quotations.end(index, introduced)
        if end is None:
            return self._provision_or_text(index)
        if end < 0:
            self._warn(index, _NEVER_CLOSED)
            return self._provision_or_text(index)
        if not introduced:
            self._provision_or_text(index)
            index += 1
        self._quoted(index, end)
        return end

    def _quoted(self, index: int, end: int) -> None:
        """Lines of another act are paragraphs of the provision that quotes them."""
        for line in self._lines[index : end + 1]:
            if self._outline.current is None:
                self._before.append(line)
            else:
                self._outline.current.paragraphs.append([line.printed])
        self._previous = self._lines[end].text

    def _provision_or_text(self, index: int) -> int:
        line = self._lines[index]
        found, readings = self._parsed.at(index)
        if found and references.headed(found, line, self._previous, self._in_order(found)):
            return self._headed(found, index)
        if self._outline.drafts:
            if (end := approvals.stamp(self._lines, index)) is not None:
                return self._approved(index, end)
            if line.heading and not readings and not line.table:
                self._cross_heading(line)
                return index
        if readings and self._numbered(readings, line, index):
            return index
        self._text(line, index)
        return index

    def _in_order(self, marker: Marker) -> int:
        last = self._outline.running.get(marker.style)
        far = marker.steps_from(last.style, last.order, "") if last else 0
        return far or int(marker.first())

    def _headed(self, marker: Marker, index: int) -> int:
        """A provision that a word names; the index of the line where its heading ends."""
        line, outline = self._lines[index], self._outline
        container = marker.kind in naming.CONTAINER_KINDS
        if container:
            depth = outline.container_depth(marker, line.heading)
        else:
            depth = outline.base_depth(marker)
        draft = outline.put(marker, depth, line.number, line.heading)
        if container:
            outline.learn(draft)
        self._previous = ""
        if not marker.rest:
            return headings.below(self._parsed, index, draft)
        self._begin(draft, marker.rest, line, index)
        return index

    def _begin(self, draft: Draft, rest: str, line: Line, index: int) -> None:
        """What stands in the line after the label: a heading, a first part, or text."""
        if draft.kind in naming.UNNUMBERED_KINDS and not references.like_heading(rest):
            draft.paragraphs.append([rest])
        elif draft.container() or line.heading:
            draft.heading = rest
        elif readings := [reading for reading in markers.numbered(rest) if reading.first()]:
            if not self._numbered(readings, replace(line, text=rest, label=""), index):
                draft.paragraphs.append([rest])
        elif draft.base() and references.like_heading(rest):
            draft.heading = rest
        else:
            draft.paragraphs.append([rest])
            self._previous = rest

    def _cross_heading(self, line: Line) -> None:
        marker = Marker("crossHeading", "crossHeading", "", "", "")
        depth = self._outline.container_depth(marker, line.heading)
        draft = self._outline.put(marker, depth, line.number, line.heading)
        draft.heading, self._previous = line.printed, ""

    def _approved(self, index: int, end: int) -> int:
        """The act that a stamp of approval begins; its title is the line below."""
        marker = Marker("component", "component", "", "", "")
        draft = self._outline.put(marker, 0, self._lines[index].number)
        draft.paragraphs.append([line.printed for line in self._lines[index : end + 1]])
        self._previous = ""
        return headings.below(self._parsed, end, draft)

    def _numbered(self, readings: Sequence[Marker], line: Line, index: int) -> bool:
        if not references.numbered(readings[0], line, self._previous):
            found = None
        else:
            found = lists.place(self._outline, readings, line, self._parsed.followed(index))
        if found is None:
            if readings[0].label[:1].isdecimal() and not references.runs_on(line, self._previous):
                self._warn(index, _OUT_OF_ORDER)
            return False
        marker, depth = found
        marker = self._as_division(marker, depth)
        draft = self._outline.put(marker, depth, line.number, line.heading)
        draft.depth = line.depth
        self._previous = marker.rest
        if marker.rest:
            self._begin(draft, marker.rest, line, index)
        return True

    def _as_division(self, marker: Marker, depth: int) -> Marker:
        """«I. Общие положения» over points is a heading and not a point itself."""
        above = self._outline.open[depth - 1] if depth else None
        top = above is None or above.container()
        if marker.style == "I." and top and references.like_heading(marker.rest):
            return replace(marker, kind="division")
        return marker

    def _text(self, line: Line, index: int) -> None:
        draft = self._outline.current
        if draft is None:
            self._before.append(line)
        elif texts.goes_on(draft, line):
            texts.join(draft, line.printed)
        else:
            depth = texts.after_list(self._outline.open, line, self._parsed.below(index))
            if depth is not None:
                draft = self._outline.put(_ALINEA, depth, line.number)
            draft.paragraphs.append([line.printed])
        self._previous = line.text

    def _warn(self, index: int, reason: str) -> None:
        line = self._lines[index]
        self._warnings.append(Unplaced(line.number, line.text[:_SHOWN], reason))

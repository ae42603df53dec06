"""The paragraphs of a Word file as they end, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from consult.documents.readers.archive import Container
from consult.documents.readers.lines import Line
from consult.documents.readers.word_notes import Notes
from consult.documents.readers.word_numbering import Numbering
from consult.documents.readers.word_paragraphs import Paragraph, Run
from consult.documents.readers.word_styles import Styles
from consult.documents.readers.word_tables import Note, Tables

# Each of these is twice that of the longest codes.
MOST_PARAGRAPHS = 100_000  # with those that are empty
MOST_LINES = 30_000
MOST_TEXT = 6_000_000  # characters
LONGEST = 200_000  # characters of one paragraph

HIDDEN = "the file has hidden text; it is left out"
CONTENTS = "the file has a table of contents; it is left out"


@dataclass(slots=True)
class State:
    """Where in the text the reader is; a text box has a state of its own.

    ``properties`` says that those of the paragraph are being read. ``merged`` is a paragraph
    whose end was deleted: it goes on in the next.
    """

    target: Tables
    paragraph: Paragraph | None = None
    run: Run | None = None
    properties: bool = False
    merged: Paragraph | None = None


class Flow:
    """Takes paragraphs, notes and text boxes, and makes lines of them.

    ``looks`` says by its number how a paragraph looks that may be the title. ``warned`` has
    the first paragraph of which each warning is told.
    """

    def __init__(
        self, container: Container, styles: Styles, numbering: Numbering, notes: Notes
    ) -> None:
        self._container = container
        self._styles, self._numbering, self._notes = styles, numbering, notes
        self._noted: dict[tuple[str, str], int] = {}
        self._outer: list[State] = []
        self._paragraphs = self._lines = self._heard = 0
        self.now = State(Tables())
        self.warned: dict[str, int] = {}
        self.looks: dict[int, str] = {}

    def warn(self, reason: str) -> None:
        """Tell of what was left out or doubtful here, once for the file."""
        self.warned.setdefault(reason, max(self._paragraphs, 1))

    def begin_paragraph(self) -> None:
        """A paragraph begins; one that is still open ends before it."""
        self.end_paragraph()
        self._paragraphs += 1
        if self._paragraphs > MOST_PARAGRAPHS:
            self._refuse(f"{MOST_PARAGRAPHS:,} paragraphs")
        paragraph = Paragraph(self._paragraphs)
        merged, self.now.merged = self.now.merged, None
        if merged is not None:
            paragraph.go_on_from(merged)
        self.now.paragraph = paragraph

    def end_paragraph(self) -> None:
        """The paragraph that is open ends, if there is one."""
        paragraph, self.now.paragraph = self.now.paragraph, None
        self.now.run, self.now.properties = None, False
        if paragraph is None:
            return
        if paragraph.merges:
            self.now.merged = paragraph
        else:
            self._emit(paragraph)

    def end_merged(self) -> None:
        """A paragraph whose end was deleted finds no other here to go on in."""
        merged, self.now.merged = self.now.merged, None
        if merged is not None:
            self._emit(merged)

    def say(self, text: str) -> None:
        """Some text of the run that is open."""
        paragraph = self.now.paragraph
        if paragraph is None:
            return
        if not paragraph.say(text, self.now.run or Run(), self._styles):
            self.warn(HIDDEN)
        if paragraph.length > LONGEST:
            reason = f"a paragraph of it has more than {LONGEST:,} characters"
            raise self._container.refused(reason)

    def note(self, kind: str, name: str) -> None:
        """The mark of a note; the note itself stands after the paragraph that first has it."""
        key = (kind, name)
        if key not in self._notes or self.now.paragraph is None:
            return
        if key not in self._noted:
            self._noted[key] = len(self._noted) + 1
            self.now.paragraph.notes.append((self._noted[key], self._notes[key]))
        self.now.paragraph.marked = True
        self.say(f"[{self._noted[key]}]")

    def begin_box(self) -> None:
        """A text box begins inside the paragraph."""
        self._outer.append(self.now)
        self.now = State(Tables())

    def end_box(self) -> None:
        """It ends; its lines stand after the paragraph."""
        self.end_paragraph()
        self.end_merged()
        lines = self.now.target.lines
        self.now = self._outer.pop()
        if self.now.paragraph is not None:
            self.now.paragraph.later.extend(lines)
        else:
            self.now.target.add(lines)

    def _emit(self, paragraph: Paragraph) -> None:
        style, target = self._styles.paragraph(paragraph.style), self.now.target
        if paragraph.silent() and not style.list_id:
            return None
        if style.contents:
            return self.warn(CONTENTS)
        lines = paragraph.lines(style, self._numbering, in_cell=target.in_cell)
        looks = paragraph.looks(style)
        if looks and lines and not (target.in_cell or self._outer):
            self.looks[paragraph.number] = looks
        # Depth says that a note stands in an item, where the paragraph is one, and not after it.
        depth = lines[-1].depth if lines else None
        lines += [
            Note(f"[{number}] {text}", paragraph.number, depth=depth or 0)
            for number, text in paragraph.notes
        ]
        self._bound(lines)
        target.add(lines)
        target.add(paragraph.later)

    def _bound(self, lines: list[Line]) -> None:
        self._lines += len(lines)
        self._heard += sum(len(line.text) + len(line.label) for line in lines)
        if self._lines > MOST_LINES:
            self._refuse(f"{MOST_LINES:,} paragraphs")
        if self._heard > MOST_TEXT:
            self._refuse(f"{MOST_TEXT:,} characters")

    def _refuse(self, most: str) -> NoReturn:
        raise self._container.refused(f"it has more than {most}; send it in several files")

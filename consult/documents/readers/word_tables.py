"""Tables of a Word file: rows as lines, and tables that only frame text as the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from consult.documents.readers.lines import Line

# A cell with longer text is laid out with a table, and is not one of its data; nor is a long
# one that stands in its row alone. The reader of HTML counts alike.
_LONGEST_CELL = 2000
_LONGEST_ALONE = 400


class Note(Line):
    """The text of a footnote."""


@dataclass(slots=True)
class _Table:
    """A table that is open; ``frame`` is its first row, if that has one cell, until a second."""

    cells: list[list[Line]] = field(default_factory=list)
    frame: list[Line] | None = None
    rows: int = 0
    open: bool = False  # a cell is


class Tables:
    """Lines in their order; those that come while a table is open go into its cells."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._open: list[_Table] = []

    @property
    def in_cell(self) -> bool:
        """Whether lines that are added now stand in a cell."""
        return bool(self._open) and self._open[-1].open

    def add(self, lines: Iterable[Line]) -> None:
        """Put lines where the text is now."""
        self._place(len(self._open)).extend(lines)

    def begin(self, name: str) -> None:
        """A table, row or cell begins: ``w:tbl``, ``w:tr``, ``w:tc``."""
        if name == "w:tbl":
            self._open.append(_Table())
        elif self._open and name == "w:tr":
            self._open[-1].cells = []
        elif self._open:
            self._open[-1].cells.append([])
            self._open[-1].open = True

    def end(self, name: str) -> None:
        """It ends."""
        if not self._open:
            return
        table = self._open[-1]
        if name == "w:tc":
            table.open = False
        elif name == "w:tr":
            self._end_row(table)
        else:
            self._open.pop()
            self.add(table.frame or ())

    def _end_row(self, table: _Table) -> None:
        outside = self._place(len(self._open) - 1)
        table.rows += 1
        if table.rows == 1 and len(table.cells) == 1:
            table.frame = table.cells[0]
        else:
            if table.frame:
                outside.extend(_row([table.frame]))
            table.frame = None
            outside.extend(_row(table.cells))
        table.cells = []

    def _place(self, depth: int) -> list[Line]:
        """The cell that is open in the first ``depth`` tables, or what stands outside of all."""
        for table in reversed(self._open[:depth]):
            if table.open and table.cells:
                return table.cells[-1]
        return self.lines


def _row(cells: Sequence[Sequence[Line]]) -> list[Line]:
    lines = [line for cell in cells for line in cell]
    texts = [text for text in map(_text, cells) if text]
    longest = max(map(len, texts), default=0)
    if not texts or longest > _LONGEST_CELL or (len(texts) == 1 and longest > _LONGEST_ALONE):
        return lines
    row = Line(" | ".join(texts), lines[0].number, table=True)
    return [row, *(line for line in lines if isinstance(line, Note))]


def _text(cell: Sequence[Line]) -> str:
    """The words of a cell; a table inside it is read as its words."""
    words = []
    for line in cell:
        if not isinstance(line, Note):
            text = line.text.replace(" | ", " ") if line.table else line.text
            words.append(f"{line.label} {text}" if line.label else text)
    return " ".join(words)

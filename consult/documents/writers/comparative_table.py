"""The comparative table of two versions, as a Word file on wide pages.

The paper by which parliaments and ministries read an amendment: old and new wording side by
side, and why. What went is struck through, what came is bold and underlined, and both are
coloured as well: the difference survives a black and white printer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Word
from docx.shared import Length
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from consult.documents.writers import printable, word_file, word_tables
from consult.documents.writers.head import Head, Words

Pieces = Sequence[tuple[str, str]]

_STYLES = {"delete": "Deleted Words", "insert": "Inserted Words"}
_SHARES = (0.045, 0.125, 0.315, 0.315, 0.2)
_LONG = 1400  # characters in a cell from which a row may be parted between pages


@dataclass(frozen=True)
class Row:
    """One provision: ``label`` as it is cited, and pieces of (operation, words) on both sides.

    An operation is ``equal``, ``delete`` or ``insert``. No pieces on a side: it is absent there.
    ``note`` says what else happened, such as that it was renumbered.
    """

    label: str
    old: Pieces
    new: Pieces
    why: str = ""
    note: str = ""


def write(rows: Sequence[Row], head: Head, *, old_version: int, new_version: int) -> bytes:
    """The table as a DOCX file in ``head.lang``, titled ``head.title``; deterministic."""
    said = printable.head(head)
    words, heading = said.words, said.title or said.consultation
    file = word_file.blank(said, f"{words.comparative_table}. {heading}", said.lang, wide=True)
    file.add_paragraph(words.comparative_table, "Title")
    versions = f"{said.version_words(old_version)} → {said.version_words(new_version)}"
    file.add_paragraph(f"{heading}. {versions}", "Subtitle")
    if not rows:
        file.add_paragraph(words.unchanged)
        return word_file.content(file)
    _legend(file, words)
    table = _table(file, len(rows) + 1)
    _header(table.rows[0], _titles(said, old_version, new_version))
    for number, (place, row) in enumerate(zip(list(table.rows)[1:], rows, strict=True), 1):
        _fill(place, number, row, words)
    file.add_paragraph("", "Table Gap")
    return word_file.content(file)


def _legend(file: Word, words: Words) -> None:
    """What the marks mean, shown by the marks themselves."""
    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    line.add_run(words.removed, "Deleted Words")
    line.add_run("   ")
    line.add_run(words.added, "Inserted Words")


def _table(file: Word, rows: int) -> Table:
    width = word_tables.text_width(file)
    return word_tables.empty(file, rows, [Length(int(width * part)) for part in _SHARES])


def _titles(head: Head, old: int, new: int) -> list[tuple[str, str]]:
    """The titles of the columns, and what stands below them."""
    words = head.words
    versions = (head.version_words(old), head.version_words(new))
    sides = [(words.old_text, versions[0]), (words.new_text, versions[1])]
    return [(words.number, ""), (words.provision, ""), *sides, (words.why, "")]


def _header(row: _Row, titles: Sequence[tuple[str, str]]) -> None:
    word_tables.keep_whole(row)
    word_tables.repeat(row)
    for cell, (title, below) in zip(row.cells, titles, strict=True):
        word_tables.shade(cell)
        line = _first(cell)
        line.add_run(title, "Strong")
        if below:
            line.add_run().add_break()
            line.add_run(below, "Note")


def _fill(place: _Row, number: int, row: Row, words: Words) -> None:
    if max(_length(row.old), _length(row.new), len(row.why)) <= _LONG:
        word_tables.keep_whole(place)
    cells = place.cells
    _first(cells[0]).add_run(str(number))
    _first(cells[1]).add_run(printable.text(row.label), "Strong")
    if row.note:
        _next(cells[1]).add_run(printable.text(row.note), "Note")
    _pieces(cells[2], row.old, words.absent)
    _pieces(cells[3], row.new, words.absent)
    _pieces(cells[4], [("equal", row.why)], "")


def _length(pieces: Pieces) -> int:
    return sum(len(words) for _, words in pieces)


def _pieces(cell: _Cell, pieces: Pieces, absent: str) -> None:
    """Words with their marks; an empty line within them begins a paragraph."""
    line = _first(cell)
    if not any(words for _, words in pieces):
        line.add_run(absent, "Note")
        return
    for operation, words in pieces:
        for place, part in enumerate(printable.text(words).split("\n\n")):
            if place:
                line = _next(cell)
            _marked(line, part, _STYLES.get(operation))


def _marked(line: Paragraph, words: str, style: str | None) -> None:
    """Words in their style; spaces around them are not underlined with them."""
    core = (words.strip() if style else words) or words
    before, _, after = words.partition(core) if core else ("", "", "")
    for part, own in ((before, None), (core, style), (after, None)):
        if part:
            line.add_run(part, own)


def _first(cell: _Cell) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = "Table Text"
    return paragraph


def _next(cell: _Cell) -> Paragraph:
    paragraph: Paragraph = cell.add_paragraph("", "Table Text")
    return paragraph

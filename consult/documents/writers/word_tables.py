"""Tables in a Word file: their widths, a header row that each page repeats, rows kept whole."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Twips
from docx.table import Table, _Cell, _Row

from consult.documents.writers.layout import shares
from consult.documents.writers.word_styles import STEP, is_right_to_left

_MOST_STEPS = 6  # a table is not pushed further in than this


def add(file: Word, rows: list[list[str]], column: int = 0, *, header: bool = False) -> None:
    """A table of plain cells at a step of indentation; the first row may be its header."""
    indent = min(column, _MOST_STEPS) * STEP
    free = text_width(file) - Twips(indent)
    table = empty(file, len(rows), [Length(int(free * part)) for part in shares(rows)], indent)
    for place, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        keep_whole(row)
        for cell, words in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = "Table Text"
            paragraph.add_run(words, "Strong" if header and place == 0 else None)
    if header:
        repeat(table.rows[0])
    # Two tables that touch would be one in Word.
    file.add_paragraph("", "Table Gap")


def text_width(file: Word) -> Length:
    """How wide the text of a page is."""
    section = file.sections[0]
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    return Length((section.page_width or 0) - margins)


def empty(file: Word, rows: int, widths: Sequence[Length], indent: int = 0) -> Table:
    """A table of empty cells with fixed widths, its grid drawn."""
    table: Table = file.add_table(rows, len(widths), "Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    properties = table._tbl.tblPr
    if is_right_to_left(file.core_properties.language):
        properties.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblW", "w:jc")
    if indent:
        element = OxmlElement("w:tblInd")
        element.set(qn("w:w"), str(indent))
        element.set(qn("w:type"), "dxa")
        properties.insert_element_before(element, "w:tblLayout", "w:tblLook")
    return table


def repeat(row: _Row) -> None:
    """Say that every page on which the table goes on begins with this row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    """Say that the row goes to the next page rather than be parted."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def shade(cell: _Cell) -> None:
    """Set a cell apart by a light ground, as titles of columns are."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E6EEF0")):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)

"""An XLSX workbook: the numbers on one sheet, the comments on as many as they need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import xlsxwriter

from consult.digests.services import COLUMNS, ExportRow, Table

ROWS_A_SHEET = 1_048_575  # the format's limit of rows, less the head
_LONGEST_CELL = 32_767  # the format's limit of characters
_CUT = " […]"
_WIDE = {"body": 60, "quote": 40, "rewording": 40, "clause_label": 24, "posted_at": 32}


def write(path: Path, tables: Iterable[Table], rows: Iterable[ExportRow], as_of: datetime) -> int:
    """Write the workbook to ``path``; returns how many cells had to be cut at the format's limit.

    ``tables`` are a title, a head and lines each, for the first sheet. Memory stays flat: rows
    go to disk one by one. ``as_of`` is the date in the file's properties, so that the same
    discussion gives the same file.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": as_of.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        _write_tables(book.add_worksheet("Digest"), tables, bold)
        return _write_rows(book, rows, bold)


def _write_tables(
    sheet: xlsxwriter.worksheet.Worksheet, tables: Iterable[Table], bold: xlsxwriter.format.Format
) -> None:
    sheet.set_column(0, 0, 40)
    line = 0
    for title, head, lines in tables:
        sheet.write_string(line, 0, title, bold)
        sheet.write_row(line + 1, 0, head, bold)
        for at, cells in enumerate(lines, line + 2):
            sheet.write_row(at, 0, cells)
        line += len(lines) + 3


def _write_rows(
    book: xlsxwriter.Workbook, rows: Iterable[ExportRow], bold: xlsxwriter.format.Format
) -> int:
    cut = 0
    sheet = None
    for number, row in enumerate(rows):
        line = number % ROWS_A_SHEET + 1
        if sheet is None or line == 1:
            sheet = _new_sheet(book, number // ROWS_A_SHEET + 1, bold)
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                too_long = len(cell) > _LONGEST_CELL
                text = cell[: _LONGEST_CELL - len(_CUT)] + _CUT if too_long else cell
                sheet.write_string(line, column, text)
                cut += too_long
            elif cell is not None:
                sheet.write_number(line, column, cell)
    if sheet is None:
        _new_sheet(book, 1, bold)
    return cut


def _new_sheet(
    book: xlsxwriter.Workbook, number: int, bold: xlsxwriter.format.Format
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet("Comments" if number == 1 else f"Comments {number}")
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDE.get(name, 12))
    sheet.write_row(0, 0, COLUMNS, bold)
    return sheet

"""CSV in UTF-8, with cells that a spreadsheet would run made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from consult.digests.services import COLUMNS, ExportRow

_RUNS = frozenset("=+-@\t\r\n")
# The cells that people wrote; the others are codes, numbers and times of ours.
_TEXTS = tuple(COLUMNS.index(name) for name in ("lang", "quote", "body", "rewording", "author"))
_ROWS_A_CHUNK = 200


def write(rows: Iterable[ExportRow]) -> Iterator[bytes]:
    """The file in chunks: a byte order mark (spreadsheets need it), the head, the rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(COLUMNS)
    for count, row in enumerate(rows, 1):
        writer.writerow(_harmless(row))
        if count % _ROWS_A_CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


def _harmless(row: ExportRow) -> ExportRow | list[object]:
    """``row`` with what people wrote defused."""
    if any(row[at] and row[at][0] in _RUNS for at in _TEXTS):
        return [defused(cell) if at in _TEXTS else cell for at, cell in enumerate(row)]
    return row


def defused(cell: object) -> object:
    """A cell with an apostrophe before it where it begins as a formula does."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _RUNS and cell else cell

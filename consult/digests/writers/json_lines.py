"""JSON Lines in UTF-8: an object a comment, its text as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import orjson

from consult.digests.services import COLUMNS, ExportRow

_ROWS_A_CHUNK = 200


def write(rows: Iterable[ExportRow]) -> Iterator[bytes]:
    """The file in chunks."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, _ROWS_A_CHUNK)):
        objects = (dict(zip(COLUMNS, row, strict=True)) for row in chunk)
        yield b"".join(orjson.dumps(o, option=orjson.OPT_APPEND_NEWLINE) for o in objects)

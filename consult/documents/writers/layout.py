"""How a clause tree is set on a page: what is a heading, what hangs by its number, and where.

Shared by every file for people, so that a law looks the same in Word and in print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from consult import markup
from consult.documents import naming
from consult.documents.model import Clause, Document

Table = list[list[str]]

_LINE = 90  # characters that a table has room for beside each other
_WIDE = 60  # a cell longer than this goes over several lines anyway
_BAR = re.compile(r"(?<!\S)\|(?!\S)")


@dataclass(frozen=True)
class Placed:
    """A clause and its place: ``level`` is that of its heading from 1, or 0 where it has none.

    ``column`` is the step of indentation, from 0, at which its first line begins.
    """

    clause: Clause
    level: int
    column: int

    @property
    def hangs(self) -> bool:
        """Whether its label hangs to the left of its text."""
        return not self.level and bool(self.clause.label)

    @property
    def text_column(self) -> int:
        """The step of indentation of its words, and of what stands inside it."""
        return self.column + 1 if self.hangs else self.column


def placed(document: Document) -> Iterator[Placed]:
    """The clauses in their order, each with its place."""
    levels: dict[str | None, int] = {None: 0}
    columns: dict[str | None, int] = {None: 0}
    for clause in document.clauses:
        above = levels[clause.parent]
        column = columns[clause.parent] + (clause.kind == "quotedStructure")
        place = Placed(clause, above + 1 if is_headed(clause) else 0, column)
        levels[clause.eid] = place.level or above
        columns[clause.eid] = place.text_column
        yield place


def is_headed(clause: Clause) -> bool:
    """Whether a clause begins with a line of its own: a heading, or a label such as Article 5."""
    if clause.heading:
        return True
    return bool(clause.label) and clause.kind in naming.BASE_KINDS | naming.CONTAINER_KINDS


def blocks(text: str) -> list[str | Table]:
    """The paragraphs of a clause; a run of rows whose cells `` | `` parts is a table.

    A lone paragraph with a bar is no table: one row says nothing that its words do not.
    """
    found: list[str | Table] = []
    for is_row, group in groupby(text.split("\n\n") if text else [], _is_row):
        run = list(group)
        if is_row and len(run) > 1:
            found.append(_table(run))
        else:
            found.extend(run)
    return found


def _is_row(paragraph: str) -> bool:
    return _BAR.search(paragraph) is not None


def _table(rows: list[str]) -> Table:
    """Rows of equally many cells."""
    cells = [[cell.strip() for cell in _BAR.split(row)] for row in rows]
    width = max(len(row) for row in cells)
    return [row + [""] * (width - len(row)) for row in cells]


def preamble_html(document: Document) -> str:
    """The preamble as safe HTML, its headings from h2; plain paragraphs where it is too complex."""
    if markup.too_complex(document.preamble):
        return markup.paragraphs_html(document.preamble)
    return markup.document_html(document.preamble)


def shares(rows: Table) -> list[float]:
    """What part of the width each column of a table should have.

    By how long its cells are, and so that its longest word has room where that can be.
    """
    columns = list(zip(*rows, strict=True))
    weights = [min(max(4, *(len(cell) for cell in column)), _WIDE) for column in columns]
    room = [_room(column) for column in columns]
    if sum(room) >= 1:
        return [part / sum(room) for part in room]
    free = 1 - sum(room)
    spare = [
        max(weight / sum(weights) - part, 0) for weight, part in zip(weights, room, strict=True)
    ]
    return [part + free * more / sum(spare) for part, more in zip(room, spare, strict=True)]


def _room(column: Iterable[str]) -> float:
    """The part of the width that a column's longest word needs, its margins with it."""
    words = (word for cell in column for word in cell.split())
    return (max((len(word) for word in words), default=1) + 4) / _LINE

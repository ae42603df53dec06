"""Lines, and what their source says of them: what readers of text, HTML and Word share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One paragraph of a source, or one line of plain text; ``text`` is never empty.

    ``number`` is where it stands in the source, from 1 (a line of text or HTML, a paragraph of
    a Word file). ``heading`` is the level 1 to 9 where the source marks it as a heading. A label
    that the source prints by itself (Word's numbering, an ordered list) is in ``label``, not in
    ``text``, with ``depth``, how deep that list is nested, from 0. A row of a table has its cells
    in ``text``, parted by `` | ``, and is never a provision. ``after_gap`` says that an empty line
    stands before it, where lines may be broken anywhere: ``broken`` says that they may. ``told``
    is the number that the source says beside what it prints (``data-number`` in HTML).
    """

    text: str
    number: int
    heading: int | None = None
    label: str = ""
    depth: int | None = None
    table: bool = False
    after_gap: bool = False
    broken: bool = False
    told: str = ""

    @property
    def printed(self) -> str:
        """What a reader of the source sees: the label, if it prints one by itself, and the text."""
        return f"{self.label} {self.text}" if self.label else self.text

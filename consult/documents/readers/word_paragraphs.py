"""A paragraph of a Word file: what it says by itself, by its style and by its list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from consult.documents.model import line_folded
from consult.documents.readers import markers
from consult.documents.readers.lines import Line
from consult.documents.readers.word_numbering import Number, Numbering
from consult.documents.readers.word_styles import Style, Styles

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORD = re.compile(r"[^\W\d_]{2}")
_GOES_ON = re.compile(r"[\d⁰¹²³⁴-⁹.):–-]+")
# A mark of a note right behind the number of a provision, by which that would not be known.
_MARKED = re.compile(
    r"(?P<number>(?:[^\W\d_]+\s+)?\d[\d.‑–-]*[¹²³⁰⁴-⁹]*(?:[ ‑-]?[^\W\d_]+)?[.)]?)"
    r"(?P<marks>(?:\[\d+\])+)(?P<stop>[.)]?)(?P<rest>.*)",
    re.S,
)


@dataclass(slots=True)
class Run:
    """A stretch of text that looks alike; None where its style says how."""

    style: str = ""
    bold: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None


@dataclass(slots=True)
class Paragraph:
    """A paragraph while it is read, ``number`` in its order from 1.

    In ``pieces`` line breaks are kept. ``later`` stands after it: its notes, and the text of
    boxes that are tied to it. ``merges`` says that its end was deleted: it goes on in the next.
    ``marked`` says that it has marks of notes.
    """

    number: int
    style: str = ""
    list_id: str | None = None
    level: int | None = None
    outline: int | None = None
    centred: bool | None = None
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    bold: bool = True
    hides: bool = False
    merges: bool = False
    marked: bool = False
    notes: list[tuple[int, str]] = field(default_factory=list)
    later: list[Line] = field(default_factory=list)

    def say(self, text: str, run: Run, styles: Styles) -> bool:
        """Add what a run says, unless it is hidden; whether it was heard."""
        style, whole = styles.of(run.style), styles.paragraph(self.style)
        if _first(run.hidden, style.hidden, whole.hidden):
            self.hides = self.hides or bool(text.strip())
            return not text.strip()
        if _first(run.raised, style.raised) and text.isdecimal():
            text = text.translate(_RAISED)
        if text.strip() and not _first(run.bold, style.bold, whole.bold):
            self.bold = False
        self.pieces.append(text)
        self.length += len(text)
        return True

    def go_on_from(self, merged: Paragraph) -> None:
        """Begin with what a paragraph says whose end was deleted."""
        self.pieces, self.length = merged.pieces, merged.length
        self.notes, self.later, self.bold = merged.notes, merged.later, merged.bold
        self.marked = merged.marked

    def silent(self) -> bool:
        """Whether it says nothing by itself, and is in no list."""
        return not (self.pieces or self.list_id or self.later)

    def texts(self) -> list[str]:
        """Its lines, folded, without those that are empty."""
        folded = map(line_folded, "".join(self.pieces).split("\n"))
        texts = [text for text in folded if text]
        return [_unmarked(texts[0]), *texts[1:]] if texts and self.marked else texts

    def looks(self, style: Style) -> str:
        """``title`` or ``centred``, where it may be the title of the document by its looks."""
        if style.title:
            return "title"
        centred = _first(self.centred, style.centred)
        return "centred" if centred and self.bold else ""

    def lines(self, style: Style, numbering: Numbering, *, in_cell: bool) -> list[Line]:
        """Its lines; a numbered paragraph is counted though it be empty."""
        texts = self.texts()
        if not texts and self.hides:
            return []
        number = numbering.next(self.list_id, self.level, style)
        if not texts and number and (in_cell or _WORD.search(number.label)):
            return [Line(number.label, self.number, self._heading(style))] if number.label else []
        label, texts = _joined(number, texts)
        depth = number.depth if number else style.continues
        heading = self._heading(style)
        return [
            Line(text, self.number, heading, "" if place else label, depth, broken=place > 0)
            for place, text in enumerate(texts)
        ]

    def _heading(self, style: Style) -> int | None:
        outline = style.outline if self.outline is None else self.outline
        return outline + 1 if outline is not None and 0 <= outline < 9 else None


def _first(*said: bool | None) -> bool:
    """What the nearest that says anything says."""
    return next((one for one in said if one is not None), False)


def _unmarked(text: str) -> str:
    """The text with a mark that stands inside the number of a provision put at its end."""
    found = _MARKED.match(text)
    label = found["number"] + found["stop"] if found else ""
    if found and (markers.headed(label) or markers.numbered(label)):
        return f"{label}{found['rest']}{found['marks']}"
    return text


def _joined(number: Number | None, texts: list[str]) -> tuple[str, list[str]]:
    """The label and the texts; what is typed right behind a label that ends nowhere is its end."""
    if number is None:
        return "", texts
    found = _GOES_ON.match(texts[0]) if number.joined and number.label and texts else None
    if found is None or found.end() == len(texts[0]):
        return number.label, texts
    return number.label + found[0], [texts[0][found.end() :].lstrip(), *texts[1:]]

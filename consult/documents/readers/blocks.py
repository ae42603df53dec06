"""The lines of a page: its paragraphs, headings, items of lists and rows of tables, in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from consult.documents.model import line_folded
from consult.documents.readers import markers
from consult.documents.readers.lines import Line
from consult.documents.readers.vocabulary import named

_DROPPED = named(
    "script style nav footer aside form template noscript head title iframe object svg math "
    "button select textarea audio video canvas"
)
_BLOCKS = named(
    "address article blockquote body center dd details dialog div dl dt fieldset figcaption "
    "figure header hgroup hr html li main ol p pre section summary table tbody tfoot thead "
    "caption tr ul h1 h2 h3 h4 h5 h6 br"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = frozenset({"td", "th"})
# A row with longer text is laid out with a table, and is not one of its data.
_LONGEST_CELL = 2000
_LONGEST_ALONE = 400
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass
class _List:
    """A list that is open: what its next item is numbered."""

    ordered: bool
    style: str = "1"
    number: int = 1
    step: int = 1

    def label(self, item: etree._Element) -> str:
        """The number that a browser prints before the item."""
        if not self.ordered:
            return ""
        self.number = _whole(item.get("value"), self.number)
        label = f"{_printed(self.number, self.style)}."
        self.number += self.step
        return label


@dataclass
class _Page:
    """Lines as they are found, and what is open while the elements are walked."""

    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    cells: list[str] | None = None
    lists: list[_List] = field(default_factory=list)
    label: str = ""  # of the item whose first line is yet to come
    told: str = ""
    heading: int | None = None
    at: int = 1
    begun: bool = False

    def say(self, text: str, line: int | None) -> None:
        """Go on with the paragraph that is open, or begin one."""
        if not self.begun and text.strip():
            self.begun, self.at = True, line or self.at
        self.words.append(text)

    def clear(self) -> None:
        """Forget the words of the paragraph."""
        self.words.clear()
        self.begun = False

    def end(self) -> None:
        """End the paragraph that is open, if there is one."""
        text = line_folded("".join(self.words).replace("\xa0", " "))
        self.clear()
        if not text:
            return
        depth = len(self.lists) - 1 if self.lists else None
        label = "" if self.label and _prints_its_own(text) else self.label
        told = self.told if self.heading else ""
        self.lines.append(Line(text, self.at, self.heading, label, depth, told=told))
        self.label, self.told = "", ""


def lines(root: etree._Element) -> list[Line]:
    """The lines of ``root``, without what is not its text: scripts, navigation, forms."""
    page = _Page()
    # Not ``iterwalk`` alone: what is dropped must not be entered, however large it is.
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in _DROPPED:
                walk.skip_subtree()
            else:
                _begin(page, element)
        else:
            if element.tag not in _DROPPED:
                _end(page, element)
            if element is not root and element.tail:
                page.say(element.tail, element.sourceline)
    page.end()
    return page.lines


def _begin(page: _Page, element: etree._Element) -> None:
    tag = element.tag
    if page.cells is None and tag in _BLOCKS:
        _begin_block(page, element, tag)
    elif tag in _BLOCKS | _CELLS:
        page.words.append(" ")
    if element.text:
        page.say(element.text, element.sourceline)


def _begin_block(page: _Page, element: etree._Element, tag: str) -> None:
    page.end()
    if told := element.get("data-number"):
        page.told = line_folded(told)[:20]
    if tag in _HEADINGS:
        page.heading = _HEADINGS[tag]
    elif tag in {"ol", "ul"}:
        page.lists.append(_opened(element, tag))
    elif tag == "li":
        page.label = page.lists[-1].label(element) if page.lists else ""
    elif tag == "tr" and _is_data(element):
        page.cells = []


def _end(page: _Page, element: etree._Element) -> None:
    tag = element.tag
    if page.cells is not None:
        _end_cell(page, tag)
    elif tag in _BLOCKS | _CELLS:
        page.end()
        if tag in _HEADINGS:
            page.heading = None
        elif tag in {"ol", "ul"} and page.lists:
            page.lists.pop()
        elif tag == "li":
            page.label = ""


def _end_cell(page: _Page, tag: str) -> None:
    if tag in _CELLS and page.cells is not None:
        page.cells.append(line_folded("".join(page.words).replace("\xa0", " ")))
        page.words.clear()  # but not where the row began
    elif tag == "tr" and page.cells is not None:
        text = " | ".join(cell for cell in page.cells if cell)
        if text:
            page.lines.append(Line(text, page.at, table=True))
        page.cells = None
        page.clear()


def _is_data(row: etree._Element) -> bool:
    """Whether a row has cells of data, and is not there for the layout of the page."""
    lengths = [_length(cell) for cell in row if cell.tag in _CELLS]
    longest = max(lengths, default=0)
    if longest > _LONGEST_CELL:
        return False
    table = row.getparent()
    rows = 0 if table is None else len(table)
    return sum(map(bool, lengths)) > 1 or (rows > 2 and longest <= _LONGEST_ALONE)


def _length(cell: etree._Element) -> int:
    """How much text there is in a cell, counted no further than needed."""
    length = 0
    for text in cell.itertext():
        length += len(text.strip())
        if length > _LONGEST_CELL:
            break
    return length


def _prints_its_own(text: str) -> bool:
    readings = markers.numbered(text)
    return any(reading.rest for reading in readings) or markers.headed(text) is not None


def _opened(element: etree._Element, tag: str) -> _List:
    if tag == "ul":
        return _List(ordered=False)
    step = -1 if element.get("reversed") is not None else 1
    items = sum(1 for item in element if item.tag == "li") if step < 0 else 1
    return _List(True, element.get("type") or "1", _whole(element.get("start"), items), step)


def _whole(written: str | None, otherwise: int) -> int:
    written = (written or "").strip()
    if written.isascii() and written.removeprefix("-").isdecimal() and len(written) < 6:
        return int(written)
    return otherwise


def _printed(number: int, style: str) -> str:
    if style in {"a", "A"} and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if style == "A" else letter
    if style in {"i", "I"} and 0 < number < 40:
        written = ""
        for worth, letters in _ROMAN:
            while number >= worth:
                written, number = written + letters, number - worth
        return written.upper() if style == "I" else written
    return str(number)

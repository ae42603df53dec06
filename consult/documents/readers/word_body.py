"""The text of a Word file: what each element of its XML means for the flow of paragraphs."""

from __future__ import annotations

from collections.abc import Callable

from consult.documents.model import Unplaced
from consult.documents.readers import word_symbols
from consult.documents.readers.archive import Container
from consult.documents.readers.lines import Line
from consult.documents.readers.word_flow import Flow
from consult.documents.readers.word_paragraphs import Paragraph, Run
from consult.documents.readers.word_styles import list_id, on, whole
from consult.documents.readers.word_xml import Attributes

TRACKED = "the file has tracked changes; it is read as if all were accepted"
COMMENTS = "the file has comments; they are left out"
EMBEDDED = "another file is embedded here; what it says is left out"
PICTURES = "the file has pictures; they are left out"
SYMBOLS = "a sign here is in a font that is not known; it is read as □"

_TOLD = {
    "w:ins": TRACKED,
    "w:del": TRACKED,
    "w:moveFrom": TRACKED,
    "w:moveTo": TRACKED,
    "w:commentRangeStart": COMMENTS,
    "w:commentReference": COMMENTS,
    "w:altChunk": EMBEDDED,
    "w:subDoc": EMBEDDED,
    "w:object": EMBEDDED,
    "a:blip": PICTURES,
    "v:imagedata": PICTURES,
}
_SIGNS = {"w:tab": " ", "w:ptab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_NOTES = {"w:footnoteReference": "footnote", "w:endnoteReference": "endnote"}
_TABLES = frozenset({"w:tbl", "w:tr", "w:tc"})
_DEEPEST_FIELDS = 50
_TEXTS = frozenset({"w:t", "m:t"})
_BREAKS = {ord("\n"): " ", ord("\r"): " ", 0xAD: ""}


def _set_style(paragraph: Paragraph, value: str) -> None:
    paragraph.style = value


def _set_list(paragraph: Paragraph, value: str) -> None:
    paragraph.list_id = list_id(value)


def _set_level(paragraph: Paragraph, value: str) -> None:
    paragraph.level = whole(value)


def _set_outline(paragraph: Paragraph, value: str) -> None:
    paragraph.outline = whole(value)


def _set_place(paragraph: Paragraph, value: str) -> None:
    paragraph.centred = value == "center"


def _look_style(run: Run, attributes: Attributes) -> None:
    run.style = attributes.get("w:val", "")


def _look_bold(run: Run, attributes: Attributes) -> None:
    run.bold = on(attributes)


def _look_hidden(run: Run, attributes: Attributes) -> None:
    run.hidden = on(attributes)


def _look_raised(run: Run, attributes: Attributes) -> None:
    run.raised = attributes.get("w:val") == "superscript"


def _look_placed(run: Run, attributes: Attributes) -> None:
    # LibreOffice raises digits so where it converts them from other formats.
    if (whole(attributes.get("w:val")) or 0) > 0:
        run.raised = True


_PROPERTIES: dict[str, Callable[[Paragraph, str], None]] = {
    "w:pStyle": _set_style,
    "w:numId": _set_list,
    "w:ilvl": _set_level,
    "w:outlineLvl": _set_outline,
    "w:jc": _set_place,
}
_LOOKS: dict[str, Callable[[Run, Attributes], None]] = {
    "w:rStyle": _look_style,
    "w:b": _look_bold,
    "w:vanish": _look_hidden,
    "w:vertAlign": _look_raised,
    "w:position": _look_placed,
}


class Body:
    """What ``word_xml.walk`` tells of the text, as lines."""

    # Deleted text, what was before a change of looks, and what is no text at all.
    skipped = frozenset(
        {"w:del", "w:moveFrom", "w:pPrChange", "w:rPrChange", "w:sectPrChange", "w:tblPrChange"}
        | {"w:trPrChange", "w:tcPrChange", "w:tblPrExChange", "w:tblGridChange", "w:delText"}
        | {"w:numberingChange", "w:sectPr", "w:sdtPr", "w:sdtEndPr", "w:rt", "w:instrText"}
    )

    def __init__(self, container: Container, flow: Flow) -> None:
        self._container, self._flow = container, flow
        self._fields: list[bool] = []  # of each that is open: its instruction is being read
        self._listening = self._begun = False
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "w:document": self._begin,
            "w:p": lambda _: self._begin_paragraph(),
            "w:pPr": lambda _: self._properties(begun=True),
            "w:r": lambda _: self._run(Run()),
            "w:sym": self._symbol,
            "w:fldChar": self._field,
            "w:txbxContent": lambda _: flow.begin_box(),
            **dict.fromkeys(_TEXTS, lambda _: self._listen(begun=True)),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "w:p": flow.end_paragraph,
            "w:pPr": lambda: self._properties(begun=False),
            "w:r": lambda: self._run(None),
            "w:txbxContent": flow.end_box,
            "w:body": flow.end_merged,
            **dict.fromkeys(_TEXTS, lambda: self._listen(begun=False)),
        }
        self.wanted = frozenset(
            {*self._starts, *self._ends, *_TABLES, *_TOLD, *_SIGNS, *_NOTES}
            | {*_PROPERTIES, *_LOOKS}
        )

    @property
    def lines(self) -> list[Line]:
        """The lines of the text; raises ``Unreadable`` where it is no text of Word."""
        if not self._begun:
            raise self._container.refused("its main part is not a text of Word; send a .docx")
        return self._flow.now.target.lines

    @property
    def looks(self) -> dict[int, str]:
        """By the number of a paragraph whether it looks like a title: ``title``, ``centred``."""
        return self._flow.looks

    def warnings(self) -> list[Unplaced]:
        """What was left out or read in one of several ways, each once, at its first place."""
        return [Unplaced(number, "", reason) for reason, number in self._flow.warned.items()]

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name in self._starts:
            self._starts[name](attributes)
        elif name in _PROPERTIES or name in _LOOKS:
            self._look(name, attributes)
        elif name in _SIGNS:
            if self._flow.now.run is not None:  # a tab may also be a stop on the ruler
                self._say(_SIGNS[name])
        elif name in _TABLES:
            self._flow.end_merged()
            self._flow.now.target.begin(name)
        elif name in _NOTES:
            self._flow.note(_NOTES[name], attributes.get("w:id", ""))
        elif name in _TOLD:
            self._tell(name)

    def end(self, name: str) -> None:
        """It ends."""
        if name in self._ends:
            self._ends[name]()
        elif name in _TABLES:
            self._flow.end_merged()
            self._flow.now.target.end(name)

    def text(self, data: str) -> None:
        """Only what stands in ``w:t`` and ``m:t`` is text."""
        if self._listening:
            self._say(data.translate(_BREAKS))

    def _tell(self, name: str) -> None:
        self._flow.warn(_TOLD[name])
        paragraph = self._flow.now.paragraph
        if paragraph and self._flow.now.properties and name in {"w:del", "w:moveFrom"}:
            paragraph.merges = True

    def _begin(self, _: Attributes) -> None:
        self._begun = True

    def _begin_paragraph(self) -> None:
        # An instruction never goes on in the next paragraph, unless its end was lost.
        self._fields = [False] * len(self._fields)
        self._flow.begin_paragraph()

    def _properties(self, *, begun: bool) -> None:
        self._flow.now.properties = begun

    def _run(self, run: Run | None) -> None:
        self._flow.now.run = run

    def _listen(self, *, begun: bool) -> None:
        self._listening = begun

    def _look(self, name: str, attributes: Attributes) -> None:
        now = self._flow.now
        if name in _PROPERTIES:
            if now.paragraph is not None and now.properties:
                _PROPERTIES[name](now.paragraph, attributes.get("w:val", ""))
        elif now.run is not None:
            _LOOKS[name](now.run, attributes)

    def _say(self, text: str) -> None:
        if not any(self._fields):
            self._flow.say(text)

    def _symbol(self, attributes: Attributes) -> None:
        sign = word_symbols.sign(attributes.get("w:font", ""), attributes.get("w:char", ""))
        if not sign:
            self._flow.warn(SYMBOLS)
        self._say(sign or "□")

    def _field(self, attributes: Attributes) -> None:
        kind = attributes.get("w:fldCharType")
        if kind == "begin" and len(self._fields) < _DEEPEST_FIELDS:
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

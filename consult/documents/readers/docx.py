"""The reader of Word files (.docx): what a reader of the printed page would read, in its order."""

from __future__ import annotations

from collections.abc import Sequence

from consult.documents.model import Document, line_folded
from consult.documents.readers import languages, markers, provisions, word_notes, word_xml
from consult.documents.readers.archive import Container
from consult.documents.readers.lines import Line
from consult.documents.readers.word_body import Body
from consult.documents.readers.word_flow import Flow
from consult.documents.readers.word_numbering import Numbering
from consult.documents.readers.word_package import Package
from consult.documents.readers.word_styles import Styles
from consult.errors import Unreadable

FORMAT = "docx"

_SAVE = "save it as .docx"
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "it is in Word's old format, or has a password; open it in Word, take "
    f"the password off and {_SAVE}",
    b"%PDF": f"it is a PDF, which shows a page and not its structure; open its source and {_SAVE}",
    b"{\\rtf": f"it is RTF; open it in Word or LibreOffice and {_SAVE}",
}
_OPENING = 40  # paragraphs in which a title may stand
_LONGEST_TITLE = 600  # characters


def read(content: bytes, name: str, lang: str | None) -> Document:
    """The document in a Word file called ``name``; ``lang`` is its language where it is known.

    Tracked changes are read as accepted. What is left out or doubtful is in ``warnings``, with
    the ordinal of its paragraph. Raises ``Unreadable`` where it is not a Word file, is damaged,
    or was made to do harm.
    """
    package = _package(content, name)
    body = _body(package)
    lines = body.lines
    lang = lang or languages.of(" ".join(line.text for line in lines[:400]))
    title, lines = _titled(lines, body.looks, lang)
    if not title and not any(line.heading for line in _opening(lines, lang)):
        title, lines = _property(package.title(), lines)
    document = provisions.read(lines, lang, FORMAT, title)
    document.warnings[:0] = body.warnings()
    return document


def lines_of(content: bytes, name: str) -> list[Line]:
    """The lines of a Word file, its title among them."""
    return _body(_package(content, name)).lines


def _package(content: bytes, name: str) -> Package:
    for magic, reason in _OTHERS.items():
        if content.startswith(magic):
            raise Unreadable(name, [(0, reason)])
    return Package(Container(content, name))


def _body(package: Package) -> Body:
    container = package.container
    styles = Styles(container, package.part("styles"))
    numbering = Numbering(container, package.part("numbering"), styles)
    body = Body(container, Flow(container, styles, numbering, word_notes.read(package)))
    word_xml.walk(container, package.main, body)
    return body


def _opening(lines: Sequence[Line], lang: str) -> list[Line]:
    """What stands before the first provision."""
    found = []
    for line in lines[:_OPENING]:
        if line.label or markers.headed(line.text, lang) or markers.numbered(line.text):
            break
        found.append(line)
    return found


def _titled(lines: list[Line], looks: dict[int, str], lang: str) -> tuple[str, list[Line]]:
    """The title by its style, or by its looks; and the lines without it."""
    opening = _opening(lines, lang)
    for kind in ("title", "centred"):
        if chosen := _together(opening, looks, kind):
            title = line_folded(" ".join(line.text for line in chosen))
            if len(title) <= _LONGEST_TITLE:
                place = opening.index(chosen[0])
                return title, lines[:place] + lines[place + len(chosen) :]
    return "", lines


def _together(opening: Sequence[Line], looks: dict[int, str], kind: str) -> list[Line]:
    """The first lines of the kind that stand together."""
    if kind == "centred" and any(line.heading for line in opening):
        return []  # the first heading is the likelier title
    chosen: list[Line] = []
    for line in opening:
        sentence = kind == "centred" and line.text.endswith((".", ":", ";"))
        if looks.get(line.number) == kind and not (line.table or sentence):
            chosen.append(line)
        elif chosen:
            break
    return chosen


def _property(title: str, lines: list[Line]) -> tuple[str, list[Line]]:
    """The title that the file's properties give, and the lines without one that repeats it."""
    for place, line in enumerate(lines[:_OPENING]):
        if title and line_folded(line.text).casefold() == title.casefold():
            return line.text, lines[:place] + lines[place + 1 :]
    return title, lines

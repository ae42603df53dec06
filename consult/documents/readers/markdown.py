r"""The reader of our own Markdown: front matter, a preamble, then provisions with lasting ids.

    ---
    title: Officials with special status
    why:
      art_1: The experts asked for it.
    ---
    ## Rationale
    Free Markdown up to the first provision.

    ## Article 1. Subject {#art_1}

    1. A paragraph. {#art_1__para_1}

       1) a point. {#art_1__para_1__point_1}

The ids follow the Akoma Ntoso naming convention 3.0 (eId): ``__`` parts the levels, and a level
is a prefix and a number. A line that is not a provision continues the provision above it. A
numbered line without an id is kept as text but named as a warning, unless its marker is escaped
(``1\.``). Any mark of punctuation may be escaped.

What an id or a layout does not say may be said after the id: the kind (``.crossHeading``), what
the provision stands in (``in=chp_1``, or ``in=-`` for the top), and how much of the line is its
label (``label="Article premier"``). Without ``in`` an id with levels says where it stands, and
one without stands in the nearest heading above with fewer ``#``, or in the line above that is
indented less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import frontmatter
import yaml

from consult.documents import naming
from consult.documents.model import Clause, Document, Unplaced, folded, line_folded

FORMAT = "consult-markdown"
TOP = "-"  # what ``in`` says of a provision that stands in no other

HEADING = re.compile(r"^(?P<hashes>#{1,6})\s+(?P<text>.*)$")
MARKER = re.compile(r"^(?P<label>\(?(?:\d+(?:-\d+)*|[^\W\d_])(?:[.)]|\.\)))\s+(?P<text>.*)$")
_EID = re.compile(r"[A-Za-z]+(?:_[0-9A-Za-z.-]+)*(?:__[A-Za-z]+(?:_[0-9A-Za-z.-]+)*)*")
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_WITH_ID = re.compile(rf'^(?P<line>.*?)\s*(?<!\\)\{{#(?P<given>(?:[^}}"]|{_QUOTED})*)\}}\s*$')
_ATTRIBUTE = re.compile(rf"\s*(?:\.(?P<kind>\w+)|(?P<name>in|label)=(?P<value>{_QUOTED}|[^\s\"]*))")
_LABEL = re.compile(
    r"^(?P<label>(?:[^\W\d]+\s+|§\s*)?(?:№\s*)?(?:[0-9]+[a-zа-я]?|[IVXLC]+)(?:-\d+)*"
    r"(?:-[^\W\d]+)?[.:]?)"
    r"(?:\s*[-–—]\s+|\s+|$)(?P<heading>.*)$"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Place:
    """Where a line stands: ``level`` 1 to 6 for a heading, 0 for another; and its indentation."""

    level: int
    indent: int


class Layout:
    """Which provision a line stands in, by headings and indentation."""

    def __init__(self) -> None:
        self._open: list[tuple[Place, str]] = []

    def parent(self, place: Place) -> str | None:
        """The provision in which a line at ``place`` stands by its layout."""
        self._close(place)
        return self._open[-1][1] if self._open else None

    def add(self, place: Place, eid: str) -> None:
        """Go on: a provision begins at ``place``."""
        self._close(place)
        self._open.append((place, eid))

    def _close(self, place: Place) -> None:
        while self._open and not self._inside(place, self._open[-1][0]):
            self._open.pop()

    @staticmethod
    def _inside(place: Place, above: Place) -> bool:
        if place.level:
            return 0 < above.level < place.level
        return above.level > 0 or above.indent < place.indent


def read(source: str, lang: str) -> Document:
    """Read ``source`` whole. What cannot be placed is in ``warnings``, with its line from 1."""
    try:
        matter = frontmatter.loads(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        reason = "the front matter between the --- lines is not valid YAML"
        return Document("", lang, FORMAT, warnings=[Unplaced(line, "", reason)])
    document = Document(_plain(matter.get("title")), lang, FORMAT)
    document.translation = _plain(matter.get("translation")) or None
    document.why = _why(matter.get("why"), document)
    if not document.title:
        document.warnings.append(Unplaced(1, "", "the front matter has no title"))
    lines = source.splitlines()
    start = _body_start(lines)
    first = next((i for i in range(start, len(lines)) if _WITH_ID.match(lines[i])), len(lines))
    document.preamble = "\n".join(lines[start:first]).strip()
    _Provisions(document).read(lines, first)
    return document


def _plain(value: object) -> str:
    """A value of the front matter as text; lists and tables are none."""
    return "" if value is None or isinstance(value, (list, dict)) else str(value).strip()


def _why(given: object, document: Document) -> dict[str, str]:
    if given is None:
        return {}
    if isinstance(given, dict) and all(isinstance(reason, str) for reason in given.values()):
        return {str(eid): line_folded(reason) for eid, reason in given.items()}
    reason = "'why' must be a table of reasons by the id of a provision"
    document.warnings.append(Unplaced(1, "", reason))
    return {}


def _body_start(lines: list[str]) -> int:
    """The index of the first line after the front matter."""
    if not lines or lines[0].strip() != "---":
        return 0
    return next((i + 1 for i in range(1, len(lines)) if lines[i].strip() == "---"), len(lines))


class _Provisions:
    """Gathers the provisions line by line into ``document``."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.layout = Layout()
        self.seen: set[str] = set()
        self.paragraphs: list[list[str]] = []

    def read(self, lines: list[str], first: int) -> None:
        for index in range(first, len(lines)):
            self._line(lines[index], index + 1)
        self._finish()
        if not self.document.clauses:
            self._warn(len(lines), "", "there is no provision with an id such as {#art_1}")
        self._check_whole()

    def _line(self, raw: str, number: int) -> None:
        found = _WITH_ID.match(raw)
        if found:
            self._begin(raw, found["line"].strip(), found["given"], number)
            return
        text = raw.strip()
        if not text:
            self.paragraphs.append([])
        elif HEADING.match(text):
            self._warn(number, text, "a heading among the provisions needs an id such as {#art_1}")
        else:
            if MARKER.match(text):
                self._warn(number, text, "a numbered line needs an id, or its marker escaped: 1\\.")
            self.paragraphs[-1].append(unescaped(text))

    def _begin(self, raw: str, text: str, given: str, number: int) -> None:
        self._finish()
        eid, kind, above, printed = self._given(given, text, number)
        heading = HEADING.match(text)
        label, rest = split(heading["text"] if heading else text, bool(heading), printed)
        place = place_of(raw)
        parent = self._parent(eid, place, above, number, text)
        self.layout.add(place, eid)
        if not label and kind not in naming.UNNUMBERED_KINDS and printed is None:
            self._warn(number, text, "no number is printed before its text")
        self.seen.add(eid)
        self.document.clauses.append(
            Clause(
                eid,
                kind,
                naming.number(label, eid),
                label,
                line_folded(rest) if heading else "",
                parent,
                "",
                number,
            )
        )
        self.paragraphs = [[] if heading else [rest]]

    def _given(self, given: str, text: str, number: int) -> tuple[str, str, str | None, str | None]:
        """The id, the kind, and where they are said, what it stands in and its label."""
        eid, _, rest = given.strip().partition(" ")
        kind: str | None = None
        values: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(rest):
            if found["kind"]:
                kind = found["kind"]
            else:
                values[found["name"]] = _unquoted(found["value"])
        if _ATTRIBUTE.sub("", rest).strip():
            self._warn(number, text, f"{rest.strip()!r} after the id cannot be understood")
        by_id = naming.PREFIXES.get(eid.rpartition("__")[2].partition("_")[0])
        if not _EID.fullmatch(eid) or (by_id is None and kind is None):
            self._warn(number, text, f"{eid!r} is not an id such as art_1 or art_1__para_2")
        if eid in self.seen:
            self._warn(number, text, f"the id {eid} stands twice")
        return eid, kind or by_id or "clause", values.get("in"), values.get("label")

    def _parent(
        self, eid: str, place: Place, above: str | None, number: int, text: str
    ) -> str | None:
        if above is None:
            above = eid.rpartition("__")[0] or self.layout.parent(place) or TOP
        if above == TOP:
            return None
        if above in self.seen:
            return above
        self._warn(number, text, f"its id says it stands in {above}, which is not above it")
        return None

    def _finish(self) -> None:
        """Give the provision that ends here its text."""
        if self.document.clauses:
            text = folded(" ".join(lines) for lines in self.paragraphs)
            self.document.clauses[-1] = replace(self.document.clauses[-1], text=text)

    def _check_whole(self) -> None:
        """Name what says nothing, and reasons for what is not there."""
        parents = {clause.parent for clause in self.document.clauses}
        for clause in self.document.clauses:
            if not (clause.text or clause.heading or clause.eid in parents):
                self._warn(clause.line, clause.label, "it has neither a heading nor a text")
        for eid in self.document.why.keys() - self.seen:
            self._warn(1, eid, "'why' gives a reason for a provision that is not there")

    def _warn(self, line: int, text: str, reason: str) -> None:
        self.document.warnings.append(Unplaced(line, text, reason))


def place_of(raw: str) -> Place:
    """Where a line stands."""
    heading = HEADING.match(raw.strip())
    indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
    return Place(len(heading["hashes"]) if heading else 0, indent)


def split(text: str, heading: bool, printed: str | None = None) -> tuple[str, str]:
    """The label and what follows it, unescaped.

    ``Article 1. Subject`` -> (``Article 1.``, ``Subject``); so too ``1-бап. Мәні`` and
    ``1) a point``. With ``printed`` the label is that much of the line.
    """
    if printed is not None:
        plain = unescaped(text)
        rest = plain[len(printed) :] if plain.startswith(printed) else plain
        return printed, rest.strip()
    found = _LABEL.match(text) if heading else MARKER.match(text)
    if not found:
        return "", unescaped(text).strip()
    return unescaped(found["label"]), unescaped(found["heading" if heading else "text"]).strip()


def unescaped(text: str) -> str:
    """The text without the backslashes before marks of punctuation."""
    return _ESCAPED.sub(r"\1", text)


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value

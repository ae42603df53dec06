r"""The reader of our own Markdown: front matter, a preamble, then provisions with lasting ids.

    ---
    title: Officials with special status
    ---
    ## Rationale
    Free Markdown up to the first provision.

    ## Article 1. Subject {#art_1}

    1. A paragraph. {#art_1__para_1}

       1) a point. {#art_1__para_1__point_1}

The ids follow the Akoma Ntoso naming convention 3.0 (eId): ``__`` parts the levels, and a level
is a prefix and a number. A line that is not a provision continues the provision above it. A
numbered line without an id is kept as text but named as a warning, unless its marker is escaped
(``1\.``).
"""

from __future__ import annotations

import re

import frontmatter
import yaml

from consult.documents.model import Clause, Document, Unplaced

FORMAT = "consult-markdown"

# The prefixes of the naming convention, section 5.2, that a numbered provision can have.
KINDS = {
    "book": "book",
    "part": "part",
    "title": "title",
    "chp": "chapter",
    "sec": "section",
    "subsec": "subsection",
    "art": "article",
    "para": "paragraph",
    "subpara": "subparagraph",
    "point": "point",
    "item": "item",
    "clause": "clause",
    "rule": "rule",
}

_EID = re.compile(r"(?:[a-z]+_[0-9A-Za-z]+(?:[-.][0-9A-Za-z]+)*)(?:__[a-z]+_[0-9A-Za-z.-]+)*")
_WITH_ID = re.compile(r"^(?P<line>.*?)\s*\{#(?P<eid>[^}]*)\}\s*$")
_HEADING = re.compile(r"^(?P<hashes>#{1,6})\s+(?P<text>.*)$")
_MARKER = re.compile(r"^(?P<label>\(?(?:\d+(?:-\d+)*|[^\W\d_])(?:[.)]|\.\)))\s+(?P<text>.*)$")
_ESCAPED = re.compile(r"^(\(?\w+(?:-\d+)*)\\([.)])")
_LABEL = re.compile(
    r"^(?P<label>(?:[^\W\d]+\s+)?(?:№\s*)?[0-9IVXLC]+(?:-\d+)*(?:-[^\W\d]+)?[.:]?)"
    r"(?:\s*[-–—]\s+|\s+|$)(?P<heading>.*)$"
)


def read(source: str, lang: str) -> Document:
    """Read ``source`` whole. What cannot be placed is in ``warnings``, with its line from 1."""
    try:
        matter = frontmatter.loads(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        reason = "the front matter between the --- lines is not valid YAML"
        return Document("", lang, FORMAT, warnings=[Unplaced(line, "", reason)])
    document = Document(str(matter.get("title") or "").strip(), lang, FORMAT)
    document.translation = str(matter["translation"]).strip() if "translation" in matter else None
    if not document.title:
        document.warnings.append(Unplaced(1, "", "the front matter has no title"))
    lines = source.splitlines()
    start = _body_start(lines)
    first = next((i for i in range(start, len(lines)) if _WITH_ID.match(lines[i])), len(lines))
    document.preamble = "\n".join(lines[start:first]).strip()
    _Provisions(document).read(lines, first)
    return document


def _body_start(lines: list[str]) -> int:
    """The index of the first line after the front matter."""
    if not lines or lines[0].strip() != "---":
        return 0
    return next((i + 1 for i in range(1, len(lines)) if lines[i].strip() == "---"), len(lines))


class _Provisions:
    """Gathers the provisions line by line into ``document``."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: set[str] = set()
        self.paragraphs: list[list[str]] = []

    def read(self, lines: list[str], first: int) -> None:
        for index in range(first, len(lines)):
            self._line(lines[index], index + 1)
        self._finish()
        if not self.document.clauses:
            self._warn(len(lines), "", "there is no provision with an id such as {#art_1}")

    def _line(self, raw: str, number: int) -> None:
        found = _WITH_ID.match(raw)
        if found:
            self._begin(found["line"].strip(), found["eid"].strip(), number)
            return
        text = raw.strip()
        if not text:
            self.paragraphs.append([])
        elif _HEADING.match(text):
            self._warn(number, text, "a heading among the provisions needs an id such as {#art_1}")
        else:
            if _MARKER.match(text):
                self._warn(number, text, "a numbered line needs an id, or its marker escaped: 1\\.")
            self.paragraphs[-1].append(_ESCAPED.sub(r"\1\2", text))

    def _begin(self, text: str, eid: str, number: int) -> None:
        self._finish()
        kind, clause_number = self._kind(eid, text, number)
        heading = _HEADING.match(text)
        label, rest = _split_heading(heading["text"]) if heading else _split_marker(text)
        parent = eid.rpartition("__")[0] or None
        if parent and parent not in self.seen:
            self._warn(number, text, f"its id says it stands in {parent}, which is not above it")
        if not label:
            self._warn(number, text, "no number is printed before its text")
        self.seen.add(eid)
        self.document.clauses.append(
            Clause(eid, kind, clause_number, label, rest if heading else "", parent, "", number)
        )
        self.paragraphs = [[] if heading else [rest]]

    def _kind(self, eid: str, text: str, number: int) -> tuple[str, str]:
        prefix, _, clause_number = eid.rpartition("__")[2].partition("_")
        if not _EID.fullmatch(eid) or prefix not in KINDS:
            self._warn(number, text, f"{eid!r} is not an id such as art_1 or art_1__para_2")
        if eid in self.seen:
            self._warn(number, text, f"the id {eid} stands twice")
        return KINDS.get(prefix, "clause"), clause_number

    def _finish(self) -> None:
        """Give the provision that ends here its text."""
        if not self.document.clauses:
            return
        text = "\n\n".join(" ".join(" ".join(p).split()) for p in self.paragraphs if p)
        last = self.document.clauses[-1]
        self.document.clauses[-1] = Clause(**{**last.__dict__, "text": text})
        if not text and not last.heading:
            self._warn(last.line, last.label, "it has neither a heading nor a text")

    def _warn(self, line: int, text: str, reason: str) -> None:
        self.document.warnings.append(Unplaced(line, text, reason))


def _split_heading(text: str) -> tuple[str, str]:
    """``Article 1. Subject`` -> (``Article 1.``, ``Subject``); so too ``1-бап. Мәні``."""
    found = _LABEL.match(text)
    return (found["label"], found["heading"].strip()) if found else ("", text)


def _split_marker(text: str) -> tuple[str, str]:
    found = _MARKER.match(text)
    return (found["label"], found["text"]) if found else ("", text)

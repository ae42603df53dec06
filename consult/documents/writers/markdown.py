"""The writer of our own Markdown. What it writes, ``readers.markdown`` reads back: the same tree.

A provision with a heading, or that holds others and is not worded, is written as a heading;
another as a line with its marker, indented by what it stands in. What the line does not say by
itself (kind, parent, how far the label goes) is said after the id, and only then.
"""

from __future__ import annotations

import re

import yaml

from consult.documents import naming
from consult.documents.model import Clause, Document
from consult.documents.readers.markdown import HEADING, MARKER, TOP, Layout, Place, place_of, split

_INDENT = 3
_SPECIAL = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\{(?=#)")
_BARE = re.compile(r"[^\s\"}]+")


def write(document: Document) -> str:
    """The document as text that reads back to the same title, preamble and clauses."""
    matter: dict[str, object] = {"title": document.title}
    if document.translation:
        matter["translation"] = document.translation
    if document.why:
        matter["why"] = dict(document.why)
    head = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=1000)
    blocks = [f"---\n{head}---"]
    if document.preamble:
        blocks.append(document.preamble.replace("{#", "{\\#"))
    return "\n\n".join([*blocks, *_Lines().of(document.clauses)]) + "\n"


class _Lines:
    """The clauses one after another, in the layout by which they are read back."""

    def __init__(self) -> None:
        self._layout = Layout()
        self._places: dict[str, Place] = {}

    def of(self, clauses: list[Clause]) -> list[str]:
        return [self._clause(clause) for clause in clauses]

    def _clause(self, clause: Clause) -> str:
        above = self._places.get(clause.parent or "", Place(1, 0))
        headed = bool(clause.heading) or (above.level > 0 and _is_headed(clause))
        first, *more = clause.text.split("\n\n") if clause.text else [""]
        if headed:
            level = min(above.level + 1, 6) if above.level else 6
            indent, lead = 0, "#" * level + " "
            words, paragraphs = clause.heading, [first, *more] if first else []
        else:
            indent = 0 if above.level else above.indent + _INDENT
            lead, words, paragraphs = " " * indent, first, more
        line = lead + self._labelled(clause, words, headed)
        place = place_of(lead + "x")
        gap = " " if line.strip() else ""  # a blank would count as indentation
        line += f"{gap}{{#{clause.eid}{self._said(clause, line, place, headed, words)}}}"
        self._layout.add(place, clause.eid)
        self._places[clause.eid] = place
        return "\n\n".join([line, *(" " * indent + _text(text) for text in paragraphs)])

    def _labelled(self, clause: Clause, words: str, headed: bool) -> str:
        parts = [_escaped(clause.label), _escaped(words)]
        line = " ".join(part for part in parts if part)
        return line if headed or not line.startswith("#") else "\\" + line

    def _said(self, clause: Clause, line: str, place: Place, headed: bool, words: str) -> str:
        """What the reader would not know by itself."""
        said = ""
        prefix = clause.eid.rpartition("__")[2].partition("_")[0]
        if naming.PREFIXES.get(prefix) != clause.kind:
            said += f" .{clause.kind}"
        scope = clause.eid.rpartition("__")[0]
        read_as = scope if scope in self._places else None
        if not scope:
            read_as = self._layout.parent(place)
        if read_as != clause.parent or (scope and scope not in self._places):
            said += f" in={clause.parent or TOP}"
        shown = HEADING.match(line.strip()) if headed else None
        plain = shown["text"] if shown else "" if headed else line.strip()
        if split(plain, headed) != (clause.label, words) or (
            not clause.label and clause.kind not in naming.UNNUMBERED_KINDS
        ):
            said += f" label={_value(clause.label)}"
        return said


def _is_headed(clause: Clause) -> bool:
    """Whether a clause without a heading is written as one: its label alone on the line."""
    if clause.kind in naming.CONTAINER_KINDS and clause.text:
        return False
    return bool(clause.label) and clause.kind in naming.BASE_KINDS | naming.CONTAINER_KINDS


def _value(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def _text(paragraph: str) -> str:
    """A paragraph that must not be taken for a heading or a provision."""
    text = _escaped(paragraph)
    if HEADING.match(text):
        return "\\" + text
    if found := MARKER.match(text):
        end = len(found["label"]) - 1
        return f"{text[:end]}\\{text[end:]}"
    return text

"""The reader of plain text, and of Markdown that is not our own: laws as people keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from consult.documents.model import Document, line_folded
from consult.documents.readers import provisions
from consult.documents.readers.lines import Line

FORMAT = "text"

_HEADING = re.compile(r"(?P<hashes>#{1,6})[ \t]+(?P<text>\S.*)$")
_TITLE = re.compile(r"title:[ \t]*(?:!!?[\w/.:]*[ \t]+)?(?P<title>.*)$", re.IGNORECASE)
_MATTER = re.compile(r"[\w-]{1,40}:(?: |$)")
_LONGEST_MATTER = 100  # lines
# Lines are taken to be broken anywhere where most of the long ones end in the middle of a
# sentence, and none is longer than a page is wide.
_WIDEST = 130
_ENDS = tuple('.!?:;,»”")…。')


def read(text: str, lang: str) -> Document:
    """The document in ``text``: one paragraph a line, or lines broken anywhere."""
    raw = text.removeprefix("\ufeff").splitlines()
    title, start = _front_matter(raw)
    lines = list(_lines(raw, start))
    marked = any(line.heading for line in lines)
    if marked or _hard_wrapped(raw[start:]):
        lines = [replace(line, broken=True) for line in lines]
    title, lines = _named(title, lines)
    return provisions.read(lines, lang, FORMAT, title)


def _front_matter(raw: Sequence[str]) -> tuple[str, int]:
    """The title that front matter gives, and the index of the first line after it.

    It is not read as YAML: a tag in it could ask for any object of Python.
    """
    if not raw or raw[0].strip() != "---":
        return "", 0
    title = ""
    for index, line in enumerate(raw[1:_LONGEST_MATTER], 1):
        if line.strip() == "---":
            return title, index + 1
        if found := _TITLE.match(line):
            title = _unquoted(found["title"].strip())
        elif line.strip() and not _MATTER.match(line) and not line.startswith((" ", "-")):
            break
    return "", 0


def _unquoted(title: str) -> str:
    if len(title) > 1 and title[0] == title[-1] and title[0] in "'\"":
        return title[1:-1].replace("''", "'" if title[0] == "'" else "''")
    return title


def _lines(raw: Sequence[str], start: int) -> Iterator[Line]:
    """The lines that are not empty; a definition stands in one line with its term."""
    held: Line | None = None
    gap = True
    for number, written in enumerate(raw[start:], start + 1):
        text = line_folded(written)
        if not text:
            gap = True
            continue
        if held is not None and text.startswith(": ") and not gap:
            held = replace(held, text=f"{held.text}: {text[2:].lstrip()}")
            continue
        if held is not None:
            yield held
        held, gap = _line(text, number, gap), False
    if held is not None:
        yield held


def _line(text: str, number: int, gap: bool) -> Line:
    if found := _HEADING.match(text):
        words = found["text"].rstrip("#").rstrip() or found["text"]
        return Line(words, number, heading=len(found["hashes"]), after_gap=gap)
    return Line(text, number, after_gap=gap)


def _hard_wrapped(raw: Sequence[str]) -> bool:
    lengths = sorted(len(line.rstrip()) for line in raw if line.strip())
    if len(lengths) < 4:
        return False
    width = lengths[len(lengths) * 95 // 100]
    if not 40 <= width <= _WIDEST or lengths[-1] > 2 * _WIDEST:
        return False
    long = [
        line.rstrip()
        for line, below in zip(raw, [*raw[1:], ""], strict=False)
        if below.strip() and len(line.rstrip()) >= 0.75 * width
    ]
    unfinished = sum(not line.endswith(_ENDS) for line in long)
    return unfinished >= 2 and unfinished > 0.5 * len(long) and len(long) > 0.2 * len(lengths)


def _named(title: str, lines: list[Line]) -> tuple[str, list[Line]]:
    """The title, in the fuller words of the first heading where that begins with it."""
    first = lines[0] if lines else None
    if title and first and first.heading and first.text.startswith(title):
        return first.text, lines[1:]
    return title, lines

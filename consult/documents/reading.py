"""From a file, whatever its format, to a clause tree; or refused in one plain sentence."""

from __future__ import annotations

import re
from pathlib import PurePath

from consult.documents.model import Document
from consult.documents.readers import (
    akoma_ntoso,
    bluebell,
    docx,
    html,
    languages,
    markdown,
    plain,
    uslm,
    xml,
)
from consult.errors import Unreadable

LARGEST = 20 * 2**20  # bytes; a code of a thousand articles is a tenth of this
MOST_TAGS = 400_000  # of XML or HTML: a tree of them takes a hundred bytes each and more
MOST_LINES = 100_000  # of text
SUFFIXES = (".md", ".txt", ".xml", ".akn", ".html", ".htm", ".docx")

_FOREIGN = {
    b"%PDF": "a PDF shows a page and not its structure; send the .docx that it was made from",
    b"\xd0\xcf\x11\xe0": "it is in Word's old format; open it in Word and save it as .docx",
    b"{\\rtf": "it is RTF; open it in Word or LibreOffice and save it as .docx",
    b"\x89PNG": "it is a picture; send the text",
    b"\xff\xd8\xff": "it is a picture; send the text",
}
_IN_NAME = re.compile(r"\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.[A-Za-z]+$")


def read(name: str, content: bytes, lang: str | None = None) -> Document:
    """Read ``content``, a file called ``name``; ``lang`` is its language where that is known.

    The format is told by the content, not by the name. Raises ``Unreadable`` where it is none
    that can be read, is too large, damaged, or made to do harm.
    """
    if len(content) > LARGEST:
        raise Unreadable(name, [(0, f"it is larger than {LARGEST // 2**20} MiB")])
    for magic, reason in _FOREIGN.items():
        if content.startswith(magic):
            raise Unreadable(name, [(0, reason)])
    named = _IN_NAME.search(name)
    lang = lang or (named[1] if named else None)
    if content.startswith(b"PK"):
        return docx.read(content, name, lang)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:400].lower()
    suffix = PurePath(name).suffix.lower()
    _bounded(name, content, b"<" if start.startswith(b"<") else b"\n")
    if suffix in (".html", ".htm") or start.startswith((b"<!doctype html>", b"<html")):
        return html.read(content, lang)
    if suffix in (".xml", ".akn") or start.startswith(b"<"):
        return _xml(name, content, lang)
    return _text(name, content, lang)


def _bounded(name: str, content: bytes, mark: bytes) -> None:
    """Refuse what is longer than any law before it is parsed: counting costs nothing."""
    most, what = (MOST_TAGS, "tags") if mark == b"<" else (MOST_LINES, "lines")
    if content.count(mark) > most:
        reason = f"it has more than {most:,} {what}, more than any law; send it in several files"
        raise Unreadable(name, [(0, reason)])


def _xml(name: str, content: bytes, lang: str | None) -> Document:
    root = xml.parse(content, name)
    namespace, _, local = str(root.tag).rpartition("}")
    if local == "akomaNtoso":
        return akoma_ntoso.read(root, lang)
    if namespace == "{" + uslm.NAMESPACE:
        return uslm.read(root, lang)
    if local == "html":
        return html.read(content, lang)
    reason = f"its root element <{local}> is that of no format that can be read"
    raise Unreadable(name, [(root.sourceline or 1, f"{reason}: Akoma Ntoso, USLM or HTML")])


def _text(name: str, content: bytes, lang: str | None) -> Document:
    text = decoded(name, content)
    lang = lang or languages.of(text)
    if PurePath(name).suffix.lower() == ".md" and _is_ours(text):
        return markdown.read(text, lang)
    if bluebell.looks_like(text):
        return bluebell.read(text, lang)
    return plain.read(text, lang)


def decoded(name: str, content: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or in the code page of old Russian Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(name, [(0, "it is not text")])


def _is_ours(text: str) -> bool:
    """Whether it is our Markdown: a front matter with a title as we write it, or ids in braces."""
    return bool(re.match(r"---\r?\n(?:.*\r?\n)*?title:", text)) or "{#" in text

"""The reader of HTML: pages on which ministries and registers publish laws."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from consult.documents.model import Document
from consult.documents.readers import blocks, languages, provisions
from consult.errors import Unreadable

FORMAT = "html"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,40})""", re.I)
_NAMES = {
    "utf8": "utf-8",
    "windows-1251": "cp1251",
    "iso-8859-1": "cp1252",
    "x-user-defined": "utf-8",
}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 4096  # bytes in which a page says its encoding


def read(content: bytes, lang: str | None, name: str = "page.html") -> Document:
    """The document on a page. ``lang`` is its language where that is known, else the page says.

    Raises ``Unreadable`` where there is no HTML in it, or it is nested beyond reason.
    """
    root = _parse(_decoded(content), name)
    lines = blocks.lines(_body(root))
    lang = lang or root.get("lang") or root.get(_XML_LANG)
    lang = lang or languages.of(" ".join(line.text for line in lines[:500]))
    return provisions.read(lines, lang, FORMAT)


def _decoded(content: bytes) -> str:
    """The text by its byte order mark, or what the page says, or UTF-8, or Windows-1251."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in (*_declared(content), "utf-8"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1251", errors="replace")


def _declared(content: bytes) -> list[str]:
    found = _DECLARED.search(content[:_LOOKED_AT])
    if not found:
        return []
    name = found[1].decode("ascii").lower()
    name = _NAMES.get(name, name)
    return ["utf-8"] if name.startswith("utf-16") else [name]


def _parse(text: str, name: str) -> etree._Element:
    # libxml2 refuses a declaration of the encoding in text that is already decoded.
    text = re.sub(r"^\s{0,100}<\?xml[^>]{0,200}>", "", text).replace("\x00", "")
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(name, [(0, f"it cannot be read as HTML: {error}")]) from error
    for entry in parser.error_log:
        if entry.level_name == "FATAL":  # what stands below would be missing without a word
            reason = (
                f"it is nested too deeply or damaged, so a part would be lost ({entry.message})"
            )
            raise Unreadable(name, [(entry.line, reason)])
    return root


def _body(root: etree._Element) -> etree._Element:
    """What the page says is its main part, where there is just one; else its body."""
    mains = root.findall(".//main")
    if len(mains) == 1:
        return mains[0]
    body = root.find("body")
    return root if body is None else body

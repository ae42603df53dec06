"""Parsing XML that a stranger sent: no entities, no network, no DOCTYPE at all."""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from consult.errors import Unreadable


class _Seen(Exception):
    """Enough of the file has been read."""


def parse(content: bytes, name: str) -> etree._Element:
    """The root element of ``content``; raises ``Unreadable`` with the line and a plain sentence.

    A DOCTYPE is refused before anything that it declares is read: laws need none, and entities
    are how small files become large ones, or fetch what they should not.
    """
    refuse_doctype(content, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise Unreadable(name, [(line, f"it is not well-formed XML: {error.msg}")]) from error


def refuse_doctype(content: bytes, name: str) -> None:
    """Raise ``Unreadable`` where a DOCTYPE stands before the root element."""
    found: list[str] = []

    def doctype(*_: object) -> None:
        found.append("doctype")
        raise _Seen

    def root(*_: object) -> None:
        raise _Seen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(content, True)
    except _Seen:
        pass
    except expat.ExpatError as error:
        reason = f"it is not well-formed XML: {expat.ErrorString(error.code)}"
        raise Unreadable(name, [(error.lineno, reason)]) from error
    if found:
        line = parser.CurrentLineNumber
        reason = "it declares a DOCTYPE, which could hide entities; take that line out"
        raise Unreadable(name, [(line, reason)])

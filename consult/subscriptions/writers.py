"""Feeds as Atom (RFC 4287). Whatever the words are, what is written is well-formed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lxml import etree

from consult.subscriptions.presenters import Feed

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 cannot hold, however it is escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(feed: Feed) -> bytes:
    """The feed as XML in UTF-8."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(_XML_LANG, feed.lang)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated_at))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.href)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(root, "generator", "Consult")
    for item in feed.items:
        entry = _add(root, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "updated", _moment(item.posted_at))
        _add(entry, "published", _moment(item.posted_at))
        _add(_add(entry, "author"), "name", item.author)
        _add(entry, "link", rel="alternate", type="text/html", href=item.href)
        content = _add(entry, "content", item.html, type="html")
        content.set(_XML_LANG, item.lang)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", **attributes)
    element.text = _IMPOSSIBLE.sub("", text) or None
    return element


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""The names of Akoma Ntoso that its reader and its writer share.

Elements are known by their local names, so that drafts of the standard, its final version 3.0
and version 2.0 are read alike.
"""

from __future__ import annotations

import re

from lxml import etree

from consult.documents import naming

# Our own attributes, for what the standard cannot say: ids that cannot stand in an address, and
# kinds of provision that it does not name.
OWN = "urn:consult:documents"
# Words marked so are kept as they are, blanks and line breaks too.
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_HIERARCHY = """
    alinea article book chapter clause division indent level list paragraph part point proviso
    rule section subchapter subclause subdivision sublist subparagraph subpart subrule subsection
    subtitle title tome transitional
"""
# A list is no provision: its points stand in what the list stands in.
HIERARCHY = frozenset(_HIERARCHY.split()) - {"list", "sublist"}
KIND_OF_ELEMENT = {
    **{name: name for name in HIERARCHY},
    **{name: name for name in ("wrapUp", "recital", "item", "tblock")},
    "li": "item",
    "conclusions": "wrapUp",
}
_KIND_OF_NAME = {
    **{kind.lower(): kind for kind in (*naming.PREFIX_OF, "proviso", "subrule", "transitional")},
    "schedule": "annex",
    "appendix": "annex",
}
URL_SAFE = re.compile(r"[A-Za-z0-9_.-]+")


def kind_named(name: str) -> str | None:
    """The kind of provision that a general container is by its name, where that is known."""
    return _KIND_OF_NAME.get(name.lower())


def id_of(element: etree._Element) -> str | None:
    """The standard's id; ``id`` in its version 2.0."""
    found = element.get("eId") or element.get("id")
    return None if found is None else str(found)


def is_headed(element: etree._Element) -> bool:
    """Whether it has a number or a heading of its own."""
    return any(element.find(name) is not None for name in ("{*}num", "{*}heading"))


def is_held(component: etree._Element) -> bool:
    """Whether the document that a component is about stands in it."""
    return component.find("{*}*/{*}meta") is not None


def is_preserved(element: etree._Element) -> bool:
    """Whether the words are ours, to be kept as they are."""
    return bool(element.get(SPACE) == "preserve")

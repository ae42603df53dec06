"""The metadata of an Akoma Ntoso document, and the making of its elements.

Addresses follow the naming convention 1.0: ``/akn/kz/bill/2020-07-06/name/rus@ver_1``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from consult.documents import iso639
from consult.documents.model import Document

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_ADDRESS = re.compile(r"[^0-9A-Za-z.-]+")


@dataclass(frozen=True)
class Work:
    """What a law is catalogued by."""

    country: str
    name: str
    date: str
    version: int
    kind: str

    def uri(self) -> str:
        """The address of the work, whatever its language and version."""
        name = _NO_ADDRESS.sub("-", self.name).strip("-") or "nn"
        return f"/akn/{self.country}/{self.kind}/{self.date}/{name}"


def written(text: str) -> str:
    """Text as XML can hold it."""
    return _NO_XML.sub("\ufffd", text)


def element(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    """A new last element inside ``parent``."""
    kept = {name: written(value) for name, value in attributes.items()}
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", kept)


def write(whole: etree._Element, document: Document, work: Work) -> None:
    """Write the element ``meta`` into the document's element: what it is, whose, and in what."""
    source = _source(document)
    meta = element(whole, "meta")
    about = element(meta, "identification", source=f"#{source}")
    language = iso639.long(document.lang)
    expression = f"{work.uri()}/{language}@ver_{work.version}"
    level = _level(about, "FRBRWork", f"{work.uri()}/!main", work.uri(), work, source)
    element(level, "FRBRcountry", value=work.country)
    if document.title:
        alias = etree.Element(f"{{{NAMESPACE}}}FRBRalias", name="title")
        alias.set("value", written(document.title))
        level.insert(2, alias)
    level = _level(about, "FRBRExpression", f"{expression}/!main", expression, work, source)
    element(level, "FRBRversionNumber", value=str(work.version))
    element(level, "FRBRlanguage", language=language)
    this = f"{expression}/!main.xml"
    level = _level(about, "FRBRManifestation", this, f"{expression}.akn", work, source)
    element(level, "FRBRformat", value="application/akn+xml")
    references = element(meta, "references", source=f"#{source}")
    platform = "/akn/ontology/organization/consult"
    element(references, "TLCOrganization", eId=source, href=platform, showAs="Consult")


def _level(  # the levels of the model FRBR have the same beginning
    about: etree._Element, name: str, this: str, uri: str, work: Work, source: str
) -> etree._Element:
    level = element(about, name)
    element(level, "FRBRthis", value=this)
    element(level, "FRBRuri", value=uri)
    element(level, "FRBRdate", date=work.date, name="generation")
    element(level, "FRBRauthor", href=f"#{source}")
    return level


def _source(document: Document) -> str:
    """The id of this platform in the file, which no clause may have."""
    taken = {clause.eid for clause in document.clauses}
    name = "source"
    while name in taken:
        name += "_"
    return name

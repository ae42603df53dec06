"""The reader of Akoma Ntoso: acts, bills, documents, portions and collections, of any edition.

Each provision is a clause with the file's own ``eId``. A document in a collection is a clause of
kind ``component``, an attachment one of kind ``annex``. Tables of contents, cover pages and
metadata are left out, and so are the quotation marks around a quoted structure, which the
standard keeps in attributes.
"""

from __future__ import annotations

from lxml import etree

from consult.documents import akoma_ntoso_names as names
from consult.documents import iso639
from consult.documents.model import Document, line_folded
from consult.documents.readers.akoma_ntoso_elements import Elements
from consult.documents.readers.flow import Gathered, WholeFlow
from consult.documents.readers.xml_walk import local, refuse_depth
from consult.errors import Unreadable

FORMAT = "akoma-ntoso"
NAME = "Akoma Ntoso"
# What the namespaces of all its editions begin with, for ``str.startswith``.
NAMESPACES = ("http://docs.oasis-open.org/legaldocml/ns/akn/", "http://www.akomantoso.org/")

_UNTITLED = "Untitled"  # what editors write for no title


def read(root: etree._Element, lang: str | None) -> Document:
    """Read a file from its root element; ``lang`` where it is known better than the file says.

    Raises ``Unreadable`` where there is no document inside, or elements stand too deep.
    """
    refuse_depth(root, NAME)
    whole = next((child for child in root if local(child)), None)
    if local(root) != "akomaNtoso" or whole is None:
        raise Unreadable(NAME, [(root.sourceline or 0, "there is no Akoma Ntoso document in it")])
    gathered = Gathered()
    elements = Elements(gathered, root)
    title = elements.title_of(whole)
    flow = WholeFlow(gathered)
    elements.contents(root, flow)
    flow.finish()
    if not gathered.clauses:
        gathered.warn(whole.sourceline or 0, "", "there is no provision in it")
    document = Document(title or _named(whole, gathered), lang or _language(root), FORMAT)
    document.preamble = "\n\n".join(gathered.preamble)
    document.clauses = gathered.clauses
    document.warnings = gathered.warnings
    return document


def _language(root: etree._Element) -> str:
    """The language of the text by its metadata; ``und``, undetermined, where they do not say."""
    for element in root.iter("{*}FRBRlanguage"):
        if code := element.get("language"):
            return iso639.short(code)
    said = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return iso639.short(said) if said else "und"


def _named(whole: etree._Element, gathered: Gathered) -> str:
    """A title for what prints none: its alias, its name, or what its first provision says."""
    if any(names.is_preserved(element) for element in whole.iterfind("{*}preface//{*}docTitle")):
        return ""  # our own: it is printed, as empty
    work = "{*}meta/{*}identification/{*}FRBRWork/"
    alias = whole.find(work + "{*}FRBRalias[@name='title']")
    title = "" if alias is None else line_folded(alias.get("value") or "")
    if title and title != _UNTITLED:
        return title
    first = [clause for clause in gathered.clauses if clause.label or clause.heading][:1]
    return " ".join(word for clause in first for word in (clause.label, clause.heading) if word)

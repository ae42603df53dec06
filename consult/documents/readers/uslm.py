"""The reader of United States Legislative Markup: bills and resolutions of the Congress.

Ids are made from what is printed (``sec_2__subsec_a``): the file's own say nothing. Metadata,
print marks (slug line, distribution code), tables of contents and the endorsement, which repeats
the cover on the back of the paper, are left out.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from consult.documents import iso639
from consult.documents.model import Document
from consult.documents.readers.flow import Flow, Gathered, WholeFlow
from consult.documents.readers.xml_walk import Walk, local, refuse_depth

FORMAT = "uslm"
NAME = "USLM"
NAMESPACE = "http://schemas.gpo.gov/xml/uslm"

_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_SAME = (
    "title subtitle part subpart chapter subchapter division subdivision article section "
    "subsection paragraph subparagraph clause subclause item subitem level recital resolvingClause"
)
_PARAGRAPHS = """
    p content chapeau continuation block preface main preamble longTitle docTitle enactingFormula
    officialTitle congress session type docNumber currentChamber relatedDocument action title
    signature signatures legislativeHistory note notes sourceCredit subheading li ul ol list
    listItem listContent tr caption proviso text
"""
_SKIPPED = "meta toc slugLine distributionCode endorsement endMarker page sidenote"
_KINDS = {
    **{name: name for name in _SAME.split()},
    "subsubitem": "level",
    "appendix": "annex",
    "attestation": "wrapUp",
}


class _Uslm(Walk):
    """The vocabulary of USLM."""

    provisions = frozenset(_KINDS)
    paragraphs = frozenset(_PARAGRAPHS.split())
    skipped = frozenset(_SKIPPED.split())
    breaks = frozenset({"br"})
    notes = frozenset({"footnote"})

    def __init__(self, gathered: Gathered) -> None:
        super().__init__(gathered)
        self.title = ""  # it is not read again among the words
        self._specials: dict[str, Callable[[etree._Element, Flow], bool]] = {
            "crossHeading": self._cross_heading,
            # Between these words and those before no blank is printed in the file.
            **dict.fromkeys(("actionDescription", "name", "role"), self._apart),
            **dict.fromkeys(("officialTitle", "title", "attestation"), self._is_said),
        }

    def kind(self, element: etree._Element) -> str | None:
        """The kind of provision that the element is, if it is one."""
        if etree.QName(element).namespace == _DUBLIN_CORE:
            return None
        if local(element) in ("quotedContent", "quotedText"):
            return "quotedStructure" if self.holds_provisions(element) else None
        return _KINDS.get(local(element))

    def special(self, element: etree._Element, flow: Flow) -> bool:
        """Read an element that is more than a provision or a paragraph; whether it was one."""
        read = self._specials.get(local(element))
        return read is not None and read(element, flow)

    def note_of(self, element: etree._Element) -> tuple[str, str]:
        """A note's mark and its words."""
        marks = [self.plain(child, []) for child in element if local(child) == "num"]
        words = [self.plain(child, []) for child in element if local(child) not in ("num", "")]
        return " ".join(marks) or "*", " ".join([element.text or "", *words]).strip()

    def id_of(self, element: etree._Element) -> str | None:
        """None: ids in these files are random."""
        return None

    def _cross_heading(self, element: etree._Element, flow: Flow) -> bool:
        notes: list[str] = []
        line = element.sourceline or 0
        eid = flow.add("crossHeading", "", self.plain(element, notes), None, line)
        self.gathered.say(eid, "\n\n".join(notes))
        return True

    def _is_said(self, element: etree._Element, flow: Flow) -> bool:
        """Whether its words stand in the title, or it has none."""
        return self.plain(element, []) in ("", self.title)

    def _apart(self, element: etree._Element, flow: Flow) -> bool:
        flow.words(" ")
        return False


def read(root: etree._Element, lang: str | None) -> Document:
    """Read a bill or resolution from its root element; ``lang`` where it is known better.

    Raises ``Unreadable`` where elements stand too deep.
    """
    refuse_depth(root, NAME)
    gathered = Gathered()
    walk = _Uslm(gathered)
    printed = _title(root)
    walk.title = "" if printed is None else walk.plain(printed, [])
    flow = WholeFlow(gathered)
    walk.contents(root, flow)
    flow.finish()
    if not gathered.clauses:
        gathered.warn(root.sourceline or 0, "", "there is no provision in it")
    document = Document(walk.title, lang or _language(root), FORMAT)
    document.preamble = "\n\n".join(gathered.preamble)
    document.clauses = gathered.clauses
    document.warnings = gathered.warnings
    return document


def _title(root: etree._Element) -> etree._Element | None:
    """The official title, which some stages print on the back only; or the catalogue's."""
    for path in ("{*}main//{*}officialTitle", ".//{*}officialTitle", f".//{{{_DUBLIN_CORE}}}title"):
        found = root.find(path)
        if found is not None:
            return found
    return None


def _language(root: etree._Element) -> str:
    said = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    said = said or root.findtext(f".//{{{_DUBLIN_CORE}}}language")
    return iso639.short(said) if said else "en"

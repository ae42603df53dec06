"""The vocabulary of Akoma Ntoso: which elements are provisions, paragraphs, notes, and how read."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from consult.documents import akoma_ntoso_names as names
from consult.documents.readers.flow import Flow, Gathered, WholeFlow
from consult.documents.readers.xml_walk import Walk, local

_PARAGRAPHS = """
    p block content intro listIntroduction listWrapUp listConclusion subheading longTitle formula
    citation citations recitals preface preamble container blockContainer blockList ul ol list
    sublist body mainBody portionBody collectionBody amendmentBody debateBody judgmentBody act bill
    doc statement portion documentCollection officialGazette amendmentList amendment judgment
    debate debateReport components attachments foreign div interstitial tr caption introduction
    background motivation decision arguments remedies li item recital tblock conclusions component
    attachment
"""
_TITLES = ("shortTitle", "docTitle", "longTitle")


class Elements(Walk):
    """Reads the elements of Akoma Ntoso into clauses."""

    provisions = frozenset(names.KIND_OF_ELEMENT) | {"hcontainer"}
    paragraphs = frozenset(_PARAGRAPHS.split())
    skipped = frozenset({"meta", "toc", "coverPage"})
    breaks = frozenset({"eol", "br"})
    notes = frozenset({"authorialNote", "noteRef"})

    def __init__(self, gathered: Gathered, root: etree._Element) -> None:
        super().__init__(gathered)
        self._notes = {names.id_of(note): note for note in root.iter("{*}note")}
        self._shown: dict[str | None, str] = {}  # how documents are mentioned, by their ids
        self._held: set[str | None] = set()  # the ids of documents that are in this file
        for component in root.iter("{*}component"):
            self._mention(component)
        self._titles: set[etree._Element] = set()  # what is said as a title or heading already
        self._specials = self._readers()

    def _readers(self) -> dict[str, Callable[[etree._Element, Flow], bool]]:
        """The elements that are more than provisions or paragraphs, and how they are read."""
        return {
            "crossHeading": self._cross_heading,
            "formula": self._formula,
            "component": self._component,
            "attachment": self._attachment,
            "img": self._picture,
            "p": self._paragraph,
            **dict.fromkeys(("list", "sublist"), self._list),
            **dict.fromkeys(("documentRef", "componentRef"), self._reference),
            **dict.fromkeys(("hcontainer", "conclusions"), self._is_nothing),
            **dict.fromkeys(("body", "mainBody", "portionBody", "amendmentBody"), self._body),
        }

    def kind(self, element: etree._Element) -> str | None:
        """The kind of provision that the element is, if it is one."""
        name = local(element)
        if name == "hcontainer":
            return self._kind_of_container(element)
        if name in ("quotedStructure", "embeddedStructure"):
            return "quotedStructure" if self.holds_provisions(element) else None
        if name == "blockContainer":
            return "tblock" if names.is_headed(element) else None
        return names.KIND_OF_ELEMENT.get(name)

    def special(self, element: etree._Element, flow: Flow) -> bool:
        """Read an element that is more than a provision or a paragraph; whether it was one."""
        if element in self._titles:
            return True
        read = self._specials.get(local(element))
        return read is not None and read(element, flow)

    def note_of(self, element: etree._Element) -> tuple[str, str]:
        """A note's mark and its words, which may stand in the metadata."""
        mark = element.get("marker") or "*"
        noted: etree._Element | None = element
        if local(element) == "noteRef":  # its words are said where it is first referred to
            noted = self._notes.pop((element.get("href") or "").removeprefix("#"), None)
        if noted is None:
            return mark, ""
        words = " ".join(self.plain(child, []) for child in noted if local(child))
        return mark, " ".join([noted.text or "", words]).strip()

    def id_of(self, element: etree._Element) -> str | None:
        """The file's own id, where it can stand in an address."""
        own = element.get(f"{{{names.OWN}}}eid")
        if own:
            self.gathered.warn(element.sourceline or 0, own, "this id cannot stand in an address")
            return str(own)
        given = names.id_of(element)
        return given if given and names.URL_SAFE.fullmatch(given) else None

    def title_of(self, document: etree._Element) -> str:
        """The title in a document's preface; it is not read again among the words."""
        prefaces = [child for child in document if local(child) == "preface"]
        for name in _TITLES:
            for element in (e for preface in prefaces for e in preface.iter(f"{{*}}{name}")):
                title = (element.text or "") if names.is_preserved(element) else self._once(element)
                if title or names.is_preserved(element):
                    self._titles.add(element)
                    return str(title)
        return ""

    def _once(self, element: etree._Element) -> str:
        """An element's words; the paragraph that says no more is not read again."""
        notes: list[str] = []
        words = self.plain(element, notes)
        for block in (element, *element.iterancestors("{*}p", "{*}longTitle")):
            if words and not notes and self.plain(block, []) == words:
                self._titles.add(block)
        return words

    def _kind_of_container(self, element: etree._Element) -> str:
        if own := element.get(f"{{{names.OWN}}}kind"):
            return str(own)
        if named := names.kind_named(element.get("name") or ""):
            return named
        return "level" if names.is_headed(element) or self.holds_provisions(element) else "alinea"

    def _is_nothing(self, element: etree._Element, flow: Flow) -> bool:
        """Whether there is neither a word nor an id: the schema wants a body, if an empty one."""
        named = names.id_of(element) or element.get(f"{{{names.OWN}}}eid")
        return named is None and not "".join(element.itertext()).strip()

    def _cross_heading(self, element: etree._Element, flow: Flow) -> bool:
        notes: list[str] = []
        words = self.plain(element, notes)
        line = element.sourceline or 0
        eid = flow.add("crossHeading", "", words, self.id_of(element), line)
        self.gathered.say(eid, "\n\n".join(notes))
        return True

    def _formula(self, element: etree._Element, flow: Flow) -> bool:
        """Words of enactment: a provision where they stand among provisions."""
        if not flow.begun and element.get("name") != "resolvingClause":
            return False
        self.provision(element, "resolvingClause", flow)
        return True

    def _list(self, element: etree._Element, flow: Flow) -> bool:
        """A list is no provision: its points stand in what the list stands in."""
        if names.is_headed(element):
            self.provision(element, "level", flow)
        else:
            flow.part()
            self.contents(element, flow)
        return True

    def _component(self, element: etree._Element, flow: Flow) -> bool:
        """A document in a collection. A mention of one that follows is not read."""
        if names.id_of(element) in self._held and not names.is_held(element):
            return True
        self._holder(element, "component", flow, self._shown.get(names.id_of(element), ""))
        return True

    def _mention(self, component: etree._Element) -> None:
        if names.id_of(component) and names.is_held(component):
            self._held.add(names.id_of(component))
        for mention in component.iterfind("{*}documentRef"):
            self._shown.setdefault(names.id_of(component), mention.get("showAs") or "")

    def _attachment(self, element: etree._Element, flow: Flow) -> bool:
        self._holder(element, "annex", flow, "")
        return True

    def _holder(self, element: etree._Element, kind: str, flow: Flow, shown: str) -> None:
        """A document inside this one: headed by its own title."""
        headed = any(local(child) == "heading" for child in element)
        inner = [child for child in element if local(child) not in ("num", "heading", "")]
        titles = [] if headed else [self.title_of(child) for child in inner]
        heading = next((title for title in titles if title), shown)
        self.provision(element, kind, flow, heading)

    def _reference(self, element: etree._Element, flow: Flow) -> bool:
        words = element.get("showAs") or element.get("href") or element.get("src") or ""
        reason = "it refers to a document that does not stand in this file"
        self.gathered.warn(element.sourceline or 0, words, reason)
        return True

    def _picture(self, element: etree._Element, flow: Flow) -> bool:
        """Only the words instead of a picture can be kept. Pictures in a preface are emblems."""
        flow.words(element.get("alt"))
        if flow.within is not None and not element.get("alt"):
            reason = "a picture without words instead of it cannot be kept"
            self.gathered.warn(element.sourceline or 0, element.get("src") or "", reason)
        return True

    def _paragraph(self, element: etree._Element, flow: Flow) -> bool:
        """Our own paragraphs before the first provision are Markdown already."""
        if not isinstance(flow, WholeFlow) or flow.begun or not names.is_preserved(element):
            return False
        words = [element.text or ""]
        for child in element:
            words += ["\n" if local(child) == "eol" else "", child.tail or ""]
        flow.verbatim("".join(words))
        return True

    def _body(self, element: etree._Element, flow: Flow) -> bool:
        if isinstance(flow, WholeFlow):
            flow.body()
        return False

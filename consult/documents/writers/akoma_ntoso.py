"""The writer of Akoma Ntoso 3.0, valid under its schema for every tree of clauses.

What it writes ``readers.akoma_ntoso`` reads back: the same title, preamble and clauses. Where the
standard has an element for what a clause is and where it stands, that is written, and elsewhere
an ``hcontainer`` named by the kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from consult.documents import akoma_ntoso_names as names
from consult.documents.model import Clause, Document, children, folded, line_folded
from consult.documents.writers import akoma_ntoso_metadata as metadata
from consult.documents.writers.akoma_ntoso_metadata import NAMESPACE, Work, element, written

_BODY_OF = {"act": "body", "bill": "body"}
# Where words may stand next to elements, no line break is added.
_WORDED = frozenset({"p", "num", "heading", "crossHeading", "docTitle", "mod"})


def write(
    document: Document,
    *,
    country: str,
    work: str,
    date: str,
    version: int = 1,
    kind: str = "bill",
) -> bytes:
    """The document as Akoma Ntoso; the same bytes for the same document.

    ``country`` is a code of ISO 3166, ``work`` the name of the work in addresses, ``date`` a full
    date of ISO 8601, ``kind`` ``act``, ``bill``, ``doc`` or ``statement``. Why clauses were
    changed and what is a translation are not written. Characters that XML cannot hold become
    U+FFFD.
    """
    root = etree.Element(
        f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE, "consult": names.OWN}
    )
    whole = element(root, kind, name=kind, contains="originalVersion")
    metadata.write(whole, document, Work(country, work, date, version, kind))
    title = element(element(element(element(whole, "preface"), "longTitle"), "p"), "docTitle")
    title.set(names.SPACE, "preserve")
    title.text = written(document.title)
    _Clauses(document, whole, _BODY_OF.get(kind, "mainBody")).write()
    _lay_out(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


class _Clauses:
    """Writes the clauses one after another, each into what it stands in."""

    def __init__(self, document: Document, whole: etree._Element, body: str) -> None:
        self._markdown = document.preamble
        self._whole = whole
        self._body = body
        self._clauses = [_printable(clause) for clause in document.clauses]
        self._inside = children(self._clauses)
        self._lists = _lists(self._clauses, self._inside)
        self._places: dict[str | None, etree._Element] = {}  # where the parts of each go

    def write(self) -> None:
        leading = self._leading()
        if self._markdown or leading:
            self._preamble(leading)
        body = self._places[None] = element(self._whole, self._body)
        for clause in self._clauses[len(leading) :]:
            self._clause(clause)
        if len(body) == 0:
            element(body, "hcontainer", name="body")  # The schema wants one; it is not read.

    def _leading(self) -> list[Clause]:
        """The recitals and words of enactment that can stand in a preamble: without parts."""
        leading: list[Clause] = []
        for clause in self._clauses:
            if clause.parent is not None or clause.eid in self._inside:
                break
            if clause.kind == "resolvingClause" and clause.text and _is_bare(clause):
                return [*leading, clause]
            if clause.kind != "recital":
                break
            leading.append(clause)
        return leading

    def _preamble(self, leading: list[Clause]) -> None:
        preamble = element(self._whole, "preamble")
        blocks = self._markdown.split("\n\n") if self._markdown else []
        for block in blocks:
            _markdown(element(preamble, "p"), block)
        recitals = [clause for clause in leading if clause.kind == "recital"]
        if recitals:
            holder = element(preamble, "recitals")
            for clause in recitals:
                self._item(clause, element(holder, "recital"))
        for clause in leading[len(recitals) :]:
            formula = element(preamble, "formula", name=clause.kind)
            _paragraphs(_identified(formula, clause), clause.text)

    def _clause(self, clause: Clause) -> None:
        place = self._places[clause.parent]
        name = etree.QName(place).localname
        if name == "blockList":
            self._item(clause, element(place, "item"))
        elif name == "content":
            self._quoted(clause, element(element(element(place, "p"), "mod"), "quotedStructure"))
        elif self._is_wrap_up(clause):
            last = clause.parent is None
            made = element(self._whole, "conclusions") if last else element(place, "wrapUp")
            _paragraphs(_identified(made, clause), clause.text)
        elif self._is_cross_heading(clause) and name not in (self._body, "quotedStructure"):
            _identified(element(place, "crossHeading"), clause).text = clause.heading
        else:
            self._provision(clause, place)

    def _is_wrap_up(self, clause: Clause) -> bool:
        """Whether it is no more than the words after all parts of what it stands in."""
        return (
            clause.kind == "wrapUp"
            and _is_bare(clause)
            and bool(clause.text)
            and clause.eid not in self._inside
            and clause is self._inside[clause.parent][-1]
        )

    def _is_cross_heading(self, clause: Clause) -> bool:
        return (
            clause.kind == "crossHeading"
            and bool(clause.heading)
            and not (clause.label or clause.text or clause.eid in self._inside)
        )

    def _item(self, clause: Clause, made: etree._Element) -> None:
        """An item of a list, or a recital. The schema wants a paragraph in it, if an empty one."""
        _headed(_identified(made, clause), clause)
        _paragraphs(made, clause.text)
        if not clause.text:
            element(made, "p")
        if clause.eid in self._inside:
            self._places[clause.eid] = element(made, "blockList")

    def _quoted(self, clause: Clause, made: etree._Element) -> None:
        _headed(_identified(made, clause), clause)
        _paragraphs(made, clause.text)
        self._places[clause.eid] = made

    def _provision(self, clause: Clause, place: etree._Element) -> None:
        if clause.kind in names.HIERARCHY:
            made = element(place, clause.kind)
        else:
            made = element(place, "hcontainer", name=clause.kind)
            if names.kind_named(clause.kind) != clause.kind:
                made.set(f"{{{names.OWN}}}kind", written(clause.kind))
        _headed(_identified(made, clause), clause)
        inside = self._inside.get(clause.eid, [])
        listed = bool(inside) and clause.eid in self._lists
        quotes = all(part.kind == "quotedStructure" and part.eid in self._inside for part in inside)
        worded = "content" if listed or quotes else "intro"
        words = element(made, worded) if clause.text or (inside and worded == "content") else made
        _paragraphs(words, clause.text)
        if listed:
            self._places[clause.eid] = element(words, "blockList")
        else:
            self._places[clause.eid] = words if quotes else made


def _lists(clauses: Iterable[Clause], inside: dict[str | None, list[Clause]]) -> set[str]:
    """The ids of clauses in which, at any depth, nothing but items stands."""
    found: set[str] = set()
    for clause in reversed(list(clauses)):
        parts = inside.get(clause.eid, [])
        if all(part.kind == "item" and part.eid in found for part in parts):
            found.add(clause.eid)
    return found


def _printable(clause: Clause) -> Clause:
    """The clause as XML can hold it, with white space as a clause has it."""
    return replace(
        clause,
        label=written(line_folded(clause.label)),
        heading=written(line_folded(clause.heading)),
        text=written(folded(clause.text.split("\n\n"))),
    )


def _is_bare(clause: Clause) -> bool:
    return not (clause.label or clause.heading)


def _identified(made: etree._Element, clause: Clause) -> etree._Element:
    """The element with its id; one that cannot stand in an address is written as our own."""
    name = "eId" if names.URL_SAFE.fullmatch(clause.eid) else f"{{{names.OWN}}}eid"
    made.set(name, written(clause.eid))
    return made


def _headed(made: etree._Element, clause: Clause) -> None:
    for name, words in (("num", clause.label), ("heading", clause.heading)):
        if words:
            element(made, name).text = words


def _paragraphs(made: etree._Element, text: str) -> None:
    for paragraph in text.split("\n\n") if text else []:
        element(made, "p").text = paragraph


def _markdown(made: etree._Element, block: str) -> None:
    """A block of Markdown as it is, with its line breaks."""
    made.set(names.SPACE, "preserve")
    first, *lines = written(block).split("\n")
    made.text = first
    for line in lines:
        element(made, "eol").tail = line


def _lay_out(root: etree._Element) -> None:
    """Begin each element on a line of its own, but where words may stand beside it."""
    for inner in root.iter():
        if len(inner) and etree.QName(inner).localname not in _WORDED:
            inner.text = "\n"
            for child in inner:
                child.tail = "\n"

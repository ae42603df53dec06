"""Whether the language versions of a document say the same: clauses, numbers, dates, references.

It is a reader's aid, not a judge: what it names should be looked at by somebody who knows both
languages. What is printed in digits must be in every language; what stands in words is reported
only where it is plainly a number, since a false alarm teaches people to ignore the others.
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from consult.documents.figures.extraction import base, digits, figures
from consult.documents.figures.matching import unmatched
from consult.documents.figures.tokens import Figure
from consult.documents.figures.vocabulary import LANGS
from consult.documents.model import Clause, Document

PREAMBLE = ""  # the eid of findings in the title and in what stands before the first clause


class Kind(enum.StrEnum):
    """In what two languages differ."""

    MISSING = "missing"
    ORDER = "order"
    KIND = "kind"
    NUMBER = "number"
    NUMBERS = "numbers"
    DATES = "dates"
    REFERENCES = "references"


_OF_FIGURES = {"number": Kind.NUMBERS, "date": Kind.DATES, "reference": Kind.REFERENCES}


@dataclass(frozen=True)
class Finding:
    """A difference at one clause: what each of two languages has, as printed; "" is nothing.

    Of another order ``says`` is the eid of what stands before the clause, "" where it is first.
    """

    kind: Kind
    eid: str
    label: str
    langs: tuple[str, str]
    says: tuple[str, str]
    lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Report:
    """What differs, in the order of the clauses; nothing where ``findings`` is empty.

    ``digits_only`` are the languages whose words are not known, so that less was compared.
    """

    findings: tuple[Finding, ...]
    digits_only: tuple[str, ...] = ()

    @property
    def unequal(self) -> bool:
        """Whether the languages have not the same clauses in the same order."""
        return any(f.kind in (Kind.MISSING, Kind.ORDER) for f in self.findings)


def compare(documents: Mapping[str, Document], *, preamble: bool = False) -> Report:
    """Hold the languages beside each other, two at a time, the first before the others.

    What was found against an earlier language is not said again for a later pair. Findings stand
    in the order of the clauses, and at one clause in that of ``Kind``. With ``preamble`` figures in
    the title and in what stands before the first clause are compared too, and told with no eid.
    """
    found: list[Finding] = []
    for one, other in combinations(documents, 2):
        said = {(f.kind, f.eid, lang) for f in found for lang in f.langs}
        found += [
            finding
            for finding in _compared(documents[one], documents[other], (one, other), preamble)
            if not any((finding.kind, finding.eid, lang) in said for lang in finding.langs)
        ]
    place = {eid: n for n, eid in enumerate(_merged([*documents.values()]))}
    kinds = [*Kind]
    found.sort(key=lambda f: (place.get(f.eid, -1), kinds.index(f.kind)))
    unknown = tuple(lang for lang in documents if base(lang) not in LANGS)
    return Report(tuple(found), unknown)


def _merged(documents: Sequence[Document]) -> list[str]:
    """All eids in one order: what a language adds stands after what it stands after there."""
    after: dict[str, list[str]] = {}
    known = {PREAMBLE}
    for document in documents:
        before = PREAMBLE
        for clause in document.clauses:
            if clause.eid not in known:
                known.add(clause.eid)
                after.setdefault(before, []).insert(0, clause.eid)
            before = clause.eid
    found, open_ = [], [PREAMBLE]
    while open_:
        found.append(open_.pop())
        open_ += reversed(after.get(found[-1], []))
    return found


def _compared(
    one: Document, other: Document, langs: tuple[str, str], preamble: bool
) -> Iterator[Finding]:
    there = {clause.eid: clause for clause in other.clauses}
    here = {clause.eid: clause for clause in one.clauses}
    yield from _missing(here, there, langs)
    yield from _order(here, there, langs)
    if preamble:
        texts = f"{one.title}\n{one.preamble}", f"{other.title}\n{other.preamble}"
        yield from _figures(PREAMBLE, "", texts, langs, (0, 0))
    for clause in one.clauses:
        if clause.eid in there:
            yield from _clauses(clause, there[clause.eid], langs)


def _missing(
    here: dict[str, Clause], there: dict[str, Clause], langs: tuple[str, str]
) -> Iterator[Finding]:
    for c in here.values():
        if c.eid not in there:
            yield Finding(Kind.MISSING, c.eid, c.label, langs, (c.label or c.eid, ""), (c.line, 0))
    for c in there.values():
        if c.eid not in here:
            yield Finding(Kind.MISSING, c.eid, c.label, langs, ("", c.label or c.eid), (0, c.line))


def _order(
    here: dict[str, Clause], there: dict[str, Clause], langs: tuple[str, str]
) -> Iterator[Finding]:
    """What stands elsewhere among the clauses of both languages."""
    common = [clause for clause in here.values() if clause.eid in there]
    before = _before(common), _before([c for c in there.values() if c.eid in here])
    for eid in _moved(common, there):
        one, other = here[eid], there[eid]
        says = before[0][eid], before[1][eid]
        yield Finding(Kind.ORDER, eid, one.label, langs, says, (one.line, other.line))


def _before(clauses: Sequence[Clause]) -> dict[str, str]:
    """By eid, what stands right before a clause inside the same parent, or its parent."""
    last: dict[str | None, str] = {}
    found = {}
    for clause in clauses:
        found[clause.eid] = last.get(clause.parent, clause.parent or "")
        last[clause.parent] = clause.eid
    return found


def _moved(common: Sequence[Clause], there: dict[str, Clause]) -> Iterator[str]:
    """Clauses that stand in another parent or elsewhere among its children."""
    place = {eid: n for n, eid in enumerate(there)}
    beside: dict[str | None, list[str]] = {}
    for clause in common:
        if clause.parent == there[clause.eid].parent:
            beside.setdefault(clause.parent, []).append(clause.eid)
        else:
            yield clause.eid
    for eids in beside.values():
        yield from _out_of_place(eids, sorted(eids, key=lambda eid: place[eid]))


def _out_of_place(eids: Sequence[str], others: Sequence[str]) -> list[str]:
    """Both of two that changed places; of more, the fewest that would have to move."""
    elsewhere = [eid for eid, other in zip(eids, others, strict=True) if eid != other]
    if len(elsewhere) <= 2:
        return elsewhere
    place = {eid: n for n, eid in enumerate(others)}
    kept = _rising([place[eid] for eid in eids])
    return [eid for n, eid in enumerate(eids) if n not in kept]


def _rising(places: Sequence[int]) -> set[int]:
    """Indexes of one longest rising run of places (patience sorting, n log n)."""
    tops: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for n, place in enumerate(places):
        at = bisect_left(tops, place)
        tops[at : at + 1], ends[at : at + 1] = [place], [n]
        back.append(ends[at - 1] if at else -1)
    kept, n = set(), ends[-1] if ends else -1
    while n >= 0:
        kept.add(n)
        n = back[n]
    return kept


def _clauses(one: Clause, other: Clause, langs: tuple[str, str]) -> Iterator[Finding]:
    lines = (one.line, other.line)
    if one.kind != other.kind:
        says = (one.kind, other.kind)
        yield Finding(Kind.KIND, one.eid, one.label, langs, says, lines)
    if _digits(one.number) != _digits(other.number):
        says = (one.label, other.label)
        yield Finding(Kind.NUMBER, one.eid, one.label, langs, says, lines)
    texts = f"{one.heading}\n{one.text}", f"{other.heading}\n{other.text}"
    yield from _figures(one.eid, one.label, texts, langs, lines)


def _digits(number: str) -> str:
    """The digits of a number: letters of two alphabets are no difference."""
    return "".join(c for c in number if c.isdigit() or c in "-.")


def _figures(
    eid: str, label: str, texts: tuple[str, str], langs: tuple[str, str], lines: tuple[int, int]
) -> Iterator[Finding]:
    known = base(langs[0]) == base(langs[1]) or LANGS.issuperset(map(base, langs))
    read = figures if known else digits
    here, there = unmatched(read(texts[0], langs[0]), read(texts[1], langs[1]))
    for name, kind in _OF_FIGURES.items():
        says = _said(here, name), _said(there, name)
        if any(says):
            yield Finding(kind, eid, label, langs, says, lines)


def _said(left: Sequence[Figure], kind: str) -> str:
    return ", ".join(dict.fromkeys(figure.printed for figure in left if figure.kind == kind))


_WHAT = {
    Kind.ORDER: "the clauses stand in another order",
    Kind.KIND: "the kind of clause differs",
    Kind.NUMBER: "the number of the clause differs",
    Kind.NUMBERS: "numbers differ",
    Kind.DATES: "dates differ",
    Kind.REFERENCES: "references differ",
}


def sentence(finding: Finding) -> str:
    """The finding in one plain sentence."""
    if finding.kind is Kind.MISSING:
        there, gone = finding.langs if finding.says[0] else reversed(finding.langs)
        return f"{finding.eid} is in {there} but not in {gone}"
    says = finding.says
    if finding.kind is Kind.ORDER:
        says = _after(says[0]), _after(says[1])
    sides = zip(finding.langs, says, strict=True)
    said = "; ".join(f"{lang} has {words or 'nothing'}" for lang, words in sides)
    label = f" ({finding.label})" if finding.label else ""
    return f"{finding.eid or 'preamble'}{label}: {_WHAT[finding.kind]}: {said}"


def _after(eid: str) -> str:
    return f"it after {eid}" if eid else "it first"

"""Whether the language versions of a document say the same: clauses, numbers, dates, references.

It is a reader's aid, not a judge: what it names should be looked at by somebody who knows both
languages. Numbers written as words are compared only where both languages write them so, since
a false alarm teaches people to ignore the others.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

from consult.documents.figures import Figures, figures
from consult.documents.model import Clause, Document

_Key = TypeVar("_Key")


class Kind(enum.StrEnum):
    """In what two languages differ."""

    MISSING = "missing"
    ORDER = "order"
    KIND = "kind"
    NUMBER = "number"
    NUMBERS = "numbers"
    DATES = "dates"
    REFERENCES = "references"


@dataclass(frozen=True)
class Finding:
    """A difference at one clause: what each of two languages has, as printed; "" is nothing."""

    kind: Kind
    eid: str
    label: str
    langs: tuple[str, str]
    says: tuple[str, str]
    lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Report:
    """What differs, in the order of the clauses; nothing where ``findings`` is empty."""

    findings: tuple[Finding, ...]

    @property
    def unequal(self) -> bool:
        """Whether the languages have not the same clauses in the same order."""
        return any(f.kind in (Kind.MISSING, Kind.ORDER) for f in self.findings)


def compare(documents: Mapping[str, Document]) -> Report:
    """Hold each language beside the first one."""
    if len(documents) < 2:
        return Report(())
    first = next(iter(documents))
    found: list[Finding] = []
    for one, other in combinations(documents, 2):
        if one == first:
            found += _compared(documents[one], documents[other], (one, other))
    return Report(tuple(found))


def _compared(one: Document, other: Document, langs: tuple[str, str]) -> list[Finding]:
    here = {clause.eid: clause for clause in one.clauses}
    there = {clause.eid: clause for clause in other.clauses}
    found = [
        Finding(Kind.MISSING, c.eid, c.label, langs, (c.label or c.eid, ""), (c.line, 0))
        for c in one.clauses
        if c.eid not in there
    ]
    found += [
        Finding(Kind.MISSING, c.eid, c.label, langs, ("", c.label or c.eid), (0, c.line))
        for c in other.clauses
        if c.eid not in here
    ]
    found += _order(one, other, langs) if not found else []
    for clause in one.clauses:
        if clause.eid in there:
            found += _clauses(clause, there[clause.eid], langs)
    return found


def _order(one: Document, other: Document, langs: tuple[str, str]) -> list[Finding]:
    for a, b in zip(one.clauses, other.clauses, strict=True):
        if a.eid != b.eid:
            return [Finding(Kind.ORDER, a.eid, a.label, langs, (a.eid, b.eid), (a.line, b.line))]
    return []


def _clauses(one: Clause, other: Clause, langs: tuple[str, str]) -> list[Finding]:
    lines = (one.line, other.line)
    found = []
    if one.kind != other.kind:
        says = (one.kind, other.kind)
        found.append(Finding(Kind.KIND, one.eid, one.label, langs, says, lines))
    if one.number != other.number and _digits(one.number) != _digits(other.number):
        says = (one.label, other.label)
        found.append(Finding(Kind.NUMBER, one.eid, one.label, langs, says, lines))
    here, there = (
        figures(f"{clause.heading}\n{clause.text}", lang)
        for clause, lang in zip((one, other), langs, strict=True)
    )
    for kind, says in _differences(here, there):
        found.append(Finding(kind, one.eid, one.label, langs, says, lines))
    return found


def _digits(number: str) -> str:
    """The digits of a number: letters of two alphabets are no difference."""
    return "".join(c for c in number if c.isdigit() or c in "-.")


def _differences(one: Figures, other: Figures) -> list[tuple[Kind, tuple[str, str]]]:
    found = []
    if one.dates != other.dates:
        says = _said(one.dates - other.dates, one), _said(other.dates - one.dates, other)
        found.append((Kind.DATES, says))
    if one.references != other.references:
        here, there = one.references - other.references, other.references - one.references
        found.append((Kind.REFERENCES, (_said(here, one), _said(there, other))))
    numbers = _numbers(one, other), _numbers(other, one)
    if any(numbers):
        found.append((Kind.NUMBERS, (_said(numbers[0], one), _said(numbers[1], other))))
        return found
    in_words = _only_in_words(one, other), _only_in_words(other, one)
    if all(in_words):
        says = _in_words(in_words[0], one), _in_words(in_words[1], other)
        found.append((Kind.NUMBERS, says))
    return found


def _numbers(one: Figures, other: Figures) -> Counter[Fraction]:
    """The numbers in digits that the other text has neither in digits nor in words."""
    return one.numbers - other.numbers - other.in_words


def _only_in_words(one: Figures, other: Figures) -> Counter[Fraction]:
    return one.in_words - other.in_words - other.numbers


def _said(left: Counter[_Key], figures: Figures) -> str:
    return ", ".join(figures.printed[key] for key in left)


def _in_words(left: Counter[Fraction], figures: Figures) -> str:
    return ", ".join(figures.printed["words", key] for key in left)


_WHAT = {
    Kind.MISSING: "the clause is missing",
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
    sides = zip(finding.langs, finding.says, strict=True)
    said = "; ".join(f"{lang} has {says or 'nothing'}" for lang, says in sides)
    label = f" ({finding.label})" if finding.label else ""
    return f"{finding.eid}{label}: {_WHAT[finding.kind]}: {said}"

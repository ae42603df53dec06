"""What changed between two texts of one document, clause by clause."""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.documents import naming
from consult.documents.matching import Matching, match
from consult.documents.model import Clause
from consult.documents.words import covered, words

_MOSTLY = 0.8  # of a clause's words, for it to be a part of another
_PART = 5  # words that a part must have


class Change(enum.StrEnum):
    """What happened to a clause."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENUMBERED = "renumbered"
    SPLIT = "split"
    MERGED = "merged"
    HEADING = "heading_changed"
    TEXT = "text_changed"


@dataclass(frozen=True)
class Line:
    """A clause as it was and as it is; one of the two is None where it was added or removed.

    ``others`` are, for a split, the new clauses that took a part of it; for a merge, the old
    ones that were taken up.
    """

    old: Clause | None
    new: Clause | None
    changes: frozenset[Change]
    others: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Every clause of both texts, in the order of the new one, removed ones in their old place."""

    lines: tuple[Line, ...]
    matching: Matching

    def changed(self) -> list[Line]:
        """The lines where something changed."""
        return [line for line in self.lines if line.changes]

    def summary(self) -> dict[str, list[object]]:
        """The numbers of the articles or sections by what happened to them, for programs.

        Where a document has none, those of its uppermost numbered provisions. A change inside an
        article is a change of its text. ``renumbered`` has pairs of the old and the new number,
        ``split`` of the old one and the new ones, ``merged`` of the old ones and the new one.
        """
        return _Summary(self).lists()


def compare(
    old: Sequence[Clause], new: Sequence[Clause], matching: Matching | None = None
) -> Comparison:
    """Compare two texts; ``matching`` says which clause is which where that is known already."""
    matching = matching or match(old, new)
    parts = _parts(old, new, matching)
    moved = _moved(old, new, matching)
    by_eid = {clause.eid: clause for clause in old}
    lines = []
    for clause in new:
        before = by_eid.get(matching.old_of.get(clause.eid, ""))
        lines.append(_line(before, clause, moved, parts))
    return Comparison(tuple(_with_removed(old, lines, matching, parts)), matching)


@dataclass(frozen=True)
class _Parts:
    """Splits: old eid -> new clauses beside its own; merges: new eid -> old clauses."""

    split: Mapping[str, tuple[Clause, ...]]
    merged: Mapping[str, tuple[Clause, ...]]

    @property
    def taken(self) -> set[str]:
        return {clause.eid for clauses in self.merged.values() for clause in clauses}

    @property
    def given(self) -> set[str]:
        return {clause.eid for clauses in self.split.values() for clause in clauses}


def _line(before: Clause | None, after: Clause, moved: set[str], parts: _Parts) -> Line:
    merged = parts.merged.get(after.eid, ())
    if before is None:
        origin = Change.SPLIT if after.eid in parts.given else Change.ADDED
        return Line(None, after, frozenset({Change.MERGED} if merged else {origin}), merged)
    split = parts.split.get(before.eid, ())
    found = {
        Change.MOVED: after.eid in moved,
        Change.RENUMBERED: before.number.casefold() != after.number.casefold(),
        Change.HEADING: before.heading.split() != after.heading.split(),
        Change.TEXT: before.text.split() != after.text.split(),
        Change.SPLIT: bool(split),
        Change.MERGED: bool(merged),
    }
    changes = frozenset(change for change, happened in found.items() if happened)
    return Line(before, after, changes, (*split, *merged))


def _with_removed(
    old: Sequence[Clause], lines: list[Line], matching: Matching, parts: _Parts
) -> list[Line]:
    """The lines with the removed clauses put after what stood before them."""
    taken = parts.taken
    after: dict[str | None, list[Line]] = {}
    last: str | None = None
    for clause in old:
        if clause.eid in matching.new_of:
            last = matching.new_of[clause.eid]
        else:
            change = Change.MERGED if clause.eid in taken else Change.REMOVED
            after.setdefault(last, []).append(Line(clause, None, frozenset({change})))
    result = list(after.get(None, []))
    for line in lines:
        result.append(line)
        result += after.get(line.new.eid, []) if line.new else []
    return result


def _moved(old: Sequence[Clause], new: Sequence[Clause], matching: Matching) -> set[str]:
    """The clauses, by new eid, that stand elsewhere than their neighbours say.

    Articles are moved when they change their order, in whatever chapter; what stands inside
    them, also when it stands inside another clause.
    """
    at = {clause.eid: n for n, clause in enumerate(old)}
    by_eid = {clause.eid: clause for clause in old}
    groups: dict[object, list[str]] = {}
    moved = set()
    for clause in new:
        before = by_eid.get(matching.old_of.get(clause.eid, ""))
        if before is None:
            continue
        based = clause.kind in naming.BASE_KINDS
        if not based and matching.new_of.get(before.parent or "") != clause.parent:
            moved.add(clause.eid)
        else:
            groups.setdefault("base" if based else clause.parent, []).append(clause.eid)
    for eids in groups.values():
        kept = _in_order([at[matching.old_of[eid]] for eid in eids])
        moved |= {eid for n, eid in enumerate(eids) if n not in kept}
    return moved


def _in_order(places: Sequence[int]) -> set[int]:
    """The indices of a longest increasing run of ``places`` (Schensted 1961)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, place in enumerate(places):
        at = bisect_left(tails, place)
        tails[at:] = [place] if at == len(tails) else [place, *tails[at + 1 :]]
        ends[at : at + 1] = [n]
        before.append(ends[at - 1] if at else -1)
    kept = set()
    n = ends[-1] if ends else -1
    while n >= 0:
        kept.add(n)
        n = before[n]
    return kept


def _parts(old: Sequence[Clause], new: Sequence[Clause], matching: Matching) -> _Parts:
    added = [c for c in new if c.eid not in matching.old_of]
    removed = [c for c in old if c.eid not in matching.new_of]
    new_by_eid = {c.eid: c for c in new}
    old_by_eid = {c.eid: c for c in old}
    shortened = [
        (c, new_by_eid[matching.new_of[c.eid]])
        for c in old
        if c.eid in matching.new_of and c.text != new_by_eid[matching.new_of[c.eid]].text
    ]
    grown = [
        (c, old_by_eid[matching.old_of[c.eid]])
        for c in new
        if c.eid in matching.old_of and c.text != old_by_eid[matching.old_of[c.eid]].text
    ]
    return _Parts(_taken_from(shortened, added), _taken_from(grown, removed))


def _taken_from(
    wholes: Iterable[tuple[Clause, Clause]], parts: Iterable[Clause]
) -> dict[str, tuple[Clause, ...]]:
    """By eid, the clauses whose words stand in a whole on one side and no longer on the other."""
    found: dict[str, list[Clause]] = {}
    candidates = [(whole, set(words(whole.text)), rest) for whole, rest in wholes]
    for part in parts:
        wanted = set(words(part.text))
        if len(wanted) < _PART:
            continue
        fits = [
            (covered(part.text, whole.text), whole)
            for whole, vocabulary, rest in candidates
            if len(wanted & vocabulary) >= _MOSTLY * len(wanted)
            and covered(part.text, rest.text) < _MOSTLY
        ]
        score, whole = max(fits, key=lambda fit: fit[0], default=(0.0, part))
        if score >= _MOSTLY:
            found.setdefault(whole.eid, []).append(part)
    return {eid: tuple(clauses) for eid, clauses in found.items()}


class _Summary:
    """Changes gathered under the provisions by which a law is cited."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        lines = comparison.lines
        self.old = {line.old.eid: line.old for line in lines if line.old}
        self.new = {line.new.eid: line.new for line in lines if line.new}
        everything = (*self.old.values(), *self.new.values())
        self.based = any(clause.kind in naming.BASE_KINDS for clause in everything)

    def lists(self) -> dict[str, list[object]]:
        found: dict[str, list[object]] = {change.value: [] for change in Change}
        for line in self.comparison.changed():
            self._own(line, found)
        inner = self._changed_inside()
        for clause in self.new.values():
            if clause.eid in inner and clause.number not in found["text_changed"]:
                found["text_changed"].append(clause.number)
        order: dict[str, int] = {}
        for n, clause in enumerate(self.new.values()):
            if self._is_cited(clause):
                order.setdefault(clause.number, n)
        found["text_changed"].sort(key=lambda number: order.get(str(number), 0))
        return found

    def _own(self, line: Line, found: dict[str, list[object]]) -> None:
        """What happened to a provision that is cited itself."""
        clause = line.new or line.old
        by_eid = self.new if line.new else self.old
        if clause is None or self._cited(clause, by_eid) is not clause:
            return
        for change in sorted(line.changes):
            named = _named(change, line)
            if named is not None:
                found[change.value].append(named)

    def _changed_inside(self) -> set[str]:
        """The cited provisions, by new eid, of which a part is not as it was."""
        found = set()
        for line in self.comparison.changed():
            if line.changes <= {Change.MOVED} and line.new and self._is_cited(line.new):
                continue
            for clause, by_eid in ((line.new, self.new), (line.old, self.old)):
                above = self._cited(clause, by_eid) if clause else None
                if above is None or above is clause:
                    continue
                new = self.comparison.matching.new_of
                eid = above.eid if by_eid is self.new else new.get(above.eid, "")
                found.add(eid)
        return found & set(self.comparison.matching.old_of)

    def _is_cited(self, clause: Clause) -> bool:
        return self._cited(clause, self.new) is clause

    def _cited(self, clause: Clause, by_eid: Mapping[str, Clause]) -> Clause | None:
        """The article or section in which a clause stands, or the uppermost numbered provision."""
        found = None
        at: Clause | None = clause
        while at is not None:
            if at.kind in naming.BASE_KINDS or (not self.based and self._numbered(at)):
                found = at
            at = by_eid.get(at.parent) if at.parent else None
        return found

    @staticmethod
    def _numbered(clause: Clause) -> bool:
        return bool(clause.number) and clause.kind not in naming.CONTAINER_KINDS


def _named(change: Change, line: Line) -> object:
    """How a change is listed: a number, a pair, or None where another line lists it."""
    old, new = line.old, line.new
    if change is Change.RENUMBERED and old and new:
        return [old.number, new.number]
    if change is Change.SPLIT:
        numbers = [clause.number for clause in (new, *line.others) if clause]
        return [old.number, numbers] if old and line.others else None
    if change is Change.MERGED:
        numbers = [clause.number for clause in (old, *line.others) if clause]
        return [numbers, new.number] if new else None
    clause = new or old
    return clause.number if clause else None

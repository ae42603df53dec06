"""Where an annotation made on one version stands in the next: never by guess.

A passage is followed, not searched for. The words of each clause are aligned with those of the
clause that it became, so a passage that stayed is where its own words went, whatever look-alikes
there are. Only where its words are gone from their clause is it looked for among the words that
are *new* in the new text (added clauses and inserted words): a place that was there before is
another passage, however alike. It is attached there only when the words around it agree, and
when no second place fits nearly as well.
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from consult.documents.comparison import Change, Comparison
from consult.documents.matching import LOOKS_ALIKE, Matching
from consult.documents.model import Clause
from consult.documents.words import Stretch, likeness, sentences, similarity, stretches

METHOD = "aligned-1"  # stored beside each outcome; another one is written when this changes

_EDITED = 0.5  # how alike an edited passage must be to what was quoted
_EDITED_ALONE = 0.8  # and where the clause around it became another for the most part
_MOSTLY = 0.65  # of a clause, for it to be itself still
_CONTEXT = 32  # characters around a passage that tell it from its look-alikes
_TELLING = 24  # characters, with those around it, without which a passage is found nowhere else
_LONG = 60  # characters that are enough without what stood around them
_STEADY = 0.7  # of a clause's text stayed, for its alignment to be trusted
_NEW = 0.9  # of a passage, for it to be new words
_REMEMBERED = 10_000  # searches: many annotations quote the same passage


class Outcome(enum.StrEnum):
    """What became of an annotation."""

    EXACT = "exact"
    MOVED = "moved"
    EDITED = "edited"
    AMBIGUOUS = "ambiguous"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a passage stands now: ``text[start:end]`` of the clause ``eid``, or nowhere.

    ``score`` is how alike it is to what was quoted, 0 to 1; of an ambiguous one, the best place's.
    """

    outcome: Outcome
    score: float
    eid: str | None = None
    start: int | None = None
    end: int | None = None


class Carrier:
    """Carries annotations from one text in one language to another text in the same language."""

    def __init__(
        self, old: Sequence[Clause], new: Sequence[Clause], comparison: Comparison
    ) -> None:
        self._old = {clause.eid: clause for clause in old}
        self._new = {clause.eid: clause for clause in new}
        self._matching: Matching = comparison.matching
        self._elsewhere = _elsewhere(new, comparison)
        self._aligned: dict[str, list[Stretch]] = {}
        self._old_text = "\0".join(clause.text for clause in old)
        self._fresh = _Fresh(self._fresh_ranges())
        self._found: dict[str, list[tuple[str, int]]] = {}
        self._twins: dict[str, bool] = {}

    def carry(self, eid: str, start: int, end: int) -> Carried:
        """What became of ``text[start:end]`` of the old clause ``eid``."""
        clause = self._old[eid]
        other = self._new.get(self._matching.new_of.get(eid, ""))
        quote = clause.text[start:end]
        if other is not None:
            stayed = self._stayed(clause, other, start, end)
            if stayed is not None:
                return self._unless_rivalled(stayed, clause, start, end)
        return self._found_elsewhere(clause, start, end, quote)

    def words(self, carried: Carried) -> str | None:
        """The words that a passage has now; None where it stands nowhere."""
        if carried.eid is None:
            return None
        return self._new[carried.eid].text[carried.start : carried.end]

    # What stayed in its clause.

    def _stayed(self, old: Clause, new: Clause, start: int, end: int) -> Carried | None:
        """Where the passage's own words went within its clause; None where they are gone."""
        whole = Outcome.MOVED if new.eid in self._elsewhere else Outcome.EXACT
        if old.text == new.text:
            return Carried(whole, 1.0, new.eid, start, end)
        found = self._alignment(old, new)
        kept = _kept(found, start, end)
        if kept is None:
            return None
        quote, passage = old.text[start:end], new.text[kept[0] : kept[1]]
        if passage == quote:
            if not _is_told_apart(old.text, new.text, found, (start, end), kept):
                return Carried(Outcome.AMBIGUOUS, 1.0)
            return Carried(whole, 1.0, new.eid, *kept)
        score = round(similarity(quote, passage), 3)
        if score < (_EDITED if _kept_share(found) >= _MOSTLY else _EDITED_ALONE):
            return None
        return Carried(Outcome.EDITED, score, new.eid, *kept)

    def _alignment(self, old: Clause, new: Clause) -> list[Stretch]:
        if old.eid not in self._aligned:
            self._aligned[old.eid] = stretches(old.text, new.text)
        return self._aligned[old.eid]

    def _unless_rivalled(self, stayed: Carried, old: Clause, start: int, end: int) -> Carried:
        """``stayed``, unless it may as well be the words of a clause that looks like this one."""
        ambiguous = Carried(Outcome.AMBIGUOUS, stayed.score)
        if stayed.eid is None or old.text == self._new[stayed.eid].text:
            return stayed
        contested = old.eid in self._matching.contested
        if self._has_a_twin(old.eid, stayed.eid):
            return ambiguous
        quote = old.text[start:end]
        if stayed.outcome is Outcome.EDITED:
            verbatim = len(quote) >= _TELLING and self._verbatim_in_fresh(quote)
            return ambiguous if contested or verbatim else stayed
        around = self._kept_around(old, self._new[stayed.eid], start, end)
        steady = _kept_share(self._alignment(old, self._new[stayed.eid])) >= _MOSTLY
        if (contested or not steady) and self._old_text.count(around) > 1:
            return ambiguous
        rivals = self._matching.rivals.get(old.eid, set())
        if any(around in self._new[eid].text for eid in rivals):
            return ambiguous
        elsewhere = len(around) >= _TELLING and self._verbatim_in_fresh(around)
        return ambiguous if elsewhere else stayed

    def _has_a_twin(self, old: str, new: str) -> bool:
        """Whether a clause that has no pair looks like the old one and like its pair alike.

        Nobody can tell then which of the two it became; the halves of a clause that was split
        look like the old one, but not like each other.
        """
        if old not in self._twins:
            rivals = self._matching.rivals.get(old, set()) - {new}
            text = self._new[new].text
            alike = (likeness(text, self._new[eid].text) >= LOOKS_ALIKE for eid in rivals)
            self._twins[old] = any(alike)
        return self._twins[old]

    def _kept_around(self, old: Clause, new: Clause, start: int, end: int) -> str:
        """The passage with what stayed right around it."""
        for s in self._alignment(old, new):
            if s.equal and s.a <= start and end <= s.b:
                return old.text[max(s.a, start - _CONTEXT) : min(s.b, end + _CONTEXT)].strip()
        return old.text[start:end]

    # What is gone from its clause.

    def _found_elsewhere(self, old: Clause, start: int, end: int, quote: str) -> Carried:
        """Among the words that are new: the passage with its sentence, or a long one alone."""
        left, right = _within(old.text, *_sentence(old.text, start, end))
        around, shift = old.text[left:right], start - left
        places = self._verbatim_in_fresh(around) if len(around) >= _TELLING else []
        if not places and len(quote) >= _LONG:
            around, shift = quote, 0
            places = self._verbatim_in_fresh(quote)
        if not places:
            return Carried(Outcome.ORPHANED, 0.0)
        # Words that stood several times in the old text may be a copy of the others.
        contested = old.eid in self._matching.contested
        if contested or len(places) > 1 or self._old_text.count(around) > 1:
            return Carried(Outcome.AMBIGUOUS, 1.0)
        eid, at = places[0]
        return Carried(Outcome.MOVED, 1.0, eid, at + shift, at + shift + len(quote))

    def _verbatim_in_fresh(self, text: str) -> list[tuple[str, int]]:
        """Where ``text`` stands in words that are new: clause and offset."""
        if text not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[text] = list(self._fresh.find(text))
        return self._found[text]

    def _fresh_ranges(self) -> Iterator[tuple[Clause, list[tuple[int, int]]]]:
        """The new clauses with words that did not come from the old ones, and where these are."""
        for eid, clause in self._new.items():
            before = self._old.get(self._matching.old_of.get(eid, ""))
            if before is None:
                yield clause, [(0, len(clause.text))]
            elif before.text != clause.text:
                aligned = self._alignment(before, clause)
                yield clause, [(s.c, s.d) for s in aligned if not s.equal and s.d > s.c]


class _Fresh:
    """The texts that have new words, as one, so that looking through them is one search."""

    def __init__(self, texts: Iterable[tuple[Clause, list[tuple[int, int]]]]) -> None:
        self._starts: list[int] = []
        self._clauses: list[tuple[str, list[tuple[int, int]]]] = []
        parts, at = [], 0
        for clause, ranges in texts:
            self._starts.append(at)
            self._clauses.append((clause.eid, ranges))
            parts.append(clause.text)
            at += len(clause.text) + 1
        self._text = "\0".join(parts)

    def find(self, text: str) -> Iterator[tuple[str, int]]:
        """The clause and the offset of each place where ``text`` is new for the most part."""
        for at in _occurrences(self._text, text):
            n = bisect_right(self._starts, at) - 1
            eid, ranges = self._clauses[n]
            start = at - self._starts[n]
            if _share(ranges, start, start + len(text)) >= _NEW:
                yield eid, start


def _is_told_apart(
    old: str, new: str, found: list[Stretch], was: tuple[int, int], now: tuple[int, int]
) -> bool:
    """Whether a passage that stands word for word where its words went is surely that one.

    It is when its words stand once on either side of a text that stayed for the most part.
    Otherwise what stands around it must have stayed with it, be long enough to tell it from
    others, and stand as often, and as the same one in order, as before.
    """
    quote = old[was[0] : was[1]]
    if _steadiness(found) >= _STEADY and old.count(quote) == 1 == new.count(quote):
        return True
    stretch = next((s for s in found if s.equal and s.a <= was[0] and was[1] <= s.b), None)
    if stretch is None:
        return False
    left, right = min(was[0] - stretch.a, _CONTEXT), min(stretch.b - was[1], _CONTEXT)
    if len(quote) + left + right < _TELLING:
        return False
    around = old[was[0] - left : was[1] + right]
    before, after = _occurrences(old, around), _occurrences(new, around)
    if len(before) != len(after):
        return False
    return before.index(was[0] - left) == after.index(now[0] - left)


def _kept_share(found: list[Stretch]) -> float:
    """What share of the text that kept more of itself stayed: additions do not count against it."""
    equal = sum(s.b - s.a for s in found if s.equal)
    return equal / max(min(found[-1].b, found[-1].d), 1)


def _steadiness(found: list[Stretch]) -> float:
    """What share of both texts stayed, 0 to 1."""
    equal = sum(s.b - s.a for s in found if s.equal)
    return 2 * equal / max(found[-1].b + found[-1].d, 1)


def _elsewhere(new: Sequence[Clause], comparison: Comparison) -> set[str]:
    """The new clauses that were moved, and all that stands inside them."""
    moved = {line.new.eid for line in comparison.lines if line.new and Change.MOVED in line.changes}
    for clause in new:
        if clause.parent in moved:
            moved.add(clause.eid)
    return moved


def _kept(found: list[Stretch], start: int, end: int) -> tuple[int, int] | None:
    """Where the range went: from the first to the last of its words that stayed.

    A changed stretch that lies whole inside the range, or at its edge, is taken with it.
    """
    first = max(bisect_right(found, start, key=lambda s: s.a) - 1, 0)
    inside = [s for s in found[first:] if s.a < end and s.b > start]
    if not any(s.equal for s in inside):
        return None
    low, high = inside[0], inside[-1]
    begin = low.c + (start - low.a) if low.equal else low.c
    finish = high.c + (end - high.a) if high.equal else high.d
    return (begin, finish) if finish > begin else None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that the range touches, whole."""
    touched = [(a, b) for a, b in sentences(text) if a < end and b > start]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def _within(text: str, a: int, b: int) -> tuple[int, int]:
    """The range without the white space at its ends."""
    part = text[a:b]
    return a + len(part) - len(part.lstrip()), b - (len(part) - len(part.rstrip()))


def _occurrences(text: str, part: str) -> list[int]:
    found = []
    at = text.find(part) if part else -1
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


def _share(ranges: list[tuple[int, int]], start: int, end: int) -> float:
    """What share of ``start..end`` lies in the ranges."""
    inside = sum(max(0, min(b, end) - max(a, start)) for a, b in ranges)
    return inside / max(end - start, 1)

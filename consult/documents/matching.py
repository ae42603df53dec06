"""Which clause of a new text is which clause of the old one: by label, then by text.

Never by position alone: an unnumbered clause is recognised by its words. Where two clauses fit
nearly as well, the pair follows the label but is *contested*: the identity of the clause holds,
yet nothing may be attached to its words by guess.

The order of evidence: the same label and the same text; the same text elsewhere, whole parts
first, where that text stands once on each side; a similar text, the best pairs first; what has
the same label and no better place; and last, unnumbered clauses with the same text, in order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from consult.documents import naming
from consult.documents.model import Clause, Document
from consult.documents.words import likeness, words

_LONG_ENOUGH = 4  # words that a text must have to be recognised anywhere by them alone
_SIMILAR_HERE = 0.5  # to be the same clause under the same label
_SIMILAR_THERE = 0.7  # under another label
LOOKS_ALIKE = 0.6  # to be taken for another clause where one of the two has no pair
_MARGIN = 0.12  # a second candidate within this fits nearly as well
_CANDIDATES = 6  # how many look-alikes are compared word by word
_SHINGLE = 3
_COMMON = 50  # clauses that share a phrase, for it to say nothing

Address = tuple[tuple[str, str], ...]
Phrase = tuple[str, ...]


@dataclass
class Matching:
    """``old_of`` and ``new_of`` are inverse to each other, by eid.

    ``rivals`` are the new clauses that look like an old one and have no pair, or a worse one, by
    the old eid. ``contested`` are the old clauses that have such a rival, or whose pair looks
    more like another old clause: their words may be somebody else's.
    """

    old_of: dict[str, str] = field(default_factory=dict)
    new_of: dict[str, str] = field(default_factory=dict)
    rivals: dict[str, set[str]] = field(default_factory=dict)
    contested: set[str] = field(default_factory=set)

    def pair(self, old: str, new: str) -> None:
        """Say that ``new`` is ``old``; neither is paired yet."""
        self.old_of[new] = old
        self.new_of[old] = new


class Side:
    """One text, indexed."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = list(clauses)
        self.by_eid = {clause.eid: clause for clause in clauses}
        self.own = {c.eid: " ".join(f"{c.heading} {c.text}".split()) for c in clauses}
        self._at = {clause.eid: at for at, clause in enumerate(self.clauses)}
        self._end = _ends(self.clauses, self._at)
        self.address = {c.eid: _address(c, self.by_eid) for c in clauses}
        self.whole = {
            eid: "\n".join(self.own[c.eid] for c in self.subtree(eid)) for eid in self.by_eid
        }

    def subtree(self, eid: str) -> list[Clause]:
        """The clause and all that stands inside it, in reading order."""
        return self.clauses[self._at[eid] : self._end[eid]]


def _ends(clauses: Sequence[Clause], at: Mapping[str, int]) -> dict[str, int]:
    """Where in the list what stands inside each clause ends."""
    ends = {clause.eid: at[clause.eid] + 1 for clause in clauses}
    for clause in reversed(clauses):
        if clause.parent is not None:
            ends[clause.parent] = max(ends[clause.parent], ends[clause.eid])
    return ends


def _address(clause: Clause, by_eid: Mapping[str, Clause]) -> Address:
    """The labels by which a clause is cited, from the article on; empty for an unnumbered one."""
    steps: list[tuple[str, str]] = []
    at: Clause | None = clause
    while at is not None:
        if not at.number:
            return () if at is clause else (*_address_within(at, by_eid), *reversed(steps))
        steps.append((at.kind, at.number.casefold()))
        above = by_eid[at.parent] if at.parent else None
        if at.kind in naming.BASE_KINDS and not _enclosed(above, by_eid):
            break
        at = above
    return tuple(reversed(steps))


def _address_within(clause: Clause, by_eid: Mapping[str, Clause]) -> Address:
    """The address of an unnumbered clause as part of others' addresses: by its id."""
    return ((clause.kind, clause.eid),)


def _enclosed(above: Clause | None, by_eid: Mapping[str, Clause]) -> bool:
    while above is not None:
        if above.kind in ("quotedStructure", "annex", "component"):
            return True
        above = by_eid[above.parent] if above.parent else None
    return False


def joined(documents: Mapping[str, Document], languages: Iterable[str]) -> list[Clause]:
    """The clauses of a document in several languages as one list, their words put together.

    All must have the same ids in the same order. What is the same clause in one language is so
    in the others, so the evidence of all of them counts.
    """
    first, *others = (documents[lang].clauses for lang in languages)
    result = []
    for clause, *more in zip(first, *others, strict=True):
        heading = " ".join([clause.heading, *(c.heading for c in more)]).strip()
        text = "\n\n".join(c.text for c in (clause, *more) if c.text)
        result.append(replace(clause, heading=heading, text=text))
    return result


def match(old: Sequence[Clause], new: Sequence[Clause]) -> Matching:
    """Pair the clauses of two texts; what is in neither pair was removed or added."""
    matcher = _Matcher(Side(old), Side(new))
    matcher.run()
    return matcher.found


def by_id(old: Iterable[str], new: Iterable[str]) -> Matching:
    """Pair the same ids: for texts without a language in common, whose labels alone can be told."""
    found, known = Matching(), set(old)
    for eid in new:
        if eid in known:
            found.pair(eid, eid)
    return found


class _Matcher:
    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.found = Matching()
        self._likeness: dict[tuple[str, str], float] = {}
        self._copies: dict[str, float] = {}
        self._phrases: Mapping[Phrase, Sequence[str]] | None = None

    def run(self) -> None:
        self._same_label_and_text()
        self._same_text_elsewhere()
        self._similar(self._is_headed)
        self._similar(lambda clause: not self._is_headed(clause))
        self._same_label()
        self._same_words_in_order()
        self._note_look_alikes()

    def _free(self, side: Side) -> list[Clause]:
        taken = self.found.new_of if side is self.old else self.found.old_of
        return [clause for clause in side.clauses if clause.eid not in taken]

    def _same_label_and_text(self) -> None:
        by_address = self._addressed(self.new)
        for clause in self.old.clauses:
            other = by_address.get(self.old.address[clause.eid])
            if other and self.old.whole[clause.eid] == self.new.whole[other]:
                self._pair_free(clause.eid, other)

    def _addressed(self, side: Side) -> dict[Address, str]:
        """The clauses whose address is theirs alone."""
        counts = Counter(side.address.values())
        return {a: eid for eid, a in side.address.items() if a and counts[a] == 1}

    def _pair_free(self, old: str, new: str) -> None:
        if old not in self.found.new_of and new not in self.found.old_of:
            self.found.pair(old, new)

    def _same_text_elsewhere(self) -> None:
        """Whole parts first: with an article go its paragraphs."""
        texts = (self.old.whole, self.new.whole)
        once = [{t for t, n in Counter(w.values()).items() if n == 1} for w in texts]
        by_text = {self.new.whole[c.eid]: c.eid for c in self._free(self.new)}
        free = self._free(self.old)
        for clause in sorted(free, key=lambda c: -len(self.old.whole[c.eid])):
            text = self.old.whole[clause.eid]
            other = by_text.get(text)
            if other is None or text not in once[0] or text not in once[1]:
                continue
            if len(words(text)) >= _LONG_ENOUGH and self._alike(clause.eid, other):
                self._pair_subtrees(clause.eid, other)

    def _alike(self, old: str, new: str) -> bool:
        """Whether both are free and of a kind: an article does not become a paragraph's text."""
        free = old not in self.found.new_of and new not in self.found.old_of
        kinds = self.old.by_eid[old].kind, self.new.by_eid[new].kind
        containers = [kind in naming.CONTAINER_KINDS for kind in kinds]
        return free and containers[0] == containers[1]

    def _pair_subtrees(self, old: str, new: str) -> None:
        below = self.old.subtree(old), self.new.subtree(new)
        if [self.old.own[c.eid] for c in below[0]] != [self.new.own[c.eid] for c in below[1]]:
            below = [self.old.by_eid[old]], [self.new.by_eid[new]]
        for one, other in zip(*below, strict=True):
            self._pair_free(one.eid, other.eid)

    @staticmethod
    def _is_headed(clause: Clause) -> bool:
        return clause.kind in naming.CONTAINER_KINDS | naming.BASE_KINDS

    def _similar(self, wanted: Callable[[Clause], bool]) -> None:
        """The best pairs first; a pair with a rival nearly as good follows the label or waits.

        First articles and what holds them, then what stands inside: whether a paragraph has the
        same label depends on which article its article became.
        """
        scores = self._scores(wanted)
        self._likeness |= scores
        best: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for (old, new), score in scores.items():
            best[old].append((score, new))
            best[new + "\n"].append((score, old))
        for (old, new), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
            if old in self.found.new_of or new in self.found.old_of:
                continue
            here = self._has_same_label(old, new)
            if score < (_SIMILAR_HERE if here else _SIMILAR_THERE):
                continue
            rivals = {n for s, n in best[old] if n != new and s > score - _MARGIN}
            others = {o for s, o in best[new + "\n"] if o != old and s > score - _MARGIN}
            copied = self._copied(new) > score - _MARGIN
            if here or not (rivals or others or copied):
                self.found.pair(old, new)
                if copied:
                    self.found.contested.add(old)

    def _copied(self, new: str) -> float:
        """How alike a new clause is to an old one that lives on elsewhere: it may be its copy."""
        if new not in self._copies:
            sharing = self._sharing(self.new.whole[new], self._old_phrases())
            kind = self.new.by_eid[new].kind  # an article holds its paragraphs, and is no copy
            kin = (eid for eid in sharing if self.old.by_eid[eid].kind == kind)
            alive = [eid for eid in kin if eid in self.found.new_of]
            texts = ((self.old.whole[eid], self.new.whole[new]) for eid in alive)
            self._copies[new] = max((likeness(*pair) for pair in texts), default=0.0)
        return self._copies[new]

    def _old_phrases(self) -> Mapping[Phrase, Sequence[str]]:
        if self._phrases is None:
            self._phrases = _index(self.old.clauses, self.old)
        return self._phrases

    def _note_look_alikes(self) -> None:
        """Which pairs are contested by a clause that has no pair, or a worse one."""
        for (old, new), score in self._likeness.items():
            if score < LOOKS_ALIKE or self.found.new_of.get(old) == new:
                continue
            if self._strength(self.found.old_of.get(new), new) < score:
                self.found.rivals.setdefault(old, set()).add(new)
                self.found.contested.add(old)
            if self._strength(old, self.found.new_of.get(old)) < score:
                self.found.contested.add(self.found.old_of.get(new, old))

    def _strength(self, old: str | None, new: str | None) -> float:
        """How alike the two of a pair are; nothing where there is no pair."""
        if old is None or new is None:
            return 0.0
        same = self.old.whole[old] == self.new.whole[new]
        return 1.0 if same else self._likeness.get((old, new), 0.0)

    def _has_same_label(self, old: str, new: str) -> bool:
        """Whether both are called the same in the same place; unnumbered ones in one parent."""
        if self.old.address[old] == self.new.address[new] != ():
            return True
        one, other = self.old.by_eid[old], self.new.by_eid[new]
        above = self.found.new_of.get(one.parent) if one.parent else None
        same = (one.kind, one.number.casefold()) == (other.kind, other.number.casefold())
        return same and above == other.parent and (above is not None or one.parent is None)

    def _scores(self, wanted: Callable[[Clause], bool]) -> dict[tuple[str, str], float]:
        """How alike free clauses are, for the pairs that share most of their rare phrases."""
        old = [clause for clause in self._free(self.old) if wanted(clause)]
        new = [clause for clause in self._free(self.new) if wanted(clause)]
        index = _index(new, self.new)
        by_address = self._addressed(self.new)
        found = {}
        for clause in old:
            candidates = self._sharing(self.old.whole[clause.eid], index)
            here = by_address.get(self.old.address[clause.eid])
            if here and here not in self.found.old_of:
                candidates.add(here)
            for eid in candidates:
                if self._alike(clause.eid, eid):
                    texts = self.old.whole[clause.eid], self.new.whole[eid]
                    found[clause.eid, eid] = likeness(*texts)
        return found

    @staticmethod
    def _sharing(text: str, index: Mapping[Phrase, Sequence[str]]) -> set[str]:
        """The clauses that share the most phrases with a text; what half the law says is none."""
        shared: Counter[str] = Counter()
        for shingle in _shingles(text):
            places = index.get(shingle, ())
            shared.update(places if len(places) <= _COMMON else ())
        return {eid for eid, _ in shared.most_common(_CANDIDATES)}

    def _same_label(self) -> None:
        """What has the same number inside the same clause, and no better place."""
        free: dict[tuple[str | None, str, str], list[str]] = defaultdict(list)
        for clause in self._free(self.new):
            if clause.number:
                free[clause.parent, clause.kind, clause.number.casefold()].append(clause.eid)
        by_address = self._addressed(self.new)
        for clause in self._free(self.old):
            above = self.found.new_of.get(clause.parent) if clause.parent else None
            key = (above, clause.kind, clause.number.casefold())
            others = free.get(key, []) if above or not clause.parent else []
            other = by_address.get(self.old.address[clause.eid])
            if len(others) == 1:
                other = others[0]
            if other is None and clause.eid in self.new.by_eid:
                other = clause.eid  # an id given by hand lasts where all else changed
            if clause.number and other:
                self._pair_free(clause.eid, other)

    def _same_words_in_order(self) -> None:
        """Unnumbered or short clauses with the same words inside the same clause."""
        free: dict[tuple[str | None, str, str], list[str]] = defaultdict(list)
        for clause in self._free(self.new):
            free[clause.parent, clause.kind, self.new.own[clause.eid]].append(clause.eid)
        for clause in self._free(self.old):
            above = self.found.new_of.get(clause.parent) if clause.parent else None
            if clause.parent and above is None:
                continue
            places = free.get((above, clause.kind, self.old.own[clause.eid]))
            if places:
                self.found.pair(clause.eid, places.pop(0))


def _index(clauses: Iterable[Clause], side: Side) -> dict[Phrase, list[str]]:
    """The clauses by the phrases that stand in them."""
    found: dict[Phrase, list[str]] = defaultdict(list)
    for clause in clauses:
        for shingle in _shingles(side.whole[clause.eid]):
            found[shingle].append(clause.eid)
    return found


def _shingles(text: str) -> set[Phrase]:
    """Runs of three words; of a short text its words."""
    found = words(text)
    size = _SHINGLE if len(found) > _SHINGLE else 1
    return {tuple(found[at : at + size]) for at in range(len(found) - size + 1)}

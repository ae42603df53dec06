"""Two wordings of one text, word by word: where they are equal, and how much alike they are.

Offsets count Unicode code points. The alignment is that of Ratcliff and Obershelp, as in the
standard library's ``difflib``, over words, marks and spaces; in a long text over its sentences
first, since the method is quadratic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Operation = Literal["equal", "delete", "insert"]

# Scripts without spaces between words are compared by character.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"\s+|[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_SENTENCE = re.compile(r"[^.!?;:。\n]*[.!?;:。\n]+\s*|[^.!?;:。\n]+$")
_MOST_PAIRS = 1_000_000  # of tokens compared with each other: about a second
_TELLING_PART = 8  # words that a clause must have to be recognised as a part of another
_PART_OF = 0.85  # how alike a clause is to one that holds all of it and more
_ISLAND = 3  # so few characters between two changes are read as part of one


@dataclass(frozen=True, slots=True)
class Stretch:
    """``old[a:b]`` became ``new[c:d]``; ``equal`` says that they are the same."""

    equal: bool
    a: int
    b: int
    c: int
    d: int


def words(text: str) -> list[str]:
    """The words of a text in lower case, marks and spaces left out."""
    return [word.casefold() for word in _WORD.findall(text)]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence (or member of a list within one) begins and ends."""
    for found in _SENTENCE.finditer(text):
        yield found.start(), found.end()


def stretches(old: str, new: str) -> list[Stretch]:
    """How ``old`` became ``new``: stretches in order that cover both texts."""
    if old == new:
        return [Stretch(True, 0, len(old), 0, len(new))] if old else []
    head = common_start(old, new)
    tail = common_start(old[head:][::-1], new[head:][::-1])
    # Never inside a word: what two words share by chance is no common text.
    head, tail = _to_boundary(old, new, head), _to_boundary(old[::-1], new[::-1], tail)
    found = list(_aligned(old[head : len(old) - tail], new[head : len(new) - tail]))
    moved = [Stretch(s.equal, s.a + head, s.b + head, s.c + head, s.d + head) for s in found]
    whole = [
        Stretch(True, 0, head, 0, head),
        *moved,
        Stretch(True, len(old) - tail, len(old), len(new) - tail, len(new)),
    ]
    return _merged(s for s in whole if s.b > s.a or s.d > s.c)


def common_start(old: str, new: str) -> int:
    """How many characters both begin with."""
    most = min(len(old), len(new))
    if old[:most] == new[:most]:
        return most
    return next(at for at in range(most) if old[at] != new[at])


def _to_boundary(old: str, new: str, at: int) -> int:
    while at and (_inside_word(old, at) or _inside_word(new, at)):
        at -= 1
    return at


def _inside_word(text: str, at: int) -> bool:
    return at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _aligned(old: str, new: str) -> Iterator[Stretch]:
    tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(tokens[0]) * len(tokens[1]) <= _MOST_PAIRS:
        yield from _opcodes(*tokens)
        return
    parts = [old[a:b] for a, b in sentences(old)], [new[a:b] for a, b in sentences(new)]
    if len(parts[0]) * len(parts[1]) > _MOST_PAIRS:
        yield Stretch(False, 0, len(old), 0, len(new))
        return
    for found in _opcodes(*parts):
        yield from [found] if found.equal else _within(old, new, found)


def _within(old: str, new: str, hunk: Stretch) -> Iterator[Stretch]:
    """The alignment inside a changed hunk, or the hunk where it is too long to align."""
    tokens = _TOKEN.findall(old[hunk.a : hunk.b]), _TOKEN.findall(new[hunk.c : hunk.d])
    if len(tokens[0]) * len(tokens[1]) > _MOST_PAIRS:
        yield hunk
        return
    for s in _opcodes(*tokens):
        yield Stretch(s.equal, s.a + hunk.a, s.b + hunk.a, s.c + hunk.c, s.d + hunk.c)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """Stretches over the characters of two lists of tokens."""
    starts_old, starts_new = _starts(old), _starts(new)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        places = starts_old[a], starts_old[b], starts_new[c], starts_new[d]
        yield Stretch(operation == "equal", *places)


def _starts(tokens: Sequence[str]) -> list[int]:
    found = [0]
    for token in tokens:
        found.append(found[-1] + len(token))
    return found


def _merged(found: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours of one kind become one."""
    result: list[Stretch] = []
    for s in found:
        last = result[-1] if result else None
        if last is not None and last.equal == s.equal:
            result[-1] = Stretch(s.equal, last.a, s.b, last.c, s.d)
        else:
            result.append(s)
    return result


def difference(old: str, new: str) -> list[tuple[Operation, str]]:
    """The change as a reader should see it: what stayed, what went, what came, in order.

    A space or a mark between two changes is shown as changed with them: three words replaced
    are one change, not three.
    """
    found = _without_islands(old, stretches(old, new))
    result: list[tuple[Operation, str]] = []
    for s in found:
        if s.equal:
            result.append(("equal", old[s.a : s.b]))
            continue
        if s.b > s.a:
            result.append(("delete", old[s.a : s.b]))
        if s.d > s.c:
            result.append(("insert", new[s.c : s.d]))
    return result


def _without_islands(old: str, found: list[Stretch]) -> list[Stretch]:
    kept = []
    for at, s in enumerate(found):
        inner = 0 < at < len(found) - 1
        island = s.equal and inner and s.b - s.a <= _ISLAND and not _WORD.search(old[s.a : s.b])
        kept.append(Stretch(False, s.a, s.b, s.c, s.d) if island else s)
    return _merged(kept)


def similarity(old: str, new: str) -> float:
    """How much alike two texts are, 0 to 1: twice the aligned words by all words.

    Long texts are compared by their words regardless of order.
    """
    a, b = words(old), words(new)
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    if len(a) * len(b) > _MOST_PAIRS:
        return 2 * sum((Counter(a) & Counter(b)).values()) / (len(a) + len(b))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def covered(part: str, whole: str, least: int = 3) -> float:
    """What share of the words of ``part`` stands in ``whole`` in runs of ``least`` or more."""
    a, b = words(part), words(whole)
    if not a or len(a) * len(b) > _MOST_PAIRS:
        return 0.0
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= least) / len(a)


def likeness(old: str, new: str) -> float:
    """How alike two clauses are; one that only grew, or was cut short, is nearly itself."""
    found = similarity(old, new)
    shorter, longer = sorted((old, new), key=len)
    if found > _PART_OF or len(words(shorter)) < _TELLING_PART:
        return found
    return max(found, _PART_OF * covered(shorter, longer))

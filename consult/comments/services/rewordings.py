"""A proposed wording beside the text that it would replace."""

from __future__ import annotations

from functools import lru_cache

from consult.documents.words import Operation, common_start, difference, words

Pieces = tuple[tuple[Operation, str], ...]
_ALIKE = 0.3  # below it most words differ, and a wording is easier to read by itself
_MOST_WORDS = 800  # between the first change and the last, in both texts: a fifth of a second


def same(one: str, other: str) -> bool:
    """Whether two wordings are the same, however their words are spaced and broken into lines."""
    return one.split() == other.split()


@lru_cache(maxsize=2048)
def against(text: str, wording: str) -> Pieces | None:
    """What ``wording`` changes in ``text``, word by word; None where hardly anything is kept.

    Computed once a process and remembered by the two texts, which never change: the same
    wording proposed by a thousand people is compared once.
    """
    if not text or _between(text, wording) > _MOST_WORDS:
        return None
    count = len(words(text)) + len(words(wording))
    pieces = tuple(difference(text, wording))
    kept = sum(len(words(part)) for operation, part in pieces if operation == "equal")
    return pieces if 2 * kept >= _ALIKE * count else None


def _between(text: str, wording: str) -> int:
    """How many words stand, in both texts together, between the first change and the last."""
    head = common_start(text, wording)
    tail = common_start(text[head:][::-1], wording[head:][::-1])
    return sum(len(words(whole[head : len(whole) - tail])) for whole in (text, wording))

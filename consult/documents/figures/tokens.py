"""A text as tokens, so that figures are found in one pass and none is counted twice.

Reading tokens instead of matching long patterns keeps the work in proportion to the length of
the text, whatever somebody writes into it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

NEVER, OPPOSED, SURE = 0, 1, 2

_TOKEN = re.compile(r"https?://\S+|[0-9]+|[^\W\d_]+|[^\w\s]|_")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SAME = {**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’ʼ", "'"), "ё": "е"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, date or reference that a text says.

    ``kind`` is ``number``, ``date`` or ``reference``. ``value`` is the same whatever the language:
    ``86000000000``, ``2020-07-20``, ``4-1``. ``unit`` is what is counted or cited where that is
    known; a word with several meanings names them all: ``paragraph|passage``. ``printed`` is how
    the text writes it. ``weight`` says whether a lack of it elsewhere is told: SURE always,
    OPPOSED only where the other text has another such figure, NEVER not at all.
    """

    kind: str
    value: str
    unit: str
    printed: str
    start: int
    weight: int = SURE


@dataclass(frozen=True, slots=True)
class Token:
    """A number, word or sign: ``text`` in small letters and Western digits, and its place."""

    text: str
    start: int
    end: int

    @property
    def number(self) -> bool:
        """Whether it is made of digits."""
        return "0" <= self.text[:1] <= "9"

    @property
    def word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[:1].isalpha()


_NONE = Token("", -9, -9)  # what stands before the first token, after the last, and where one went


class Text:
    """A text's tokens in one language; what has been taken as a figure is gone from it."""

    def __init__(self, text: str, lang: str) -> None:
        self.lang = lang
        self.plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
        self.tokens = [
            _NONE if m[0].startswith("http") else Token(m[0], m.start(), m.end())
            for m in _TOKEN.finditer("".join(map(_folded, self.plain)))
        ]
        self.figures: list[Figure] = []

    def __len__(self) -> int:
        return len(self.tokens)

    def at(self, index: int) -> Token:
        """The token there, or one without text."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else _NONE

    def says(self, index: int, *words: str) -> bool:
        """Whether the tokens from ``index`` are these."""
        return all(self.at(index + n).text == word for n, word in enumerate(words))

    def touch(self, index: int) -> bool:
        """Whether nothing stands between this token and the next."""
        return self.at(index).end == self.at(index + 1).start

    def capital(self, index: int) -> bool:
        """Whether the word is printed with a capital letter."""
        return self.plain[self.at(index).start : self.at(index).start + 1].isupper()

    def between(self, first: int, last: int) -> str:
        """What is printed from one token to another, on one line."""
        return " ".join(self.plain[self.at(first).start : self.at(last).end].split())

    def take(self, first: int, last: int, *figures: Figure) -> int:
        """Keep these figures as printed in these tokens; the index after them."""
        printed, start = self.between(first, last), self.at(first).start
        self.figures += [
            figure if figure.printed else replace(figure, printed=printed, start=start)
            for figure in figures
        ]
        for index in range(first, last + 1):
            self.tokens[index] = _NONE
        return last + 1


def figure(kind: str, value: str, unit: str = "", weight: int = SURE) -> Figure:
    """A figure that does not know yet where it is printed."""
    return Figure(kind, value, unit, "", 0, weight)


def less(one: str, other: str) -> bool:
    """Whether a number is less than another, by its digits, however many there are."""
    one, other = one.lstrip("0"), other.lstrip("0")
    return (len(one), one) < (len(other), other)


def _folded(character: str) -> str:
    """The character as it is compared; never more than one, so that places stay."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    small = character.lower() if len(character.lower()) == 1 else character
    return _SAME.get(small, small)

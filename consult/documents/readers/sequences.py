"""Whether one printed number follows another: 1 → 2, 4 → 4-1 → 5, 12 → 12a, з → и → к, iv → v."""

from __future__ import annotations

import re

from consult.documents.naming import number_of

# Repealed provisions leave gaps; a wider one is no longer the same list.
GAP = 10
LETTER_GAP = 3

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдежзіклмнопрстуўфхцчшыэюя",
    "abcçdefgğhıijklmnoöprsştuüvyz",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_PART = re.compile(r"[0-9]+|[^\W\d_]")
# Cyrillic letters that are printed for Roman numerals.
LIKE_ROMAN = str.maketrans("ІХСМі", "IXCMi")


def roman(text: str) -> int:
    """The value of a Roman numeral that is written as it should be, else 0."""
    values = [_ROMAN.get(letter, 0) for letter in text.translate(LIKE_ROMAN).lower()]
    if not values or 0 in values:
        return 0
    pairs = zip(values, [*values[1:], 0], strict=True)
    total = sum(-value if value < after else value for value, after in pairs)
    return total if _as_roman(total) == text.translate(LIKE_ROMAN).lower() else 0


def _as_roman(value: int) -> str:
    steps = "1000m900cm500d400cd100c90xc50l40xl10x9ix5v4iv1i"
    written = ""
    for worth, letters in re.findall(r"(\d+)([a-z]+)", steps):
        while value >= int(worth) and len(written) < 16:
            written, value = written + letters, value - int(worth)
    return written


def order(number: str) -> tuple[int, ...]:
    """A number with digits as a place in a sequence: ``4-1`` -> (4, 1), ``12a`` -> (12, 1)."""
    found = []
    for part in _PART.findall(number_of(number) or number):
        found.append(int(part[:6]) if part.isdecimal() else _place(part))
    return tuple(found)


def _place(letter: str) -> int:
    for alphabet in _ALPHABETS:
        if letter.lower() in alphabet:
            return alphabet.index(letter.lower()) + 1
    return 0


def steps(previous: tuple[int, ...], number: tuple[int, ...]) -> int:
    """How far ``number`` is after ``previous``: 1 for the next one, 0 where it is not after it."""
    for place, (before, after) in enumerate(zip(previous, number, strict=False)):
        if before != after:
            far = after - before
            plain = all(part == 1 for part in number[place + 1 :])
            return max(far, 0) + (0 if plain or far <= 0 else GAP)
    more = number[len(previous) :]
    return sum(more) if more and len(more) == 1 else 0


def letter_steps(previous: str, letter: str) -> int:
    """The same for letters, in the alphabet in which they stand nearest."""
    found = [
        alphabet.index(letter) - alphabet.index(previous)
        for alphabet in _ALPHABETS
        if letter in alphabet and previous in alphabet
    ]
    return min((far for far in found if far > 0), default=0)

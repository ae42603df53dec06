"""A number as Word writes it in a list: digits, letters of two alphabets, Roman numerals."""

from __future__ import annotations

from collections.abc import Callable

_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Word counts with 29 letters of the Russian alphabet: not with ё, й, ъ and ь.
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 32_767


def printed(number: int, form: str, pattern: str = "", lang: str = "") -> str:
    """``number`` in the form that OOXML calls ``form``; a form not known here is decimal.

    ``pattern`` is the first number of a form of one's own, such as "001". ``lang`` is the
    language of the document, in which ordinals are written.
    """
    if form in {"none", "bullet"}:
        return ""
    if form == "custom":
        return str(number).zfill(len(pattern.partition(",")[0].strip()) if number >= 0 else 0)
    if form == "ordinal":
        return _ordinal(number, lang)
    writer = _WRITERS.get(form, str)
    return writer(number)


def _letters(alphabet: str) -> Callable[[int], str]:
    def written(number: int) -> str:
        if number < 1:
            return str(number) if number else ""
        number = (number - 1) % (len(alphabet) * 30)  # Word begins anew after thirty in a row
        return alphabet[number % len(alphabet)] * (number // len(alphabet) + 1)

    return written


def _roman(number: int) -> str:
    if not 0 < number <= _LARGEST_ROMAN:
        return str(number)
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (number // worth)
        number %= worth
    return written


def _ordinal(number: int, lang: str) -> str:
    if lang.startswith("ru"):
        return f"{number}-й"
    if lang and not lang.startswith("en"):
        return str(number)
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _upper(writer: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: writer(number).upper()


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters(_LATIN),
    "upperLetter": _upper(_letters(_LATIN)),
    "lowerRoman": _roman,
    "upperRoman": _upper(_roman),
    "russianLower": _letters(_RUSSIAN),
    "russianUpper": _upper(_letters(_RUSSIAN)),
    "numberInDash": lambda number: f"- {number} -",
}

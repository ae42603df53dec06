"""What a number counts: percent, money, days and other units beside it."""

from __future__ import annotations

from consult.documents.figures import numerals, vocabulary
from consult.documents.figures.tokens import Text

_MONEY_SIGNS = frozenset({"$", "€", "₸", "₽", "usd", "eur", "kzt", "rub"})
_RU = "й я е го му м ой ая ый ое ых ом ую"
_ORDINAL_ENDINGS = {
    "en": frozenset({"st", "nd", "rd", "th"}),
    "ru": frozenset(_RU.split()),
    "kk": frozenset({"ші", "шы", "інші", "ыншы", "нші", "ншы"}),
}
_MOST_BESIDE = 3  # words between a number and its unit: «5 (пять) полных календарных лет»


def unit_before(text: Text, i: int) -> str:
    """The money whose sign or code stands before token ``i``."""
    sign = text.at(i - 1).text
    return vocabulary.unit(sign, text.lang) if sign in _MONEY_SIGNS else ""


def unit_after(text: Text, i: int) -> tuple[str, int]:
    """The unit that stands at token ``i`` or close after it, and the index after it.

    Working days are another unit than days; calendar days may be said simply as days.
    """
    here = _past_brackets(text, i)
    here += text.at(here).text in {"-", ")"}
    days = ""
    for _ in range(_MOST_BESIDE):
        if _is_index(text, here):
            return "mci", here + 3
        if (beside := vocabulary.beside_unit(text.at(here).text, text.lang)) is not None:
            days, here = days or beside, here + 1
    found = vocabulary.unit(text.at(here).text, text.lang)
    if found == "day":
        found = {"working": "working day", "calendar": "day|calendar day"}.get(days, found)
    return (found, here + 1) if found else ("", i)


def _past_brackets(text: Text, i: int) -> int:
    """Past the same number in words, as in «10 (десяти) дней»."""
    if text.says(i, "(") and (found := numerals.numeral(text, i + 1)):
        return found[1] + text.says(found[1], ")")
    return i


def _is_index(text: Text, i: int) -> bool:
    """Whether the monthly calculation index is named there."""
    stems = vocabulary.MCI.get(text.lang, ())
    return bool(stems) and all(text.at(i + n).text.startswith(s) for n, s in enumerate(stems))


def ending_after(text: Text, i: int) -> tuple[bool, int]:
    """Whether the number before ``i`` has the ending of an ordinal; the index after any ending."""
    hyphen = text.says(i, "-") and text.touch(i - 1) and text.touch(i)
    ending = text.at(i + hyphen).text
    if text.lang != "en" and not hyphen:
        return False, i
    if ending in _ORDINAL_ENDINGS.get(text.lang, ()) and (hyphen or text.touch(i - 1)):
        return True, i + hyphen + 1
    known = not ending or vocabulary.unit(ending, text.lang) or not text.at(i + hyphen).word
    return (False, i) if known or len(ending) > 4 or not hyphen else (False, i + 2)

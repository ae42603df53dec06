"""References to provisions and acts: «Article 253», «пункта 2 статьи 4-1», «247 және 253-баптар».

English and Russian name the provision before its number, Kazakh after it. «253–255» and «253 to
255» are both the numbers 253 and 255; where the second is not greater, as in «4-1», it is the
number of one inserted provision.
"""

from __future__ import annotations

import re

from consult.documents.figures import vocabulary
from consult.documents.figures.numerals import WORDS
from consult.documents.figures.tokens import OPPOSED, Text, figure, less

_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_ROMAN = re.compile("(?=.)(x{0,3})(ix|iv|v?i{0,3})")
_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_LATIN = str.maketrans("іх", "ix")  # Cyrillic letters that look like numerals
_BETWEEN = frozenset({",", ";", "-"}) | vocabulary.AND


def take_acts(text: Text) -> None:
    """Take the numbers of acts: «№ 410-V», «No. 410-V»."""
    for i in range(len(text)):
        named = text.says(i, "№") or (text.says(i, "no") and text.capital(i))
        j = i + 1 + text.says(i + 1, ".")
        if named and text.at(j).number and not _provision_before(text, i):
            value, end = _act_number(text, j)
            text.take(i, end - 1, figure("reference", value, "act"))


def _provision_before(text: Text, i: int) -> bool:
    """Whether «№» is that of an annex or another provision, which it does not change."""
    return bool(vocabulary.provision(text.at(i - 1).text, text.lang)) and text.lang != "kk"


def _act_number(text: Text, i: int) -> tuple[str, int]:
    value, i = text.at(i).text, i + 1
    while text.at(i).text in {"-", "/"} and text.touch(i - 1) and text.touch(i):
        part = text.at(i + 1)
        roman = part.text.translate(_LATIN)
        if not part.number and not _ROMAN.fullmatch(roman):
            break
        value, i = f"{value}{text.at(i).text}{roman}", i + 2
    return value, i


def take_references(text: Text) -> None:
    """Take every provision that is cited by its number."""
    for i in range(len(text)):
        word = text.at(i).text
        unit = vocabulary.provision(word, text.lang) if word else ""
        if not unit:
            continue
        if text.lang == "en" and text.says(i - 2, "sub", "-"):
            unit = "point"
        if text.lang == "kk":
            _before(text, i, unit) or _ordinal_before(text, i, unit)
        else:
            _after(text, i, unit) or _ordinal_before(text, i, unit)


def _after(text: Text, i: int, unit: str) -> bool:
    """Take «статьи 247, 253 и 255»; whether something was taken."""
    here = i + 1 + text.says(i + 1, ".")
    here += text.says(here, "№")
    first, found, bracket = here, text.figures[:0], False
    while item := _item(text, here):
        values, end, weight = item
        if here > first and (_counts(text, end) or bracket > text.says(end - 1, ")")):
            break
        bracket = text.says(end - 1, ")")
        found += [figure("reference", value, unit, weight) for value in values]
        last, here = end - 1, end
        while text.at(here).text in _BETWEEN and here < end + 2:
            here += 1
        if here == end:
            break
    if not found:
        return False
    inner = _in_brackets(text, last + 1) if unit == "article" else []
    found += [figure("reference", value, "paragraph|part|point") for value in inner]
    text.take(i, last + 3 * len(inner), *found)
    return True


def _counts(text: Text, end: int) -> bool:
    """Whether the number before is of something else: of days, of a month, of millions."""
    word = text.at(end).text
    beside = word and vocabulary.beside_unit(word, text.lang) is not None
    return bool(
        beside
        or vocabulary.unit(word, text.lang)
        or vocabulary.scale(word)
        or vocabulary.provision(word, text.lang)
        or (vocabulary.provision(text.at(end + 1).text, text.lang) and text.lang == "kk")
    )


def _in_brackets(text: Text, i: int) -> list[str]:
    """The numbers of «253(2)(1)»."""
    found = []
    while text.says(i, "(") and text.touch(i - 1) and text.at(i + 1).number:
        if not text.says(i + 2, ")"):
            break
        found.append(_plain(text.at(i + 1).text))
        i += 3
    return found


def _item(text: Text, i: int) -> tuple[list[str], int, int] | None:
    """The numbers of one member of a list, the index after it, and their weight."""
    i += text.says(i, "(") and text.at(i + 1).number
    if text.at(i).number:
        parts, end = _parts(text, i)
        return _spread(parts), end + text.says(end, ")"), 2
    word = text.at(i).text
    if (number := _roman(word)) and text.capital(i):
        return [str(number)], i + 1, 2
    number = vocabulary.ordinal(word, text.lang)
    number = number or (WORDS["en"].get(word, 0) if text.lang == "en" else 0)
    return ([str(number)], i + 1, OPPOSED) if number else None


def _parts(text: Text, i: int) -> tuple[list[str], int]:
    """The parts of «4-1», «1.2», «4¹», each but the first with its sign, and the index after."""
    parts, i = [_plain(text.at(i).text)], i + 1
    while text.at(i).text in {"-", "."} and text.touch(i - 1) and text.touch(i):
        if not text.at(i + 1).number:
            break
        parts.append(text.at(i).text + _plain(text.at(i + 1).text))
        i += 2
    if text.touch(i - 1) and _raised(text.at(i).text):
        parts.append(f"-{text.at(i).text.translate(_RAISED)}")
        i += 1
    return parts, i


def _raised(word: str) -> bool:
    """Whether the word is a raised number: «4¹» is the inserted provision 4-1."""
    plain = word.translate(_RAISED)
    return plain != word and plain.isascii() and plain.isdigit()


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _spread(parts: list[str]) -> list[str]:
    """«253–255» as its two ends, and everything else as one number."""
    if len(parts) == 2 and parts[1][0] == "-" and less(parts[0], parts[1][1:]):
        return [parts[0], parts[1][1:]]
    return ["".join(parts)]


def _roman(word: str) -> int:
    found = _ROMAN.fullmatch(word.translate(_LATIN))
    if not found:
        return 0
    return 10 * len(found[1]) + _UNITS.index(found[2])


def _before(text: Text, i: int, unit: str) -> bool:
    """Take the Kazakh «247, 253 және 255-баптар», «1), 2) тармақшалар»; whether any was taken."""
    end = i - 1
    joined = (text.says(end, "-") and text.touch(end)) or text.says(end, ")")
    if not (joined or (unit == "article" and text.at(end).number) or text.capital(end)):
        return False
    end -= text.says(end, "-")
    found: list[list[str]] = []
    first = i
    while item := _item_back(text, end):
        values, first = item
        found.append(values)
        end = first - 1
        while text.at(end).text in _BETWEEN and end > first - 3:
            end -= 1
        if end == first - 1:
            break
    values = [value for values in reversed(found) for value in values]
    if values:
        text.take(first, i, *(figure("reference", value, unit) for value in values))
    return bool(values)


def _item_back(text: Text, end: int) -> tuple[list[str], int] | None:
    """The numbers of one member of a list that ends there, and the index of its first token."""
    if (number := _roman(text.at(end).text)) and text.capital(end):
        return [str(number)], end
    first = end - text.says(end, ")")
    first -= _raised(text.at(first).text)
    if not text.at(first).number:
        return None
    while text.at(first - 1).text in {"-", "."} and text.touch(first - 1):
        if not (text.at(first - 2).number and text.touch(first - 2)):
            break
        first -= 2
    return _spread(_parts(text, first)[0]), first - text.says(first - 1, "(")


def _ordinal_before(text: Text, i: int, unit: str) -> bool:
    """Take «the second part», «вторая часть», «екінші бөлік», which may be ordinary words."""
    if number := vocabulary.ordinal(text.at(i - 1).text, text.lang):
        text.take(i - 1, i, figure("reference", str(number), unit, OPPOSED))
    return bool(number)

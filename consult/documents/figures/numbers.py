"""Numbers in a text that are neither dates nor references: in digits, and in words.

A comma parts thousands in English and decimals in Russian and Kazakh; of a language that is not
known a comma or point before just three digits is taken to part thousands.
"""

from __future__ import annotations

from fractions import Fraction

from consult.documents.figures import numerals, vocabulary
from consult.documents.figures.dates import is_year
from consult.documents.figures.tokens import NEVER, OPPOSED, SURE, Figure, Text, figure, less
from consult.documents.figures.units import ending_after, unit_after, unit_before

_LONGEST = 40  # digits of what is read as a number; a longer row is compared as it stands
_AND_A_HALF = frozenset({"полтора", "полторы", "полутора"})


def take_numbers(text: Text) -> None:
    """Take every number, in digits or in words."""
    i = 0
    while i < len(text):
        token = text.at(i)
        if token.number:
            i = _take_digits(text, i)
        elif token.word and text.lang in vocabulary.LANGS:
            i = _take_words(text, i)
        else:
            i += 1


def _take_digits(text: Text, i: int) -> int:
    value, end = number_at(text, i)
    while value and (scale := vocabulary.scale(text.at(end).text)):
        value, end = value * scale, end + 1
        end += text.says(end, ".") and text.at(end + 1).word
    plain = is_year(text.at(i).text) and end == i + 1
    ordinal, after = ending_after(text, end)
    if ordinal:
        said = figure("number", said_as(value, text, i, end), "ordinal", OPPOSED)
        return text.take(i, after - 1, said)
    unit, last = unit_after(text, after)
    unit = "" if plain and unit == "year" else unit or unit_before(text, i)
    kind = "date" if plain and not unit else "number"
    last = _past_words(text, after, value, last)
    return text.take(i, max(last, end) - 1, figure(kind, said_as(value, text, i, end), unit))


def _past_words(text: Text, i: int, value: Fraction | None, last: int) -> int:
    """Past «(ten)» after 10, so that one number is not counted twice; no other is passed over."""
    found = numerals.numeral(text, i + 1) if text.says(i, "(") else None
    if not found:
        return last
    return max(last, found[1] + text.says(found[1], ")")) if found[0] == value else i


def said_as(value: Fraction | None, text: Text, i: int, end: int) -> str:
    """A number as text, equal for equal numbers; what is no number as its digits and signs."""
    if value is not None:
        return str(value)
    return "".join(text.at(n).text for n in range(i, end))


def number_at(text: Text, i: int) -> tuple[Fraction | None, int]:
    """The number in digits that begins there, and the index after it.

    None stands for what only looks like one: ``1.2.3``, ``218-1``, a row of too many digits.
    """
    digits, end, sign = _grouped(text, i)
    if len(digits) > _LONGEST:
        return None, end
    after = text.at(end).text
    if after == "-" and _number_touches(text, end) and not less(digits, text.at(end + 1).text):
        return None, end + 2
    if after in {":", "/"} and _number_touches(text, end):
        return _parted(digits, after, text.at(end + 1).text), end + 2
    if after not in {",", "."} - {sign} or not _number_touches(text, end):
        return Fraction(digits), end
    if text.says(end + 2, after) and _number_touches(text, end + 2):
        return _numbered(text, end, after)
    decimals = text.at(end + 1).text
    return (Fraction(f"{digits}.{decimals}") if len(decimals) <= _LONGEST else None), end + 2


def _number_touches(text: Text, i: int) -> bool:
    """Whether the sign there stands between two numbers without spaces."""
    return text.touch(i - 1) and text.touch(i) and text.at(i + 1).number


def _parted(digits: str, sign: str, other: str) -> Fraction | None:
    """«2/3» and «18:30»; a time is also written «18.30», so it is the same number."""
    if len(other) > _LONGEST or (sign == "/" and not int(other)):
        return None
    return Fraction(f"{digits}.{other}") if sign == ":" else Fraction(int(digits), int(other))


def _numbered(text: Text, end: int, sign: str) -> tuple[None, int]:
    """«1.2.3» to its end."""
    while text.says(end, sign) and _number_touches(text, end):
        end += 2
    return None, end


def _grouped(text: Text, i: int) -> tuple[str, int, str]:
    """The digits of «2 000 000», «2,000,000»; the index after; the sign that parts them."""
    first = text.at(i).text
    if len(first) > 3 or first[0] == "0":
        return first, i + 1, ""
    groups, end = _groups(text, i, "")
    if groups:
        return first + "".join(groups), end, " "
    sign = text.at(i + 1).text
    groups, end = _groups(text, i, sign) if sign in {",", ".", "'"} else ([], i + 1)
    parts_thousands = sign == "'" or text.lang not in vocabulary.LANGS
    parts_thousands = parts_thousands or (sign == "," and text.lang == "en") or len(groups) > 1
    return (
        (first + "".join(groups), end, sign) if groups and parts_thousands else (first, i + 1, "")
    )


def _groups(text: Text, i: int, sign: str) -> tuple[list[str], int]:
    """Groups of three digits after token ``i``, each after the sign, or after one space."""
    found: list[str] = []
    step = 2 if sign else 1
    end = i + 1
    while len(text.at(end + step - 1).text) == 3 and text.at(end + step - 1).number:
        gap = text.at(end + step - 1).start - text.at(end - 1).end
        if gap != 1 or (sign and not text.says(end, sign)):
            break
        found.append(text.at(end + step - 1).text)
        end += step
    return found, end


def _take_words(text: Text, i: int) -> int:
    word = text.at(i).text
    if (number := vocabulary.ordinal(word, text.lang)) and not numerals.share(text, i):
        return text.take(i, i, figure("number", str(number), "ordinal", NEVER))
    if made := numerals.compound(word, text.lang):
        return text.take(i, i, figure("number", str(made[0]), made[1], OPPOSED))
    if part := numerals.share(text, i):
        value = str(Fraction(part[0]))
        return text.take(i, part[1] - 1, figure("number", value, "", OPPOSED))
    if word in _AND_A_HALF:
        return _take_numeral(text, i, Fraction(3, 2), i + 1)
    found = numerals.numeral(text, i)
    return _take_numeral(text, i, *found) if found else i + 1


def _take_numeral(text: Text, i: int, value: Fraction, end: int) -> int:
    again = number_at(text, end + 1) if text.says(end, "(") and text.at(end + 1).number else None
    if again and again[0] == value:
        return text.take(i, end - 1)
    unit, last = unit_after(text, end)
    said = figure("number", str(value), unit, _weight(text, i, end, value, unit))
    return text.take(i, last - 1, said)


def _weight(text: Text, i: int, end: int, value: Fraction, unit: str) -> int:
    """How much a number in words weighs: one, and what may be another word, weigh nothing."""
    follows = text.at(end + text.says(end, "-")).text
    alone = end == i + 1 and (text.at(i).text in numerals.DOUBTFUL and not unit)
    bare = vocabulary.scale(text.at(i).text)
    if value <= 1 or alone or bare or vocabulary.ordinal(follows, text.lang):
        return NEVER
    return SURE if unit else OPPOSED


def printed_digits(found: Figure) -> bool:
    """Whether a figure is printed in digits at all."""
    return any(c.isdigit() for c in found.printed)

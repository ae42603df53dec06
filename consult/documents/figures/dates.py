"""Dates in a text: «20 July 2020», «20 июля 2020 года», «2020 жылғы 20 шілдеде», «20.07.2020».

A date without a year takes that of a date close beside it: «1 мамырдан 20 шілдеге дейін» with one
year said once is two dates of that year in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from consult.documents.figures.tokens import Text, figure
from consult.documents.figures.vocabulary import month as month_of
from consult.documents.figures.vocabulary import unit, year_word

_QUOTES = frozenset("«»\"“”'")
_FROM = "ден дан тен тан нен нан"
_ABLATIVE = frozenset(_FROM.split())
_ENDING = "st nd rd th го е ое ого му й сы сі ы і сына сіне ына іне"
_ENDINGS = frozenset(_ENDING.split()) | _ABLATIVE
_TO = {"en": {"-", "to"}, "ru": {"-", "по", "до"}, "kk": {"-", "мен", "бен", "пен"}}
# Alone these months are also other words in some language: may, march, a holiday, a season.
_DOUBTFUL = frozenset({3, 5, 6, 8, 10})
_NEAR = 4  # tokens between two dates of one year


@dataclass
class _Date:
    first: int
    last: int
    month: int
    day: int = 0
    year: str = ""

    def value(self) -> str:
        """As ISO 8601 writes it, ``--07-20`` without a year."""
        day = f"-{self.day:02}" if self.day else ""
        return f"{self.year or '-'}-{self.month:02}{day}"


def numeric_dates(text: Text) -> list[tuple[int, int, str, str, str]]:
    """Dates in digits: first and last token, year, month and day; day before month if unsure."""
    found = []
    for i in range(len(text) - 4):
        if text.at(i).number and text.at(i + 1).text in {".", "/", "-"} and _alone(text, i):
            parts = text.at(i).text, text.at(i + 2).text, text.at(i + 4).text
            if date := _numeric(text.at(i + 1).text, parts):
                found.append((i, i + 4, *date))
    return found


def _alone(text: Text, i: int) -> bool:
    """Whether three numbers touch there with one sign between them, and no more numbers."""
    sign = text.at(i + 1).text
    before = text.at(i - 1).text == sign and text.touch(i - 1)
    after = text.at(i + 5).text == sign and text.touch(i + 4) and text.at(i + 6).number
    inside = all(text.touch(n) for n in range(i, i + 4)) and text.at(i + 3).text == sign
    return inside and not before and not (after and text.touch(i + 5))


def _numeric(sign: str, parts: tuple[str, str, str]) -> tuple[str, str, str] | None:
    year, month, day = parts if sign == "-" else parts[::-1]
    if not (len(year) == 4 and len(day) <= 2 and len(month) <= 2 and day.isdigit()):
        return None
    if not month.isdigit():
        return None
    if sign == "/" and int(month) > 12:
        month, day = day, month
    fits = 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and year[0] in "12"
    return (year, month, day) if fits else None


def take_dates(text: Text) -> None:
    """Take every date of which at least a month is said."""
    for first, last, year, month, day in numeric_dates(text):
        after = last + (1 if year_word(text.at(last + 1).text, text.lang) else 0)
        text.take(first, after, figure("date", f"{year}-{int(month):02}-{int(day):02}"))
    found: list[_Date] = []
    for i in range(len(text)):
        word = text.at(i)
        if word.word and (named := month_of(word.text, text.lang)):
            found += _dates_at(text, i, named)
    _years_from_beside(found)
    for date in found:
        free = all(text.at(i).text for i in range(date.first, date.last + 1))
        if free and (date.day or date.year or date.month not in _DOUBTFUL):
            text.take(date.first, date.last, figure("date", date.value()))


def _dates_at(text: Text, i: int, month: int) -> list[_Date]:
    date = _Date(i, i, month)
    _day_before(text, date)
    earlier = _range_before(text, date) if date.day else []
    if not date.day:
        _day_after(text, date)
    _year_after(text, date)
    if text.lang == "kk" and not date.year:
        _year_before(text, earlier[0] if earlier else date, date)
    for other in earlier:
        other.year = date.year
    return [*earlier, date] if _is_month(text, i, date) else []


def _is_month(text: Text, i: int, date: _Date) -> bool:
    """Whether the word is a month and no verb or abbreviation that looks so."""
    if text.lang == "en" and not text.capital(i):
        return False
    return bool(date.day or date.year or len(text.at(i).text) > 3)


def _number_before(text: Text, i: int) -> tuple[int, str] | None:
    """The place of a day that ends at token ``i``, and its ending as in «20-го», «20th»."""
    ending = ""
    if text.at(i).text in _ENDINGS:
        ending, i = text.at(i).text, i - 1 - text.says(i - 1, "-")
    digits = text.at(i)
    fits = digits.number and len(digits.text) <= 2 and 1 <= int(digits.text) <= 31
    return (i, ending) if fits else None


def _day_before(text: Text, date: _Date) -> None:
    i = date.first - 1
    if text.lang == "en" and text.says(i, "of"):
        i -= 1 + text.says(i - 1, "day")
    if text.lang == "kk" and text.says(i, "-") and text.touch(i):
        i -= 1
    quoted = text.at(i).text in _QUOTES
    if found := _number_before(text, i - quoted):
        date.first, date.day = found[0], int(text.at(found[0]).text)
        if quoted and text.at(date.first - 1).text in _QUOTES:
            date.first -= 1


def _range_before(text: Text, date: _Date) -> list[_Date]:
    """The first day of «from 1 to 20 July», «с 1 по 20 июля», «1–20 шілде»."""
    i = date.first - 1
    between = text.says(i, "and") and text.says(i - 2, "between")
    joined = text.at(i).text in _TO[text.lang] or between
    found = _number_before(text, i - joined)
    if not found or not (joined or found[1] in _ABLATIVE):
        return []
    last, date_first = date.first - 1, found[0]
    return [_Date(date_first, last, date.month, int(text.at(date_first).text))]


def _day_after(text: Text, date: _Date) -> None:
    """The day of «July 20» and of «шілде айының 20-сы»."""
    i = date.last + 1
    if text.lang == "kk" and text.at(i).text.startswith("айын"):
        i += 1
    elif text.lang != "en" and not text.at(date.last).text.endswith(("ның", "нің", "дың", "дің")):
        return
    end = i + 1 if text.says(i + 1, "-") and text.at(i + 2).text in _ENDINGS else i
    end = end + 1 if text.at(end + 1).text in _ENDINGS else end
    found = _number_before(text, end)
    if found and found[0] == i and not unit(text.at(end + 1).text, text.lang):
        date.last, date.day = end, int(text.at(i).text)


def _year_after(text: Text, date: _Date) -> None:
    i = date.last + 1
    if text.lang == "en":
        i += text.says(i, ",") or text.says(i, "of")
    said = year_word(text.at(i + 1).text, text.lang)
    if is_year(text.at(i).text) and (text.lang != "kk" or said):
        date.last, date.year = i + said, text.at(i).text


def _year_before(text: Text, earliest: _Date, date: _Date) -> None:
    i = earliest.first - 1
    i -= text.says(i, ".")
    if year_word(text.at(i).text, "kk") and is_year(text.at(i - 1).text):
        earliest.first, date.year = i - 1, text.at(i - 1).text


def is_year(digits: str) -> bool:
    """Whether digits can be a year that a law names."""
    return len(digits) == 4 and (digits[:2] in {"18", "19", "20"}) and digits.isdigit()


def _years_from_beside(dates: list[_Date]) -> None:
    """A year said once for two dates beside each other is that of both."""
    for one, other in pairwise(dates):
        if other.first - one.last <= _NEAR + 1:
            other.year = other.year or one.year
    for one, other in reversed([*pairwise(dates)]):
        if other.first - one.last <= _NEAR + 1:
            one.year = one.year or other.year

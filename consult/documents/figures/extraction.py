"""Numbers, dates and references in a text, so that language versions can be held side by side.

English, Russian and Kazakh are read as legal acts write them, and «20 июля 2020 года»,
«2020 жылғы 20 шілде» and «20 July 2020» are one date. Of another language only digits are read,
of any script, and dates in digits.
"""

from __future__ import annotations

from consult.documents.figures.dates import numeric_dates, take_dates
from consult.documents.figures.numbers import number_at, printed_digits, said_as, take_numbers
from consult.documents.figures.references import take_acts, take_references
from consult.documents.figures.tokens import NEVER, Figure, Text, figure
from consult.documents.figures.vocabulary import LANGS


def base(lang: str) -> str:
    """The language of a tag such as ``kk-KZ``."""
    return lang.partition("-")[0].lower()


def figures(text: str, lang: str) -> tuple[Figure, ...]:
    """Everything that ``text`` says in figures, in its order; each stretch is counted once."""
    if base(lang) not in LANGS:
        return digits(text, lang)
    found = Text(text, base(lang))
    for take in (take_dates, take_acts, take_references, take_numbers):
        take(found)
    return tuple(sorted(found.figures, key=lambda figure: figure.start))


def digits(text: str, lang: str) -> tuple[Figure, ...]:
    """What ``text`` says in digits, for comparison with a language whose words are not known.

    A month in digits, and everything that a known language says in words, are there to be found
    again and are never missed themselves: the other language may write them in words.
    """
    found = Text(text, base(lang))
    dates = numeric_dates(found)
    for first, last, year, month, day in dates:
        parts = figure("number", str(int(day))), figure("number", str(int(year)))
        found.take(first, last, *parts, figure("number", str(int(month)), "", NEVER))
    found.lang = ""
    for i in range(len(found)):
        if found.at(i).number:
            value, end = number_at(found, i)
            found.take(i, end - 1, figure("number", said_as(value, found, i, end)))
    return tuple(sorted((*found.figures, *_in_words(text, lang)), key=lambda f: f.start))


def _in_words(text: str, lang: str) -> list[Figure]:
    if base(lang) not in LANGS:
        return []
    said = figures(text, lang)
    words = [f for f in said if not printed_digits(f)]
    months = [f.value.lstrip("-").split("-") for f in said if f.kind == "date"]
    named = [parts[len(parts) > 1 and len(parts[0]) == 4] for parts in months]
    values = [*(f.value for f in words), *(str(int(n)) for n in named if len(n) == 2)]
    return [Figure("number", value, "", value, 0, NEVER) for value in values]

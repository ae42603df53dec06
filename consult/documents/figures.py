"""Numbers, dates and references in a text, so that language versions can be held side by side.

English, Russian and Kazakh are read as legal acts write them; of another language the digits and
the dates in digits. What is found is normalised: «20 июля 2020 года», «2020 жылғы 20 шілде» and
«20 July 2020» are one date.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "январ феврал март апрел ма[йяею] июн июл август сентябр октябр ноябр декабр",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
}
_STEMS = {lang: names.split() for lang, names in _MONTHS.items()}
_MONTH = {lang: f"(?P<month>{'|'.join(stems)})\\w*" for lang, stems in _STEMS.items()}
_DAY, _YEAR = r"(?P<day>[0-3]?[0-9])", r"(?P<year>[12][0-9]{3})"
_NUMERIC = [
    r"\b(?P<day>[0-3]?[0-9])[./](?P<number>[01]?[0-9])[./](?P<year>[12][0-9]{3})\b",
    r"\b(?P<year>[12][0-9]{3})-(?P<number>[01][0-9])-(?P<day>[0-3][0-9])\b",
]
_DATES = {
    "en": [
        rf"\b{_DAY}(?:st|nd|rd|th)?\s+{_MONTH['en']}(?:,?\s+{_YEAR}\b)?",
        rf"\b{_MONTH['en']}\s+{_DAY}(?:st|nd|rd|th)?,\s*{_YEAR}\b",
        rf"\b{_MONTH['en']}\s+{_YEAR}\b",
    ],
    "ru": [
        rf"\b{_DAY}\s+{_MONTH['ru']}(?:\s+{_YEAR}\b(?:\s*(?:год\w*|г\.))?)?",
        rf"\b{_MONTH['ru']}\s+{_YEAR}\b(?:\s*(?:год\w*|г\.))?",
    ],
    "kk": [
        rf"\b{_YEAR}\s*(?:жыл\w*|ж\.)\s+{_DAY}(?:-|\s+){_MONTH['kk']}",
        rf"\b{_YEAR}\s*(?:жыл\w*|ж\.)\s+{_MONTH['kk']}",
        rf"\b{_DAY}(?:-|\s+){_MONTH['kk']}",
    ],
}
_PROVISION = r"[0-9]+(?:-[0-9]+)?(?:\.[0-9]+)*\)?"
_AND = r"\s*(?:,|–|-|\s(?:and|or|to|и|или|по|және|мен|пен|бен|немесе)\s)\s*"
_LIST = rf"(?P<list>{_PROVISION}(?:{_AND}{_PROVISION})*)"
# Only articles are told from smaller parts: what one language calls a point another calls a
# paragraph, and that is no difference.
_REFERENCES = {
    "en": (r"\barticles?\s+", r"\b(?:(?:sub)?paragraphs?|points?|parts?|chapters?|sections?)\s+"),
    "ru": (
        r"\bстать\w+\s+",
        r"\b(?:(?:под)?пункт\w*|част[ьияею]\w*|глав\w+|раздел\w*|абзац\w*)\s+",
    ),
    "kk": (
        r"\s?-\s?ба[пб]\w*",
        r"\s?-?\s?(?:тарма[қғ]\w*|бөл[іi][кгм]\w*|тарау\w*|абзац\w*)",
    ),
}
_MULTIPLES = {
    10**12: r"trillion|трлн|триллион\w*",
    10**9: r"billion|млрд|миллиард\w*",
    10**6: r"million|млн|миллион\w*",
    10**3: r"thousand|тыс\.?|тысяч\w*|мың\w*",
}
_MULTIPLE = "|".join(f"(?P<m{value}>{words})" for value, words in _MULTIPLES.items())
_MOST_DIGITS = 40  # of a number; a longer row of digits is none
_GAP = "[ \u00a0\u2009\u202f]"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<whole>[0-9]{{1,3}}(?:(?:{_GAP}|,)[0-9]{{3}})+|[0-9]+)"
    rf"(?P<decimal>[.,][0-9]+)?(?![0-9])(?:{_GAP}?(?:{_MULTIPLE})\b)?",
    re.IGNORECASE,
)
_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "ru": "дв[аеу]х? тр[её]х?и? четыр\\w+ пят[ьи]ю? шест[ьи]ю? сем[ьи]ю? вос\\w*м[ьи]ю? "
    "девят[ьи]ю? десят[ьи]ю? одиннадцат\\w+ двенадцат\\w+ тринадцат\\w+ "
    "четырнадцат\\w+ пятнадцат\\w+ шестнадцат\\w+ семнадцат\\w+ восемнадцат\\w+ "
    "девятнадцат\\w+ двадцат\\w+",
    "kk": "екі үш төрт бес алты жеті сегіз тоғыз он (?:он\\sбір) (?:он\\sекі) (?:он\\sүш) "
    "(?:он\\sтөрт) (?:он\\sбес) (?:он\\sалты) (?:он\\sжеті) (?:он\\sсегіз) (?:он\\sтоғыз) жиырма",
}
_UNITS = {
    "en": r"days?|weeks?|months?|years?|hours?|times|per\s?cent|copies|members|tenge",
    "ru": r"дн\w+|недел\w+|месяц\w*|лет|год\w*|час\w*|раз\w*|процент\w*|экземпляр\w*|тенге|член\w*",
    "kk": r"күн\w*|апта\w*|ай\w*|жыл\w*|сағат\w*|рет\w*|есе\w*|пайыз\w*|дана\w*|теңге\w*|мүше\w*",
}


@dataclass(frozen=True)
class Figures:
    """What a text says in figures. ``printed`` tells how each was written in it.

    Keys are normalised: dates ``2020-07-20``, references ``("article", "253")``, numbers exact
    fractions. ``in_words`` are numbers written as words before a unit, and weigh less.
    """

    dates: Counter[str]
    references: Counter[tuple[str, str]]
    numbers: Counter[Fraction]
    in_words: Counter[Fraction]
    printed: dict[object, str]


def figures(text: str, lang: str) -> Figures:
    """Everything that ``text`` says in figures; each stretch of it is counted once."""
    lang = lang.partition("-")[0]
    found = Figures(Counter(), Counter(), Counter(), Counter(), {})
    rest = _western(text)
    for pattern in [*_NUMERIC, *_DATES.get(lang, [])]:
        rest = re.sub(pattern, lambda m: _take_date(m, lang, found), rest)
    for kind, pattern in zip(("article", "provision"), _REFERENCES.get(lang, ()), strict=False):
        whole = _LIST + pattern if lang == "kk" else pattern + _LIST
        rest = re.sub(whole, partial(_take_references, kind, found), rest, flags=re.I)
    for value, printed in _numbers(rest, lang):
        found.numbers[value] += 1
        found.printed.setdefault(value, printed)
    for value, printed in _in_words(rest, lang):
        found.in_words[value] += 1
        found.printed.setdefault(("words", value), printed)
    return found


def _western(text: str) -> str:
    """The text with digits of other scripts as Western ones; its length stays."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text
    )


def _take_date(match: re.Match[str], lang: str, found: Figures) -> str:
    parts = match.groupdict()
    number = int(parts["number"]) if parts.get("number") else _month(parts["month"], lang)
    day = f"-{int(parts['day']):02}" if parts.get("day") else ""
    value = f"{parts.get('year') or ''}-{number:02}{day}"
    found.dates[value] += 1
    found.printed.setdefault(value, match[0].strip())
    return " … "


def _month(name: str, lang: str) -> int:
    return next(n for n, stem in enumerate(_STEMS[lang], 1) if re.fullmatch(stem, name))


def _take_references(kind: str, found: Figures, match: re.Match[str]) -> str:
    for number in re.findall(r"[0-9]+(?:-[0-9]+)?(?:\.[0-9]+)*", match["list"]):
        found.references[kind, number] += 1
        found.printed.setdefault((kind, number), match[0].strip())
    return " … "


def _numbers(text: str, lang: str) -> Iterator[tuple[Fraction, str]]:
    for match in _NUMBER.finditer(text):
        whole, decimal = match["whole"], match["decimal"] or ""
        if "," in whole and lang != "en":  # a decimal comma, not thousands
            whole, _, digits = whole.partition(",")
            decimal = "." + digits.replace(",", "")
        digits = re.sub(rf"{_GAP}|,", "", whole)[:_MOST_DIGITS]
        value = Fraction(digits + decimal.replace(",", ".")[:_MOST_DIGITS])
        for multiple in _MULTIPLES:
            if match[f"m{multiple}"]:
                value *= multiple
        yield value, match[0].strip()


def _in_words(text: str, lang: str) -> Iterator[tuple[Fraction, str]]:
    if lang not in _WORDS:
        return
    # The longer words first: what was taken for twelve is not two as well.
    for value, word in reversed(list(enumerate(_WORDS[lang].split(), 2))):
        pattern = rf"(?<!\w){word}\s+(?:\w+\s+)?(?:{_UNITS[lang]})(?!\w)"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Fraction(value), " ".join(match[0].split())
        text = re.sub(pattern, " ", text, flags=re.IGNORECASE)

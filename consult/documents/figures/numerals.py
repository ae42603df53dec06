"""Numbers written as words in English, Russian and Kazakh."""

from __future__ import annotations

import re
from fractions import Fraction

from consult.documents.figures import vocabulary
from consult.documents.figures.tokens import Text

_EN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_KK = "бір екі үш төрт бес алты жеті сегіз тоғыз"
_KK_TENS = "он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан"
# The cases of a number apart by strokes. «Семью» is left out: it is also a family.
_RU = (
    "один/одна/одно/одного/одной/одному/одним/одном/одну два/две/двух/двум/двумя "
    "три/трех/трем/тремя четыре/четырех/четырем/четырьмя пять/пяти/пятью шесть/шести/шестью "
    "семь/семи восемь/восьми/восемью/восьмью девять/девяти/девятью десять/десяти/десятью"
)
_RU_TEENS = (
    "одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат "
    "девятнадцат"
)
_RU_TENS = (
    "двадцать/двадцати/двадцатью тридцать/тридцати/тридцатью сорок/сорока "
    "пятьдесят/пятидесяти/пятьюдесятью шестьдесят/шестидесяти/шестьюдесятью "
    "семьдесят/семидесяти/семьюдесятью восемьдесят/восьмидесяти/восемьюдесятью девяносто/девяноста"
)
_RU_HUNDREDS = (
    "сто/ста двести/двухсот/двумстам/двумястами/двухстах "
    "триста/трехсот/тремстам/тремястами/трехстах четыреста/четырехсот/четыремстам/четырехстах "
    "пятьсот/пятисот/пятистам шестьсот/шестисот/шестистам семьсот/семисот/семистам "
    "восемьсот/восьмисот/восьмистам девятьсот/девятисот/девятистам"
)


def _counted(names: str, first: int, step: int = 1) -> dict[str, int]:
    return {
        form: first + step * n for n, forms in enumerate(names.split()) for form in forms.split("/")
    }


WORDS = {
    "en": _counted(_EN, 1) | _counted(_EN_TENS, 20, 10) | {"hundred": 100},
    "ru": _counted(_RU, 1)
    | {f"{name}{end}": n for name, n in _counted(_RU_TEENS, 11).items() for end in ("ь", "и", "ью")}
    | _counted(_RU_TENS, 20, 10)
    | _counted(_RU_HUNDREDS, 100, 100),
    "kk": _counted(_KK, 1) | _counted(_KK_TENS, 10, 10) | {"жүз": 100},
}
# Also a pronoun, a quarter of a year, a face: alone they are never missed in another language.
DOUBTFUL = frozenset({"one", "бір", "тоқсан", "жүз", "мың"}) | {
    form for form, value in WORDS["ru"].items() if value == 1
}
_HALF = {"en": ("and", "a", "half"), "ru": ("с", "половиной"), "kk": ("жарым",)}
_PARTS = {
    "en": "half thirds? quarters?/fourths? fifths? sixths? sevenths? eighths? ninths? tenths?",
    "ru": r"половин\w треть/трети/третей/третью/третям/третями/третях четверт\w{1,3} "
    r"пят[аоыу]\w{1,2} шест[аоыу]\w{1,2} седьм\w{2} восьм[аоыу]\w{1,2} "
    r"девят[аоыу]\w{1,2} десят[аоыу]\w{1,2}",
    "kk": "екіден үштен төрттен бестен алтыдан жетіден сегізден тоғыздан оннан",
}
_PART = {
    lang: re.compile("|".join(f"({names.replace('/', '|')})" for names in words.split()))
    for lang, words in _PARTS.items()
}
_KK_COUNTED = re.compile("(бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз)(?:[ыі]|сі|сы)?(?:н[а-яі]*)?")
_RU_FIRST = {
    **_counted("одно двух трех четырех пяти шести семи восьми девяти десяти", 1),
    **{f"{name}и": n for name, n in _counted(_RU_TEENS, 11).items()},
    **_counted("двадцати тридцати сорока пятидесяти шестидесяти", 20, 10),
    **{"девяносто": 90, "сто": 100},
}
_RU_COMPOUND = re.compile(
    "(" + "|".join(sorted(_RU_FIRST, key=len, reverse=True)) + ")"
    r"((?:дневн|суточн|летн|месячн|годичн|недельн|часов|процентн)\w{2,3})"
)


def numeral(text: Text, index: int) -> tuple[Fraction, int] | None:
    """The number in words that begins there and the index after it."""
    words = WORDS.get(text.lang, {})
    total, group, room, ceiling, here = 0, 0, 1000, 10**15, index
    while True:
        here, start = _next_word(text, here, room, index), here
        word = text.at(here).text
        value, scale = words.get(word, 0), vocabulary.scale(word) if text.at(here).word else 0
        if scale and scale < ceiling and (here > index or word not in {"тыс", "млн", "млрд"}):
            total, group, room, ceiling = total + (group or 1) * scale, 0, 1000, scale
        elif value == 100 and text.lang != "ru" and room in {1, 1000} and group < 10:
            group, room = (group or 1) * 100, 100
        elif value and _size(value) < room:
            group, room = group + value, _room(value, text.lang)
        else:
            return _with_half(text, start, total + group) if start > index else None
        here += 1


def _next_word(text: Text, index: int, room: int, first: int) -> int:
    """Past «and» after hundreds and the hyphen after tens, where a numeral goes on."""
    joined = text.says(index, "-") and room == 10 and text.touch(index)
    joined = joined or (text.says(index, "and") and room in {100, 1000})
    follows = text.at(index + 1).text in WORDS.get(text.lang, {})
    return index + 1 if text.lang == "en" and index > first and joined and follows else index


def _size(value: int) -> int:
    return next(size for size in (100, 10, 1) if value >= size)


def _room(value: int, lang: str) -> int:
    """What must be smaller to follow: nothing follows eleven, but «он бес» is fifteen."""
    return 1 if 10 <= value < 20 and lang != "kk" else _size(value)


def _with_half(text: Text, index: int, value: int) -> tuple[Fraction, int]:
    half = _HALF[text.lang]
    if text.says(index, *half):
        return value + Fraction(1, 2), index + len(half)
    return Fraction(value), index


def share(text: Text, index: int) -> tuple[str, int] | None:
    """A fraction in words, such as «two thirds», «две трети», «үштен екі», and the index after."""
    words = WORDS.get(text.lang, {})
    here, there = text.at(index).text, index + 1 + text.says(index + 1, "-")
    if text.lang == "kk":
        below, counted = _PART["kk"].fullmatch(here), _KK_COUNTED.fullmatch(text.at(there).text)
        if below and counted:
            return f"{words[counted[1]]}/{(below.lastindex or 0) + 1}", there + 1
    elif 0 < words.get(here, 0) < 10 and (below := _PART[text.lang].fullmatch(text.at(there).text)):
        return f"{words[here]}/{(below.lastindex or 0) + 1}", there + 1
    return None


def compound(word: str, lang: str) -> tuple[int, str] | None:
    """The number and the unit of a Russian word such as «десятидневный»."""
    found = _RU_COMPOUND.fullmatch(word) if lang == "ru" else None
    return (_RU_FIRST[found[1]], vocabulary.unit(found[2], "ru")) if found else None

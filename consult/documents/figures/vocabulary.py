"""The words of figures in English, Russian and Kazakh: months, units, provisions, numerals.

The names of provisions are those of Kazakhstan's legal acts and of their English translations,
where «пункт» and «абзац» are both called paragraph, and «раздел» section. Kazakh and Russian
words are matched with the endings of their cases.
"""

from __future__ import annotations

import re
from functools import lru_cache

_REMEMBERED = 4096  # words: a text says the same ones again and again
LANGS = frozenset({"en", "ru", "kk"})

_RU = "(?:[ьяюе]|ем)"
_ADJ = "(?:[ыо]й|ая|ое|ого|ому|ым|ом|ую|ые|ых|ыми)"
_KK = "(?:с?[ыі]н?)?(?:[дт][ае](?:н|ғы|гі)?|н[ае]н?|[ае]|[ғгқк][ае]|[дтн][ыі]ң?|[мбп]ен)?"
_KK_MONTHS = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйе[кг] қазан қараша желтоқсан"
_MONTHS = {
    "en": "jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? "
    "sept?(?:ember)? oct(?:ober)? nov(?:ember)? dec(?:ember)?",
    "ru": f"янв(?:ар{_RU})? фев(?:р(?:ал{_RU})?)? март?(?:а|у|е|ом)? апр(?:ел{_RU})? "
    f"ма(?:й|я|ю|е|ем) июн{_RU} июл{_RU} авг(?:уст(?:а|у|е|ом)?)? сент?(?:ябр{_RU})? "
    f"окт(?:ябр{_RU})? ноя(?:б(?:р{_RU})?)? дек(?:абр{_RU})?",
    "kk": " ".join(name + _KK for name in _KK_MONTHS.split()),
}
_MONTH = {
    lang: re.compile("|".join(f"({name})" for name in names.split()))
    for lang, names in _MONTHS.items()
}
YEAR_WORD = {
    "ru": re.compile("год(?:а|у|ом|е|ы|ов|ам|ах|ами)?|гг?"),
    "kk": re.compile("жыл(?:ы|ғы|ғ[ыа]|дың|да|дан|дағы|дар[а-яәғқңөұүһі]*|ын[а-яі]*|ының)?|жж?"),
}
_UNITS = {
    "en": {
        "day": "days?|daily",
        "week": "weeks?",
        "month": "months?",
        "year": "years?|yrs?",
        "hour": "hours?",
        "minute": "minutes?",
        "percent": "%|percent|percentage",
        "tenge": "tenge|kzt|₸",
        "dollar": r"\$|dollars?|usd",
        "euro": "€|euros?|eur",
        "rouble": "₽|rou?bles?|rub",
        "mci": "mci|mcis",
        "copy": "cop(?:y|ies)",
        "member": "members?",
    },
    "ru": {
        "day": r"день|дня|дней|дню|дням|дни|днях|днем|днями|сут(?:ки|ок|кам|ками|ках)|дневн\w+|"
        r"суточн\w+",
        "week": r"недел\w+",
        "month": r"месяц\w*|месячн\w+|мес",
        "year": r"год(?:а|у|ом|е|ы|ов|ам|ах|ами)?|лет|годичн\w+|летн\w+",
        "hour": "час(?:а|ов|у|ам|ами|ах|овой|овая)?",
        "minute": r"минут\w*",
        "percent": r"%|процент\w*|проц",
        "tenge": "тенге|₸|kzt",
        "dollar": r"доллар\w*|\$|usd",
        "euro": "евро|€|eur",
        "rouble": r"рубл\w+|₽|rub",
        "mci": "мрп",
        "copy": r"экземпляр\w*",
        "member": "член(?:а|ов|у|ам|ы|ами|ах|ом)?",
    },
    "kk": {
        "day": r"күн(?:і|ін|іне|інде|інен|ге|де|нен|дік|ді|нің|дер\w*)?|тәулік\w*",
        "week": r"апта\w*",
        "month": r"ай(?:ы|дан|ға|да|ды|дың|лық|ын\w*|дағы|лар\w*)?",
        "year": r"жыл(?:ы|ға|да|дан|ды|дың|дық|дағы|ғы|ын\w*|дар\w*)?|жас(?:қа|тан|та|ты|ында)?",
        "hour": r"сағат\w*",
        "minute": r"минут\w*",
        "percent": r"%|пайыз\w*|процент\w*",
        "tenge": r"теңге\w*|₸|kzt",
        "dollar": r"доллар\w*|\$|usd",
        "euro": r"еуро\w*|€|eur",
        "rouble": r"рубл\w+|сом|₽|rub",
        "mci": "аек",
        "copy": r"дана\w*",
        "member": r"мүше\w*",
    },
}
_UNIT = {
    lang: re.compile("|".join(f"(?P<{name}>{words})" for name, words in units.items()))
    for lang, units in _UNITS.items()
}
MCI = {  # the monthly calculation index, in which fines are counted
    "en": ("monthly", "calculat", "ind"),
    "ru": ("месячн", "расчетн", "показател"),
    "kk": ("айлық", "есептік", "көрсеткіш"),
}
_BESIDE = {  # what may stand between a number and its unit, and what it says of days
    "en": r"(?P<working>working|business)|(?P<calendar>calendar)|us|u|s|american|full|consecutive",
    "ru": r"(?P<working>рабоч\w+)|(?P<calendar>календарн\w+)|полн\w+|американск\w+|последн\w+",
    "kk": r"(?P<working>жұмыс)|(?P<calendar>күнтізбелік)|толық|ақш|америка\w*",
}
_SCALES = {
    10**3: r"thousand|тыс|тысяч\w{0,3}|мың\w{0,4}",
    10**6: r"million|mln|млн|миллион\w{0,4}",
    10**9: r"billion|bln|bn|млрд|миллиард\w{0,4}",
    10**12: r"trillion|трлн|триллион\w{0,4}",
}
_SCALE = [(value, re.compile(words)) for value, words in _SCALES.items()]
_PROVISIONS = {
    "en": {
        "article": "articles?|arts?",
        "paragraph|passage|subchapter": "para(?:graph)?s?",
        "point": "subparagraphs?|subparas?",
        "paragraph|point": "points?|items?|clauses?",
        "point|subpoint": "sub(?:point|item|clause)s?",
        "part": "parts?",
        "chapter": "chapters?",
        "passage": "indents?|indentions?",
        "section|article|subchapter": "sections?|§",
        "paragraph|part": "subsections?",
        "annex": "annex(?:es)?|appendix|appendices|schedules?",
    },
    "ru": {
        "article": "стат(?:ья|ьи|ье|ью|ьей|ей|ьям|ьями|ьях)|стст|ст",
        "point": r"подпункт\w{0,3}|подп",
        "paragraph|point": "пп",
        "paragraph": r"пункт\w{0,3}|п",
        "part": "част(?:ь|и|ью|ей|ям|ями|ях)|ч",
        "passage": r"абзац\w{0,3}|абз",
        "chapter": "глав(?:а|ы|е|у|ой|ам|ами|ах)?|гл",
        "section": r"раздел\w{0,3}",
        "subchapter|section": r"параграф\w{0,3}|подраздел\w{0,3}|§",
        "annex": r"приложени\w{1,3}",
    },
    "kk": {
        "article": r"ба[пб]\w*",
        "point": r"тармақша\w*",
        "paragraph": r"тарма[қғ]\w*",
        "section": r"бөлім\w*",
        "part": r"бөлі[кг]\w*",
        "passage": r"абзац\w*",
        "chapter": r"тарау\w*",
        "subchapter|section": r"параграф\w*",
        "annex": r"қосымша\w*",
    },
}
_PROVISION = {
    lang: [(unit, re.compile(words)) for unit, words in units.items()]
    for lang, units in _PROVISIONS.items()
}
_AND = "and or to и или по до және немесе мен пен бен"
AND = frozenset(_AND.split())
_RU_ORDINALS = (
    r"перв втор трет(?:ий|ь\w{1,3}) четверт пят шест седьм восьм девят десят одиннадцат двенадцат"
)
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "ru": " ".join(w if w.endswith(")") else w + _ADJ for w in _RU_ORDINALS.split()),
    "kk": r"бірінші\w* екінші\w* үшінші\w* төртінші\w* бесінші\w* алтыншы\w* жетінші\w* "
    r"сегізінші\w* тоғызыншы\w* оныншы\w*",
}
_ORDINAL = {
    lang: re.compile("|".join(f"({word})" for word in words.split()))
    for lang, words in _ORDINALS.items()
}


@lru_cache(_REMEMBERED)
def month(word: str, lang: str) -> int:
    """The number of the month that the word names; 0 where it names none."""
    found = _MONTH[lang].fullmatch(word) if lang in _MONTH else None
    return found.lastindex or 0 if found else 0


@lru_cache(_REMEMBERED)
def year_word(word: str, lang: str) -> bool:
    """Whether the word says that a number is a year: «года», «г», «жылғы»."""
    return lang in YEAR_WORD and YEAR_WORD[lang].fullmatch(word) is not None


@lru_cache(_REMEMBERED)
def unit(word: str, lang: str) -> str:
    """What the word counts, in English; empty where that is not known."""
    found = _UNIT[lang].fullmatch(word) if lang in _UNIT else None
    return found.lastgroup or "" if found else ""


@lru_cache(_REMEMBERED)
def beside_unit(word: str, lang: str) -> str | None:
    """What a word between a number and its unit says of it; None where it is no such word."""
    found = re.fullmatch(_BESIDE[lang], word) if lang in _BESIDE else None
    return (found.lastgroup or "") if found else None


@lru_cache(_REMEMBERED)
def scale(word: str) -> int:
    """A thousand, a million and so on; 0 where the word is none."""
    return next((value for value, words in _SCALE if words.fullmatch(word)), 0)


@lru_cache(_REMEMBERED)
def provision(word: str, lang: str) -> str:
    """Which provision the word names; empty where it names none."""
    named = _PROVISION.get(lang, [])
    return next((unit for unit, words in named if words.fullmatch(word)), "")


@lru_cache(_REMEMBERED)
def ordinal(word: str, lang: str) -> int:
    """The number that «first», «первый», «бірінші» say, to twelve; 0 where the word is none."""
    found = _ORDINAL[lang].fullmatch(word) if lang in _ORDINAL else None
    return found.lastindex or 0 if found else 0

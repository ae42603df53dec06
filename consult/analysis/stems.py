"""What words are searched by: one analyser for every database, so all give the same hits.

A text is indexed as its words and their stems, joined by spaces; a query asks for a word by any of
its alternatives. Both the surface and the stems stand on both sides, because a stemmer is not
consistent: Snowball makes `граждан` of `гражданам`, but `гражда` of `граждан` itself. They meet
because what is a stem here is a surface there.

A word in Russian has one stem more where a vowel flees (`проверок`, `проверка`) or a suffix falls
in the plural (`гражданин`, `граждане`). The column that keeps these tokens must be cut at spaces
only: no stemming, and no dropping of diacritics, which would make и of й.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

from consult.analysis import kazakh

LONGEST = 40
_REMEMBERED = 1 << 18  # words; more than a year of comments has

_WORD = re.compile(r"[^\W_]+")
# Marks left over once a text is composed, such as stress, and what only guides line breaks.
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u2060\ufeff]")
_RUSSIAN = re.compile(r"[а-я]+")
_KAZAKH = re.compile(r"[а-яәғқңөұүһі]+")
_ENGLISH = re.compile(r"[a-z]+")
# A word typed without a Kazakh keyboard: Latin letters among Cyrillic ones, and all of them twins.
_MIXED = re.compile(r"(?=.*[а-яәғқңөұүһі])(?=.*[aceopxyihə])[а-яәғқңөұүһі0-9aceopxyihə]+")
_TWINS = str.maketrans("aceopxyihə", "асеорхуіһә")

_ANALYSERS = {"ru": ("ru",), "kk": ("kk", "ru"), "en": ("en",)}
_ALL = ("ru", "kk", "en")


def words(text: str) -> list[str]:
    """The words of a text in its order: letters and digits of any script, small, ё as е.

    A word longer than ``LONGEST`` is cut to it. Stress marks and soft hyphens are as if they were
    not there; a Latin i or ə in a Cyrillic word is the Kazakh letter. A word of the answer, given
    again, is its own only word.
    """
    small = unicodedata.normalize("NFC", text).lower()
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", small).replace("ё", "е"))
    return [_in_one_script(word[:LONGEST]) for word in _WORD.findall(plain)]


def indexed(text: str, lang: str) -> str:
    """The tokens of a text in language ``lang``, each once, sorted, with a space between.

    Kazakh texts are read as Russian too, because people mix; a language without an analyser here
    gives the surfaces only.
    """
    analysers = _ANALYSERS.get(lang, ())
    tokens: set[str] = set()
    for word in set(words(text)):
        tokens.update(_forms(word, analysers))
    return " ".join(sorted(tokens))


def asked(query: str, most: int = 12) -> list[list[str]]:
    """The alternatives for each distinct word of a query, the first ``most`` in its order.

    A text fits when for every word at least one alternative is among its indexed tokens. A word
    is looked for under every analyser, because nobody says in which language they ask.
    """
    distinct = list(dict.fromkeys(words(query)))
    return [list(_forms(word, _ALL)) for word in distinct[:most]]


def _in_one_script(word: str) -> str:
    return word.translate(_TWINS) if not word.isascii() and _MIXED.fullmatch(word) else word


@lru_cache(maxsize=_REMEMBERED)
def _forms(word: str, analysers: tuple[str, ...]) -> tuple[str, ...]:
    """The surface and its stems, sorted."""
    forms = {word}
    if "en" in analysers and _ENGLISH.fullmatch(word):
        forms.add(_snowball.english.stemWord(word))
    if "ru" in analysers and _RUSSIAN.fullmatch(word):
        forms.update(_russian(word))
    if "kk" in analysers and _KAZAKH.fullmatch(word):
        forms.add(kazakh.stem(word))
    return tuple(sorted(form for form in forms if form))


def _russian(word: str) -> list[str]:
    """Snowball's stem, and what it misses: the vowel that flees, the suffix of one of a people."""
    for forms, own in _OWN:
        if forms.fullmatch(word):
            return [own]
    stem = str(_snowball.russian.stemWord(word))
    bare = _FLEETING.sub(r"\1\2", stem) if len(stem) > 4 else stem
    return [stem, _ONE_OF_MANY.sub(r"\1", bare)]


# Words of every law to which Snowball gives the stem of another: of право, of суд.
_OWN = (
    (re.compile(r"правил(о|а|у|ом|е|ам|ами|ах)?"), "правил"),
    (re.compile(r"суд(ья|ьи|ье|ью|ьей|ей|ьям|ьями|ьях)"), "судь"),
)
_FLEETING = re.compile(r"([бвгджзклмнпрстфхцчшщ])ь?[ое]([кц])$")
_ONE_OF_MANY = re.compile(r"(..[ая]н)ин$")


class _Snowball(threading.local):
    """Snowball's stemmers keep the word they work on, so each thread has its own."""

    def __init__(self) -> None:
        self.russian = RussianStemmer()
        self.english = EnglishStemmer()


_snowball = _Snowball()

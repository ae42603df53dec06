"""The stem of a Kazakh word: its inflection is taken off from the outside in.

A noun is stem, plural, possessive, case; a verb is stem, voice, negation, tense, person. Each
ending is taken only where Kazakh lets it stand: its vowel in harmony with the word before it, its
first consonant right for the sound it follows. So `апта` (a week) would lose `та`, but `орта` (the
middle) never could. What the rules cannot know stands in short lists of words.

The endings are those of any grammar of Kazakh, such as R. Muhamedowa, *Kazakh: A Comprehensive
Grammar* (Routledge, 2016). Derivation is left alone: `заңсыз` is not `заң`, and `азаматтық` is not
`азамат`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_VOWELS = "аәеэоөұүыія"
_OPEN = "аәеэоыія"  # the vowels a word can end in
_SONORANT = "рлйуию"
_NASAL = "мнң"
_BUZZING = "зж"
# Final voiced stops are those of borrowed words, and are spoken voiceless.
_VOICELESS = "пткқсшщчфхцһбвгғд"
_VOICED = _OPEN + _SONORANT + _NASAL + _BUZZING
_CLOSED = _SONORANT + _NASAL + _BUZZING + _VOICELESS

_BACK, _FRONT = "аоұыя", "әеэөүі"
_EITHER = "ию"  # borrowed words take either kind after these; у is looked through
_DEVOICED = str.maketrans("бгғ", "пкқ")
_FLED = ("рқ", "рк", "лқ", "лк", "рн", "йн")
_DENOMINAL = re.compile(r"[лд][ае][нл]$")
# Before a past: the suffix of verbs made of nouns, or the negation.
_OPEN_VERB = re.compile(r"[^аәеоөұүыіуию][лдмбп][ае]$")
# Before ы or і: the suffix of who does a thing, and of what belongs to a time or a place (`ішкі`,
# `соңғы`). Nouns in ыш and іш are no agents.
_AGENT_OR_RELATED = re.compile(r"(.[^ыі]ш|[^аәеоөұүыі][ғг]|[пткқсш][қк])$")
# Before ны or ні: participles, whose н the accusative would take.
_PARTICIPLE = re.compile(r"(..[^аәеоөұүыі][ғгқк][ае]|..[аей]т[ыі])$")
_PLACES = {"A": "ае", "Y": "ыі", "Ғ": "ғг", "Қ": "қк"}
_LETTERS = re.compile(r"[а-яёәғқңөұүһі]{3,}")
_SIGNS = "ьъ"


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that end as if they were inflected.
_WHOLE = _listed("""
    адам адвокат азамат айып алтау алғыс апат апта арқан арқылы аттестат аудан ағым ақпарат ақын
    баспа басқа билет бюджет білім біреу бұрын бәрі бөлім гендер депутат екеу есім жалақы жалпы
    жалған жамағат жарым жарғы жасыл жақын жиым заман зейнет зейнетақы иммунитет кабинет
    кандидат касса кейін келісім кеңес киім комитет кәсіп көңіл латын лауазым мазмұн майдан
    маман мандат мастер мақсат мемлекет мерзім міндет мүмкін мұндай мұғалім мәлімет мәтін ниет
    нұсқа нәрсе нәсіп отбасы пайда пакет паритет приоритет пішім рұқсат сайын салауат санат
    сауда сенім сертификат сондай сыйақы сұлу тақырып тегін тендер туралы тыйым тізілім тізім
    тұжырым тұрғын тәлім тәртіп тәсіл төзім төлем университет факультет характер шариғат шағым
    шешім ғибадат ғылым қабыл қалың қандай қаражат қаржы қарсы қару қаулы қауіп қолдан қорған
    қоғам қызмет қызыл қысқа құжат құзырет құрмет үкім үкімет үшеу ұйым ұстаным ұсыным ұғым әдет
    әділет әлем әрекет әріп өзгеше өкім өлшем өлім өсиет
""")
# Short nouns whose possessive is worth taking off, and the few in ш that are no agents.
_SHORT = _listed("іс ел үй ой")
_IN_SH = _listed("күш ағаш")
# Verbs whose stem ends in а or е without the suffix that says so.
_VERBS = _listed("""
    арна баста бағала белгіле жазала жара жаса жолда жүкте ойна орна орында сайла сана сақта
    сұра талқыла тара төле шекте қара қорға
""")


class _Ending(NamedTuple):
    text: str
    back: bool | None  # of which harmony; None fits any word
    after: str  # the sounds it may follow
    least: int  # letters that must be left


def _endings(*rows: tuple[str, str, int]) -> tuple[_Ending, ...]:
    """Every form of each ending, the longer first; a capital stands for a sound in harmony."""
    made = []
    for shape, after, least in rows:
        for side, back in enumerate((True, False)):
            text = "".join(_PLACES[c][side] if c in _PLACES else c for c in shape)
            made.append(_Ending(text, None if text == shape else back, after, least))
    return tuple(sorted(set(made), key=lambda e: (-len(e.text), e.text, e.after)))


_CASE = _endings(
    *(("нYң", _OPEN + _NASAL, 2), ("дYң", _SONORANT + _BUZZING, 2), ("тYң", _VOICELESS, 2)),
    *(("нY", _OPEN, 3), ("дY", _CLOSED, 2), ("тY", _VOICELESS, 2)),
    *(("ҒA", _VOICED, 2), ("ҚA", _VOICELESS, 2), ("дA", _VOICED, 2), ("тA", _VOICELESS, 2)),
    *(("дAҒY", _VOICED, 2), ("тAҒY", _VOICELESS, 2), ("нікі", _VOICED, 2), ("тікі", _VOICELESS, 2)),
    *(("дAн", _OPEN + _SONORANT + _BUZZING, 2), ("нAн", _NASAL, 2), ("тAн", _VOICELESS, 2)),
    *(("мен", _OPEN + _SONORANT + _NASAL, 2), ("бен", _BUZZING, 2), ("пен", _VOICELESS, 2)),
    # After the possessive of the third person, and of the first and second.
    *((shape, "ыі", 4) for shape in ("н", "нA", "нAн", "ндA", "ндAҒY")),
    *((possessor + "A", _CLOSED, 3) for possessor in ("Yм", "Yң")),
    ("YмшA", _CLOSED, 3),
)
_PERSON = _endings(
    ("мYн", _OPEN + _SONORANT, 3), ("бYн", _BUZZING + _NASAL, 3), ("пYн", _VOICELESS, 3)
)
_POSSESSIVE = _endings(
    *(("YмYз", _CLOSED, 2), ("мYз", _OPEN, 3), ("YңYз", _CLOSED, 2), ("ңYз", _OPEN, 3)),
    *(("Yм", _CLOSED, 3), ("Yң", _CLOSED, 3), ("сY", _OPEN, 3), ("Y", _CLOSED, 3), ("ісі", "т", 3)),
)
_PLURAL = _endings(
    *(("лAр", _OPEN + "руйию", 2), ("дAр", "л" + _NASAL + _BUZZING, 2), ("тAр", _VOICELESS, 2))
)
_TENSE = _endings(
    *(("ҒAн", _VOICED, 2), ("ҚAн", _VOICELESS, 2), ("AтYн", _CLOSED, 2)),
    *(("йтYн", _OPEN, 3), ("AдY", _CLOSED, 2), ("йдY", _OPEN, 3), ("дY", _OPEN, 3)),
    *(("AмYн", _CLOSED, 4), ("ймYн", _OPEN, 3), ("ймYз", _OPEN, 3), ("сYн", _CLOSED, 3)),
    *((past, _OPEN + _CLOSED, 3) for past in ("дYм", "дYңYз")),
    *(("сA", _VOICED, 2), ("сA", "пткқшс", 2), ("Yп", _CLOSED, 2), ("у", _OPEN + _CLOSED, 2)),
)
_NEGATION = _endings(
    *(("мA", _OPEN + _SONORANT, 3), ("бA", _NASAL + _BUZZING, 3), ("пA", _VOICELESS, 3))
)
_VOICE = _endings(("Yл", _CLOSED, 3))


def stem(word: str) -> str:
    """The stem of a word in small letters; the word itself where nothing of it is an inflection.

    Two forms of one word nearly always have one stem. The last consonant is the voiceless one
    (`кітабы`, `кітап`), and a vowel that fled is back (`халқы`, `халық`). A stem is never empty.
    """
    if not _LETTERS.fullmatch(word) or word in _WHOLE:
        return _even(word)
    rest = _without(word, _TENSE)
    if rest == word:
        noun = _noun(word)
        rest = _without(noun, _TENSE)
        if rest == noun:
            return _even(_passive(_reflexive(noun, least=6)))
    return _even(_verb(rest))


def _noun(word: str) -> str:
    """Without predicate, case, possessive and plural."""
    for slot in (_PERSON, _CASE, _POSSESSIVE, _PLURAL):
        word = _without(word, slot)
    return word


def _verb(word: str) -> str:
    """Without negation and voice, for a word that has lost a tense."""
    return _passive(_reflexive(_without(word, _NEGATION), least=5))


def _reflexive(word: str, least: int) -> str:
    """Without the voice in н or л after a vowel: `талқылан` is `талқыла`, `жасал` is `жаса`."""
    if word[:-1] in _VERBS and word[-1] in "нл":
        return word[:-1]
    cut = len(word) > least and word not in _WHOLE and _DENOMINAL.search(word)
    return word[:-1] if cut else word


def _passive(word: str) -> str:
    """Without the voice of what is done: `тексеріл` is `тексер`, but `діншіл` is no verb."""
    rest = _without(word, _VOICE)
    return word if rest.endswith("ш") and len(rest) > 3 else rest


def _without(word: str, slot: tuple[_Ending, ...]) -> str:
    """The word without the longest ending of a slot that may stand there.

    A listed word is never cut, and an ending that leaves one goes before a longer one.
    """
    if word in _WHOLE:
        return word
    rests = [word[: -len(e.text)] for e in slot if word.endswith(e.text) and _may_stand(e, word)]
    if not rests:
        return word
    known = (rest for rest in rests if rest in _WHOLE or rest in _VERBS)
    return next(known, rests[0])


def _may_stand(ending: _Ending, word: str) -> bool:
    rest = word[: -len(ending.text)]
    if not _long_enough(rest, ending):
        return False
    if rest.rstrip(_SIGNS)[-1:] not in ending.after:
        return False
    if ending.back is not None and not _in_harmony(rest, ending.back):
        return False
    return not _belongs_to_the_stem(rest, ending.text)


def _long_enough(rest: str, ending: _Ending) -> bool:
    """Two letters are a stem only where a vowel comes first: `ел`, `іс`, `ұл`."""
    if rest in _SHORT:
        return True
    if len(rest) < max(ending.least, 2):
        return False
    return len(rest) > 2 or (rest[0] in _VOWELS and rest[1] not in _VOWELS)


def _in_harmony(rest: str, back: bool) -> bool:
    """Whether an ending with a back or a front vowel may follow; а у is looked through."""
    if rest[-1] in _SIGNS:
        return True
    for letter in reversed(rest):
        if letter in _EITHER:
            return True
        if letter in _BACK or letter in "яё":
            return back
        if letter in _FRONT:
            return not back
    return True


def _belongs_to_the_stem(rest: str, text: str) -> bool:
    """Whether what looks like an ending is the stem's: an agent's ші, the а of `баста-ды`."""
    if rest + text[0] in _WHOLE or rest + text[:2] in _WHOLE:
        return True
    if text in ("ы", "і"):
        return rest not in _IN_SH and bool(_AGENT_OR_RELATED.search(rest))
    if text in ("ны", "ні"):
        return rest not in _WHOLE and bool(_PARTICIPLE.search(rest))
    if text in ("сы", "сі", "мын", "мін"):  # `қылмыс-ы`, `шешім-ін`, but `екінші-сі`
        return rest.endswith(("ы", "і")) and rest not in _WHOLE and rest[-2] not in "шғгқ"
    if text in ("ады", "еді"):
        verb = rest + text[0]
        return verb in _VERBS or bool(_OPEN_VERB.search(verb))
    return text in ("са", "се") and rest.endswith("с")


def _even(word: str) -> str:
    """One spelling of a stem: the last stop voiceless, the vowel that fled back (`ерк`, `ерік`),
    and none that a borrowed word has before its endings (`акті`, `акт`).
    """
    if word.endswith("кті"):
        return word[:-1]
    word = word[:-1] + word[-1:].translate(_DEVOICED)
    if len(word) > 2 and word.endswith(_FLED):
        word = word[:-1] + ("ы" if _in_harmony(word, back=True) else "і") + word[-1]
    return word

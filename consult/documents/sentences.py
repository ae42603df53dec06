"""Sentences of the text of a clause, in the three languages of the interface.

Not every full stop ends a sentence: "ст. 5", "т.е.", "Art. 3", "№ 410-V." and "г. Алматы" go on.
Where it cannot be told, the sentence goes on: a longer one can be commented on, half a one cannot.
"""

from __future__ import annotations

import re

from consult.documents.anchors import Passage

LONGEST = 2000  # code points: what is longer is cut, so that it can be quoted
_NEAR = 40  # what stands farther from a stop has nothing to do with it
_LONG = 500  # what is longer is cut at its semicolons, as enumerations in laws are
_STOP = re.compile(r"[.!?…]+[\"'»”’)\]]*(?=\s)|\n\s*\n")
_BEGINS = re.compile(r"\s*[\"'«“„(\[—–-]*\s*(?=[^\W_])(.)", re.DOTALL)
_WORD_BEFORE = re.compile(r"[\w.-]+$")
_NUMBERED = re.compile(r"(?:№|§|\bN|\bNo\.?|\bArt\.)\s*$")
_ORDINAL = re.compile(r"(?:\d{1,4}(?:[-.]\d+)*|[IVXLCDM]+|[^\W\d_])")
_LAST_PART = re.compile(r"[.-]")
_SEMICOLON = re.compile(r";(?=\s)")

# What stands before a full stop that ends nothing, in small letters: Russian, Kazakh, English.
_WORDS = """
    ст стст п пп подп ч чч абз гл разд прил прим см ср т тт г гг в вв р руб коп тг тыс млн млрд
    трлн тел ул пр-т просп пер д кв корп обл р-н пос с сс им напр т.е т.к т.н и.о в.и.о изд рис
    табл стр экз акад проф доц канд мин сек кг км га
    б бб тар тарм ж жж ғ ғғ қ ауд обл мыс ш к-сі даң мөл теңг а.ж т.ғ.к
    art arts sec secs para paras cl ch vol p pp pt fig cf e.g i.e eg ie vs al st mr mrs ms dr prof
    inc ltd co corp approx dept est ed eds reg regs jan feb mar apr jun jul aug sept sep oct nov dec
"""
_SHORTENED = frozenset(_WORDS.split())
_OF_NUMBERS = frozenset(["no", "nos"])
# Shortened too, but what follows with a capital letter is a new sentence.
_MAY_END = frozenset(["т.д", "т.п", "т.б", "др", "пр", "etc", "т.с.с", "с.с", "p.m", "a.m"])


def sentences(text: str) -> list[Passage]:
    """The sentences of ``text`` in their order, without the white space around them.

    Everything that is not white space stands in exactly one of them; none is longer than
    ``LONGEST`` code points.
    """
    found: list[Passage] = []
    begin = 0
    for stop in _STOP.finditer(text):
        if stop[0].isspace() or _ends(text, begin, stop):
            found += _pieces(text, begin, stop.end())
            begin = stop.end()
    return found + _pieces(text, begin, len(text))


def shortened(text: str, most: int) -> str:
    """``text`` in one line of at most ``most`` characters: its beginning, an ellipsis, its end."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head, tail = line[: most * 3 // 5], line[-(most * 2 // 5 - 3) :]
    head = head.rpartition(" ")[0] or head
    tail = tail.partition(" ")[2] or tail
    return f"{head} … {tail}"


def _ends(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether the sentence from ``begin`` ends at this stop."""
    after = _BEGINS.match(text, stop.end())
    if after is None or after[1].islower():
        return False
    near = max(begin, stop.start() - _NEAR)
    word = _WORD_BEFORE.search(text, near, stop.start())
    if word is None or not stop[0].startswith(".") or stop[0].startswith(".."):
        return True
    before = text[near : word.start()]
    first = near == begin and not before.strip()
    if _NUMBERED.search(before) or (first and _ORDINAL.fullmatch(word[0])):
        return False  # "№ 410-V.", or the number with which a line begins
    small = word[0].lower()
    return small in _MAY_END or not _is_shortened(small, after[1])


def _is_shortened(word: str, after: str) -> bool:
    """Whether a full stop behind ``word`` only says that it is shortened; initials are."""
    last = _LAST_PART.split(word)[-1]
    if word in _OF_NUMBERS:
        return after.isdigit()
    return word in _SHORTENED or last in _SHORTENED or (len(last) == 1 and last.isalpha())


def _pieces(text: str, start: int, end: int) -> list[Passage]:
    """``text[start:end]`` trimmed; in pieces where it is too long to be read at once."""
    whole = _trimmed(text, start, end)
    if whole is None:
        return []
    if whole.end - whole.start <= _LONG:
        return [whole]
    cuts = [cut.end() for cut in _SEMICOLON.finditer(text, whole.start, whole.end)]
    found: list[Passage] = []
    for begin, stop in zip([whole.start, *cuts], [*cuts, whole.end], strict=True):
        found += _of_bearable_length(text, begin, stop)
    return found


def _of_bearable_length(text: str, start: int, end: int) -> list[Passage]:
    found: list[Passage] = []
    while end - start > LONGEST:
        gap = text.rfind(" ", start + 1, start + LONGEST)
        stop = gap if gap > 0 else start + LONGEST
        found += filter(None, [_trimmed(text, start, stop)])
        start = stop
    return [*found, *filter(None, [_trimmed(text, start, end)])]


def _trimmed(text: str, start: int, end: int) -> Passage | None:
    said = text[start:end]
    if not said.strip():
        return None
    return Passage(start + len(said) - len(said.lstrip()), start + len(said.rstrip()))

"""What a line begins with: «Статья 4-1.», "§ 3a", «2-тарау.», "(1)", «а)», "1.1.2."."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consult.documents.naming import number_of
from consult.documents.readers import sequences
from consult.documents.readers import vocabulary as words

_DIGITS = r"\d{1,4}(?:[-‐‑–.]\d{1,3}){0,4}(?:[¹²³⁰⁴-⁹]{1,3})?(?:(?:er|re|º|ª)|[-‐‑]?[a-zа-яё])?"
_ROMAN = r"[IVXLCDMІХСМ]{1,8}(?:er)?(?:-\d{1,2})?"
_HEBREW = r"[א-ת]{1,3}[\"'׳״]?[א-ת]?"
_NUMBER = rf"(?:{_DIGITS}|{_ROMAN}|[A-ZА-ЯЁ]|{_HEBREW}|[Pp]remier|[Uu]nique)(?![^\W_])"
_END = r"(?P<stop>\s?[.:](?!\d)|\s{0,2}[-–—](?=\s|$))?(?P<rest>\s.*|$|(?<=[.:])[^\W\d_].*)$"
_BEFORE = re.compile(
    rf"(?P<word>{words.BEFORE_PATTERN})[ \xa0\t]{{0,3}}(?:№ ?)?(?P<number>{_NUMBER}){_END}", re.S
)
_SUFFIX = r"(?:(?:нче|нчы|дүгээр|дугаар|р|ci|cı|cu|cü|inci|ıncı|ші|шы)[\s‐-]{1,2})?"
_AFTER = re.compile(
    rf"(?P<number>{_DIGITS}|{_ROMAN})(?P<dot>\.?)[-‐‑–\s]{{0,2}}{_SUFFIX}"
    rf"(?P<word>{words.AFTER_PATTERN})(?!\w){_END}",
    re.S,
)
_EAST = re.compile(
    rf"[第弟제]\s?(?P<number>\d{{1,4}}|[〇零一二三四五六七八九十百千]{{1,8}})\s?"
    rf"(?P<word>[{''.join(words.EAST)}])(?:[의の之](?P<more>\d{{1,2}}))?(?P<stop>)"
    r"(?P<rest>[\s(（【].*|$)",
    re.S,
)
_WORDED = re.compile(
    r"(?P<one>[^\W\d_’']{2,14}) (?P<two>[^\W\d_’']{2,14})(?P<rest>[.:]?(?:\s.*|$))", re.S
)
_UNNUMBERED_ANNEX = re.compile(
    r"(?i:(?P<word>приложение|қосымша|annex|annexe|appendix|schedule|anlage|anhang|додаток))"
    r"(?P<stop>\.?)(?P<rest>|\s*\(.{0,200}|\s+(?:к|to)\s.{0,200})$"
)
_NUMBERED = re.compile(
    r"(?P<open>\(?)(?P<number>\d{1,4}(?:[-‐‑–]\d{1,3})*[a-zа-яё]?|\d{1,3}(?:\.\d{1,3}){1,5}|"
    r"[ivxlcIVXLCІХі]{1,7}|[^\W\d_]|([a-z])\3)"
    r"(?P<close>\.?\)|\.(?!\d)|(?<=\d\.\d)|(?<=\.\d\d))(?P<rest>\s.*|$|(?<=[.)])[^\W\d_«\"“„].*)$",
    re.S,
)
# How deep a list is nested in lists: a kind gives way to the next where it is taken.
KINDS = ("paragraph", "subparagraph", "point", "item", "subitem")


@dataclass(frozen=True)
class Marker:
    """One reading of what a line begins with.

    ``style`` tells lists apart: the kind for headed provisions, for others how the number is
    printed. ``order`` is its place in the list (letters have ``letter``). ``stop`` says that a
    mark of punctuation follows the number, where ``label`` ends.
    """

    kind: str
    style: str
    label: str
    rest: str
    number: str
    order: tuple[int, ...] = ()
    letter: str = ""
    stop: bool = False

    def first(self) -> bool:
        """Whether a list begins with it."""
        if self.letter:
            return self.letter in "aаאا"
        return (
            bool(self.order)
            and self.order[-1] == 1
            and (len(self.order) == 1 or self.style.startswith("1.1"))
        )

    def steps_from(self, style: str, order: tuple[int, ...], letter: str) -> int:
        """How far it is after another of its style; 0 where it does not follow."""
        if style != self.style:
            return 0
        if self.letter:
            far = sequences.letter_steps(letter, self.letter) if letter else 0
            return far if far <= sequences.LETTER_GAP else 0
        return sequences.steps(order, self.order)


def headed(text: str, lang: str = "") -> Marker | None:
    """The provision that a word and a number at the start of ``text`` may name."""
    if found := _EAST.match(text):
        return _east(found)
    if found := _BEFORE.match(text):
        word = found["word"].lower()
        if word[:1] == found["word"][:1] != found["word"][:1].upper():
            return None  # «статьи 5», «статья 5»: in the middle of a sentence
        kind = words.IN.get((lang[:2], word), words.BEFORE[word])
        return _headed(kind, text, found)
    if found := _AFTER.match(text):
        word = found["word"].lower()
        if not found["dot"] or word in words.AFTER_A_STOP:
            return _headed(words.AFTER[word], text, found)
    return _worded(text, lang) or _annex(text)


def _headed(kind: str, text: str, found: re.Match[str]) -> Marker:
    stop = found["stop"] or ""
    printed = text[: found.start("rest")].rstrip().rstrip("-–—").rstrip()
    number = found["number"].translate(sequences.LIKE_ROMAN)
    number = number_of(found["number"]) or number_of(number) or number
    return Marker(
        kind, kind, printed, found["rest"].strip(), number, _order(number), stop=bool(stop)
    )


def _order(number: str) -> tuple[int, ...]:
    value = sequences.roman(number.removesuffix("er"))
    return (value,) if value else sequences.order(number)


def _east(found: re.Match[str]) -> Marker:
    label = found[0][: found.start("rest")].rstrip()
    number = number_of(found["number"])
    if found["more"]:
        number = f"{number}-{found['more']}"
    kind = words.EAST[found["word"]]
    return Marker(
        kind, kind, label, found["rest"].strip(), number, sequences.order(number), stop=True
    )


def _worded(text: str, lang: str) -> Marker | None:
    """«Раздел первый», "Erster Abschnitt", "PART ONE"."""
    found = _WORDED.match(text)
    if not found or found["one"][:1] != found["one"][:1].upper():
        return None
    one, two = found["one"].lower(), found["two"].lower()
    number = words.ORDINALS.get(two) or words.ORDINALS.get(one)
    kind = words.BEFORE.get(one) if two in words.ORDINALS else None
    if kind is None and one in words.ORDINALS:
        kind = words.AFTER.get(two) or words.BEFORE.get(two)
    if not kind or not number:
        return None
    rest = found["rest"]
    stop = rest[:1] in {".", ":"}
    label = text[: found.start("rest") + stop]
    return Marker(kind, kind, label, rest[stop:].strip(), number, (int(number),), stop=stop)


def _annex(text: str) -> Marker | None:
    found = _UNNUMBERED_ANNEX.match(text)
    if not found or found["word"][:1] != found["word"][:1].upper():
        return None
    return Marker(
        "annex", "annex", text[: found.start("rest")], found["rest"].strip(), "", stop=True
    )


def numbered(text: str) -> tuple[Marker, ...]:
    """The readings of a number or letter at the start of ``text``, the likeliest first."""
    found = _NUMBERED.match(text)
    if not found or (found["open"] and not found["close"].endswith(")")):
        return ()
    label, rest, number = text[: found.start("rest")], found["rest"].strip(), found["number"]
    shape = f"{found['open']}{{}}{found['close'].lstrip('.') or '.'}"
    if number[0].isdecimal():
        return (_counted(number, shape, label, rest),)
    return tuple(_lettered(number, shape, label, rest))


def _counted(number: str, shape: str, label: str, rest: str) -> Marker:
    parts = number.count(".")
    if parts:
        style = "1" + ".1" * parts
        kind = KINDS[min(parts, 4)]
    else:
        style = shape.format("1")
        kind = "subparagraph" if style == "1)" else "paragraph"
    plain = number_of(number)
    return Marker(kind, style, label, rest, plain, sequences.order(plain), stop=True)


def _lettered(number: str, shape: str, label: str, rest: str) -> list[Marker]:
    found = []
    upper = number.isupper()
    if value := sequences.roman(number):
        style = shape.format("I" if upper else "i")
        found.append(Marker("item", style, label, rest, number, (value,), stop=True))
    letters = number.lower()
    if len(set(letters)) == 1 and len(letters) <= 2:
        for letter in dict.fromkeys((letters[0], _LIKE.get(letters[0], letters[0]))):
            style = shape.format(("A" if upper else "a") * len(letters)) + _script(letter)
            kind = "point" if len(letters) == 1 else "item"
            found.append(Marker(kind, style, label, rest, number, letter=letter, stop=True))
    return found


# Letters of two alphabets that look the same, as they are often mistyped.
_LIKE = dict(zip("aceopxyіасеорху", "асеорхуiaceopxy", strict=True))


def _script(letter: str) -> str:
    return "" if letter.isascii() else letter.translate({}) and f" {ord(letter) >> 8}"

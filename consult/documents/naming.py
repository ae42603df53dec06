"""How provisions are named: kinds, printed numbers, and ids.

Kinds and the prefixes of ids are those of Akoma Ntoso 3.0 and its naming convention 1.0 (OASIS,
section 5.2): ``art_4-1__para_2``. Articles and sections are numbered through a whole document,
so their ids do not say in which chapter they stand.
"""

from __future__ import annotations

import re
import unicodedata

# Prefix of an id -> kind. Where two prefixes name one kind the first is written.
PREFIXES = {
    "cmp": "component",
    "tome": "tome",
    "book": "book",
    "part": "part",
    "subpart": "subpart",
    "title": "title",
    "subtitle": "subtitle",
    "chp": "chapter",
    "subchp": "subchapter",
    "dvs": "division",
    "subdvs": "subdivision",
    "sec": "section",
    "subsec": "subsection",
    "art": "article",
    "rule": "rule",
    "para": "paragraph",
    "subpara": "subparagraph",
    "cl": "clause",
    "clause": "clause",
    "subcl": "subclause",
    "point": "point",
    "subpoint": "subpoint",
    "item": "item",
    "subitem": "subitem",
    "indent": "indent",
    "level": "level",
    "tblock": "tblock",
    "crossheading": "crossHeading",
    "annex": "annex",
    "rec": "recital",
    "formula": "resolvingClause",
    "qstr": "quotedStructure",
    "al": "alinea",
    "wrapup": "wrapUp",
}
PREFIX_OF = {kind: prefix for prefix, kind in reversed(PREFIXES.items())}

# What a law is cited by, numbered through the whole document.
BASE_KINDS = frozenset({"article", "section", "rule"})
# What holds such provisions, and is headed rather than worded.
CONTAINER_KINDS = frozenset(
    {"component", "tome", "book", "part", "subpart", "title", "subtitle", "chapter"}
    | {"subchapter", "division", "subdivision", "crossHeading", "annex", "tblock"}
)
# What usually has no number: its ids count what stands beside it.
UNNUMBERED_KINDS = frozenset(
    {"component", "crossHeading", "annex", "recital", "resolvingClause"}
    | {"quotedStructure", "alinea", "wrapUp"}
)
# Inside these, articles are not this document's own, so their ids say where they stand.
_ENCLOSING = frozenset({"quotedStructure", "annex", "component"})

_DIGITS = r"[0-9]+(?:[-.][0-9]+)*"
_NUMBER = re.compile(
    rf"{_DIGITS}(?:-?[a-zа-яәғқңөұүһі]{{1,2}})?(?![A-Za-zА-яЁёӘ-ӿ])", re.IGNORECASE
)
_ROMAN = re.compile(r"(?=[IVXLCDM])(M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3}))", re.I)
_SUPERSCRIPTS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_DASHES = str.maketrans("‐‑‒–—", "-----")
_CJK = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_HEBREW = dict(
    zip(
        "אבגדהוזחטיכלמנסעפצקרשת",
        (*range(1, 10), *range(10, 100, 10), *range(100, 500, 100)),
        strict=True,
    )
)
_FIRST = {"premier", "première", "erster", "unique"}
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
_IN_LATIN = (
    "a|b|v|g|d|e|yo|zh|z|i|j|k|l|m|n|o|p|r|s|t|u|f|kh|ts|ch|sh|sch|tv|y|mz|e|yu|ya|"
    "ae|gh|q|ng|oe|uu|ue|h|ii"
)
_LATIN = dict(zip(_CYRILLIC, _IN_LATIN.split("|"), strict=True))
_HEBREW_LABEL = re.compile(r"[א-ת]+[.:]?$")
_TOLD = re.compile(r"_([0-9]+)$")
_EID_NUMBER = re.compile(r"[^0-9A-Za-z.-]+")


def number_of(label: str) -> str:
    """The number that a printed label says: ``Статья 4-1.`` -> ``4-1``, ``§ 3a`` -> ``3a``.

    ``4¹`` is ``4-1``. Digits of any script, Chinese numerals and Hebrew letters become Western
    digits; letters and Roman numerals stay as printed. Empty where the label says none.
    """
    text = re.sub(r"(?<=\w)([¹²³⁴-⁹⁰]+)", lambda m: "-" + m[1].translate(_SUPERSCRIPTS), label)
    text = "".join(_western(c) for c in text.translate(_DASHES))
    if found := _NUMBER.search(text):
        return found[0]
    words = [word.strip(".,:;()[]№§«»\"'") for word in text.split()]
    for word in reversed(words):
        if _is_letter(word) or _ROMAN.fullmatch(word):
            return word
        if word.lower() in _FIRST:
            return "1"
    return _cjk_number(text) or _hebrew_number(words[-1] if words else "")


def _is_letter(word: str) -> bool:
    return (len(word) == 1 and word.isascii() and word.isalpha()) or word.lower() in _LATIN


def _western(character: str) -> str:
    digit = unicodedata.digit(character, None)
    return character if digit is None or character.isascii() else str(digit)


def _cjk_number(text: str) -> str:
    found = re.search("[一二三四五六七八九十百]+", text)
    if not found:
        return ""
    total, digit = 0, 0
    for character in found[0]:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _CJK[character]
    return str(total + digit)


def _hebrew_number(word: str) -> str:
    letters = [_HEBREW.get(c) for c in word if c not in "'\"׳״."]
    return str(sum(filter(None, letters))) if letters and None not in letters else ""


def number(label: str, eid: str) -> str:
    """A provision's number: what its label says, or its id where the label says it in words."""
    if not label:
        return ""
    printed = number_of(label)
    if (told := _HEBREW_LABEL.search(label) and _TOLD.search(eid)) and told[1] != printed:
        return told[1]  # Hebrew letters are often mistyped; the source's own count is not
    return printed or eid.rpartition("__")[2].partition("_")[2]


class Ids:
    """Gives ids that are unique in one document, in the manner of the naming convention."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}  # id -> kind
        self._parents: dict[str, str | None] = {}
        self._again: dict[str, int] = {}
        self._unnumbered: dict[tuple[str | None, str], int] = {}

    def give(self, kind: str, number: str, parent: str | None) -> str:
        """An id for a provision of ``kind`` inside ``parent``; ``number`` may be empty."""
        prefix = PREFIX_OF.get(kind, "level")
        if kind == "wrapUp" and not number:
            name = prefix
        else:
            name = f"{prefix}_{eid_number(number) or self._count(kind, parent)}"
        above = self._scope(kind, parent)
        return self.take(f"{above}__{name}" if above else name, kind, parent)

    def take(self, eid: str, kind: str, parent: str | None) -> str:
        """``eid``, or where it is taken, the same with ``_2``, ``_3``…"""
        name, again = eid, self._again.get(eid, 1)
        while name in self._given:
            again += 1
            name = f"{eid}_{again}"
        self._again[eid] = again  # so that a thousand of one number are not tried in turn
        self._given[name] = kind
        self._parents[name] = parent
        return name

    def _count(self, kind: str, parent: str | None) -> str:
        self._unnumbered[parent, kind] = count = self._unnumbered.get((parent, kind), 0) + 1
        return str(count) if kind in UNNUMBERED_KINDS else f"nn_{count}"

    def _scope(self, kind: str, parent: str | None) -> str | None:
        """The id that stands before this one: none for articles but in what is not this law."""
        if kind not in BASE_KINDS:
            return parent
        while parent is not None and self._given[parent] not in _ENCLOSING | BASE_KINDS:
            parent = self._parents[parent]
        return parent


def eid_number(number: str) -> str:
    """A number as it stands in an id: Latin letters, digits, dots and hyphens."""
    latin = "".join(_LATIN.get(c.lower(), c) for c in number.translate(_DASHES))
    return _EID_NUMBER.sub("-", latin).strip("-.")

"""Personal data in a text: what its author should look at again before it is published.

The texts are about laws and full of numbers, so a number counts only where its own control digit,
its grouping or the prefixes in use speak for it; a false alarm is a fault as much as a miss.
Every number is tried in a bounded window, so the time taken grows with the length of the text only.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property


class Kind(enum.StrEnum):
    """What a found passage seems to be."""

    IIN = "iin"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    EMAIL = "email"


@dataclass(frozen=True)
class Found:
    """A passage that seems to be personal data: code points `start` to before `end` of the text."""

    kind: Kind
    start: int
    end: int


def find(text: str) -> list[Found]:
    """Say where `text` seems to hold personal data: in order, never overlapping.

    Where two readings overlap the surer one stands: an address before an account, an account
    before an IIN, then a card, then a telephone.
    """
    plain = text.translate(_FOLD)
    numbers = list(_numbers(_LINK.sub(_blank, plain)))
    candidates = [*_emails(plain), *_ibans(plain)]
    for kind, judge in _JUDGES:
        candidates += [number.found(kind) for number in numbers if judge(number)]
    taken = bytearray(len(text))
    found = []
    for item in candidates:
        if not any(taken[item.start : item.end]):
            taken[item.start : item.end] = b"\1" * (item.end - item.start)
            found.append(item)
    return sorted(found, key=lambda item: item.start)


# One code point becomes one, so that places stay what they were. Only full-width forms of ASCII
# are folded: other scripts' digits are no writing of these numbers.
_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_FOLD = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {ord(space): " " for space in _SPACES}
    | {ord(dash): "-" for dash in _DASHES}
)

# Addresses on the Web hold numbers of documents; those of messengers hold telephones.
_LINK = re.compile(r"(?:https?://|www\.)(?!wa\.me/|api\.whatsapp\.com/|t\.me/\+)\S*", re.IGNORECASE)


def _blank(match: re.Match[str]) -> str:
    """Put in place of a link something as long that joins no numbers."""
    return "\n" * len(match.group())


# --- E-mail ---

# RFC 5321 lengths; letters of any alphabet, as RFC 6531 has it. A last label of letters keeps
# versions ("name@2.0") out.
_EMAIL = re.compile(
    r"(?<![\w@])\w[\w.%+'-]{0,63}@"
    r"(?:[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?\.){1,10}"
    r"(?:xn--[a-z0-9-]{1,58}[a-z0-9]|[^\W\d_]{2,63})(?![\w@])",
    re.IGNORECASE,
)


def _emails(plain: str) -> Iterator[Found]:
    """Find addresses name@domain, whatever their alphabet."""
    for match in _EMAIL.finditer(plain):
        yield Found(Kind.EMAIL, match.start(), match.end())


# --- IBAN: ISO 13616, its check digits by ISO/IEC 7064 MOD 97-10 ---

_IBAN_REGISTRY = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 "
    "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 "
    "IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 "
    "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 "
    "SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
)
_IBAN_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _IBAN_REGISTRY.split()}
# Cyrillic capitals that look like Latin ones and are typed for them.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}")
_IBAN_PIECES = re.compile(r"[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*")


def _ibans(plain: str) -> Iterator[Found]:
    """Find account numbers of the countries in the registry, in one piece or in groups."""
    latin = plain.translate(_LOOKALIKES)
    for match in _IBAN_START.finditer(latin):
        length = _IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        # At most one separator stands between two characters.
        pieces = _IBAN_PIECES.match(latin, match.start(), match.start() + 2 * length)
        written = _first_characters(pieces.group(), length) if pieces else ""
        end = match.start() + len(written)
        if written and not latin[end : end + 1].isalnum() and _is_iban(written):
            yield Found(Kind.IBAN, match.start(), end)


def _first_characters(written: str, length: int) -> str:
    """Give the beginning of `written` that holds `length` letters and digits; "" if too few."""
    seen = 0
    for place, character in enumerate(written, start=1):
        seen += character not in " -"
        if seen == length:
            return written[:place]
    return ""


def _is_iban(written: str) -> bool:
    """Tell whether the check digits are right, and the grouping is one that people write.

    Groups other than fours are taken in capitals only: small letters in any groups are words.
    """
    groups = re.split("[ -]", written)
    fours = all(len(group) == 4 for group in groups[:-1]) and len(groups[-1]) <= 4
    if not (len(groups) == 1 or fours or written == written.upper()):
        return False
    account = "".join(groups).upper()
    if not 2 <= int(account[2:4]) <= 98:
        return False
    return int("".join(str(int(one, 36)) for one in account[4:] + account[:4])) % 97 == 1


# --- Numbers of digits only: IIN, cards, telephones ---

_GROUP = re.compile("[0-9]+")
_SEPARATOR = re.compile(r"[ .-]| - | ?\( ?| ?\)(?: - |[ -]{0,2})")
_FEWEST_DIGITS = 9
_MOST_DIGITS = 19
_MOST_GROUPS = 8


@dataclass(frozen=True)
class _Number:
    """Some groups of digits on end, as they stand in the text."""

    text: str
    groups: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where its first digit stands."""
        return self.groups[0][0]

    @property
    def end(self) -> int:
        """Where it ends, after the last digit."""
        return self.groups[-1][1]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many digits each group has."""
        return tuple(end - start for start, end in self.groups)

    @cached_property
    def digits(self) -> str:
        """The digits alone."""
        return "".join(self.text[start:end] for start, end in self.groups)

    @cached_property
    def separators(self) -> tuple[str, ...]:
        """What stands between the groups."""
        pairs = zip(self.groups, self.groups[1:], strict=False)
        return tuple(self.text[one[1] : other[0]] for one, other in pairs)

    @cached_property
    def before(self) -> str:
        """The characters just before it."""
        return self.text[max(0, self.start - 24) : self.start]

    @cached_property
    def after(self) -> str:
        """The characters just after it."""
        return self.text[self.end : self.end + 16]

    @cached_property
    def plus(self) -> int:
        """How far before the first digit a plus sign stands; 0 if none does."""
        match = _PLUS.search(self.before)
        return len(match.group()) if match else 0

    def found(self, kind: Kind) -> Found:
        """Say what it is; the plus sign of a telephone is part of it."""
        return Found(kind, self.start - (self.plus if kind is Kind.PHONE else 0), self.end)


_PLUS = re.compile(r"(?<![0-9+])\+[ (]{0,2}$")


def _numbers(plain: str) -> Iterator[_Number]:
    """Give the runs of neighbouring groups that are grouped like a number, the longest first.

    After a plus sign any grouping will do.
    """
    groups = [match.span() for match in _GROUP.finditer(plain)]
    sizes = [end - start for start, end in groups]
    for first in range(len(groups)):
        plus = _Number(plain, (groups[first],)).plus
        for last in range(_reach(plain, groups, first), first - 1, -1):
            shape = tuple(sizes[first : last + 1])
            if (plus and sum(shape) >= _FEWEST_DIGITS) or shape in _SHAPES:
                yield _Number(plain, tuple(groups[first : last + 1]))


def _reach(plain: str, groups: list[tuple[int, int]], first: int) -> int:
    """Say up to which group the number may go that begins with `first`."""
    digits = groups[first][1] - groups[first][0]
    last = first
    for following in range(first + 1, min(first + _MOST_GROUPS, len(groups))):
        digits += groups[following][1] - groups[following][0]
        between = plain[groups[last][1] : groups[following][0]]
        if digits > _MOST_DIGITS or not (between and _SEPARATOR.fullmatch(between)):
            break
        last = following
    return last


# What makes digits a piece of something longer: a fraction's point, a code's hyphen.
_PIECE_BEFORE = re.compile(r"(?:[0-9]-|(?<![0-9])[0-9]{1,3}[.,])$")
_PIECE_AFTER = re.compile(r"-[0-9]|[.,][0-9]{1,3}(?![0-9])")


def _is_piece(number: _Number) -> bool:
    """Tell whether the digits are part of a longer number or code, such as V2000020284.

    Letters of other alphabets may stand before: people write ИИН and the number in one.
    """
    if _PIECE_BEFORE.search(number.before) or _PIECE_AFTER.match(number.after):
        return True
    before = number.before[-1:]
    return (before.isascii() and _is_word(before)) or _is_word(number.after[:1])


def _stands_alone(number: _Number) -> bool:
    """Tell whether the digits are no part of anything longer, in any alphabet."""
    return not _is_piece(number) and not _is_word(number.before[-1:])


def _is_word(character: str) -> bool:
    """Tell whether the character belongs to words."""
    return character.isalnum() or character == "_"


def _is_one_of_a_row(number: _Number) -> bool:
    """Tell whether groups of one size go on before or after: a row of figures, not a number.

    Threes are thousands as well, and those may begin with fewer digits.
    """
    if len(number.groups) == 1:
        return False
    size, gap = number.shape[0], number.separators[0]
    fewest = 1 if size == 3 else size
    earlier = re.search(rf"(?<![0-9])[0-9]{{{fewest},{size}}}{gap}$", number.before)
    later = re.match(rf"{gap}[0-9]{{{size}}}(?![0-9])", number.after)
    return len(set(number.shape[:-1])) == 1 and bool(earlier or later)


def _is_even(number: _Number) -> bool:
    """Tell whether the groups, if several, are parted by single spaces or by hyphens alone."""
    return not number.separators or set(number.separators) in ({" "}, {"-"})


# --- Sums ---

_MONEY_AFTER = re.compile(
    r" ?(?:[%₸₽$€£]|(?:тг|сом|евро|еуро|АҚШ|МРП|АЕК|KZT|RUB|USD|EUR|euros?)\b|те[нң]ге|тиын|руб"
    r"|долл|млн|млрд|трлн|миллион|миллиард|трилли|мың|tenge|roubl|rubl|dollar"
    r"|million|billion|trillion)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:[₸₽$€£]|\b(?:KZT|RUB|USD|EUR)) ?$", re.IGNORECASE)


def _is_money(number: _Number) -> bool:
    """Tell whether a currency, a million or a per cent stands beside the number."""
    return bool(_MONEY_AFTER.match(number.after) or _MONEY_BEFORE.search(number.before))


# --- IIN: the rules for forming identification numbers of the Republic of Kazakhstan ---

_IIN_SHAPES = {
    (12,),
    (6, 6),
    (4, 4, 4),
    (3, 3, 3, 3),
    (2, 2, 2, 2, 2, 2),
    (2, 2, 2, 6),
    (2, 2, 2, 3, 3),
    (2, 2, 2, 1, 5),
    (2, 2, 2, 1, 4, 1),
    (6, 1, 5),
    (6, 1, 4, 1),
    (6, 2, 4),
    (6, 3, 3),
    (6, 4, 2),
}
# By the seventh digit; 0 is a foreigner's, of any century.
_CENTURIES = {"0": 2000, "1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_IIN_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_IIN_WEIGHTS_AGAIN = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def _is_iin(number: _Number) -> bool:
    """Tell whether it is a person's identification number: date of birth and control digit right.

    A company's has 4, 5 or 6 in the fifth place, where no day of a month has it.
    """
    if number.shape not in _IIN_SHAPES or not _is_even(number) or number.plus:
        return False
    if _is_piece(number) or _is_one_of_a_row(number) or _is_money(number):
        return False
    return _is_birth(number.digits) and _iin_control(number.digits) == int(number.digits[11])


def _is_birth(digits: str) -> bool:
    """Tell whether an IIN's first seven digits are a day of a century there was."""
    century = _CENTURIES.get(digits[6])
    if century is None:
        return False
    try:
        date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def _iin_control(digits: str) -> int:
    """Compute an IIN's twelfth digit; 10 if no such number is given out."""
    for weights in (_IIN_WEIGHTS, _IIN_WEIGHTS_AGAIN):
        rest = sum(int(one) * weight for one, weight in zip(digits, weights, strict=False)) % 11
        if rest < 10:
            break
    return rest


# --- Cards: the Luhn formula of ISO/IEC 7812-1, the issuers' published ranges and lengths ---

_CARD_SHAPES = {
    *((length,) for length in range(13, 20)),
    *((4, 4, 4, last) for last in (1, 2, 3, 4)),
    *((4, 4, 4, 4, last) for last in (1, 2, 3)),
    (4, 6, 5),
}
_CARDS = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"  # Visa; then Mastercard
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
    r"|3[47][0-9]{13}"  # American Express
    r"|(?:62[0-9]{2}|220[0-4])[0-9]{12,15}"  # UnionPay, Mir
)


def _is_card(number: _Number) -> bool:
    """Tell whether it is a payment card's number; the number of a good (EAN-13) is none."""
    if number.shape not in _CARD_SHAPES or not _is_even(number) or number.plus:
        return False
    if not _CARDS.fullmatch(number.digits) or not _luhn(number.digits):
        return False
    if len(number.digits) == 13 and _is_ean(number.digits):
        return False
    return _stands_alone(number) and not _is_one_of_a_row(number) and not _is_money(number)


def _luhn(digits: str) -> bool:
    """Check the last digit by the Luhn formula."""
    doubled = sum(sum(divmod(2 * int(one), 10)) for one in digits[-2::-2])
    return (doubled + sum(int(one) for one in digits[::-2])) % 10 == 0


def _is_ean(digits: str) -> bool:
    """Check the last digit as a bar code's (ISO/IEC 15420)."""
    return (sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10 == 0


# --- Telephones: ITU-T E.164, the numbering plans of Kazakhstan and Russia ---

# 80x are hot lines and paid services: nobody's own.
_AREA = re.compile(r"7[0-2][0-9]|747|75[01]|76[0-9]|77[0-9]|[349][0-9]{2}|8[1-7][0-9]")
_MOBILE = re.compile(r"70[0-8]|747|77[15678]")
# How ten digits are grouped: a code of three to five, then the subscriber's number.
_TEN = (
    *((10,), (6, 4), (6, 2, 2)),
    *((3, 7), (3, 3, 4), (3, 3, 2, 2), (3, 2, 2, 3), (3, 2, 3, 2), (3, 1, 2, 2, 2), (3, 1, 6)),
    *((4, 6), (4, 2, 2, 2), (4, 3, 3)),
    *((5, 5), (5, 1, 2, 2), (5, 1, 4), (5, 2, 3), (5, 3, 2)),
)
# With 8 before them, apart or not. None of these is a sum in thousands.
_PHONE_SHAPES = {(1, *ten) for ten in _TEN} | {(1 + ten[0], *ten[1:]) for ten in _TEN}
_NUMERO = re.compile(r"(?:№|\bN[o°º]?\.?) ?$")
_PHONE_NUMERO = re.compile(
    r"(?:тел|моб|сот|ұялы|ватсап|phone|mobile|whatsapp)\w*[.:]? ?\S{1,3} ?$", re.I
)


def _is_phone(number: _Number) -> bool:
    """Tell whether it is a telephone: +7 or 8 and ten digits, or + and another country's code."""
    if "." in number.separators and (len(set(number.separators)) > 1 or len(number.groups) < 3):
        return False
    if number.digits.endswith("000000") or _is_money(number):
        return False
    if number.plus:
        return not _is_word(number.after[:1]) and _is_international(number.digits)
    if not _stands_alone(number) or _is_numbered(number):
        return False
    return _is_domestic(number)


def _is_international(digits: str) -> bool:
    """Tell whether digits after a plus sign can be called: those of +7 and +1 are eleven."""
    if digits[0] == "7":
        return len(digits) == 11 and bool(_AREA.match(digits[1:]))
    if digits[0] == "1":
        return len(digits) == 11 and digits[1] >= "2"
    return digits[0] != "0" and 9 <= len(digits) <= 15


def _is_domestic(number: _Number) -> bool:
    """Tell whether it is 8 and ten digits; 7 without a plus sign begins mobiles only."""
    if len(number.digits) != 11 or number.shape not in _PHONE_SHAPES:
        return False
    codes = {"8": _AREA, "7": _MOBILE}.get(number.digits[0])
    return codes is not None and codes.match(number.digits[1:]) is not None


def _is_numbered(number: _Number) -> bool:
    """Tell whether a numero sign makes it the number of a document, not of a telephone."""
    before = number.before
    return bool(_NUMERO.search(before)) and not _PHONE_NUMERO.search(before)


_SHAPES = _IIN_SHAPES | _CARD_SHAPES | _PHONE_SHAPES
_JUDGES: tuple[tuple[Kind, Callable[[_Number], bool]], ...] = (
    (Kind.IIN, _is_iin),
    (Kind.CARD, _is_card),
    (Kind.PHONE, _is_phone),
)

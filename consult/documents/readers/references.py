"""Whether a line that begins like a provision is one, or a sentence that speaks of one."""

from __future__ import annotations

from consult.documents.readers import vocabulary as words
from consult.documents.readers.lines import Line
from consult.documents.readers.markers import Marker

_HEADING_LENGTH = 300
_FINISHED = '.!?:;»”"“…。؟।)'
_SENTENCE = ".;:,。、،؛।"


def finished(text: str) -> bool:
    """Whether a line ends as a sentence or heading ends, not in its middle."""
    stripped = text.rstrip()
    return not stripped or stripped[-1] in _FINISHED or capitals(stripped)


def capitals(text: str) -> bool:
    """Whether it is all in capital letters."""
    return text.isupper() and len(text) > 1


def lower(text: str) -> bool:
    """Whether the first letter is a small one."""
    return text[:1].islower()


def like_heading(text: str) -> bool:
    """Short, not begun in the middle of a sentence, and not ended like one."""
    if not text or len(text) > _HEADING_LENGTH or lower(text):
        return False
    return text[-1] not in _SENTENCE or capitals(text)


def cites(marker: Marker) -> bool:
    """Whether what follows the number shows, by itself, that a sentence speaks of a provision."""
    rest = marker.rest
    if not rest or (marker.kind == "annex" and not marker.number):
        return False
    if marker.stop:
        return rest[0] in ",;)" and len(rest) > 1
    if rest.startswith("("):
        return not (rest.endswith(")") or rest[1:2] in {"1", "a", "а"})
    if rest[0] in ",;)/'’" or rest[0].isdecimal() or lower(rest):
        return not _annexed(marker)
    return first_word(rest) in words.CITING


def runs_on(line: Line, previous: str) -> bool:
    """Whether a sentence that was broken anywhere may go on in ``line``."""
    return line.broken and not line.after_gap and not finished(previous)


def headed(marker: Marker, line: Line, previous: str, in_order: int) -> bool:
    """Whether ``marker`` begins a provision.

    ``in_order`` is how many numbers it is after the last of its kind (1 for the next or the
    first), 0 where it is not after it.
    """
    if line.heading or line.label or line.told:
        return True
    if cites(marker) or runs_on(line, previous):
        return False
    if marker.stop:
        return bool(in_order) or not (lower(marker.rest) or (line.broken and not line.after_gap))
    if not marker.rest:
        return bool(in_order) or not line.broken or line.after_gap
    if _annexed(marker) or (marker.label.startswith("§") and in_order == 1):
        return True
    return bool(in_order) and like_heading(marker.rest)


def _annexed(marker: Marker) -> bool:
    """«Приложение 1 к настоящим Правилам»: in small letters, and yet a heading."""
    of = marker.rest.startswith(("к ", "to ", "zu "))
    return marker.kind == "annex" and of and marker.rest[-1] not in _SENTENCE


def first_word(text: str) -> str:
    """The first word of a text, in small letters."""
    return text.split(maxsplit=1)[0].lower()


def numbered(marker: Marker, line: Line, previous: str) -> bool:
    """Whether a number or letter in the right order may begin a provision here."""
    if line.label or line.heading:
        return True
    first = first_word(marker.rest).rstrip(".,") if marker.rest else ""
    if first in words.MONTHS and marker.style == "1.":
        return False
    if not runs_on(line, previous):
        return True
    return previous.rpartition(" ")[2].lower() not in words.BEFORE_A_NUMBER

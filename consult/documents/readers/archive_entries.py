"""The directory of a ZIP file that a stranger sent: every entry in it, or why it is refused.

It is not read with ``zipfile``, which takes what the directory says on trust: that two entries do
not share their bytes, that a name stands in it once, that a million entries are meant.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from consult.errors import Unreadable


@dataclass(frozen=True)
class Limits:
    """What no file of words needs to exceed."""

    # A Word file of a law has some twenty parts, and one more for each picture.
    entries: int = 4000
    # The longest that Word writes are under a hundred characters.
    name: int = 260  # bytes
    # Nearly all of this can only be pictures, which are never unpacked.
    total: int = 256 * 2**20  # bytes
    # XML of Word packs to a tenth, the emptiest tables to a fiftieth; a bomb to a thousandth.
    part_ratio: int = 200
    whole_ratio: int = 150
    # A part that small harms nobody, however well it packs.
    small: int = 2**20  # bytes


LIMITS = Limits()

STORED, DEFLATED = 0, 8

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LONGEST_COMMENT = 0xFFFF
_IN_ZIP64 = 0xFFFFFFFF
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # the flags of a password, in its three forms
_UTF8 = 0x800
_UNIX, _OSX = 3, 19
_FORM_OF_FILE, _LINK = 0o170000, 0o120000
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z]:|(?:^|/)\.\.?(?:/|$)|//")

_AGAIN = "open it in Word and save it again as .docx"
DAMAGED = f"it is damaged: {{}}; send it again, or {_AGAIN}"
HARMFUL = f"it was made to do harm, or is badly damaged: {{}}; {_AGAIN}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the container: its bytes stand from ``start``, ``packed`` of them."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    start: int


class _Refused(Exception):
    """Why; ``entries`` says of which file."""


def entries(content: bytes, name: str, limits: Limits = LIMITS) -> dict[str, Entry]:
    """The entries of ``content`` by their name in small letters, as parts of OOXML are found.

    Raises ``Unreadable`` for all that an honest program does not write. Nothing is unpacked.
    """
    try:
        found = _directory(content, limits)
        _sizes(found, len(content), limits)
        _overlap(found)
    except _Refused as reason:
        raise Unreadable(name, [(0, str(reason))]) from None
    return {entry.name.lower(): entry for entry in found if not entry.name.endswith("/")}


def _directory(content: bytes, limits: Limits) -> list[Entry]:
    if not content.startswith(b"PK\3\4"):
        raise _Refused("it is not a Word file (.docx); open it in Word and save it as .docx")
    end, count, size, place = _end(content)
    if count > limits.entries:
        raise _Refused(HARMFUL.format(f"it holds {count} parts, more than {limits.entries}"))
    if place + size > end:
        raise _Refused(DAMAGED.format("its directory is not where it should be"))
    stop, found, names = place + size, list[Entry](), set[str]()
    while place < stop:
        if len(found) == count or place + _CENTRAL.size > stop:
            raise _Refused(DAMAGED.format("its directory does not hold what it says"))
        entry, place = _entry(content, place, limits, stop - size)
        if entry.name.lower() in names:
            raise _Refused(HARMFUL.format(f"two parts of it have the name {entry.name}"))
        names.add(entry.name.lower())
        found.append(entry)
    if place != stop or len(found) != count:
        raise _Refused(DAMAGED.format("its directory does not hold what it says"))
    return found


def _end(content: bytes) -> tuple[int, int, int, int]:
    """Where the record of the end stands; the number of entries, and where their directory is."""
    first = max(0, len(content) - _END.size - _LONGEST_COMMENT)
    place = len(content)
    while (place := content.rfind(b"PK\5\6", first, place)) >= 0:
        if place + _END.size > len(content):
            continue
        _, disk, of_disk, here, count, size, offset, comment = _END.unpack_from(content, place)
        if place + _END.size + comment != len(content):
            continue
        if 0xFFFF in (here, count) or _IN_ZIP64 in (size, offset):
            raise _Refused(f"it is packed as files above 4 GiB are (ZIP64); {_AGAIN}")
        if disk or of_disk or here != count:
            raise _Refused(f"it is one part of an archive in several files; {_AGAIN}")
        return place, count, size, offset
    raise _Refused(DAMAGED.format("its end is missing"))


def _entry(content: bytes, place: int, limits: Limits, before: int) -> tuple[Entry, int]:
    """The entry that the directory has at ``place``, and where the next one stands."""
    (mark, made, _, flags, method, _, _, crc, packed, size, long, extra, comment, disk, _, outer,
     offset) = _CENTRAL.unpack_from(content, place)  # fmt: skip
    start = place + _CENTRAL.size
    if mark != b"PK\1\2" or long > limits.name or disk:
        raise _Refused(DAMAGED.format("its directory does not hold what it says"))
    raw = content[start : start + long]
    name = _name(raw, flags)
    if flags & _ENCRYPTED:
        raise _Refused("it has a password; take the password off in Word and send it again")
    if made >> 8 in (_UNIX, _OSX) and (outer >> 16) & _FORM_OF_FILE == _LINK:
        raise _Refused(HARMFUL.format(f"{name} in it is a link to another file"))
    if method not in (STORED, DEFLATED):
        raise _Refused(f"{name} in it is packed in a way that Word does not use; {_AGAIN}")
    if _IN_ZIP64 in (packed, size, offset):
        raise _Refused(f"it is packed as files above 4 GiB are (ZIP64); {_AGAIN}")
    if method == STORED and packed != size:
        raise _Refused(DAMAGED.format(f"two sizes are given for {name}"))
    data = _local(content, offset, before, raw, (flags, method, crc, packed, size))
    if data + packed > before:
        raise _Refused(DAMAGED.format(f"{name} in it goes beyond the place for it"))
    entry = Entry(name, method, crc, packed, size, offset, data)
    return entry, start + long + extra + comment


def _name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError:
        raise _Refused(DAMAGED.format("the name of a part of it cannot be read")) from None
    if not name or _FORBIDDEN.search(name):
        raise _Refused(HARMFUL.format("a part of it has the name of a place outside it"))
    return name


def _local(
    content: bytes, offset: int, before: int, name: bytes, told: tuple[int, int, int, int, int]
) -> int:
    """Where the bytes of an entry begin; its own header must say what the directory says."""
    if offset + _LOCAL.size > before:
        raise _Refused(DAMAGED.format("a part of it is not where its directory says"))
    mark, _, flags, method, _, _, crc, packed, size, long, extra = _LOCAL.unpack_from(
        content, offset
    )
    start = offset + _LOCAL.size
    if mark != b"PK\3\4" or content[start : start + long] != name or method != told[1]:
        raise _Refused(DAMAGED.format("a part of it is not where its directory says"))
    later = flags & 0x8  # the sizes stand behind the bytes, where programs write as they pack
    for ours, directory in zip((crc, packed, size), told[2:], strict=True):
        if ours not in (directory, _IN_ZIP64) and not (later and ours == 0):
            raise _Refused(HARMFUL.format("it says two sizes for one of its parts"))
    return start + int(long) + int(extra)


def _sizes(found: list[Entry], length: int, limits: Limits) -> None:
    total = sum(entry.size for entry in found)
    if total > limits.total:
        raise _Refused(HARMFUL.format(f"it would unpack to {total // 2**20} MiB"))
    for entry in found:
        if entry.size > max(limits.small, entry.packed * limits.part_ratio):
            grown = entry.size // max(entry.packed, 1)
            raise _Refused(HARMFUL.format(f"{entry.name} would grow {grown} times in unpacking"))
    if total > max(limits.small, length * limits.whole_ratio):
        raise _Refused(HARMFUL.format(f"it would grow {total // length} times in unpacking"))


def _overlap(found: list[Entry]) -> None:
    """Refuse where two entries share bytes, as in bombs that use one part a thousand times."""
    end = 0
    for entry in sorted(found, key=lambda entry: entry.offset):
        if entry.offset < end:
            raise _Refused(HARMFUL.format("two parts of it stand in the same place"))
        end = entry.start + entry.packed

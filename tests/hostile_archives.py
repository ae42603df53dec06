"""ZIP files that are made to do harm, or to look like Word files though they are none."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests import word_files as words

MIB = 2**20
REFUSED: dict[str, Callable[[], bytes]] = {}
_P = words.p("Статья 1. Предмет")


def _refused(maker: Callable[[], bytes]) -> Callable[[], bytes]:
    REFUSED[maker.__name__] = maker
    return maker


@dataclass
class _File:
    """An entry as it is told, which need not be what it is."""

    name: bytes
    data: bytes  # as it stands in the file
    size: int = -1
    packed: int = -1
    method: int = 0
    flags: int = 0
    crc: int = 0
    made: int = 20
    outer: int = 0
    offset: int | None = None
    local_name: bytes | None = None
    local_size: int | None = None


def _local(file: _File) -> bytes:
    name = file.name if file.local_name is None else file.local_name
    size = file.size if file.local_size is None else file.local_size
    told = (file.flags, file.method, 0, 0x21, file.crc, file.packed, size, len(name), 0)
    return struct.pack("<4s5H3I2H", b"PK\3\4", 20, *told) + name


def _central(file: _File, offset: int) -> bytes:
    told = (file.flags, file.method, 0, 0x21, file.crc, file.packed, file.size, len(file.name))
    rest = (0, 0, 0, 0, file.outer, offset)
    return struct.pack("<4s6H3I5H2I", b"PK\1\2", file.made, 20, *told, *rest) + file.name


def _zip(files: list[_File], count: int | None = None, disk: int = 0) -> bytes:
    body, directory = bytearray(), bytearray()
    for file in files:
        file.size = len(file.data) if file.size < 0 else file.size
        file.packed = len(file.data) if file.packed < 0 else file.packed
        offset = len(body) if file.offset is None else file.offset
        if file.offset is None:
            body += _local(file) + file.data
        directory += _central(file, offset)
    number = min(len(files), 0xFFFF) if count is None else count
    end = (disk, disk, number, number, len(directory), len(body), 0)
    return bytes(body + directory) + struct.pack("<4s4H2IH", b"PK\5\6", *end)


def _good() -> list[_File]:
    return [
        _File(name.encode(), xml.encode(), crc=zlib.crc32(xml.encode()))
        for name, xml in words.parts(_P).items()
    ]


def _deflated(data: bytes, level: int = 9) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


@_refused
def not_a_zip() -> bytes:
    return b"Dear ministry, please find attached"


@_refused
def empty() -> bytes:
    return b""


@_refused
def empty_zip() -> bytes:
    return words.packed({})


@_refused
def old_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)


@_refused
def pdf() -> bytes:
    return b"%PDF-1.7\n" + _noise(5000)


@_refused
def rtf() -> bytes:
    return rb"{\rtf1\ansi Article 1}"


@_refused
def open_document() -> bytes:
    return words.packed({"mimetype": "application/vnd.oasis", "content.xml": "<office/>"})


@_refused
def spreadsheet() -> bytes:
    return words.packed({"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<workbook/>"})


@_refused
def zip_of_zips() -> bytes:
    inner = words.packed({"0.txt": "0" * 10 * MIB})
    for level in range(5):
        inner = words.packed({f"{level}{number}.zip": inner for number in range(16)})
    return inner


@_refused
def docx_in_a_zip() -> bytes:
    return words.packed({"law.docx": words.word(_P)})


@_refused
def truncated_in_the_middle() -> bytes:
    whole = words.word(_P * 1000)
    return whole[: len(whole) // 2]


@_refused
def truncated_by_one_byte() -> bytes:
    return words.word(_P)[:-1]


@_refused
def with_something_behind() -> bytes:
    return words.word(_P) + b"\0" * 100


@_refused
def with_something_before() -> bytes:
    return b"MZ" + bytes(1000) + words.word(_P)


@_refused
def directory_of_nowhere() -> bytes:
    whole = bytearray(words.word(_P))
    whole[-6:-2] = struct.pack("<I", len(whole) + 1000)
    return bytes(whole)


@_refused
def sixty_thousand_entries() -> bytes:
    return _zip([*_good(), *(_File(b"%d" % number, b"") for number in range(60_000))])


@_refused
def two_hundred_thousand_entries_of_which_four_are_told() -> bytes:
    return _zip([*_good(), *(_File(b"%d" % number, b"") for number in range(200_000))], count=4)


@_refused
def zip64() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(70_000):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    return made.getvalue()


@_refused
def zip64_sizes() -> bytes:
    return _zip([*_good(), _File(b"a", b"", size=0xFFFFFFFF, packed=0xFFFFFFFF)])


@_refused
def several_disks() -> bytes:
    return _zip(_good(), disk=3)


@_refused
def two_parts_of_one_name() -> bytes:
    return _zip([*_good(), _good()[-1]])


@_refused
def two_parts_of_one_name_but_for_capitals() -> bytes:
    return _zip([*_good(), _File(b"word/DOCUMENT.xml", b"x")])


def _named(name: bytes) -> bytes:
    return _zip([*_good(), _File(name, b"x")])


for _label, _name in {
    "path_up": b"../../../etc/cron.d/x",
    "path_up_inside": b"word/../../x",
    "path_absolute": b"/etc/passwd",
    "path_drive": b"C:/Windows/win.ini",
    "path_backslash": b"..\\..\\x",
    "path_of_a_nul": b"word/document.xml\0.png",
    "path_of_a_line": b"word/a\nb",
    "path_empty": b"",
    "path_of_a_dot": b"./word/x",
    "path_longest": b"a" * 60_000,
}.items():
    REFUSED[_label] = lambda name=_name: _named(name)


@_refused
def path_not_utf8() -> bytes:
    return _zip([*_good(), _File(b"\xff\xfe", b"x", flags=0x800)])


@_refused
def symbolic_link() -> bytes:
    return _zip([*_good(), _File(b"a", b"/etc/passwd", made=3 << 8 | 20, outer=0o120777 << 16)])


@_refused
def password() -> bytes:
    files = _good()
    files[-1].flags = 1
    return _zip(files)


@_refused
def strong_password() -> bytes:
    return _zip([*_good(), _File(b"a", b"x", flags=0x41, method=99)])


for _method in (1, 6, 9, 12, 14, 93, 95, 98, 99):
    REFUSED[f"packed_by_method_{_method}"] = lambda method=_method: _zip(
        [*_good(), _File(b"a", b"x" * 20, method=method)]
    )


@_refused
def ratio() -> bytes:
    return words.word(" " * 60 * MIB)


@_refused
def ratio_of_a_picture() -> bytes:
    return words.packed({**words.parts(_P), "word/media/image1.png": bytes(200 * MIB)})


@_refused
def ratio_of_many_small_parts() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in words.parts(_P).items():
            archive.writestr(name, xml)
        for number in range(200):
            archive.writestr(f"word/media/{number}", bytes(MIB))
    return made.getvalue()


@_refused
def four_gibibytes_told() -> bytes:
    return _zip([*_good(), *(_File(b"%d" % n, b"x", size=0xFFFFFFF0, method=8) for n in range(9))])


def _lying(data: bytes, size: int, *, crc: int | None = None) -> bytes:
    files = _good()[:-1]
    said = zlib.crc32(data) if crc is None else crc
    packed = _deflated(data)
    return _zip([*files, _File(b"word/document.xml", packed, size=size, method=8, crc=said)])


@_refused
def much_larger_than_it_says() -> bytes:
    return _lying(bytes(300 * MIB), 1000)


@_refused
def much_larger_than_it_says_in_words() -> bytes:
    return _lying(words.part("document", f"<w:body>{_P * 100_000}</w:body>").encode(), 100_000)


@_refused
def smaller_than_it_says() -> bytes:
    return _lying(words.part("document", f"<w:body>{_P}</w:body>").encode(), 5000)


@_refused
def checksum_of_something_else() -> bytes:
    text = words.part("document", f"<w:body>{_P}</w:body>").encode()
    return _lying(text, len(text), crc=1)


@_refused
def header_of_another_size() -> bytes:
    files = _good()
    files[-1].local_size = 5
    return _zip(files)


@_refused
def header_of_another_name() -> bytes:
    files = _good()
    files[-1].local_name = b"word/DOCUMENT.xml"
    return _zip(files)


@_refused
def stream_that_ends_early() -> bytes:
    text = words.part("document", f"<w:body>{_P * 100}</w:body>").encode()
    half = _deflated(text)[:-20]
    told = _File(b"word/document.xml", half, size=len(text), method=8, crc=zlib.crc32(text))
    return _zip([*_good()[:-1], told])


@_refused
def stream_of_noise() -> bytes:
    told = _File(b"word/document.xml", _noise(5000), size=9000, method=8)
    return _zip([*_good()[:-1], told])


@_refused
def stream_with_more_behind_it() -> bytes:
    text = words.part("document", f"<w:body>{_P}</w:body>").encode()
    data = _deflated(text) + _noise(3000)
    told = _File(b"word/document.xml", data, size=len(text), method=8, crc=zlib.crc32(text))
    return _zip([*_good()[:-1], told])


@_refused
def one_part_told_a_thousand_times() -> bytes:
    files = _good()
    files.append(_File(b"kernel", _deflated(_noise(100_000)), size=100_000, method=8))
    start = sum(len(_local(_sized(file))) + len(file.data) for file in files[:-1])
    again = [
        _File(b"%06d" % n, b"", size=100_000, packed=100_000, method=8, offset=start)
        for n in range(1000)
    ]
    return _zip([*files, *again])


@_refused
def overlapping_by_quoting() -> bytes:
    """Each part holds the headers and bytes of all that follow, as in Fifield's bomb."""
    kernel = _deflated(_noise(100_000))
    files = [_File(b"%03d" % 99, kernel, size=100_000, method=8)]
    tail = _local(_sized(files[0])) + kernel
    for number in range(98, -1, -1):
        quoted = _local(_sized(files[0]))
        head = b"\0" + struct.pack("<HH", len(quoted), len(quoted) ^ 0xFFFF)
        data = head + tail
        size = files[0].size + len(quoted)
        files.insert(0, _sized(_File(b"%03d" % number, data, size=size, method=8)))
        tail = _local(files[0]) + data
    body, place, directory = tail, 0, b""
    for file in files:
        directory += _central(file, place)
        place += len(_local(file)) + 5
    end = (0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + struct.pack("<4s4H2IH", b"PK\5\6", *end)


def _sized(file: _File) -> _File:
    file.packed = len(file.data)
    file.size = file.packed if file.size < 0 else file.size
    return file


@_refused
def part_beyond_the_directory() -> bytes:
    return _zip([*_good(), _File(b"a", b"x", packed=500, size=500)])

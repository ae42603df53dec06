"""A ZIP container that a stranger sent: its parts, each read only when it is asked for.

Archives inside it, pictures and embedded objects are never unpacked: nothing asks for them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from consult.documents.readers import archive_entries
from consult.documents.readers.archive_entries import DAMAGED, HARMFUL, LIMITS, STORED, Limits
from consult.errors import Unreadable

_CHUNK = 128 * 2**10  # bytes; a part is never whole in memory unless it is small


class Container:
    """The parts of ``content``, a file called ``name``; raises ``Unreadable`` if it is unsafe."""

    def __init__(self, content: bytes, name: str, limits: Limits = LIMITS) -> None:
        self.name = name
        self._content = memoryview(content)
        self._entries = archive_entries.entries(content, name, limits)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts as they are written in it, in the order of its directory."""
        return tuple(entry.name for entry in self._entries.values())

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._entries

    def size(self, part: str) -> int:
        """How many bytes the part is said to have; 0 where there is none of that name."""
        entry = self._entries.get(part.lower())
        return entry.size if entry else 0

    def read(self, part: str, limit: int) -> bytes:
        """All of a part of at most ``limit`` bytes, whatever its directory says of its size."""
        return b"".join(self.chunks(part, limit))

    def chunks(self, part: str, limit: int) -> Iterator[bytes]:
        """A part of at most ``limit`` bytes, piece by piece; what came before an error is void.

        Raises ``Unreadable`` where there is no such part, or it is larger, or is not what the
        directory says.
        """
        entry = self._entries.get(part.lower())
        if entry is None:
            raise self.refused(DAMAGED.format(f"{part} is missing in it"))
        if entry.size > limit:
            reason = f"{part} in it is {entry.size // 2**20} MiB large, and may be {limit // 2**20}"
            raise self.refused(reason + "; send the document in several files")
        packed = self._content[entry.start : entry.start + entry.packed]
        size = crc = 0
        for chunk in _stored(packed) if entry.method == STORED else self._inflated(packed, part):
            size += len(chunk)
            if size > entry.size:
                raise self.refused(HARMFUL.format(f"{part} in it is larger than it says"))
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if size != entry.size or crc != entry.crc:
            raise self.refused(DAMAGED.format(f"{part} in it is not what was packed"))

    def refused(self, sentence: str) -> Unreadable:
        """The error that says ``sentence`` of the file."""
        return Unreadable(self.name, [(0, sentence)])

    def _inflated(self, packed: memoryview, part: str) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for place in range(0, len(packed), _CHUNK):
                yield from _pieces(inflater, bytes(packed[place : place + _CHUNK]))
        except zlib.error:
            raise self.refused(DAMAGED.format(f"{part} in it cannot be unpacked")) from None
        if not inflater.eof or inflater.unused_data:
            raise self.refused(DAMAGED.format(f"{part} in it cannot be unpacked"))


def _stored(packed: memoryview) -> Iterator[bytes]:
    for place in range(0, len(packed), _CHUNK):
        yield bytes(packed[place : place + _CHUNK])


def _pieces(inflater: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """What ``packed`` unpacks to, never more at a time than is asked for."""
    while True:
        piece = inflater.decompress(packed, _CHUNK)
        packed = inflater.unconsumed_tail
        if piece:
            yield piece
        # A full piece may leave more behind, though all that was packed has been taken.
        if not packed and len(piece) < _CHUNK:
            return

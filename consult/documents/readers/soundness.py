"""Whether XML in a container is sound, told in a hundredth of the time that reading it takes.

What a part means is read by Python, element by element. So that a file which breaks at its very
end is not read for seconds in vain, its bytes, their number and their form are checked before.
"""

from __future__ import annotations

import re

from lxml import etree

from consult.documents.readers.archive import Container
from consult.documents.readers.archive_entries import DAMAGED, HARMFUL
from consult.errors import Unreadable

# A code of a thousand articles is a fifth of these.
LARGEST_PART = 64 * 2**20  # bytes
MOST_TAGS = 1_200_000
MOST_NAMES = 5000  # of elements and attributes; Word has some hundreds
LONGEST = 512 * 2**10  # bytes of one tag, or between two; drawings have long ones
_NAMES = (re.compile(rb"<([^\s/>!?<]+)"), re.compile(rb"\s([^\s=<>\"'/]+)\s*="))


class _Nothing:
    """What the parser tells the elements to: it builds no tree."""

    def close(self) -> None:
        """The end of the part."""


def check(container: Container, part: str) -> None:
    """Raise ``Unreadable`` where ``part`` is damaged, endless, or not well-formed XML in UTF-8.

    A DOCTYPE is refused here by its sign, before anything that it declares is read.
    """
    # Whatever the part says of its encoding: OOXML is in UTF-8, so that no sign that is looked
    # for has another form.
    parser = etree.XMLParser(
        target=_Nothing(), encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False
    )
    counts = _Counts(container, part)
    for chunk in container.chunks(part, LARGEST_PART):
        counts.add(chunk)
        _parse(container, part, parser, chunk)
    _parse(container, part, parser, None)


class _Counts:
    """What fills the memory of a parser, counted before it is given to one."""

    def __init__(self, container: Container, part: str) -> None:
        self._container, self._part = container, part
        self._tags = self._behind = 0
        self._names: set[bytes] = set()

    def add(self, chunk: bytes) -> None:
        """Count what the next piece of the part holds; raises ``Unreadable`` at too much."""
        self._tags += chunk.count(b"<")
        self._behind = _behind(chunk, self._behind)
        for names in _NAMES:
            self._names.update(names.findall(chunk))
        if self._tags > MOST_TAGS:
            reason = f"{self._part} in it has more than {MOST_TAGS:,} tags, more than any law"
            raise self._container.refused(f"{reason}; send it in several files")
        if self._behind > LONGEST:
            raise self._harmful("has a tag of endless length")
        if len(self._names) > MOST_NAMES:
            raise self._harmful("has more kinds of elements than Word")
        if b"<!DOCTYPE" in chunk:
            raise self._harmful("declares a DOCTYPE, as no Word file does")

    def _harmful(self, what: str) -> Unreadable:
        return self._container.refused(HARMFUL.format(f"{self._part} in it {what}"))


def _behind(chunk: bytes, behind: int) -> int:
    """How many bytes have come since a tag began, or the most that came before another did."""
    first, last = chunk.find(b"<"), chunk.rfind(b"<")
    if first < 0:
        return behind + len(chunk)
    return behind + first if behind + first > LONGEST else len(chunk) - last


def _parse(container: Container, part: str, parser: etree.XMLParser, chunk: bytes | None) -> None:
    try:
        if chunk is None:
            parser.close()
        else:
            parser.feed(chunk)
    except etree.XMLSyntaxError:
        reason = f"{part} in it is not well-formed XML"
        raise container.refused(DAMAGED.format(reason)) from None

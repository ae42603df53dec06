"""A part of a Word file as a stream of elements: no tree is built, however large the part is.

No DOCTYPE, so no entities; and bounds on all that could fill the memory. ``soundness`` has
counted most of it before; here it is held by what the parser itself tells.
"""

from __future__ import annotations

from typing import NoReturn, Protocol
from xml.parsers import expat

from consult.documents.readers import soundness
from consult.documents.readers.archive import Container
from consult.documents.readers.archive_entries import DAMAGED, HARMFUL

DEEPEST = 256
_MOST_PREFIXES = 64
_XML = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
# The names by which these readers know elements, whatever prefix a file gives them. Files in
# the strict form of OOXML have namespaces of their own for the same elements.
_PREFIXES = {
    _XML + "wordprocessingml/2006/main": "w",
    _STRICT + "wordprocessingml/main": "w",
    _XML + "officeDocument/2006/relationships": "r",
    _STRICT + "officeDocument/relationships": "r",
    _XML + "officeDocument/2006/math": "m",
    _STRICT + "officeDocument/math": "m",
    _XML + "markup-compatibility/2006": "mc",
    _XML + "package/2006/relationships": "rel",
    _XML + "drawingml/2006/main": "a",
    _STRICT + "drawingml/main": "a",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://purl.org/dc/elements/1.1/": "dc",
}

Attributes = dict[str, str]


class Reader(Protocol):
    """What is told of the elements named in ``wanted``, and of all text outside ``skipped``.

    What is inside an element named in ``skipped`` is not told; that it begins is, if it is
    wanted too.
    """

    wanted: frozenset[str]
    skipped: frozenset[str]

    def start(self, name: str, attributes: Attributes) -> None:
        """A wanted element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, data: str) -> None:
        """Some text, not always all that stands together."""


def walk(container: Container, part: str, reader: Reader) -> None:
    """Tell ``reader`` what is in ``part``; raises ``Unreadable`` where it is not sound XML."""
    soundness.check(container, part)
    parser = _Parser(container, part, reader)
    for chunk in container.chunks(part, soundness.LARGEST_PART):
        parser.feed(chunk)
    parser.close()


class _Parser:
    def __init__(self, container: Container, part: str, reader: Reader) -> None:
        self._container, self._part, self._reader = container, part, reader
        self._names: list[str] = []  # of the elements that are open
        self._skipping = 0  # the depth of the element that is skipped
        self._chosen: list[bool] = []  # of each mc:AlternateContent: a choice has been read
        self._prefixes: dict[str, str] = {}
        self._outer: list[tuple[int, dict[str, str]]] = []
        self._resolved: dict[str, str] = {}
        self._known: dict[str, bool] = {}  # names, and whether they declare a namespace
        self._fed = self._done = 0
        # Whatever the part says of its encoding: OOXML is in UTF-8, and so no sign that is
        # looked for has another form.
        self._expat = parser = expat.ParserCreate("UTF-8")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes) -> None:
        """Read on."""
        self._parse(chunk, last=False)
        self._fed += len(chunk)
        self._done = max(self._done, self._expat.CurrentByteIndex)
        if self._fed - self._done > soundness.LONGEST:
            self._refuse(HARMFUL.format(f"{self._part} in it has a tag of endless length"))

    def close(self) -> None:
        """There is no more."""
        self._parse(b"", last=True)

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._expat.Parse(chunk, last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            self._refuse(DAMAGED.format(f"{self._part} in it is not well-formed XML, {reason}"))

    def _doctype(self, *_: object) -> None:
        self._refuse(HARMFUL.format(f"{self._part} in it declares a DOCTYPE, as no Word file does"))

    def _start(self, tag: str, attributes: list[str]) -> None:
        if len(self._names) >= DEEPEST:
            self._refuse(HARMFUL.format(f"{self._part} in it is nested {DEEPEST} deep"))
        for place in range(0, len(attributes), 2):
            declares = self._known.get(attributes[place])
            if declares is None:
                declares = self._meet(attributes[place])
            if declares:
                self._declare(attributes[place], attributes[place + 1])
        name = self._resolved.get(tag) or self._resolve(tag)
        self._names.append(name)
        if self._skipping:
            return
        reader = self._reader
        if name in reader.skipped or self._is_passed_over(name):
            self._skipping = len(self._names)
        if name in reader.wanted:
            pairs = zip(attributes[::2], attributes[1::2], strict=True)
            reader.start(name, {self._attribute(key): value for key, value in pairs})

    def _end(self, _: str) -> None:
        depth, name = len(self._names), self._names.pop()
        if not self._skipping:
            if name == "mc:AlternateContent":
                self._chosen.pop()
            if name in self._reader.wanted:
                self._reader.end(name)
        elif self._skipping == depth:
            self._skipping = 0
        if self._outer and self._outer[-1][0] == depth:
            self._prefixes = self._outer.pop()[1]
            self._resolved = {}

    def _text(self, data: str) -> None:
        if not self._skipping:
            self._reader.text(data)

    def _is_passed_over(self, name: str) -> bool:
        """Whether it is what old programs read in place of a choice that has been read."""
        if name == "mc:AlternateContent":
            self._chosen.append(False)
        elif name in {"mc:Choice", "mc:Fallback"} and self._chosen:
            passed, self._chosen[-1] = self._chosen[-1], True
            return passed
        return False

    def _meet(self, name: str) -> bool:
        if len(self._known) > soundness.MOST_NAMES:
            self._refuse(HARMFUL.format(f"{self._part} in it has more kinds of elements than Word"))
        self._known[name] = declares = name == "xmlns" or name.startswith("xmlns:")
        return declares

    def _declare(self, name: str, namespace: str) -> None:
        prefix, ours = name[6:], _PREFIXES.get(namespace, "")
        if self._prefixes.get(prefix, "") == ours:
            return
        depth = len(self._names) + 1
        if not self._outer or self._outer[-1][0] != depth:
            self._outer.append((depth, self._prefixes))
            self._prefixes = dict(self._prefixes)
        self._prefixes[prefix] = ours
        self._resolved = {}
        if len(self._prefixes) > _MOST_PREFIXES:
            self._refuse(HARMFUL.format(f"{self._part} in it has too many namespaces"))

    def _resolve(self, tag: str) -> str:
        if tag not in self._known:
            self._meet(tag)
        prefix, _, local = tag.rpartition(":")
        ours = self._prefixes.get(prefix, "")
        self._resolved[tag] = name = f"{ours}:{local}"
        return name

    def _attribute(self, name: str) -> str:
        """Attributes of no namespace keep their name; the rest are called as elements are."""
        return name if ":" not in name else self._resolved.get(name) or self._resolve(name)

    def _refuse(self, sentence: str) -> NoReturn:
        raise self._container.refused(sentence)

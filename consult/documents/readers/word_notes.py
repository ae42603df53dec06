"""The footnotes and endnotes of a Word file, by their ids."""

from __future__ import annotations

from consult.documents.model import line_folded
from consult.documents.readers import word_xml
from consult.documents.readers.word_package import Package
from consult.documents.readers.word_xml import Attributes

_MOST = 20_000
_MOST_TEXT = 1_000_000  # characters in all
_SIGNS = {"w:tab": " ", "w:br": " ", "w:cr": " ", "w:p": " ", "w:noBreakHyphen": "\u2011"}

Notes = dict[tuple[str, str], str]


def read(package: Package) -> Notes:
    """The text of each note by its kind, "footnote" or "endnote", and its id."""
    notes: Notes = {}
    for kind in ("footnote", "endnote"):
        part = package.part(f"{kind}s")
        if part is not None:
            reader = _Reader(package, kind)
            word_xml.walk(package.container, part, reader)
            notes.update(reader.notes())
    return notes


class _Reader:
    skipped = frozenset({"w:del", "w:moveFrom", "w:pPr", "w:rPr"})

    def __init__(self, package: Package, kind: str) -> None:
        self.wanted = frozenset({f"w:{kind}", "w:t", "m:t", *_SIGNS})
        self._package, self._kind = package, kind
        self._words: dict[str, list[str]] = {}
        self._now: list[str] = []
        self._inside = False
        self._heard = 0

    def notes(self) -> Notes:
        """Those that say something."""
        texts = {note: line_folded("".join(words)) for note, words in self._words.items()}
        return {(self._kind, note): text for note, text in texts.items() if text}

    def start(self, name: str, attributes: Attributes) -> None:
        if name in _SIGNS:
            self._say(_SIGNS[name])
        elif name in {"w:t", "m:t"}:
            self._inside = True
        else:
            self._now = self._words.setdefault(attributes.get("w:id", ""), [])
            if len(self._words) > _MOST:
                raise self._package.container.refused(f"it has more than {_MOST:,} footnotes")

    def end(self, name: str) -> None:
        if name in {"w:t", "m:t"}:
            self._inside = False

    def text(self, data: str) -> None:
        if self._inside:
            self._say(data.replace("\xad", ""))

    def _say(self, words: str) -> None:
        self._heard += len(words)
        if self._heard > _MOST_TEXT:
            reason = f"its footnotes have more than {_MOST_TEXT:,} characters"
            raise self._package.container.refused(reason)
        self._now.append(words)

"""What each line may begin with, and what the lines below it begin with, found beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from consult.documents.readers import markers, references, sequences
from consult.documents.readers.lines import Line
from consult.documents.readers.markers import Marker

# What a line may begin with: by a word, and by a number alone.
Parsed = tuple[Marker | None, tuple[Marker, ...]]


class ParsedLines:
    """The markers of ``lines``, each looked at once."""

    def __init__(self, lines: Sequence[Line], lang: str) -> None:
        self.lines = lines
        self._parsed = [_parse(line, lang) for line in lines]
        # For each line the next below with a marker, and the next with one of its own style.
        self._ahead: list[int] = []
        self._alike: list[dict[str, int]] = []
        self._look_ahead()

    def at(self, index: int) -> Parsed:
        """The markers of a line: a word with a number, and the readings of a number alone."""
        return self._parsed[index]

    def below(self, index: int) -> Sequence[Marker]:
        """The readings of the next numbered line below, none where a heading comes first."""
        ahead = self._ahead[index]
        return self._parsed[ahead][1] if ahead < len(self.lines) else ()

    def followed(self, index: int) -> Callable[[Marker], bool]:
        """Whether the next marker of the same style below is the next number of the same list."""

        def follows(marker: Marker) -> bool:
            ahead = self._alike[index].get(marker.style)
            parts = (marker.style, marker.order, marker.letter)
            return ahead is not None and any(
                reading.steps_from(*parts) == 1 for reading in self._parsed[ahead][1]
            )

        return follows

    def _look_ahead(self) -> None:
        after, alike = len(self.lines), dict[str, int]()
        for index in range(len(self.lines) - 1, -1, -1):
            found, readings = self._parsed[index]
            self._ahead.append(after)
            styles = [reading.style for reading in readings]
            self._alike.append({style: alike[style] for style in styles if style in alike})
            alike.update(dict.fromkeys(styles, index))
            if found or readings:
                after = index
        self._ahead.reverse()
        self._alike.reverse()


def _parse(line: Line, lang: str) -> Parsed:
    if line.table:
        return None, ()
    text = line.printed
    found = markers.headed(text, lang)
    if found and not (line.heading or line.label) and references.cites(found):
        found = None
    if line.told:
        found = _told(found, text, line.told)
    return found, () if found and found.stop else markers.numbered(text)


def _told(found: Marker | None, text: str, told: str) -> Marker:
    """What the source numbers beside its print, be that in words or mistyped."""
    if found is None:
        found = Marker("article", "article", text, "", told)
    return replace(found, number=told, order=sequences.order(told))

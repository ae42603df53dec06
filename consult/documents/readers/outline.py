"""The tree of provisions as it grows line by line, and the places where one may be put."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from consult.documents import naming
from consult.documents.model import Clause, folded, line_folded
from consult.documents.readers.markers import KINDS, Marker

# Deeper than any law goes: past this a numbered line is taken for text.
DEEPEST = 14

_LOWERED = KINDS
# Which container stands in which, where a document does not show it by its own order.
_ORDER = (
    *("component", "annex", "tome", "book", "part", "title", "subtitle", "division"),
    *("subdivision", "chapter", "subchapter", "subpart", "crossHeading"),
)
_RANKS = {kind: rank for rank, kind in enumerate(_ORDER)}
_WHOLE = frozenset({"component", "annex"})


@dataclass(eq=False)
class Draft:
    """A provision being read. ``paragraphs`` are lists of lines.

    ``level`` is the source's own level of heading, ``depth`` that of its list.
    """

    marker: Marker
    kind: str
    parent: Draft | None
    line: int
    heading: str = ""
    level: int | None = None
    depth: int | None = None
    paragraphs: list[list[str]] = field(default_factory=list)
    holds: bool = False
    last: Draft | None = None  # its last child
    eid: str = ""

    def container(self) -> bool:
        """Whether it is a heading under which provisions stand."""
        return self.kind in naming.CONTAINER_KINDS

    def listed(self) -> bool:
        """Whether it is one of a list: neither a heading nor a paragraph without a number."""
        return not (self.container() or self.base() or self.kind == "alinea")

    def base(self) -> bool:
        """Whether it is an article, section or rule."""
        return self.kind in naming.BASE_KINDS

    def ending(self) -> str:
        """The last characters of its text, or of its heading."""
        if self.paragraphs:
            return self.paragraphs[-1][-1].rstrip()[-1:]
        return self.heading.rstrip()[-1:]


class Outline:
    """What has been read, in order, and the provisions that are open at its end."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.open: list[Draft] = []
        # The last number of each style, as lists go on from one chapter to the next.
        self.running: dict[str, Marker] = {}
        self._inside: dict[str, str | None] = {}

    @property
    def current(self) -> Draft | None:
        """The provision to which text belongs now."""
        return self.open[-1] if self.open else None

    def put(self, marker: Marker, depth: int, line: int, level: int | None = None) -> Draft:
        """Begin a provision inside the first ``depth`` of those that are open."""
        del self.open[depth:]
        if marker.kind in _WHOLE:
            self.running = {}
        parent = self.current
        draft = Draft(marker, self._kind(marker, parent), parent, line, level=level)
        if parent is not None:
            parent.holds, parent.last = True, draft
        self.drafts.append(draft)
        self.open.append(draft)
        if marker.style and (parent is None or parent.container() or draft.base()):
            self.running[marker.style] = marker
        return draft

    def _kind(self, marker: Marker, parent: Draft | None) -> str:
        if marker.kind not in _LOWERED:
            return marker.kind
        while parent is not None and parent.kind == "alinea":
            parent = parent.parent
        natural = _LOWERED.index(marker.kind)
        if marker.style.startswith("1.1") and _under_article(parent):
            natural -= 1
        above = _LOWERED.index(parent.kind) if parent and parent.kind in _LOWERED else -1
        return _LOWERED[min(max(natural, above + 1), len(_LOWERED) - 1)]

    def base_depth(self, marker: Marker) -> int:
        """How many stay open around a new article or section: see ``put``."""
        for depth, draft in enumerate(self.open):
            if draft.marker.style == marker.style:
                return depth
        return self._among(lambda draft: draft.container() or draft.base())

    def container_depth(self, marker: Marker, level: int | None) -> int:
        """How many stay open around a new part or chapter."""
        if marker.kind in _WHOLE:
            return 0
        for depth, draft in enumerate(self.open):
            inside = draft.marker.style != marker.style
            if level and draft.level:  # the source's own levels say more than the words
                inside = draft.level < level
            if not inside:
                return depth
        return self._new_container(marker, level)

    def _new_container(self, marker: Marker, level: int | None) -> int:
        """A kind that is not open goes where it went before, else by what is usual."""
        current = self.current
        headings = self._among(Draft.container)
        if marker.style in self._inside:
            above = self._inside[marker.style]
            for depth, draft in enumerate(self.open[:headings], 1):
                if draft.marker.style == above:
                    return depth
        if current is not None and current.container() and not current.paragraphs:
            return headings
        rank = _RANKS.get(marker.kind, 0)
        for depth, draft in enumerate(self.open[:headings]):
            marked = level and draft.level and draft.level < level
            if _RANKS.get(draft.kind, 0) >= rank and not marked:
                return depth
        return headings

    def learn(self, draft: Draft) -> None:
        """Remember in what a kind of container stands in this document."""
        above = draft.parent.marker.style if draft.parent else None
        self._inside.setdefault(draft.marker.style, above)

    def _among(self, wanted: Callable[[Draft], bool]) -> int:
        """How many of those open are so, from the top on."""
        for depth, draft in enumerate(self.open):
            if not wanted(draft):
                return depth
        return len(self.open)

    def clauses(self) -> list[Clause]:
        """All of it as clauses with their ids."""
        for draft in self.drafts:
            above = draft.parent
            if draft.kind == "article" and above is not None and above.kind == "section":
                above.kind = "division"  # a heading over articles, as in the EU's acts
            if draft.kind == "alinea" and not draft.holds and above and above.last is draft:
                draft.kind = "wrapUp"
        ids = naming.Ids()
        return [_clause(draft, ids) for draft in self.drafts]


def _under_article(parent: Draft | None) -> bool:
    """Whether the first part of a number such as 1.1 is that of an article, not of a paragraph."""
    while parent is not None and parent.marker.style.startswith("1.1"):
        parent = parent.parent
    return parent is not None and parent.kind not in _LOWERED


def _clause(draft: Draft, ids: naming.Ids) -> Clause:
    parent = draft.parent.eid if draft.parent else None
    draft.eid = ids.give(draft.kind, draft.marker.number, parent)
    return Clause(
        draft.eid,
        draft.kind,
        naming.number(draft.marker.label, draft.eid),
        line_folded(draft.marker.label),
        line_folded(draft.heading),
        parent,
        folded(" ".join(lines) for lines in draft.paragraphs),
        draft.line,
    )

"""From marked-up text to clauses: what stands in a provision is words and other provisions.

A reader of a marked-up format says what it meets, in its order; here is decided which clause it
becomes. Words before a provision's first part are its text; words between its parts are a clause
of their own (``alinea``), and so are words after the last (``wrapUp``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from consult.documents import naming
from consult.documents.model import Clause, Unplaced, folded

# What is set after a quotation, as in ``insert “3. New words.”;``, and belongs to its last words.
_CLOSING = re.compile(r"[\s.,;:!?…)\]}»”’“\"'›]+")
# What Markdown would take for more than words, anywhere and at the start of a paragraph.
_MARKDOWN = re.compile(r"[\\`*_]")
_MARKDOWN_START = re.compile(r"^(#{1,6}|[-+>=~:]|\d+(?=[.)]))")


class Gathered:
    """The clauses found so far, with ids that are unique; the preamble; what has no place."""

    def __init__(self) -> None:
        self.clauses: list[Clause] = []
        self.preamble: list[str] = []
        self.warnings: list[Unplaced] = []
        self._ids = naming.Ids()
        self._places: dict[str, int] = {}
        self._closed = ""

    def add(
        self,
        kind: str,
        parent: str | None,
        *,
        label: str = "",
        heading: str = "",
        given: str | None = None,
        line: int = 0,
    ) -> str:
        """Add a clause and return its id: the one ``given``, if no other clause has it."""
        if given and given not in self._places:
            eid = self._ids.take(given, kind, parent)
        else:
            eid = self._ids.give(kind, naming.number_of(label), parent)
        self._places[eid] = len(self.clauses)
        number = naming.number(label, eid)
        self.clauses.append(Clause(eid, kind, number, label, heading, parent, "", line))
        return eid

    def say(self, eid: str, text: str) -> None:
        """Give the clause its text."""
        place = self._places[eid]
        self.clauses[place] = replace(self.clauses[place], text=text)

    def close(self, mark: str) -> bool:
        """Set a mark of punctuation after the last words, once; whether there are any."""
        last = self.clauses[-1]
        if not last.text or last.eid == self._closed:
            return False
        self._closed = last.eid
        self.say(last.eid, last.text + mark)
        return True

    def warn(self, line: int, text: str, reason: str) -> None:
        """Say that something has no place in a tree of clauses."""
        self.warnings.append(Unplaced(line, " ".join(text.split())[:200], reason))


class Flow:
    """What stands inside the provision ``within``, in its order."""

    def __init__(self, gathered: Gathered, within: str | None) -> None:
        self.gathered = gathered
        self.within = within
        self.begun = False  # whether the provision's own text is over
        self.line = 0  # where in the source the words stand
        self._chunks: list[str] = []
        self._paragraphs: list[str] = []
        self._notes: list[str] = []

    def words(self, text: str | None) -> None:
        """Go on with the paragraph."""
        if text:
            self._chunks.append(text)

    def paragraph(self) -> None:
        """The paragraph ends here, if one has begun."""
        text = "".join(self._chunks)
        self._chunks.clear()
        if text.strip():
            self._paragraphs.append(text)

    def note(self, text: str) -> None:
        """A note to what is being said: a paragraph of its own after it."""
        self._notes.append(text)

    def part(self, kind: str = "alinea") -> None:
        """What was said up to here is a piece of its own."""
        self.paragraph()
        self._gather(kind)

    def add(
        self, kind: str, label: str, heading: str, given: str | None = None, line: int = 0
    ) -> str:
        """A provision begins here, inside this one; its id."""
        self.part()
        self.begun = True
        return self.gathered.add(
            kind, self.within, label=label, heading=heading, given=given, line=line
        )

    def finish(self) -> None:
        """The provision ends here."""
        self.part("wrapUp")

    def _gather(self, kind: str) -> None:
        if self.begun and self._paragraphs and self._closes(self._paragraphs[0]):
            del self._paragraphs[0]
        text = folded([*self._paragraphs, *self._notes])
        self._paragraphs.clear()
        self._notes.clear()
        if text:
            self._place(text, kind)
            self.begun = True

    def _closes(self, words: str) -> bool:
        """Set words that only close the last provision inside after its own; whether they do."""
        inside = any(clause.eid != self.within for clause in self.gathered.clauses[-1:])
        closing = inside and _CLOSING.fullmatch(words) is not None
        return closing and self.gathered.close(words.strip())

    def _place(self, text: str, kind: str) -> None:
        if not self.begun and self.within is not None:
            self.gathered.say(self.within, text)
        else:
            self.gathered.say(self.gathered.add(kind, self.within, line=self.line), text)


class WholeFlow(Flow):
    """What stands in a document outside all provisions.

    Up to the first provision, or to the beginning of the body, that is the preamble; then each
    paragraph is an ``alinea`` of its own.
    """

    def __init__(self, gathered: Gathered) -> None:
        super().__init__(gathered, None)

    def paragraph(self) -> None:
        """The paragraph ends here, if one has begun."""
        super().paragraph()
        if self.begun:
            self._gather("alinea")

    def verbatim(self, block: str) -> None:
        """A paragraph of the preamble that is Markdown already."""
        self.part()
        self.gathered.preamble.append(block)

    def body(self) -> None:
        """The preamble is over."""
        self.part()
        self.begun = True

    def _gather(self, kind: str) -> None:
        if self.begun:
            super()._gather("alinea")
        else:
            said = [*self._paragraphs, *self._notes]
            self.gathered.preamble += map(markdown, said)
            self._paragraphs.clear()
            self._notes.clear()


def markdown(text: str) -> str:
    """Plain words as a paragraph of Markdown that shows just them."""
    plain = _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))
    plain = plain.replace("&", "&amp;").replace("<", "&lt;")
    if found := _MARKDOWN_START.match(plain):
        end = found.end() if found[0].isdigit() else 0
        plain = f"{plain[:end]}\\{plain[end:]}"
    return plain

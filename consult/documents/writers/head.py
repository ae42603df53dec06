"""What a file for people says of itself, and the few words it needs in its reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Words:
    """The words of a file, translated by the caller.

    ``version`` has a place for ``{number}``; ``page`` has places for ``{page}`` and ``{pages}``,
    since languages order them differently.
    """

    version: str = "Version {number}"
    page: str = "Page {page} of {pages}"
    address: str = "Address"
    published: str = "Published"
    fingerprint: str = "SHA-256 of the text"
    comparative_table: str = "Comparative table"
    number: str = "No."
    provision: str = "Provision"
    old_text: str = "Old text"
    new_text: str = "New text"
    why: str = "Why"
    absent: str = "Absent"
    removed: str = "removed words"
    added: str = "added words"
    unchanged: str = "Nothing was changed."


@dataclass(frozen=True)
class Head:
    """Where a text comes from; what is empty is not printed.

    ``published`` is the day as its reader writes it. ``moment`` is what the file's own metadata
    say of when it was made: without it they say nothing, and the bytes depend on the text alone.
    ``title`` and ``lang`` are for files that are not of one document (the comparative table); a
    document brings its own.
    """

    consultation: str
    agency: str
    version: int
    published: str = ""
    sha256: str = ""
    address: str = ""
    translation: str = ""
    title: str = ""
    lang: str = "en"
    moment: datetime | None = None
    words: Words = field(default_factory=Words)

    def version_words(self, number: int | None = None) -> str:
        """``Version 2``: of this text, or of another by its number."""
        said = self.version if number is None else number
        return self.words.version.replace("{number}", str(said))

    def dated(self) -> str:
        """The version and the day it was published, in one line."""
        day = f"{self.words.published}: {self.published}" if self.published else ""
        return " · ".join(part for part in (self.version_words(), day) if part)

    def imprint(self) -> list[tuple[str, str]]:
        """What stands at the foot of the first page: names and values, the empty left out."""
        said = [(self.words.address, self.address), (self.words.fingerprint, self.sha256)]
        return [(name, value) for name, value in said if value]

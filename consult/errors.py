"""What can go wrong in the domain. Nothing here knows HTTP: ``web`` turns these into answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


class ConsultError(Exception):
    """The parent of every error that a person is told about in one plain sentence."""


class NotFound(ConsultError):
    """The thing does not exist, or must not be seen to exist by the one who asks."""


class Forbidden(ConsultError):
    """The person may not do this."""


class Unavailable(ConsultError):
    """The database cannot write just now: the disk is full, or the lock was not to be had."""


class Hopeless(ConsultError):
    """Work that will come to nothing however often it is tried; the message says why."""


class Conflict(ConsultError):
    """It cannot be done now: the window is closed, or the thing has changed meanwhile."""


class TooOften(ConsultError):
    """Something was tried more often than it may be; ``wait`` says how long to wait."""

    def __init__(self, what: str, wait: timedelta) -> None:
        super().__init__(what)
        self.what = what
        self.wait = wait


@dataclass
class Unreadable(ConsultError):
    """A file that cannot be read whole; nothing of it has been stored.

    ``problems`` are pairs of a line number (from 1; 0 for the file as a whole) and a sentence.
    """

    name: str
    problems: list[tuple[int, str]] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{self.name}:{line}: {reason}" for line, reason in self.problems]
        return "\n".join(lines)


class Invalid(ConsultError):
    """What was typed cannot be taken; ``field`` is where, and the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field

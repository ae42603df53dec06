"""What may stand in a file: characters that XML forbids are left out of everything printed."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

from consult.documents.model import Clause, Document
from consult.documents.writers.head import Head

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(given: str) -> str:
    """``given`` without control characters, half surrogates and the like."""
    return _FORBIDDEN.sub("", given)


def head(given: Head) -> Head:
    """A head whose every word may stand in a file."""
    return replace(given, **_texts(given), words=replace(given.words, **_texts(given.words)))


def document(given: Document) -> Document:
    """A document whose every word may stand in a file."""
    return replace(given, **_texts(given), clauses=[_clause(clause) for clause in given.clauses])


def _clause(clause: Clause) -> Clause:
    return replace(clause, **_texts(clause))


def _texts(given: Clause | Document | Head | Any) -> dict[str, Any]:
    """The fields that are texts, made printable."""
    values = ((field.name, getattr(given, field.name)) for field in fields(given))
    return {name: text(value) for name, value in values if isinstance(value, str)}

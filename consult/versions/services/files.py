"""A published version as files: made when first asked for, then kept, since it never changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from consult.database import db
from consult.documents.model import Document
from consult.documents.writers import akoma_ntoso, docx, pdf
from consult.documents.writers.head import Head
from consult.errors import NotFound
from consult.proposals.models import VersionFile, VersionText
from consult.proposals.services import texts

_EDITION = "1"  # of the writers: another one makes every kept file anew
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xml": "application/akn+xml",
    "md": "text/markdown; charset=utf-8",
}
COMPARATIVE_TABLE = "comparative-table.docx"


def version_file(
    folder: Path, version_id: int, lang: str, kind: str, head: Head, *, work: str
) -> bytes:
    """The version in ``lang`` as a file of ``kind``: one of ``KINDS``.

    ``folder`` is where an installation keeps what it can make again, ``work`` the name of the
    proposal in Akoma Ntoso's addresses. Raises ``NotFound`` where the version is not in ``lang``,
    ``Unavailable`` where this machine cannot make such a file.
    """
    if kind == "md":
        return source(version_id, lang).encode()
    made = {"docx": docx.write, "pdf": pdf.write}

    def make() -> bytes:
        document = _document(version_id, lang)
        if kind == "xml":
            return _akoma_ntoso(document, head, work)
        return made[kind](document, head)

    return kept(folder, f"{version_id}-{lang}.{kind}", repr((head, work)), make)


def _document(version_id: int, lang: str) -> Document:
    if lang not in texts.clauses(version_id):
        raise NotFound(f"this version is not in {lang}")
    return texts.document(version_id, lang)


def _akoma_ntoso(document: Document, head: Head, work: str) -> bytes:
    country, _, name = work.partition("/")
    day = head.moment.date().isoformat() if head.moment else ""
    return akoma_ntoso.write(document, country=country, work=name, date=day, version=head.version)


def source(version_id: int, lang: str) -> str:
    """The text that the version is, in our Markdown; raises ``NotFound``."""
    found = db.session.get(VersionText, (version_id, lang))
    if found is None:
        raise NotFound(f"this version is not in {lang}")
    return found.source


def original(version_id: int, lang: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that the agency sent; raises ``NotFound``.

    Of a version that is older than the keeping of files, its source: it was that file.
    """
    found = db.session.get(VersionFile, (version_id, lang))
    if found is not None:
        return found.name, found.content
    return f"{version_id}.{lang}.md", source(version_id, lang).encode()


def kept(folder: Path, name: str, depends_on: str, make: Callable[[], bytes]) -> bytes:
    """What was kept under ``name`` for the same ``depends_on``, or what ``make`` makes, kept."""
    digest = hashlib.blake2b(f"{_EDITION} {depends_on}".encode(), digest_size=8).hexdigest()
    path = folder / f"{digest}-{name}"
    if path.is_file():
        return path.read_bytes()
    content = make()
    folder.mkdir(parents=True, exist_ok=True)
    # Another process may be writing the same: each writes its own, and the last one stays.
    own = path.with_name(f"{path.name}.{os.getpid()}")
    own.write_bytes(content)
    own.replace(path)
    return content

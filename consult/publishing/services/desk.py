"""The publisher's desk: a draft is uploaded, read over, corrected, and published or put away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import database
from consult.accounts.models import Person
from consult.documents import corrections, reading
from consult.documents.corrections import Correction
from consult.documents.model import Document
from consult.documents.readers import markdown as our_markdown
from consult.documents.writers import markdown
from consult.errors import Conflict, NotFound
from consult.permission import require
from consult.proposals.models import Consultation, Proposal
from consult.publishing import rules
from consult.publishing.models import Manuscript, ManuscriptText
from consult.publishing.services import manuscripts, publication
from consult.publishing.services.publication import Publication


@dataclass(frozen=True)
class Upload:
    """A file that a publisher sent for a proposal in one language."""

    name: str
    content: bytes
    lang: str


def upload(person: Person, consultation: str, slug: str, number: int, sent: Upload) -> int:
    """Put a file on the desk; returns the manuscript's id.

    It is read before anything is stored: raises ``Unreadable`` where that cannot be. The same
    proposal and language again replaces what was there, corrections too.
    """
    document = reading.read(sent.name, sent.content, sent.lang)
    values = _as_text(document, sent)
    with database.write() as (session, now):
        wanted = select(Consultation).where(Consultation.slug == consultation)
        found = session.scalar(wanted)
        if found is None:
            raise NotFound(f"there is no consultation {consultation!r}")
        require(rules.may_publish(person, found))
        known = session.scalar(
            select(Proposal).where(Proposal.consultation_id == found.id, Proposal.slug == slug)
        )
        given = known.number if known else number
        row = _on_the_desk(session, found, slug, given, person, now)
        row.texts = [text for text in row.texts if text.lang != sent.lang]
        session.flush()
        row.texts.append(ManuscriptText(**values))
        _touch(row, now)
        session.flush()
        return row.id


def _as_text(document: Document, sent: Upload) -> dict[str, object]:
    return {
        "lang": sent.lang,
        "name": sent.name[-200:],
        "format": document.format,
        "sha256": hashlib.sha256(sent.content).hexdigest(),
        "content": sent.content,
        "text": _written(document, sent),
        "warnings": [(w.line, w.text[:300], w.reason) for w in document.warnings],
    }


def _written(document: Document, sent: Upload) -> str:
    if document.format == our_markdown.FORMAT:
        return reading.decoded(sent.name, sent.content).replace("\r\n", "\n")
    return markdown.write(document)


def _on_the_desk(
    session: Session,
    consultation: Consultation,
    slug: str,
    number: int,
    person: Person,
    now: datetime,
) -> Manuscript:
    row = session.scalar(
        select(Manuscript)
        .where(Manuscript.consultation_id == consultation.id, Manuscript.slug == slug)
        .with_for_update(of=Manuscript)
    )
    if row is None:
        row = Manuscript(
            consultation_id=consultation.id,
            slug=slug,
            number=number,
            begun_by_id=person.id,
            begun_at=now,
            changed_at=now,
            revision=0,
        )
        session.add(row)
    return row


def _touch(row: Manuscript, now: datetime) -> None:
    row.changed_at = now
    row.revision += 1


def correct(
    person: Person, manuscript_id: int, lang: str, revision: int, given: Sequence[Correction]
) -> None:
    """Correct kinds, labels and levels of clauses.

    Raises ``Conflict`` when somebody corrected the draft meanwhile: ``revision`` is the one that
    the corrections were made on. Raises ``Invalid`` when they make no tree.
    """
    found = manuscripts.one(person, manuscript_id)
    changed = corrections.apply(manuscripts.document(found, lang), given)
    _store(person, manuscript_id, lang, revision, markdown.write(changed))


def rewrite(person: Person, manuscript_id: int, lang: str, revision: int, text: str) -> None:
    """Replace a manuscript's text by another in our Markdown; its warnings are looked for anew."""
    _store(person, manuscript_id, lang, revision, text.replace("\r\n", "\n"), warnings=[])


def accept(person: Person, manuscript_id: int, lang: str, revision: int) -> None:
    """Say that what the reader could not place was looked at and is right as it is."""
    _store(person, manuscript_id, lang, revision, None, warnings=[])


def _store(
    person: Person,
    manuscript_id: int,
    lang: str,
    revision: int,
    text: str | None,
    warnings: list[tuple[int, str, str]] | None = None,
) -> None:
    with database.write() as (session, now):
        row = _locked(session, person, manuscript_id)
        if row.revision != revision:
            raise Conflict("somebody else corrected this draft meanwhile")
        found = next((one for one in row.texts if one.lang == lang), None)
        if found is None:
            raise NotFound(f"this draft is not in {lang}")
        if text is not None:
            found.text = text
        if warnings is not None:
            found.warnings = warnings
        _touch(row, now)


def _locked(session: Session, person: Person, manuscript_id: int) -> Manuscript:
    row = session.scalar(
        select(Manuscript).where(Manuscript.id == manuscript_id).with_for_update(of=Manuscript)
    )
    if row is None:
        raise NotFound("there is no such draft")
    require(rules.may_publish(person, row.consultation))
    return row


def put_away(person: Person, manuscript_id: int) -> None:
    """Take a draft off the desk; nothing of it was published."""
    with database.write() as (session, _):
        session.delete(_locked(session, person, manuscript_id))


def publish(
    person: Person,
    manuscript_id: int,
    revision: int,
    note: str,
    why: Mapping[str, str] | None = None,
) -> Publication:
    """Publish a manuscript as a version, carry the annotations over, and clear the desk of it.

    Raises ``Conflict`` when the draft was corrected since it was looked at, ``Unreadable`` when
    its languages have not the same clauses.
    """
    found = manuscripts.one(person, manuscript_id)
    if found.revision != revision:
        raise Conflict("somebody else corrected this draft meanwhile")
    consultation, ready = found.consultation.slug, manuscripts.draft(found, why)

    def check(row: Consultation) -> None:
        require(rules.may_publish(person, row))

    result = publication.publish_draft(consultation, ready, note=note, check=check)
    put_away(person, manuscript_id)
    return result

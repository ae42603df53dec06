"""Publishing what a consultation folder holds, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import database, markup
from consult.accounts.models import Agency
from consult.documents.model import Document
from consult.errors import Unreadable
from consult.proposals.models import (
    WHOLE,
    Clause,
    ClauseText,
    Consultation,
    Proposal,
    Tally,
    Version,
    VersionText,
)
from consult.proposals.services.folders import Draft, Folder


@dataclass
class Published:
    """What publishing did: ``new`` or changed parts in words; empty when nothing changed."""

    slug: str
    changes: list[str] = field(default_factory=list)


def publish(folder: Folder, *, note: str = "") -> Published:
    """Store what is new in ``folder``, in one transaction. The same folder again changes nothing.

    A proposal whose text differs from its current version gets a new version. The window of a
    published consultation is not moved by publishing: that is refused with ``Unreadable``.
    """
    result = Published(folder.slug)
    prepared = [(draft, _version(draft, note)) for draft in folder.drafts]
    with database.write() as (session, now):
        wanted = select(Consultation).where(Consultation.slug == folder.slug)
        consultation = session.scalar(wanted.with_for_update(of=Consultation))
        if consultation is None:
            consultation = _new_consultation(session, folder, now)
            result.changes.append(f"consultation {folder.slug} published")
        else:
            _check_unmoved(consultation, folder)
            result.changes += _renewed(consultation, folder)
        for draft, version in prepared:
            result.changes += _publish_draft(session, consultation, draft, version, now)
    return result


def _new_consultation(session: Session, folder: Folder, now: datetime) -> Consultation:
    agency = session.scalar(select(Agency).where(Agency.slug == folder.agency))
    if agency is None:
        agency = Agency(slug=folder.agency, name=folder.agency_name)
        session.add(agency)
        session.flush()
    consultation = Consultation(
        slug=folder.slug,
        kind=folder.kind,
        agency_id=agency.id,
        zone=folder.zone,
        title=folder.title,
        note_html=folder.note_html,
        rules=folder.rules,
        opens_assumed=folder.opens_assumed,
        demonstration=folder.demonstration,
        published_at=now,
        opens_at=folder.opens_at,
        closes_at=folder.closes_at,
    )
    session.add(consultation)
    session.flush()
    return consultation


def _check_unmoved(consultation: Consultation, folder: Folder) -> None:
    if (consultation.opens_at, consultation.closes_at) != (folder.opens_at, folder.closes_at):
        reason = "its window is published already, and publishing again does not move it"
        raise Unreadable(folder.slug, [(0, reason)])


def _renewed(consultation: Consultation, folder: Folder) -> list[str]:
    """Take over a changed title or note; say so."""
    changes = []
    for name in ("title", "note_html"):
        if getattr(consultation, name) != getattr(folder, name):
            setattr(consultation, name, getattr(folder, name))
            changes.append(f"consultation {folder.slug}: {name.removesuffix('_html')} changed")
    if changes:
        for proposal in consultation.proposals:
            proposal.revision += 1
    return changes


def _publish_draft(
    session: Session, consultation: Consultation, draft: Draft, version: Version, now: datetime
) -> list[str]:
    wanted = select(Proposal).where(
        Proposal.consultation_id == consultation.id, Proposal.slug == draft.slug
    )
    proposal = session.scalar(wanted)
    if proposal is None:
        proposal = Proposal(
            consultation_id=consultation.id,
            number=draft.number,
            slug=draft.slug,
            current_version=0,
            revision=0,
            comments=0,
        )
        session.add(proposal)
        session.flush()
    elif _current_sha256(session, proposal) == draft.sha256:
        return []
    proposal.current_version += 1
    proposal.revision += 1
    version.proposal_id = proposal.id
    version.number = proposal.current_version
    version.published_at = now
    session.add(version)
    session.flush()
    _add_tallies(session, proposal.id, [clause.uid for clause in version.clauses])
    clauses = len(next(iter(draft.documents.values())).clauses)
    where = f"{consultation.slug}/{draft.slug}"
    return [f"{where}: version {proposal.current_version} published, {clauses} clauses"]


def _current_sha256(session: Session, proposal: Proposal) -> str | None:
    return session.scalar(
        select(Version.sha256).where(
            Version.proposal_id == proposal.id, Version.number == proposal.current_version
        )
    )


def _version(draft: Draft, note: str) -> Version:
    """The draft as a version, rendered: all of it but its number and the moment."""
    version = Version(
        sha256=draft.sha256,
        note=note,
        languages=_languages(draft.documents),
    )
    version.texts = [
        VersionText(
            lang=lang,
            title=document.title,
            translation=document.translation,
            preamble_html=markup.document_html(document.preamble),
            source=draft.sources[lang],
        )
        for lang, document in draft.documents.items()
    ]
    version.clauses = _clauses(draft.documents)
    return version


def _languages(documents: dict[str, Document]) -> list[str]:
    """The document's languages; those of the interface first, in its order."""
    ours = [lang for lang in ("en", "ru", "kk") if lang in documents]
    return ours + sorted(set(documents) - set(ours))


def _clauses(documents: dict[str, Document]) -> list[Clause]:
    """The clauses of all languages as rows. The id written in our Markdown is the lasting uid."""
    first = next(iter(documents.values()))
    rows = []
    for position, clause in enumerate(first.clauses):
        row = Clause(
            uid=clause.eid,
            eid=clause.eid,
            kind=clause.kind,
            number=clause.number,
            parent_eid=clause.parent,
            position=position,
            depth=clause.depth,
        )
        row.texts = [
            ClauseText(
                lang=lang,
                label=here.label,
                heading=here.heading,
                text=here.text,
                html=markup.paragraphs_html(here.text),
            )
            for lang, document in documents.items()
            for here in (document.clauses[position],)
        ]
        rows.append(row)
    return rows


def _add_tallies(session: Session, proposal_id: int, uids: Sequence[str]) -> None:
    known = set(session.scalars(select(Tally.uid).where(Tally.proposal_id == proposal_id)))
    for uid in (WHOLE, *uids):
        if uid not in known:
            session.add(Tally(proposal_id=proposal_id, uid=uid))

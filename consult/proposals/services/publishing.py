"""Publishing what a consultation folder holds, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import database, markup
from consult.accounts.models import Agency
from consult.analysis import indexing
from consult.database import db
from consult.documents import matching
from consult.documents.model import Document, depths
from consult.errors import Conflict, NotFound, Unreadable
from consult.jobs import services as jobs
from consult.proposals.models import (
    WHOLE,
    Clause,
    ClauseText,
    Consultation,
    Proposal,
    Tally,
    Version,
    VersionFile,
    VersionText,
)
from consult.proposals.services import texts
from consult.proposals.services.folders import Draft, Folder

VERSION_PUBLISHED = "version_published"


@dataclass
class Published:
    """What publishing did.

    ``changes`` are new or changed parts in words, empty when nothing changed; ``versions`` pairs
    of a proposal's id and the number of its new version.
    """

    slug: str
    changes: list[str] = field(default_factory=list)
    versions: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Prepared:
    """A draft rendered, with the version that its clauses were recognised from (0: none)."""

    draft: Draft
    version: Version
    after: int


def publish(folder: Folder, *, note: str = "") -> Published:
    """Store what is new in ``folder``, in one transaction. The same folder again changes nothing.

    A proposal whose text differs from its current version gets a new version. The window of a
    published consultation is not moved by publishing: that is refused with ``Unreadable``.
    """
    result = Published(folder.slug)
    prepared = [_prepared(folder.slug, draft, note) for draft in folder.drafts]
    with database.write() as (session, now):
        wanted = select(Consultation).where(Consultation.slug == folder.slug)
        consultation = session.scalar(wanted.with_for_update(of=Consultation))
        if consultation is None:
            consultation = _new_consultation(session, folder, now)
            result.changes.append(f"consultation {folder.slug} published")
        else:
            _check_unmoved(consultation, folder)
            result.changes += _renewed(consultation, folder)
        for one in prepared:
            _publish_draft(session, consultation, one, result, now)
    return result


def publish_draft(
    consultation_slug: str,
    draft: Draft,
    *,
    note: str = "",
    check: Callable[[Consultation], None] = lambda _: None,
) -> Published:
    """Store one draft of a published consultation: a new proposal, or its next version.

    ``check`` is asked inside the write, of the row just read, and raises where it may not be.
    Raises ``NotFound``, or ``Conflict`` when somebody published another version meanwhile.
    """
    result = Published(consultation_slug)
    one = _prepared(consultation_slug, draft, note)
    with database.write() as (session, now):
        wanted = select(Consultation).where(Consultation.slug == consultation_slug)
        consultation = session.scalar(wanted.with_for_update(of=Consultation))
        if consultation is None:
            raise NotFound(f"there is no consultation {consultation_slug!r}")
        check(consultation)
        _publish_draft(session, consultation, one, result, now)
    return result


def _prepared(consultation: str, draft: Draft, note: str) -> _Prepared:
    """Recognise the clauses of the version before, and render: before any write begins."""
    version = _version(draft, note)
    known = db.session.execute(
        select(Proposal.id, Proposal.current_version, Version.id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .join(
            Version,
            (Version.proposal_id == Proposal.id) & (Version.number == Proposal.current_version),
        )
        .where(Consultation.slug == consultation, Proposal.slug == draft.slug)
    ).one_or_none()
    if known is not None:
        _recognise(version, draft, known[0], known[2])
    db.session.close()  # what was read here is not what the write will see
    return _Prepared(draft, version, known[1] if known else 0)


def _recognise(version: Version, draft: Draft, proposal_id: int, before: int) -> None:
    """Give each clause the uid that it had in the version before, or one never used."""
    old = texts.clauses(before)
    uids = texts.uids(before)
    languages = [lang for lang in draft.documents if lang in old]
    if languages:
        now = matching.joined(draft.documents, languages)
        found = matching.match(texts.joined(old, languages), now)
    else:  # no words to compare: by label alone
        found = matching.by_id(uids, (clause.eid for clause in version.clauses))
    used = texts.used_uids(proposal_id)
    for clause in version.clauses:
        if clause.eid in found.old_of:
            clause.uid = uids[found.old_of[clause.eid]]
        else:
            clause.uid = _unused(clause.eid, used)
            used.add(clause.uid)


def _unused(eid: str, used: set[str]) -> str:
    uid, again = eid, 1
    while uid in used:
        again += 1
        uid = f"{eid}~{again}"
    return uid


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
        pseudonyms=folder.pseudonyms,
        hold_first=folder.hold_first,
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
    """Take over what was changed and may change: title, note, terms; say so."""
    changes = []
    for name in ("title", "note_html", "pseudonyms", "hold_first"):
        if getattr(consultation, name) != getattr(folder, name):
            setattr(consultation, name, getattr(folder, name))
            changes.append(f"consultation {folder.slug}: {name.removesuffix('_html')} changed")
    if changes:
        for proposal in consultation.proposals:
            proposal.revision += 1
    return changes


def _publish_draft(
    session: Session,
    consultation: Consultation,
    prepared: _Prepared,
    result: Published,
    now: datetime,
) -> None:
    draft, version = prepared.draft, prepared.version
    proposal = _proposal(session, consultation, draft)
    if proposal.current_version and _current_sha256(session, proposal) == draft.sha256:
        return
    if proposal.current_version != prepared.after:
        raise Conflict(f"{draft.slug}: another version was published meanwhile; look at it first")
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
    result.changes.append(
        f"{where}: version {proposal.current_version} published, {clauses} clauses"
    )
    result.versions.append((proposal.id, proposal.current_version))
    if proposal.current_version > 1:
        jobs.ask(session, VERSION_PUBLISHED, {"version": version.id}, now)


def _proposal(session: Session, consultation: Consultation, draft: Draft) -> Proposal:
    """The draft's proposal, locked, or a new one without a version."""
    wanted = select(Proposal).where(
        Proposal.consultation_id == consultation.id, Proposal.slug == draft.slug
    )
    proposal = session.scalar(wanted.with_for_update(of=Proposal))
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
    return proposal


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
            format=document.format,
        )
        for lang, document in draft.documents.items()
    ]
    version.files = [
        VersionFile(lang=lang, name=file.name, sha256=file.sha256, content=file.content)
        for lang, file in draft.originals.items()
    ]
    version.clauses = _clauses(draft.documents)
    return version


def _languages(documents: dict[str, Document]) -> list[str]:
    """The document's languages; those of the interface first, in its order."""
    ours = [lang for lang in ("en", "ru", "kk") if lang in documents]
    return ours + sorted(set(documents) - set(ours))


def _clauses(documents: dict[str, Document]) -> list[Clause]:
    """The clauses of all languages as rows. In a first version the id is the lasting uid."""
    first = next(iter(documents.values()))
    rows = []
    for position, (clause, depth) in enumerate(
        zip(first.clauses, depths(first.clauses), strict=True)
    ):
        row = Clause(
            uid=clause.eid,
            eid=clause.eid,
            kind=clause.kind,
            number=clause.number,
            parent_eid=clause.parent,
            position=position,
            depth=depth,
        )
        row.texts = [
            ClauseText(
                lang=lang,
                label=here.label,
                heading=here.heading,
                text=here.text,
                html=markup.paragraphs_html(here.text),
                stems=indexing.found_by((here.heading, lang), (here.text, lang)),
                why=document.why.get(clause.eid),
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

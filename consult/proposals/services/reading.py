"""What the public pages of consultations and documents show.

Two kinds of reads: ``Standing`` is what changes (one statement a page), ``Edition`` is a
published version in one language, which never changes and so is kept in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, Row, Select, bindparam, func, select

from consult import database
from consult.accounts.models import Agency
from consult.database import built, db
from consult.documents.citation import cite
from consult.errors import NotFound
from consult.proposals.models import (
    Clause,
    ClauseText,
    Closing,
    Consultation,
    Proposal,
    Tally,
    Version,
    VersionText,
    Window,
)


@dataclass(frozen=True, slots=True)
class Summary:
    """A consultation as the heads of pages need it."""

    id: int
    slug: str
    kind: str
    agency_id: int
    agency: Mapping[str, str]
    title: Mapping[str, str]
    demonstration: bool
    window: Window


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a proposal stands now: what decides whether a page must be made anew."""

    consultation: Summary
    proposal_id: int
    number: int
    slug: str
    version: int
    version_id: int
    revision: int
    comments: int
    languages: tuple[str, ...]
    current_version: int


@dataclass(frozen=True, slots=True)
class Provision:
    """A clause in one language, with its place among the others."""

    id: int
    uid: str
    eid: str
    kind: str
    number: str
    parent: str | None
    position: int
    depth: int
    label: str
    heading: str
    text: str
    html: str


@dataclass(frozen=True)
class Edition:
    """A published version in one language. It never changes."""

    version_id: int
    lang: str
    title: str
    translation: str | None
    preamble_html: str
    sha256: str
    published_at: datetime
    note: str
    clauses: tuple[Provision, ...]
    by_eid: Mapping[str, Provision]

    def clause(self, eid: str) -> Provision:
        """The clause with ``eid``; raises ``NotFound``."""
        if eid not in self.by_eid:
            raise NotFound(f"there is no clause {eid!r} in this version")
        return self.by_eid[eid]

    def parents(self, clause: Provision) -> list[Provision]:
        """The clauses that ``clause`` stands in, the outermost first."""
        above: list[Provision] = []
        while clause.parent:
            clause = self.by_eid[clause.parent]
            above.insert(0, clause)
        return above

    def children(self, clause: Provision) -> list[Provision]:
        """The clauses right inside ``clause``."""
        return [other for other in self.clauses if other.parent == clause.eid]

    def full_label(self, clause: Provision) -> str:
        """``Article 1, paragraph 2``: how the clause is cited in full."""
        name = None
        for part in (*self.parents(clause), clause):
            name = cite(self.lang, part.kind, part.number, part.label, name)
        return name or clause.label

    def names(self, clause: Provision) -> tuple[str, str, str]:
        """What people call the clause: its label, the labels down to it, and in full."""
        above = (*self.parents(clause), clause)
        printed = ", ".join(part.label.rstrip(".):") for part in above)
        return clause.label, printed, self.full_label(clause)

    def neighbours(self, clause: Provision) -> tuple[Provision | None, Provision | None]:
        """The clauses before and after in reading order."""
        at = clause.position
        before = self.clauses[at - 1] if at > 0 else None
        return before, self.clauses[at + 1] if at + 1 < len(self.clauses) else None


_SUMMARY = (
    Consultation.id,
    Consultation.slug,
    Consultation.kind,
    Consultation.agency_id,
    Agency.name,
    Consultation.title,
    Consultation.demonstration,
    Consultation.zone,
    Consultation.published_at,
    Consultation.opens_at,
    Consultation.closes_at,
    Consultation.closed_at,
    Consultation.concluded_at,
    Consultation.withdrawn_at,
)


def _summary(row: Row[*tuple[Any, ...]]) -> Summary:
    window = built(Window, row[7:14])
    return built(Summary, (*row[:7], window))


def consultations() -> list[tuple[Summary, int, int]]:
    """The published consultations, the newest end first, with their proposals and comments."""
    rows = db.session.execute(
        select(*_SUMMARY, func.count(Proposal.id), func.coalesce(func.sum(Proposal.comments), 0))
        .join(Agency, Agency.id == Consultation.agency_id)
        .outerjoin(Proposal, Proposal.consultation_id == Consultation.id)
        .where(Consultation.published_at.is_not(None))
        .group_by(Consultation.id, Agency.id)
        .order_by(Consultation.closes_at.desc(), Consultation.id)
    )
    return [(_summary(row), row[14], row[15]) for row in rows]


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal in its consultation's list."""

    id: int
    version_id: int
    number: int
    slug: str
    revision: int
    comments: int
    clauses: int
    titles: dict[str, str]


def consultation(slug: str) -> Consultation:
    """The published consultation with ``slug``; raises ``NotFound``."""
    found = db.session.scalar(
        select(Consultation).where(
            Consultation.slug == slug, Consultation.published_at.is_not(None)
        )
    )
    if found is None:
        raise NotFound(f"there is no consultation {slug!r}")
    return found


def summary_of(found: Consultation) -> Summary:
    """``found`` as the heads of pages need it."""
    return Summary(
        found.id,
        found.slug,
        found.kind,
        found.agency_id,
        found.agency.name,
        found.title,
        found.demonstration,
        found.window,
    )


def closing(consultation_id: int) -> Closing | None:
    """The act that closed the discussion, if it was closed by one."""
    return db.session.get(Closing, consultation_id)


def proposals(consultation_id: int) -> list[Listed]:
    """The proposals of a consultation in order, each with its titles by language."""
    clauses = select(func.count()).where(Clause.version_id == Version.id).scalar_subquery()
    rows = db.session.execute(
        select(
            Proposal.id,
            Version.id,
            Proposal.number,
            Proposal.slug,
            Proposal.revision,
            Proposal.comments,
            clauses,
            VersionText.lang,
            VersionText.title,
        )
        .join(Version, _current())
        .join(VersionText, VersionText.version_id == Version.id)
        .where(Proposal.consultation_id == consultation_id)
        .order_by(Proposal.number, Proposal.id)
    )
    found: dict[int, Listed] = {}
    for *facts, lang, title in rows:
        listed = found.setdefault(facts[0], built(Listed, (*facts, {})))
        listed.titles[lang] = title
    return list(found.values())


def _current() -> Any:
    return (Version.proposal_id == Proposal.id) & (Version.number == Proposal.current_version)


_STANDING: Select[*tuple[Any, ...]] = (
    select(
        *_SUMMARY,
        Proposal.id,
        Proposal.number,
        Proposal.slug,
        Version.number,
        Version.id,
        Proposal.revision,
        Proposal.comments,
        Version.languages,
        Proposal.current_version,
    )
    .join(Agency, Agency.id == Consultation.agency_id)
    .join(Proposal, Proposal.consultation_id == Consultation.id)
    .where(Consultation.published_at.is_not(None))
)
_STANDING_CURRENT = _STANDING.join(Version, _current())
_STANDING_VERSION = _STANDING.join(Version, Version.proposal_id == Proposal.id)

# The one read of a page that a visitor already has: built once, so that asking costs little.
_REVISION = (
    select(Proposal.id, Proposal.revision)
    .join(Consultation, Consultation.id == Proposal.consultation_id)
    .where(
        Consultation.slug == bindparam("consultation"),
        Proposal.slug == bindparam("proposal"),
        Consultation.published_at.is_not(None),
    )
)


def standing(
    consultation_slug: str,
    proposal_slug: str,
    version: int | None = None,
    *,
    remember: bool = True,
) -> Standing:
    """Where a proposal stands, in its current version or another; raises ``NotFound``.

    One small read says at which revision it is; what is known of that revision is remembered,
    since whatever changes a standing moves the revision. Where the page is made for one person
    anyway, one larger read is cheaper than two: ``remember`` is False.
    """
    if not remember:
        slugs = (Consultation.slug == consultation_slug, Proposal.slug == proposal_slug)
        return _one_standing(_in_version(version).where(*slugs))
    row = database.read_one(_REVISION, consultation=consultation_slug, proposal=proposal_slug)
    if row is None:
        raise NotFound(f"there is no proposal {proposal_slug!r} in {consultation_slug!r}")
    return _standing(row[0], row[1], version)


def unchanged(standing: Standing, engine: Engine) -> bool:
    """Whether the proposal is still at the revision of ``standing``: one small read."""
    slugs = {"consultation": standing.consultation.slug, "proposal": standing.slug}
    found = database.read_one(_REVISION, engine, **slugs)
    return found is not None and tuple(found) == (standing.proposal_id, standing.revision)


def _in_version(version: int | None) -> Select[*tuple[Any, ...]]:
    if version is None:
        return _STANDING_CURRENT
    return _STANDING_VERSION.where(Version.number == version)


@lru_cache(maxsize=1024)
def _standing(proposal_id: int, revision: int, version: int | None) -> Standing:
    """What is known at ``revision``. Read on a connection of its own: a session may have begun
    to read before the revision was, and what is remembered must never be older than its name.
    """
    with db.engine.connect() as connection:
        row = connection.execute(_in_version(version).where(Proposal.id == proposal_id)).first()
    if row is None:
        raise NotFound(f"there is no version {version}")
    return _built(row)


def standing_of(proposal_id: int, version: int) -> Standing:
    """Where the proposal with this id stands, in one version; raises ``NotFound``."""
    wanted = _STANDING_VERSION.where(Proposal.id == proposal_id, Version.number == version)
    return _one_standing(wanted)


def standings_of(proposal_ids: Iterable[int]) -> dict[int, Standing]:
    """Where these proposals stand now, by id."""
    rows = db.session.execute(_STANDING_CURRENT.where(Proposal.id.in_(list(proposal_ids))))
    found = (_built(row) for row in rows)
    return {standing.proposal_id: standing for standing in found}


def _one_standing(statement: Select[*tuple[Any, ...]]) -> Standing:
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("there is no such proposal or version")
    return _built(row)


def _built(row: Row[*tuple[Any, ...]]) -> Standing:
    *facts, languages, current = row[14:]
    return built(Standing, (_summary(row), *facts, tuple(languages), current))


def edition(standing: Standing, lang: str) -> Edition:
    """The version of ``standing`` in ``lang``, or in its first language where it has no such."""
    return _edition(
        standing.version_id, lang if lang in standing.languages else standing.languages[0]
    )


@lru_cache(maxsize=128)
def _edition(version_id: int, lang: str) -> Edition:
    rows = db.session.execute(
        select(
            VersionText.title,
            VersionText.translation,
            VersionText.preamble_html,
            Version.sha256,
            Version.published_at,
            Version.note,
            Clause.id,
            Clause.uid,
            Clause.eid,
            Clause.kind,
            Clause.number,
            Clause.parent_eid,
            Clause.position,
            Clause.depth,
            ClauseText.label,
            ClauseText.heading,
            ClauseText.text,
            ClauseText.html,
        )
        .join(Version, Version.id == VersionText.version_id)
        .join(Clause, Clause.version_id == Version.id)
        .join(
            ClauseText,
            (ClauseText.clause_id == Clause.id) & (ClauseText.lang == VersionText.lang),
        )
        .where(VersionText.version_id == version_id, VersionText.lang == lang)
        .order_by(Clause.position)
    ).all()
    clauses = tuple(built(Provision, row[6:]) for row in rows)
    by_eid = {clause.eid: clause for clause in clauses}
    return built(Edition, (version_id, lang, *rows[0][:6], clauses, by_eid))


def forget_editions() -> None:
    """Empty this module's memory: only for a process that changes databases, as tests do."""
    _edition.cache_clear()
    _standing.cache_clear()


@dataclass(frozen=True, slots=True)
class Count:
    """How many visible comments there are, and how they stand."""

    total: int = 0
    support: int = 0
    oppose: int = 0
    amend: int = 0
    neutral: int = 0
    unstated: int = 0


_COUNTS = (
    Tally.total,
    Tally.support,
    Tally.oppose,
    Tally.amend,
    Tally.neutral,
    Tally.unstated,
)
_TALLIES = select(Tally.uid, *_COUNTS).where(Tally.proposal_id == bindparam("proposal"))
_TALLY = select(*_COUNTS).where(
    Tally.proposal_id == bindparam("proposal"), Tally.uid == bindparam("uid")
)


def tallies(proposal_id: int) -> dict[str, Count]:
    """The counts of a proposal by clause uid; ``WHOLE`` is the proposal as a whole."""
    rows = db.session.connection().execute(_TALLIES, {"proposal": proposal_id})
    return {uid: built(Count, counts) for uid, *counts in rows}


def tally(proposal_id: int, uid: str) -> Count:
    """The counts of one clause, or of the proposal as a whole."""
    wanted = {"proposal": proposal_id, "uid": uid}
    return built(Count, db.session.connection().execute(_TALLY, wanted).one())


@dataclass(frozen=True, slots=True)
class Heading:
    """A clause in a list of many documents' clauses: where it is and what it is called."""

    proposal: str
    eid: str
    label: str
    heading: str


@dataclass(frozen=True)
class Headings:
    """Every clause of a consultation in all its versions."""

    in_version: Mapping[tuple[int, str], Heading]
    newest: Mapping[tuple[int, str], Heading]


def headings(consultation_id: int, lang: str) -> Headings:
    """The clauses by (version id, uid), and the newest ones by (proposal id, uid).

    In ``lang``, or in the first language of a version that has no such. One statement, whatever
    the number of documents, versions and clauses.
    """
    rows = db.session.execute(
        select(
            Proposal.id,
            Proposal.slug,
            Version.id,
            Version.languages,
            ClauseText.lang,
            Clause.eid,
            Clause.uid,
            Clause.kind,
            Clause.number,
            Clause.parent_eid,
            ClauseText.label,
            ClauseText.heading,
        )
        .join(Version, Version.proposal_id == Proposal.id)
        .join(Clause, Clause.version_id == Version.id)
        .join(ClauseText, ClauseText.clause_id == Clause.id)
        .where(Proposal.consultation_id == consultation_id)
        .order_by(Proposal.number, Proposal.id, Version.number, Clause.position)
    )
    in_version: dict[tuple[int, str], Heading] = {}
    newest: dict[tuple[int, str], Heading] = {}
    labels: dict[tuple[int, str | None], str] = {}
    for row in rows:
        if row.lang != (lang if lang in row.languages else row.languages[0]):
            continue
        version_id = row[2]
        above = labels.get((version_id, row.parent_eid))
        name = cite(row.lang, row.kind, row.number, row.label, above)
        labels[version_id, row.eid] = name
        found = Heading(row.slug, row.eid, name, row.heading)
        in_version[version_id, row.uid] = newest[row[0], row.uid] = found
    return Headings(in_version, newest)

"""What changes about consultations and proposals: lists, standings, counts.

``Standing`` is what decides whether a page must be made anew. What never changes, the text of a
published version, is in ``editions``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, Row, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from consult import database
from consult.accounts.models import Agency
from consult.database import built, db
from consult.errors import NotFound
from consult.proposals.models import (
    WINDOW,
    Clause,
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
    pseudonyms: bool
    hold_first: int
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


_SUMMARY = (
    Consultation.id,
    Consultation.slug,
    Consultation.kind,
    Consultation.agency_id,
    Agency.name,
    Consultation.title,
    Consultation.demonstration,
    Consultation.pseudonyms,
    Consultation.hold_first,
    *WINDOW,
)


def _summary(row: Row[*tuple[Any, ...]]) -> Summary:
    window = built(Window, row[9:16])
    return built(Summary, (*row[:9], window))


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
    return [(_summary(row), row[16], row[17]) for row in rows]


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
        select(Consultation)
        .options(joinedload(Consultation.agency))
        .where(Consultation.slug == slug, Consultation.published_at.is_not(None))
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
        found.pseudonyms,
        found.hold_first,
        found.window,
    )


def closing(consultation_id: int) -> Closing | None:
    """The act that closed the discussion, if it was closed by one."""
    return db.session.get(Closing, consultation_id)


def proposals(consultation_id: int) -> list[Listed]:
    """The proposals of a consultation in order, each with its titles by language."""
    return proposals_in([consultation_id])[consultation_id]


def proposals_in(consultation_ids: Collection[int]) -> dict[int, list[Listed]]:
    """The proposals of several consultations, in one statement; an empty list for one without."""
    clauses = select(func.count()).where(Clause.version_id == Version.id).scalar_subquery()
    rows = db.session.execute(
        select(
            Proposal.consultation_id,
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
        .where(Proposal.consultation_id.in_(consultation_ids))
        .order_by(Proposal.number, Proposal.id)
    )
    found: dict[int, dict[int, Listed]] = {wanted: {} for wanted in consultation_ids}
    for consultation_id, *facts, lang, title in rows:
        listed = found[consultation_id].setdefault(facts[0], built(Listed, (*facts, {})))
        listed.titles[lang] = title
    return {wanted: list(listed.values()) for wanted, listed in found.items()}


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
    *facts, languages, current = row[16:]
    return built(Standing, (_summary(row), *facts, tuple(languages), current))


def forget() -> None:
    """Empty the memory of standings: only for a process that changes databases, as tests do."""
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


def tallies(proposal_id: int) -> dict[str, Count]:
    """The counts of a proposal by clause uid; ``WHOLE`` is the proposal as a whole."""
    rows = db.session.connection().execute(_TALLIES, {"proposal": proposal_id})
    return {uid: built(Count, counts) for uid, *counts in rows}

"""The texts of published versions. They never change, so they are kept in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from sqlalchemy import select

from consult.database import built, db
from consult.documents.citation import cite, cited_from
from consult.documents.naming import BASE_KINDS, CONTAINER_KINDS
from consult.errors import NotFound
from consult.proposals.models import Clause, ClauseText, Proposal, Version, VersionText
from consult.proposals.services import reading, texts
from consult.proposals.services.reading import Standing

_PART = 60_000  # bytes of clauses after which a page of a document ends
_AROUND = 900  # bytes of what stands around each: its address, its counts, its link to comment


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
        parts = (*self.parents(clause), clause)
        for part in parts[cited_from([part.kind for part in parts]) :]:
            name = cite(self.lang, part.kind, part.number, part.label, name)
        return name or clause.label

    def names(self, clause: Provision) -> tuple[str, str, str]:
        """What people call the clause: its label, the labels down to it, and in full."""
        above = (*self.parents(clause), clause)
        printed = ", ".join(part.label.rstrip(".):") for part in above)
        return clause.label, printed, self.full_label(clause)

    def part_of(self, clause: Provision) -> int:
        """On which page of the document a clause stands, from 1."""
        starts = [part[0].position for part in self.parts]
        return bisect_right(starts, clause.position)

    @cached_property
    def parts(self) -> tuple[tuple[Provision, ...], ...]:
        """The clauses as pages show them: a long law is cut where an article or chapter begins.

        A page of a law written in two bytes a letter stays below 150 kB, for old phones.
        """
        parts: list[list[Provision]] = [[]]
        size = 0
        for clause in self.clauses:
            begins = clause.kind in BASE_KINDS | CONTAINER_KINDS or not clause.depth
            if parts[-1] and size > _PART and begins:
                parts.append([])
                size = 0
            parts[-1].append(clause)
            size += len(clause.html.encode()) + len(clause.heading.encode()) + _AROUND
        return tuple(map(tuple, parts))

    def neighbours(self, clause: Provision) -> tuple[Provision | None, Provision | None]:
        """The clauses before and after in reading order."""
        at = clause.position
        before = self.clauses[at - 1] if at > 0 else None
        return before, self.clauses[at + 1] if at + 1 < len(self.clauses) else None


def edition(standing: Standing, lang: str) -> Edition:
    """The version of ``standing`` in ``lang``, or in its first language where it has no such."""
    return _edition(
        standing.version_id, lang if lang in standing.languages else standing.languages[0]
    )


def of_version(version_id: int, lang: str) -> Edition:
    """A version by its id in a language that it has."""
    return _edition(version_id, lang)


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


def last_seen(
    standing: Standing, uids: Collection[str], lang: str
) -> list[tuple[str, str, int, str]]:
    """Where clauses stood in the last version before this one that had them.

    Rows of uid, eid, version number and how the clause was cited there, in ``lang`` where that
    version has it. Nothing is read where nothing is asked for.
    """
    if not uids:
        return []
    rows = db.session.execute(
        select(Clause.uid, Clause.eid, Version.number, Version.id, Version.languages)
        .join(Version, Version.id == Clause.version_id)
        .where(
            Version.proposal_id == standing.proposal_id,
            Version.number < standing.version,
            Clause.uid.in_(uids),
        )
        .order_by(Version.number, Clause.position)
    )
    found: dict[str, tuple[str, str, int, str]] = {}
    for uid, eid, number, version_id, languages in rows:
        there = _edition(version_id, lang if lang in languages else languages[0])
        found[uid] = (uid, eid, number, there.full_label(there.by_eid[eid]))
    return list(found.values())


def forget() -> None:
    """Empty what is remembered: only for a process that changes databases, as tests do."""
    _edition.cache_clear()
    reading.forget()
    texts.forget()


@dataclass(frozen=True, slots=True)
class Heading:
    """A clause in a list of many documents' clauses: where it is and what it is called."""

    proposal: str
    eid: str
    label: str
    heading: str


@dataclass(frozen=True)
class Headings:
    """Every clause of a consultation in all its versions.

    ``ids`` are those of the clauses by proposal id, version number and eid; under the number 0
    stand those of the newest version that has such an eid.
    """

    in_version: Mapping[tuple[int, str], Heading]
    newest: Mapping[tuple[int, str], Heading]
    ids: Mapping[tuple[int, int, str], int]


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
            Clause.id,
            Version.number,
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
    ids: dict[tuple[int, int, str], int] = {}
    cited: set[tuple[int, str | None]] = set()
    for row in rows:
        if row.lang != (lang if lang in row.languages else row.languages[0]):
            continue
        version_id = row[2]
        above = labels.get((version_id, row.parent_eid))
        if row.kind in BASE_KINDS and (version_id, row.parent_eid) not in cited:
            above = None  # cited by itself, whatever chapter it stands in
        if row.kind in BASE_KINDS or (version_id, row.parent_eid) in cited:
            cited.add((version_id, row.eid))
        name = cite(row.lang, row.kind, row[8], row.label, above)
        labels[version_id, row.eid] = name
        found = Heading(row.slug, row.eid, name, row.heading)
        in_version[version_id, row.uid] = newest[row[0], row.uid] = found
        ids[row[0], row[13], row.eid] = ids[row[0], 0, row.eid] = row[12]
    return Headings(in_version, newest, ids)

"""A discussion in numbers, and its comments row by row.

Every number of a digest is a sum over one list of cells, read by one statement, so that the
breakdowns cannot disagree with each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, distinct, func, select, type_coerce
from sqlalchemy.orm import aliased

from consult.accounts.models import Assurance, Person, Role
from consult.comments.models import AnchorEvent, Comment, Status
from consult.comments.services import reading as comments
from consult.comments.services.lists import Filters
from consult.comments.services.reading import Said
from consult.database import built, db
from consult.digests import rules
from consult.digests.rules import Cell
from consult.proposals.models import Consultation, Proposal, Version
from consult.proposals.services import editions, reading
from consult.proposals.services.editions import Headings
from consult.proposals.services.reading import Listed, Summary

MOST = 10  # how many of the most agreed and most disputed comments a digest shows
REWORDINGS = 50

COLUMNS = (
    "ref",
    "consultation",
    "proposal",
    "version",
    "clause",
    "clause_label",
    "lang",
    "parent",
    "kind",
    "stance",
    "quote",
    "quote_start",
    "quote_end",
    "body",
    "rewording",
    "author",
    "author_kind",
    "channel",
    "posted_at",
    "status",
    "agree",
    "disagree",
    "pass",
    "campaign",
    "theme",
    "opinion_group",
    "answer",
    "answer_decision",
    "anchor",
    "record_seq",
    "sha256",
)
ExportRow = tuple[Any, ...]
Table = tuple[str, list[str], list[list[object]]]  # a title, a head, lines


@dataclass(frozen=True)
class Digest:
    """What was said in a consultation, at one moment."""

    consultation: Summary
    interim: bool
    as_of: datetime
    proposals: list[Listed]
    headings: Headings
    slugs: dict[int, str]
    cells: list[Cell]
    statuses: dict[Status, int]
    authors: int
    most_agreed: list[Said]
    most_disputed: list[Said]
    rewordings: list[Said]

    @property
    def visible(self) -> int:
        """How many comments can be read; every breakdown adds up to this."""
        return self.statuses[Status.VISIBLE]


def digest(found: Consultation, listed: list[Listed], lang: str, now: datetime) -> Digest:
    """The digest of a consultation at ``now``, its clauses named in ``lang``."""
    interim = rules.is_interim(found.window, now)
    cells, statuses = _cells(found.id)
    agreed, disputed = comments.foremost(found.id, MOST)
    rewordings = Filters(kind="rewording")
    return Digest(
        consultation=reading.summary_of(found),
        interim=interim,
        as_of=now if interim else found.window.ends_at,
        proposals=listed,
        headings=editions.headings(found.id, lang),
        slugs={proposal.id: proposal.slug for proposal in listed},
        cells=cells,
        statuses=statuses,
        authors=_authors(found.id),
        most_agreed=agreed,
        most_disputed=disputed,
        rewordings=comments.in_consultation(found.id, rewordings, REWORDINGS, None, None).comments,
    )


def _cells(consultation_id: int) -> tuple[list[Cell], dict[Status, int]]:
    """The cells of the visible comments, and how many comments have each status."""
    dimensions = (
        Comment.proposal_id,
        Comment.clause_uid,
        Comment.stance,
        Comment.lang,
        Comment.channel,
    )
    rows = db.session.execute(
        select(Comment.status, *dimensions, func.count())
        .where(Comment.consultation_id == consultation_id)
        .group_by(Comment.status, *dimensions)
        .order_by(*dimensions)
    )
    cells: list[Cell] = []
    statuses = dict.fromkeys(Status, 0)
    for status, *dimension, count in rows:
        statuses[status] += count
        if status is Status.VISIBLE:
            cells.append(built(Cell, (*dimension, count)))
    return cells, statuses


def _authors(consultation_id: int) -> int:
    """How many accounts and, of imported comments, names the visible comments have."""
    author = func.coalesce("#" + cast(Comment.author_id, String), Comment.author_name)
    return db.session.execute(
        select(func.count(distinct(author))).where(
            Comment.consultation_id == consultation_id, Comment.status == Status.VISIBLE
        )
    ).scalar_one()


def rows(consultation_id: int, slug: str, lang: str) -> Iterator[ExportRow]:
    """The comments of a consultation in the order of ``COLUMNS``, the oldest first.

    Hidden and withdrawn comments have their row, without what was said; held ones have none.
    Columns that this version cannot fill are empty. Memory does not grow with the number of rows.
    """
    found = editions.headings(consultation_id, lang).in_version
    names = {key: (heading.eid, heading.label) for key, heading in found.items()}
    result = db.session.execute(_export(consultation_id), execution_options={"yield_per": 500})
    nowhere = ("", "")
    for row in result:
        (ref, proposal, version_id, version, uid, text_lang, parent, root, stance, quote) = row[:10]
        (start, end, body, rewording, author, author_kind, channel, posted_at, status) = row[10:19]
        if status != Status.VISIBLE:
            quote = start = end = body = rewording = None
        clause = names.get((version_id, uid), nowhere)
        kind = _kind(root, rewording, quote)
        yield (
            ref,
            slug,
            proposal,
            version,
            clause[0],
            clause[1],
            text_lang,
            parent,
            kind,
            stance,
            quote,
            start,
            end,
            body,
            rewording,
            author,
            author_kind,
            channel,
            posted_at.isoformat(),
            status,
            *row[19:22],
            None,
            None,
            None,
            None,
            None,
            row[23] if status == Status.VISIBLE else None,
            None,
            row[22],
        )


def _kind(root_id: int | None, rewording: str | None, quote: str | None) -> str:
    if root_id is not None:
        return "reply"
    if rewording:
        return "rewording"
    return "annotation" if quote else "comment"


def _export(consultation_id: int) -> Select[*tuple[Any, ...]]:
    """The statement of an export. Codes are read as the text they are stored as."""
    parent, newest = aliased(Comment), aliased(Version)
    carried = (AnchorEvent.comment_id == Comment.id) & (AnchorEvent.version_id == newest.id)
    return (
        select(
            Comment.ref,
            Proposal.slug,
            Comment.version_id,
            Version.number,
            Comment.clause_uid,
            Comment.lang,
            parent.ref,
            Comment.root_id,
            type_coerce(Comment.stance, String),
            Comment.quote,
            Comment.quote_start,
            Comment.quote_end,
            Comment.body,
            Comment.rewording,
            Comment.author_name,
            type_coerce(Comment.author_kind, String),
            type_coerce(Comment.channel, String),
            Comment.posted_at,
            type_coerce(Comment.status, String),
            Comment.agree,
            Comment.disagree,
            Comment.passed,
            Comment.sha256,
            type_coerce(AnchorEvent.outcome, String),
        )
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .join(Version, Version.id == Comment.version_id)
        .join(
            newest,
            (newest.proposal_id == Proposal.id) & (newest.number == Proposal.current_version),
        )
        .outerjoin(AnchorEvent, carried)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .where(Comment.consultation_id == consultation_id, Comment.status != Status.HELD)
        .order_by(Comment.posted_at, Comment.id)
    )


def exported(digest_statuses: dict[Status, int]) -> int:
    """How many rows the files have."""
    return sum(digest_statuses.values()) - digest_statuses[Status.HELD]


def assurances(consultation_ids: Collection[int]) -> dict[int, dict[Assurance | None, int]]:
    """How many visible comments each of these has by how sure it is who wrote them; None is not
    known, as of imported ones. For members of the agency alone.
    """
    found = {wanted: dict.fromkeys((*Assurance, None), 0) for wanted in consultation_ids}
    rows = db.session.execute(
        select(Comment.consultation_id, Comment.assurance, func.count())
        .where(Comment.consultation_id.in_(consultation_ids), Comment.status == Status.VISIBLE)
        .group_by(Comment.consultation_id, Comment.assurance)
    )
    for consultation_id, assurance, count in rows:
        found[consultation_id][assurance] = count
    return found


def analysed_by(person: Person) -> list[tuple[Summary, int, int]]:
    """The consultations of the agencies for which ``person`` is an analyst."""
    agencies = {m.agency_id for m in person.memberships if m.role is Role.ANALYST}
    return [entry for entry in reading.consultations() if entry[0].agency_id in agencies]

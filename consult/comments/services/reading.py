"""What the pages of comments show. Texts of hidden and withdrawn comments never leave here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from consult.comments.models import AnchorEvent, Channel, Comment, Endorsement, Opinion, Status
from consult.database import UTCDateTime, built, db
from consult.documents.anchors import Passage
from consult.documents.carrying import Outcome
from consult.errors import NotFound
from consult.proposals.models import Clause, Consultation, Proposal, Stance, Version

INLINE_REPLIES = 3
UNSTATED = "unstated"  # asks for comments that take no stance
_KINDS = {"rewording": Comment.rewording.is_not(None), "annotation": Comment.quote.is_not(None)}


@dataclass(frozen=True)
class Cursor:
    """A place in a list ordered by time: the comment posted then with that id."""

    posted_at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.posted_at.isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str | None) -> Cursor | None:
        """The cursor written by ``str``; None where there is none or it cannot be read."""
        moment, _, number = (text or "").partition("~")
        try:
            found = cls(datetime.fromisoformat(moment.replace(" ", "+")), int(number))
        except ValueError:
            return None
        return found if found.posted_at.tzinfo and abs(found.id) < 2**62 else None


@dataclass(frozen=True)
class Filters:
    """Which comments of a consultation are wanted; None is any."""

    proposal_id: int | None = None
    clause_uid: str | None = None
    stance: Stance | str | None = None  # a stance, or UNSTATED
    lang: str | None = None
    channel: Channel | None = None
    kind: str | None = None  # "rewording" or "annotation"
    # Clause id, from and to, in code points of the clause's text: quoted there, or carried there.
    passage: tuple[int, int, int] | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as a page shows it."""

    id: int
    ref: str
    proposal_id: int
    clause_uid: str
    version_id: int
    version: int
    parent_id: int | None
    root_id: int | None
    author_id: int | None
    author: str
    author_kind: str
    channel: str
    lang: str
    stance: Stance | None
    body_html: str
    quote: str | None
    quote_lang: str | None
    rewording: str | None
    posted_at: datetime
    status: Status
    status_note: str | None
    sha256: str
    replies_count: int
    agree: int
    disagree: int
    passed: int

    @property
    def kind(self) -> str:
        """What it is, in the words of the domain."""
        if self.root_id is not None:
            return "reply"
        if self.rewording:
            return "rewording"
        return "annotation" if self.quote else "comment"


_COLUMNS = (
    Comment.id,
    Comment.ref,
    Comment.proposal_id,
    Comment.clause_uid,
    Comment.version_id,
    Version.number,
    Comment.parent_id,
    Comment.root_id,
    Comment.author_id,
    Comment.author_name,
    Comment.author_kind,
    Comment.channel,
    Comment.lang,
    Comment.stance,
    Comment.body_html,
    Comment.quote,
    Comment.quote_lang,
    Comment.rewording,
    Comment.posted_at,
    Comment.status,
    Comment.status_note,
    Comment.sha256,
    Comment.replies,
    Comment.agree,
    Comment.disagree,
    Comment.passed,
)
_SAID: Select[*tuple[Any, ...]] = select(*_COLUMNS).join(Version, Version.id == Comment.version_id)
_READABLE = Comment.status != Status.HELD
_NEWEST_FIRST = (Comment.posted_at.desc(), Comment.id.desc())
_OLDEST_FIRST = (Comment.posted_at.asc(), Comment.id.asc())


def _said(row: Sequence[Any]) -> Said:
    said = Said(*row)
    if said.status is Status.VISIBLE:
        return said
    return replace(said, body_html="", quote=None, quote_lang=None, rewording=None)


@dataclass(frozen=True)
class Slice:
    """Some comments, the newest first, and where to go on."""

    comments: list[Said]
    older: Cursor | None
    newer: Cursor | None


def _page(
    statement: Select[*tuple[Any, ...]],
    size: int,
    before: Cursor | None,
    after: Cursor | None,
    build: Callable[[Sequence[Any]], Said] = _said,
) -> Slice:
    """At most ``size`` comments before (older than) or after (newer than) a cursor."""
    place = tuple_(Comment.posted_at, Comment.id)
    if after is not None:
        statement = statement.where(place > _bound(after))
        order = _OLDEST_FIRST
    else:
        if before is not None:
            statement = statement.where(place < _bound(before))
        order = _NEWEST_FIRST
    rows = db.session.execute(statement.order_by(*order).limit(size + 1)).all()
    return _sliced(rows, size, before, after, build)


def _sliced(
    rows: Sequence[Sequence[Any]],
    size: int,
    before: Cursor | None,
    after: Cursor | None,
    build: Callable[[Sequence[Any]], Said],
) -> Slice:
    """The comments of a page from its rows, one more than ``size`` where there are more."""
    more = len(rows) > size
    comments = [build(row) for row in rows[:size]]
    if after is not None:
        comments.reverse()
    has_older = more if after is None else True
    has_newer = more if after is not None else before is not None
    ends = [Cursor(c.posted_at, c.id) for c in (comments[:1] + comments[-1:])]
    return Slice(
        comments,
        ends[-1] if comments and has_older else None,
        ends[0] if comments and has_newer else None,
    )


def _bound(cursor: Cursor) -> ColumnElement[Any]:
    return tuple_(literal(cursor.posted_at, UTCDateTime()), literal(cursor.id))


_ON_CLAUSE = _SAID.where(
    Comment.proposal_id == bindparam("proposal"),
    Comment.clause_uid == bindparam("uid"),
    Comment.root_id.is_(None),
    _READABLE,
)
_ON_CLAUSE_NEWEST = _ON_CLAUSE.order_by(*_NEWEST_FIRST).limit(bindparam("most"))


def on_clause(
    proposal_id: int, clause_uid: str, size: int, before: Cursor | None, after: Cursor | None
) -> Slice:
    """The threads on a clause, or on the whole proposal (``WHOLE``): their first comments."""
    place = {"proposal": proposal_id, "uid": clause_uid}
    if before is None and after is None:  # the page that is asked for most is not built anew
        newest = {**place, "most": size + 1}
        rows = db.session.connection().execute(_ON_CLAUSE_NEWEST, newest).all()
        return _sliced(rows, size, None, None, _said)
    return _page(_ON_CLAUSE.params(place), size, before, after)


def in_consultation(
    consultation_id: int, filters: Filters, size: int, before: Cursor | None, after: Cursor | None
) -> Slice:
    """The comments and replies of a consultation that fit ``filters``."""
    wanted = _SAID.where(Comment.consultation_id == consultation_id, *conditions(filters))
    return _page(wanted, size, before, after)


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What ``filters`` ask for, as SQL; visible ones only, unless a status is asked for."""
    equal = {
        Comment.status: filters.status or Status.VISIBLE,
        Comment.proposal_id: filters.proposal_id,
        Comment.clause_uid: filters.clause_uid,
        Comment.stance: filters.stance if isinstance(filters.stance, Stance) else None,
        Comment.lang: filters.lang,
        Comment.channel: filters.channel,
    }
    wanted = [column == value for column, value in equal.items() if value is not None]
    if filters.stance == UNSTATED:
        wanted.append(Comment.stance.is_(None))
    if filters.kind in _KINDS:
        wanted.append(_KINDS[filters.kind])
    if filters.passage is not None:
        wanted.append(_touches(*filters.passage))
    return wanted


def _touches(clause_id: int, start: int, end: int) -> ColumnElement[bool]:
    """Annotations of a passage that overlaps the range, made there or carried over to it."""
    made = and_(
        Comment.clause_id == clause_id, Comment.quote_start < end, Comment.quote_end > start
    )
    carried = select(AnchorEvent.comment_id).where(
        AnchorEvent.clause_id == clause_id, AnchorEvent.start < end, AnchorEvent.end > start
    )
    return or_(made, Comment.id.in_(carried))


_RANKED = (
    select(
        Comment.id,
        func.row_number().over(partition_by=Comment.root_id, order_by=_OLDEST_FIRST).label("place"),
    )
    .where(Comment.root_id.in_(bindparam("roots", expanding=True)), _READABLE)
    .subquery()
)
_FIRST_REPLIES = (
    _SAID.join(_RANKED, _RANKED.c.id == Comment.id)
    .where(_RANKED.c.place <= INLINE_REPLIES)
    .order_by(*_OLDEST_FIRST)
)


def first_replies(roots: Sequence[int]) -> dict[int, list[Said]]:
    """The first ``INLINE_REPLIES`` replies of each thread, the oldest first, by the root's id."""
    if not roots:
        return {}
    rows = db.session.connection().execute(_FIRST_REPLIES, {"roots": list(roots)})
    found: dict[int, list[Said]] = {}
    for row in rows:
        said = _said(row)
        found.setdefault(said.root_id or 0, []).append(said)
    return found


def replies(root_id: int, size: int, before: Cursor | None, after: Cursor | None) -> Slice:
    """The replies in a thread, the newest first."""
    return _page(_SAID.where(Comment.root_id == root_id, _READABLE), size, before, after)


def for_moderation(ref: str) -> Said:
    """The comment with this number, whatever its status, with its text; raises ``NotFound``."""
    row = db.session.execute(_SAID.where(Comment.ref == ref)).one_or_none()
    if row is None:
        raise NotFound(f"there is no comment {ref!r}")
    return Said(*row)


def by_ref(ref: str, viewer_id: int | None = None) -> Said:
    """The comment with this number; a held one exists for its author only, with its text.

    Raises ``NotFound``.
    """
    mine = and_(Comment.author_id == viewer_id, Comment.author_id.is_not(None))
    row = db.session.execute(_SAID.where(Comment.ref == ref, or_(_READABLE, mine))).one_or_none()
    if row is None:
        raise NotFound(f"there is no comment {ref!r}")
    whole = Said(*row)
    return whole if whole.status is Status.HELD else _said(row)


def by_id(comment_id: int) -> Said:
    """The readable comment with this id; raises ``NotFound``."""
    row = db.session.execute(_SAID.where(Comment.id == comment_id, _READABLE)).one_or_none()
    if row is None:
        raise NotFound("there is no such comment")
    return _said(row)


def foremost(consultation_id: int, most: int) -> tuple[list[Said], list[Said]]:
    """The visible comments most agreed with, and those most disputed, at most ``most`` of each.

    A comment is as disputed as the smaller of its two camps is large.
    """
    smaller = case((Comment.agree < Comment.disagree, Comment.agree), else_=Comment.disagree)
    ranked = (
        select(
            Comment.id,
            func.row_number().over(order_by=(Comment.agree.desc(), Comment.id)).label("agreed"),
            func.row_number().over(order_by=(smaller.desc(), Comment.id)).label("disputed"),
            smaller.label("smaller"),
        )
        .where(Comment.consultation_id == consultation_id, Comment.status == Status.VISIBLE)
        .subquery()
    )
    rows = db.session.execute(
        _SAID.add_columns(ranked.c.agreed, ranked.c.disputed, ranked.c.smaller)
        .join(ranked, ranked.c.id == Comment.id)
        .where((ranked.c.agreed <= most) | (ranked.c.disputed <= most))
    ).all()
    found = [(_said(row[:-3]), *row[-3:]) for row in rows]
    agreed = sorted((place, s.id) for s, place, _, _ in found if place <= most and s.agree)
    disputed = sorted((place, s.id) for s, _, place, size in found if place <= most and size)
    by_id = {s.id: s for s, *_ in found}
    return [by_id[i] for _, i in agreed], [by_id[i] for _, i in disputed]


def by_author(person_id: int, size: int, before: Cursor | None, after: Cursor | None) -> Slice:
    """Everything that someone said, for their own eyes: nothing of it is concealed."""
    own = _SAID.where(Comment.author_id == person_id)
    return _page(own, size, before, after, build=lambda row: Said(*row))


_MADE = select(
    Comment.quote_start.label("start"), Comment.quote_end.label("end"), Comment.id
).where(
    Comment.clause_id == bindparam("clause"),
    Comment.quote_lang == bindparam("lang"),
    Comment.quote_start.is_not(None),
    Comment.status == Status.VISIBLE,
)
_CARRIED = (
    select(AnchorEvent.start.label("start"), AnchorEvent.end.label("end"), Comment.id)
    .join(Comment, Comment.id == AnchorEvent.comment_id)
    .where(
        AnchorEvent.clause_id == bindparam("clause"),
        AnchorEvent.lang == bindparam("lang"),
        Comment.status == Status.VISIBLE,
    )
)
_ON_TEXT = union_all(_MADE, _CARRIED).subquery()
_PASSAGES = select(_ON_TEXT.c.start, _ON_TEXT.c.end, func.count()).group_by(
    _ON_TEXT.c.start, _ON_TEXT.c.end
)


def passages(clause_id: int, lang: str) -> list[tuple[Passage, int]]:
    """The passages of a clause's text that visible annotations are about, and how many each.

    Those made on this version, and those carried over to it.
    """
    wanted = {"clause": clause_id, "lang": lang}
    rows = db.session.connection().execute(_PASSAGES, wanted)
    return [(built(Passage, place), count) for *place, count in rows]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of the ledger of anchors as a page shows it.

    ``eid`` is the clause in which the passage stands in version ``version``, None where it stands
    nowhere or cannot be told; ``quote`` are the words that it has there in ``lang``.
    """

    comment_id: int
    outcome: Outcome
    score: float
    version_id: int
    version: int
    consultation: str
    proposal: str
    eid: str | None
    lang: str
    quote: str | None
    at: datetime


_ANCHORS = (
    select(
        AnchorEvent.comment_id,
        AnchorEvent.outcome,
        AnchorEvent.score,
        AnchorEvent.version_id,
        Version.number,
        Consultation.slug,
        Proposal.slug,
        Clause.eid,
        AnchorEvent.lang,
        AnchorEvent.quote,
        AnchorEvent.at,
    )
    .join(Version, Version.id == AnchorEvent.version_id)
    .join(Proposal, Proposal.id == Version.proposal_id)
    .join(Consultation, Consultation.id == Proposal.consultation_id)
    .outerjoin(Clause, Clause.id == AnchorEvent.clause_id)
    .where(AnchorEvent.comment_id.in_(bindparam("comments", expanding=True)))
    .order_by(AnchorEvent.comment_id, Version.number)
)


def anchors(comments: Sequence[Said]) -> dict[int, list[Anchor]]:
    """What became of these annotations, version by version, by the comment's id."""
    ids = [said.id for said in comments if said.quote is not None]
    if not ids:
        return {}
    found: dict[int, list[Anchor]] = {}
    for row in db.session.connection().execute(_ANCHORS, {"comments": ids}):
        anchor = built(Anchor, row)
        found.setdefault(anchor.comment_id, []).append(anchor)
    return found


_VISIBLE_AT = (
    select(func.count())
    .select_from(Comment)
    .join(Consultation, Consultation.id == Comment.consultation_id)
    .where(
        Comment.author_id == bindparam("author"),
        Consultation.agency_id == bindparam("agency"),
        Comment.status == Status.VISIBLE,
    )
)


def visible_at(person_id: int, agency_id: int, session: Session | None = None) -> int:
    """How many comments of a person can be read in the consultations of an agency; ``session``
    is that of the caller's write.
    """
    wanted = {"author": person_id, "agency": agency_id}
    connection = (session or db.session).connection()
    return int(connection.execute(_VISIBLE_AT, wanted).scalar_one())


def opinions(person_id: int, comment_ids: Sequence[int]) -> dict[int, Opinion]:
    """What a person thinks of each of these comments."""
    if not comment_ids:
        return {}
    rows = db.session.execute(
        select(Endorsement.comment_id, Endorsement.opinion).where(
            Endorsement.person_id == person_id, Endorsement.comment_id.in_(comment_ids)
        )
    )
    return {row.comment_id: row.opinion for row in rows}

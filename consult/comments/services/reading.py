"""What the pages of comments show. Texts of hidden and withdrawn comments never leave here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from consult.comments.models import AnchorEvent, Comment, Endorsement, Opinion, Status
from consult.comments.services import lists
from consult.comments.services.lists import Cursor, Filters, Order, Slice, conditions
from consult.database import built, db
from consult.documents.anchors import Passage
from consult.documents.carrying import Outcome
from consult.errors import NotFound
from consult.proposals.models import (
    Clause,
    ClauseText,
    Consultation,
    Proposal,
    Stance,
    Tally,
    Version,
)
from consult.proposals.services.reading import Count

INLINE_REPLIES = 3
COUNTED = 1000  # so many comments are gone through to say how many fit; not more


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
    rewording_lang: str | None
    posted_at: datetime
    status: Status
    status_note: str | None
    sha256: str
    replies_count: int
    agree: int
    disagree: int
    passed: int
    root_ref: str | None = None
    # Whom a reply answers, where that is not the comment that the thread began with.
    answers_ref: str | None = None
    answers: str | None = None
    reworded: str | None = None  # the text of the clause for which another wording is proposed

    @property
    def disputed(self) -> int:
        """How large the smaller of the two camps is."""
        return min(self.agree, self.disagree)

    @property
    def parent_ref(self) -> str | None:
        """The number of the comment that this one answers."""
        return self.answers_ref or self.root_ref

    @property
    def kind(self) -> str:
        """What it is, in the words of the domain."""
        if self.root_id is not None:
            return "reply"
        if self.rewording:
            return "rewording"
        return "annotation" if self.quote else "comment"


_ROOT, _PARENT = aliased(Comment), aliased(Comment)
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
    Comment.rewording_lang,
    Comment.posted_at,
    Comment.status,
    Comment.status_note,
    Comment.sha256,
    Comment.replies,
    Comment.agree,
    Comment.disagree,
    Comment.passed,
    _ROOT.ref,
    _PARENT.ref,
    _PARENT.author_name,
    ClauseText.text,
)
# What a card says of other rows comes with it, found by their keys: nothing is asked a card.
_SAID: Select[*tuple[Any, ...]] = (
    select(*_COLUMNS)
    .join(Version, Version.id == Comment.version_id)
    .outerjoin(_ROOT, _ROOT.id == Comment.root_id)
    .outerjoin(_PARENT, and_(_PARENT.id == Comment.parent_id, Comment.parent_id != Comment.root_id))
    .outerjoin(
        ClauseText,
        and_(ClauseText.clause_id == Comment.clause_id, ClauseText.lang == Comment.rewording_lang),
    )
)
_READABLE = Comment.status != Status.HELD
_NEWEST_FIRST = (Comment.posted_at.desc(), Comment.id.desc())
_OLDEST_FIRST = (Comment.posted_at.asc(), Comment.id.asc())


def _said(row: Sequence[Any]) -> Said:
    said = Said(*row)
    if said.status is Status.VISIBLE:
        return said
    return replace(
        said, body_html="", quote=None, quote_lang=None, rewording=None, rewording_lang=None
    )


_ON_CLAUSE = _SAID.where(
    Comment.proposal_id == bindparam("proposal"),
    Comment.clause_uid == bindparam("uid"),
    Comment.root_id.is_(None),
    _READABLE,
)
_ON_CLAUSE_NEWEST = _ON_CLAUSE.order_by(*_NEWEST_FIRST).limit(bindparam("most"))


def on_clause(
    proposal_id: int,
    clause_uid: str,
    size: int,
    before: Cursor | None,
    after: Cursor | None,
    order: Order = Order.NEW,
    filters: Filters | None = None,
) -> Slice[Said]:
    """The threads on a clause, or on the whole proposal (``WHOLE``): their first comments.

    With ``filters`` those that fit and can be read.
    """
    place = {"proposal": proposal_id, "uid": clause_uid}
    plain = before is None and after is None and order is Order.NEW
    if plain and filters is None:  # the page that is asked for most is not built anew
        newest = {**place, "most": size + 1}
        rows = db.session.connection().execute(_ON_CLAUSE_NEWEST, newest).all()
        return lists.sliced(rows, _said, size)
    wanted = _ON_CLAUSE.params(place)
    if filters is not None:
        wanted = wanted.where(*conditions(filters))
    # The threads of one clause have an index by time alone.
    every = _SAID if order in (Order.AGREED, Order.DISPUTED) else None
    return lists.page(wanted, _said, size, before, after, order, every=every)


@dataclass(frozen=True, slots=True)
class Here:
    """How a discussion stands, how many wordings it proposes, how many comments are asked for.

    The last two are None where it is so large that counting them would cost too much.
    """

    tally: Count
    rewordings: int | None
    fitting: int | None


def here(proposal_id: int, clause_uid: str, filters: Filters | None) -> Here:
    """The counts of a clause, or of the proposal as a whole, in one statement."""
    wanted = _HERE if filters is None else _HERE.add_columns(_counted(filters))
    place = {"proposal": proposal_id, "uid": clause_uid, "most": COUNTED}
    row = db.session.connection().execute(wanted, place).one()
    return Here(built(Count, row[:6]), row[6], row[7] if filters is not None else None)


def _counted(filters: Filters) -> Any:
    """How many threads of a clause fit; None, uncounted, where very much was said there."""
    began = (
        Comment.proposal_id == bindparam("proposal"),
        Comment.clause_uid == bindparam("uid"),
        Comment.root_id.is_(None),
    )
    found = select(func.count()).where(*began, *conditions(filters)).scalar_subquery()
    return case((Tally.total <= bindparam("most"), found))


_HERE: Select[*tuple[Any, ...]] = select(
    Tally.total,
    Tally.support,
    Tally.oppose,
    Tally.amend,
    Tally.neutral,
    Tally.unstated,
    _counted(Filters(kind="rewording")),
).where(Tally.proposal_id == bindparam("proposal"), Tally.uid == bindparam("uid"))


def in_consultation(
    consultation_id: int,
    filters: Filters,
    size: int,
    before: Cursor | None,
    after: Cursor | None,
    order: Order = Order.NEW,
) -> Slice[Said]:
    """The comments and replies of a consultation that fit ``filters``."""
    wanted = _SAID.where(Comment.consultation_id == consultation_id, *conditions(filters))
    return lists.page(wanted, _said, size, before, after, order)


def fitting(consultation_id: int, filters: Filters) -> int:
    """How many comments of a consultation fit: for one that is small enough to be counted."""
    wanted = select(func.count()).where(
        Comment.consultation_id == consultation_id, *conditions(filters)
    )
    return db.session.scalar(wanted) or 0


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


def replies(root: Said, size: int, before: Cursor | None, after: Cursor | None) -> Slice[Said]:
    """The replies in the thread that ``root`` began, the oldest first."""
    return lists.page(_SAID.where(*_in_thread(root)), _said, size, before, after, Order.OLD)


def in_thread(root: Said, ref: str) -> Said | None:
    """The reply with this number in the thread that ``root`` began, None where there is none."""
    row = db.session.execute(
        _SAID.where(Comment.ref == ref, Comment.root_id == root.id, _READABLE)
    ).one_or_none()
    return None if row is None else _said(row)


def _in_thread(said: Said) -> tuple[Any, ...]:
    """The replies of a comment's thread; by everything that the index of threads knows."""
    return (
        Comment.proposal_id == said.proposal_id,
        Comment.clause_uid == said.clause_uid,
        Comment.root_id == (said.root_id or said.id),
        _READABLE,
    )


def cursor_in_thread(reply: Said, size: int) -> Cursor | None:
    """From where on the thread's page shows ``reply``; None where its first page does."""
    earlier = or_(
        Comment.posted_at < reply.posted_at,
        and_(Comment.posted_at == reply.posted_at, Comment.id < reply.id),
    )
    before = select(Comment.id).where(*_in_thread(reply), earlier).limit(size).subquery()
    count = db.session.scalar(select(func.count()).select_from(before)) or 0
    return lists.cursor_of(reply, Order.OLD, beside=-1) if count >= size else None


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


def foremost(consultation_id: int, most: int) -> tuple[list[Said], list[Said]]:
    """The visible comments most agreed with, and those most disputed, at most ``most`` of each.

    A comment is as disputed as the smaller of its two camps is large.
    """
    visible = (Comment.consultation_id == consultation_id, Comment.status == Status.VISIBLE)

    def first(column: Any) -> Any:
        ranked = select(Comment.id).where(*visible, column > 0)
        return ranked.order_by(column.desc(), Comment.id).limit(most).subquery()

    ids = union_all(*(select(first(c).c.id) for c in (Comment.agree, Comment.disputed)))
    rows = db.session.execute(_SAID.where(Comment.id.in_(ids))).all()
    found = [_said(row) for row in rows]
    agreed = sorted((s for s in found if s.agree), key=lambda s: (-s.agree, s.id))
    disputed = sorted((s for s in found if s.disputed), key=lambda s: (-s.disputed, s.id))
    return agreed[:most], disputed[:most]


def by_author(
    person_id: int, size: int, before: Cursor | None, after: Cursor | None
) -> Slice[Said]:
    """Everything that someone said, for their own eyes: nothing of it is concealed."""
    published = select(Consultation.id).where(Consultation.published_at.is_not(None))
    own = _SAID.where(Comment.author_id == person_id, Comment.consultation_id.in_(published))
    return lists.page(own, lambda row: Said(*row), size, before, after)


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
    rows = db.session.connection().execute(_PASSAGES, wanted).all()
    return [(Passage(start, end), count) for start, end, count in rows]


def words_of(clause_id: int, lang: str) -> str:
    """The text of a clause in ``lang``; empty where there is no such."""
    row = (ClauseText.clause_id == clause_id, ClauseText.lang == lang)
    return db.session.scalar(select(ClauseText.text).where(*row)) or ""


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

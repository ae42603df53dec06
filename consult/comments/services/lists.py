"""Which comments are wanted, in which order, and from which place on: pages by keyset."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from consult.comments.models import AnchorEvent, AuthorKind, Channel, Comment, Status
from consult.database import UTCDateTime, db
from consult.proposals.models import Stance

UNSTATED = "unstated"  # asks for comments that take no stance
_MOST = 2**62  # larger numbers do not fit into the columns


class Order(enum.StrEnum):
    """In which order comments are listed."""

    NEW = "new"
    OLD = "old"
    AGREED = "agreed"
    DISPUTED = "disputed"
    UNANSWERED = "unanswered"  # the newest first, where only those without a reply are wanted


class Who(enum.StrEnum):
    """Who speaks: people for themselves, or somebody for an organisation or a state body."""

    PEOPLE = "people"
    BODIES = "bodies"


_Key = InstrumentedAttribute[datetime] | InstrumentedAttribute[int]
_KEYS: dict[Order, _Key] = {Order.AGREED: Comment.agree, Order.DISPUTED: Comment.disputed}
KINDS = {
    "comment": and_(
        Comment.root_id.is_(None), Comment.rewording.is_(None), Comment.quote.is_(None)
    ),
    "annotation": Comment.quote.is_not(None),
    "rewording": Comment.rewording.is_not(None),
    "reply": Comment.root_id.is_not(None),
}


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the moment or the count that it is ordered by there, and the comment."""

    at: datetime | int
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat() if isinstance(self.at, datetime) else self.at}~{self.id}"

    @classmethod
    def parse(cls, text: str | None, order: Order = Order.NEW) -> Cursor | None:
        """The cursor written by ``str`` in ``order``; None where there is none, or nonsense."""
        at, _, number = (text or "").partition("~")
        try:
            place = int(at) if order in _KEYS else _moment(at)
            found = cls(place, int(number))
        except (ValueError, OverflowError):
            return None
        return found if abs(found.id) < _MOST and not _too_large(place) else None


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace(" ", "+"))
    if found.tzinfo is None:
        raise ValueError("a moment without a zone")
    return found.astimezone(UTC)


def _too_large(place: datetime | int) -> bool:
    return isinstance(place, int) and abs(place) >= _MOST


@dataclass(frozen=True)
class Filters:
    """Which comments of a consultation are wanted; None is any."""

    proposal_id: int | None = None
    clause_uid: str | None = None
    stance: Stance | str | None = None  # a stance, or UNSTATED
    lang: str | None = None
    channel: Channel | None = None
    kind: str | None = None  # "comment", "annotation", "rewording" or "reply"
    # Clause id, from and to in code points of its text, and the text's language where it matters:
    # quoted there, or carried there.
    passage: tuple[int, int, int, str | None] | None = None
    status: Status | None = None
    who: Who | None = None
    unanswered: bool = False  # began a thread in which nobody has answered


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
    if filters.kind in KINDS:
        wanted.append(KINDS[filters.kind])
    if filters.who is not None:
        people = filters.who is Who.PEOPLE
        person = AuthorKind.PERSON
        wanted.append(Comment.author_kind == person if people else Comment.author_kind != person)
    if filters.unanswered:
        wanted += [Comment.replies == 0, Comment.root_id.is_(None)]
    if filters.passage is not None:
        wanted.append(_touches(*filters.passage))
    return wanted


def _touches(clause_id: int, start: int, end: int, lang: str | None) -> ColumnElement[bool]:
    """Annotations of a passage that overlaps the range, made there or carried over to it."""
    made = [Comment.clause_id == clause_id, Comment.quote_start < end, Comment.quote_end > start]
    there = [AnchorEvent.clause_id == clause_id, AnchorEvent.start < end, AnchorEvent.end > start]
    if lang is not None:
        made.append(Comment.quote_lang == lang)
        there.append(AnchorEvent.lang == lang)
    carried = select(AnchorEvent.comment_id).where(*there)
    return or_(and_(*made), Comment.id.in_(carried))


class Placed(Protocol):
    """What stands in a list: it has a place in every order."""

    @property
    def id(self) -> int:
        """Its own number, which decides between equals."""

    @property
    def posted_at(self) -> datetime:
        """When it came."""

    @property
    def agree(self) -> int:
        """How many agree."""

    @property
    def disputed(self) -> int:
        """How large the smaller of the two camps is."""


_Row = TypeVar("_Row", bound=Placed)


@dataclass(frozen=True)
class Slice(Generic[_Row]):
    """Some comments in their order, and the cursors to go on from and back from."""

    comments: list[_Row]
    onward: Cursor | None
    back: Cursor | None
    order: Order = Order.NEW

    @property
    def names(self) -> tuple[str, str]:
        """What the cursors onward and back are called in an address."""
        return ("after", "before") if self.order is Order.OLD else ("before", "after")


def cursor_of(said: Placed, order: Order, beside: int = 0) -> Cursor:
    """The place of a comment in ``order``; with ``beside`` 1 or -1 the place next to it."""
    places = {Order.AGREED: said.agree, Order.DISPUTED: said.disputed}
    return Cursor(places.get(order, said.posted_at), said.id + beside)


def page(
    statement: Select[*tuple[Any, ...]],
    build: Callable[[Sequence[Any]], _Row],
    size: int,
    before: Cursor | None,
    after: Cursor | None,
    order: Order = Order.NEW,
    *,
    every: Select[*tuple[Any, ...]] | None = None,
) -> Slice[_Row]:
    """At most ``size`` comments of ``statement`` in ``order``, before or after a cursor.

    Before is further down where a list begins with the newest or the largest. No row is skipped
    over: where there is an index in this order, reading ends after ``size`` rows that fit. Where
    there is none, ``every``, the same columns of any comment, lets numbers alone be sorted and
    the texts be read of those that are shown.
    """
    key = _KEYS.get(order, Comment.posted_at)
    place = tuple_(key, Comment.id)
    if after is not None:
        statement = statement.where(place > _bound(after))
    elif before is not None:
        statement = statement.where(place < _bound(before))
    upwards = after is not None or (before is None and order is Order.OLD)
    by = (key.asc(), Comment.id.asc()) if upwards else (key.desc(), Comment.id.desc())
    if every is not None:
        fit = statement.with_only_columns(Comment.id).order_by(*by).limit(size + 1)
        statement = every.where(Comment.id.in_(fit))
    rows = db.session.execute(statement.order_by(*by).limit(size + 1)).all()
    turned = upwards is not (order is Order.OLD)
    return sliced(rows, build, size, order, turned, begun=before is None and after is None)


def sliced(
    rows: Sequence[Sequence[Any]],
    build: Callable[[Sequence[Any]], _Row],
    size: int,
    order: Order = Order.NEW,
    turned: bool = False,
    begun: bool = True,
) -> Slice[_Row]:
    """The comments of a page from its rows, one more than ``size`` where there are more.

    ``turned``: the rows were read against the order; ``begun``: from where the list begins.
    """
    more = len(rows) > size
    comments = [build(row) for row in rows[:size]]
    if turned:
        comments.reverse()
    if not comments:
        return Slice([], None, None, order)
    first, last = cursor_of(comments[0], order), cursor_of(comments[-1], order)
    onward, back = more or turned, more if turned else not begun
    return Slice(comments, last if onward else None, first if back else None, order)


def _bound(cursor: Cursor) -> ColumnElement[Any]:
    if isinstance(cursor.at, datetime):
        return tuple_(literal(cursor.at, UTCDateTime()), literal(cursor.id))
    return tuple_(literal(cursor.at), literal(cursor.id))

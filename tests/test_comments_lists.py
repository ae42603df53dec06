"""Lists of comments: every order and filter, page by page, without gap, repeat or scan."""

from __future__ import annotations

import pytest
from sqlalchemy import event, update

from consult import database
from consult.accounts.models import Person
from consult.comments.models import AuthorKind, Comment, Opinion, Status
from consult.comments.services import reading as said
from consult.comments.services import writing
from consult.comments.services.lists import Cursor, Filters, Order, Slice, Who
from consult.comments.services.reading import Said
from consult.database import db
from consult.proposals.models import Stance
from consult.proposals.services import reading
from tests.client import Visitor
from tests.factories import comment, reply, target

FIRST = ("first", "art_1__para_1")
CLAUSE = "/en/c/test-concept/first/art_1__para_1"
LIST = "/en/c/test-concept/comments"


def count(ref: str, agree: int, disagree: int) -> None:
    """Give a comment these endorsements, as an import does."""
    with database.write() as (session, _):
        session.execute(
            update(Comment)
            .where(Comment.ref == ref)
            .values(agree=agree, disagree=disagree, disputed=min(agree, disagree))
        )


@pytest.fixture
def crowd(consultation: str, citizen: Person, neighbour: Person) -> list[str]:
    """Eleven comments on a clause, in the order in which they came; some agree in number."""
    refs = [comment(citizen, consultation, *FIRST, f"Remark {n}").ref for n in range(11)]
    for number, ref in enumerate(refs):
        count(ref, number % 4, number % 3)
    for ref in refs[::2]:
        reply(neighbour, ref)
    return refs


def walked(consultation: str, order: Order, filters: Filters, on_clause: bool) -> list[list[Said]]:
    """The pages of three, walked to the end and back again."""
    standing = reading.standing(consultation, "first")

    def at(before: Cursor | None, after: Cursor | None) -> Slice[Said]:
        if on_clause:
            where = (standing.proposal_id, FIRST[1], 3)
            return said.on_clause(*where, before, after, order, filters)
        where = (standing.consultation.id, filters, 3)
        return said.in_consultation(*where, before, after, order)

    page = at(None, None)
    assert page.back is None
    pages = [page.comments]
    while page.onward is not None:
        onward, back = page.names
        text = str(page.onward)
        cursor = Cursor.parse(text, order)
        assert str(cursor) == text
        page = at(**{onward: cursor, back: None})
        pages.append(page.comments)
    for expected in pages[-2::-1]:
        page = at(**{back: page.back, onward: None})
        assert page.comments == expected
    return pages


@pytest.mark.parametrize("on_clause", [True, False], ids=["clause", "consultation"])
@pytest.mark.parametrize("order", list(Order))
def test_each_order_is_walked_on_and_back_without_gap_or_repeat(
    consultation: str, crowd: list[str], order: Order, on_clause: bool
) -> None:
    filters = Filters(kind="comment", unanswered=order is Order.UNANSWERED)
    pages = walked(consultation, order, filters, on_clause)
    keys = {
        Order.NEW: lambda s: -s.id,
        Order.OLD: lambda s: s.id,
        Order.AGREED: lambda s: (-s.agree, -s.id),
        Order.DISPUTED: lambda s: (-s.disputed, -s.id),
        Order.UNANSWERED: lambda s: -s.id,
    }
    everything = [s for page in pages for s in page]
    assert everything == sorted(everything, key=keys[order])
    wanted = crowd[1::2] if order is Order.UNANSWERED else crowd
    assert sorted(s.ref for s in everything) == sorted(wanted)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("0001-01-01T00:00:00+14:00~1", Order.NEW),
        ("9999-12-31T23:59:59-14:00~1", Order.OLD),
        ("2020-01-01T00:00:00+00:00~9223372036854775808", Order.NEW),
        ("2020-01-01T00:00:00+00:00~1", Order.AGREED),
        ("99999999999999999999~1", Order.AGREED),
        ("x~1", Order.DISPUTED),
        ("3~1", Order.NEW),
        ("~", Order.AGREED),
    ],
)
def test_a_cursor_of_another_order_or_out_of_this_world_is_none(text: str, order: Order) -> None:
    assert Cursor.parse(text, order) is None


def test_kinds_and_voices_are_told_apart(
    consultation: str, citizen: Person, neighbour: Person
) -> None:
    refs = {
        "comment": comment(citizen, consultation, *FIRST).ref,
        "annotation": comment(citizen, consultation, *FIRST, quote="judges").ref,
        "rewording": comment(citizen, consultation, *FIRST, rewording="Other").ref,
    }
    refs["reply"] = reply(neighbour, refs["comment"]).ref
    with database.write() as (session, _):
        body = update(Comment).where(Comment.ref == refs["annotation"])
        session.execute(body.values(author_kind=AuthorKind.STATE_BODY))
    found = reading.consultation(consultation).id

    def those(filters: Filters) -> set[str]:
        page = said.in_consultation(found, filters, 50, None, None)
        assert said.fitting(found, filters) == len(page.comments)
        return {s.ref for s in page.comments}

    for kind, ref in refs.items():
        assert those(Filters(kind=kind)) == {ref}
    assert those(Filters(who=Who.BODIES)) == {refs["annotation"]}
    assert those(Filters(who=Who.PEOPLE)) == set(refs.values()) - {refs["annotation"]}


def test_what_is_counted_is_what_is_listed_and_nothing_hidden(
    consultation: str, citizen: Person
) -> None:
    one = comment(citizen, consultation, *FIRST, rewording="Other", stance=Stance.AMEND).ref
    comment(citizen, consultation, *FIRST, rewording="Another", stance=Stance.OPPOSE)
    comment(citizen, consultation, "second", FIRST[1], rewording="Elsewhere")
    proposal = reading.standing(consultation, "first").proposal_id
    amend = Filters(stance=Stance.AMEND)
    here = said.here(proposal, FIRST[1], amend)
    assert (here.tally.total, here.rewordings, here.fitting) == (2, 2, 1)
    writing.withdraw(citizen, one)
    here = said.here(proposal, FIRST[1], amend)
    assert (here.tally.total, here.rewordings, here.fitting) == (1, 1, 0)


def test_a_large_discussion_is_not_counted_through(
    consultation: str, citizen: Person, monkeypatch: pytest.MonkeyPatch, visitor: Visitor
) -> None:
    for _ in range(3):
        comment(citizen, consultation, *FIRST, rewording="Other")
    monkeypatch.setattr(said, "COUNTED", 2)
    proposal = reading.standing(consultation, "first").proposal_id
    assert said.here(proposal, FIRST[1], None).rewordings is None
    page = visitor.get(CLAUSE).text
    assert "Proposed wordings" in page
    assert "Proposed wordings:" not in page


def test_the_foremost_are_the_most_agreed_and_the_most_disputed(
    consultation: str, citizen: Person, neighbour: Person
) -> None:
    refs = [comment(citizen, consultation, *FIRST).ref for _ in range(4)]
    for ref, agree, disagree in zip(refs, (5, 3, 5, 0), (0, 3, 1, 9), strict=True):
        count(ref, agree, disagree)
    writing.endorse(neighbour, refs[3], Opinion.AGREE)  # moves the smaller camp too
    agreed, disputed = said.foremost(reading.consultation(consultation).id, 2)
    assert [s.ref for s in agreed] == [refs[0], refs[2]]
    assert [s.ref for s in disputed] == [refs[1], refs[2]]


@pytest.mark.parametrize("order", list(Order))
def test_a_list_is_read_along_an_index_and_sorts_nothing(
    consultation: str, crowd: list[str], order: Order
) -> None:
    found = reading.consultation(consultation).id
    sent: list[tuple[str, object]] = []

    def remember(connection: object, cursor: object, sql: str, given: object, *_: object) -> None:
        sent.append((sql, given))

    filters = Filters(unanswered=order is Order.UNANSWERED)
    first = said.in_consultation(found, filters, 3, None, None, order)
    onward, back = first.names
    event.listen(db.engine, "before_cursor_execute", remember)
    said.in_consultation(found, filters, 3, None, None, order)
    said.in_consultation(found, filters, 3, order=order, **{onward: first.onward, back: None})
    event.remove(db.engine, "before_cursor_execute", remember)
    lists = [(sql, given) for sql, given in sent if "ORDER BY" in sql]
    assert len(lists) == 2
    for sql, given in lists:
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)
        steps = [row[3] for row in plan]
        assert not [step for step in steps if "SCAN" in step or "TEMP B-TREE" in step], steps
        assert "ix_comment_consultation" in steps[0]


def test_a_discussion_is_sorted_and_chosen_by_its_address(
    consultation: str, citizen: Person, neighbour: Person, visitor: Visitor
) -> None:
    one = comment(citizen, consultation, *FIRST, "First words", stance=Stance.AMEND).ref
    comment(citizen, consultation, *FIRST, "Second words", lang="kk")
    hidden = comment(neighbour, consultation, *FIRST, "Third words", stance=Stance.AMEND).ref
    writing.withdraw(neighbour, hidden)
    reply(neighbour, one, "An answer.")
    count(one, 3, 1)

    def order(address: str) -> list[str]:
        text = visitor.get(address).text
        words = ("First words", "Second words")
        return sorted((w for w in words if w in text), key=text.index)

    for base in (CLAUSE, LIST):
        assert order(f"{base}?sort=nonsense&stance=nonsense&before=x") == [
            "Second words",
            "First words",
        ]
        assert order(f"{base}?sort=old") == ["First words", "Second words"]
        assert order(f"{base}?sort=agreed") == ["First words", "Second words"]
        assert order(f"{base}?sort=disputed") == ["First words", "Second words"]
        assert order(f"{base}?sort=unanswered") == ["Second words"]
        assert order(f"{base}?stance=amend") == ["First words"]
        assert order(f"{base}?lang=kk") == ["Second words"]
        assert order(f"{base}?kind=rewording") == []
    assert "1 comment matches." in visitor.get(f"{CLAUSE}?stance=amend").text
    page = visitor.get(f"{CLAUSE}?lang=ru&text=ru&who=bodies")
    assert "No comments match. Show all comments" in page.text
    assert page.href("No comments match.") == f"{CLAUSE}?text=ru"
    assert page.form("sort").fields["text"] == "ru"
    assert page.form("sort").fields["lang"] == "ru"


def test_a_status_or_a_passage_that_is_asked_for_stays_asked_for_when_sorting(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    comment(citizen, consultation, *FIRST, "On judges", quote="judges")
    address = f"{LIST}?proposal=first&clause=art_1__para_1&passage=0-500&version=1"
    fields = visitor.get(address).form("sort").fields
    assert (fields["clause"], fields["passage"], fields["version"]) == (FIRST[1], "0-500", "1")
    assert target(consultation, *FIRST).clause is not None
    assert Status.HIDDEN in visitor.get(f"{LIST}?status=hidden").form("sort").fields["status"]

"""Taking part: what is stored, what is counted, what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.comments.models import Comment, Opinion, Status
from consult.comments.services import reading as said
from consult.comments.services import writing
from consult.comments.services.lists import UNSTATED, Cursor, Filters
from consult.database import db
from consult.errors import Invalid, NotFound
from consult.permission import Refusal, RefusedByRule, RefusedToPerson
from consult.proposals.models import WHOLE, Proposal, Stance, Tally
from consult.proposals.services import editions, reading
from tests.conftest import Clock
from tests.factories import comment, reply, target

FIRST = ("first", "art_1__para_1")


def tally(consultation: str, uid: str = "art_1__para_1") -> reading.Count:
    return reading.tallies(reading.standing(consultation, "first").proposal_id)[uid]


def assert_counts_are_exact() -> None:
    """Every tally equals a count over the comments, and every proposal its tallies' sum."""
    visible = Comment.status == Status.VISIBLE
    for row in db.session.scalars(select(Tally)):
        here = (Comment.proposal_id == row.proposal_id, Comment.clause_uid == row.uid, visible)
        counted = {
            stance: db.session.scalar(select(func.count()).where(*here, Comment.stance == stance))
            for stance in Stance
        }
        assert {stance: getattr(row, stance) for stance in Stance} == counted
        assert row.total == db.session.scalar(select(func.count()).where(*here))
        assert row.total == sum(counted.values()) + row.unstated
    for proposal in db.session.scalars(select(Proposal)):
        wanted = select(func.sum(Tally.total)).where(Tally.proposal_id == proposal.id)
        assert proposal.comments == db.session.scalar(wanted)


def test_a_comment_is_stored_rendered_and_counted(consultation: str, citizen: Person) -> None:
    receipt = comment(citizen, consultation, *FIRST, "I *agree*.", stance=Stance.SUPPORT)
    stored = said.by_ref(receipt.ref)
    assert stored.body_html == "<p>I <em>agree</em>.</p>"
    assert stored.sha256 == receipt.sha256
    assert tally(consultation) == reading.Count(1, support=1)
    assert_counts_are_exact()


def test_a_comment_without_a_clause_is_on_the_proposal_as_a_whole(
    consultation: str, citizen: Person
) -> None:
    comment(citizen, consultation, "first", None)
    assert tally(consultation, WHOLE) == reading.Count(1, unstated=1)


def test_a_second_send_with_the_same_key_is_the_same_comment(
    consultation: str, citizen: Person
) -> None:
    first = comment(citizen, consultation, *FIRST, key="k" * 32)
    again = comment(citizen, consultation, *FIRST, key="k" * 32)
    assert again == first
    assert tally(consultation).total == 1


def test_another_text_with_the_same_key_is_another_comment(
    consultation: str, citizen: Person
) -> None:
    first = comment(citizen, consultation, *FIRST, body="The answer never came.", key="k" * 32)
    again = comment(citizen, consultation, *FIRST, body="So it was changed.", key="k" * 32)
    assert first.ref != again.ref
    assert comment(citizen, consultation, *FIRST, body="So it was changed.", key="k" * 32) == again


def test_the_same_key_of_another_person_is_another_comment(
    consultation: str, citizen: Person, neighbour: Person
) -> None:
    comment(citizen, consultation, *FIRST, key="k" * 32)
    comment(neighbour, consultation, *FIRST, key="k" * 32)
    assert tally(consultation).total == 2


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (datetime(2020, 6, 30, tzinfo=UTC), Refusal.NOT_YET_OPEN),
        (datetime(2020, 7, 20, 18, tzinfo=UTC), Refusal.CLOSED),
    ],
)
def test_outside_the_window_nothing_is_taken(
    consultation: str, citizen: Person, time: Clock, moment: datetime, reason: Refusal
) -> None:
    time.moment = moment
    with pytest.raises(RefusedByRule) as refused:
        comment(citizen, consultation, *FIRST)
    assert refused.value.reason is reason
    assert tally(consultation).total == 0


def test_the_last_moment_of_the_window_is_in_it(
    consultation: str, citizen: Person, time: Clock
) -> None:
    time.moment = datetime(2020, 7, 20, 18, tzinfo=UTC) - timedelta(microseconds=1)
    comment(citizen, consultation, *FIRST)
    assert tally(consultation).total == 1


def test_a_repeated_send_after_the_deadline_still_gives_the_receipt(
    consultation: str, citizen: Person, time: Clock
) -> None:
    first = comment(citizen, consultation, *FIRST, key="k" * 32)
    time.moment = datetime(2020, 8, 1, tzinfo=UTC)
    assert comment(citizen, consultation, *FIRST, key="k" * 32) == first


def test_a_quote_is_anchored_in_the_text_it_was_read_in(consultation: str, citizen: Person) -> None:
    receipt = comment(
        citizen, consultation, *FIRST, text="ru", lang="kk", quote="судьи  отвечают строже"
    )
    row = db.session.scalar(select(Comment).where(Comment.ref == receipt.ref))
    assert row is not None
    clause = editions.edition(reading.standing(consultation, "first"), "ru").clause(FIRST[1])
    assert row.quote == "судьи отвечают строже"
    assert clause.text[row.quote_start : row.quote_end] == row.quote
    assert row.quote_lang == "ru"
    assert said.passages(clause.id, "en") == []
    assert [n for _, n in said.passages(clause.id, "ru")] == [1]


@pytest.mark.parametrize(
    ("quote", "code"), [("not there", "not_in_clause"), ("the law", "several_places")]
)
def test_a_quote_is_never_attached_by_guess(
    consultation: str, citizen: Person, quote: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        comment(citizen, consultation, "first", "art_2__para_1", quote=quote)


def test_the_start_of_the_selection_says_which_place_is_meant(
    consultation: str, citizen: Person
) -> None:
    receipt = comment(
        citizen, consultation, "first", "art_2__para_1", quote="the law", quote_start=24
    )
    row = db.session.scalar(select(Comment).where(Comment.ref == receipt.ref))
    assert row is not None
    assert (row.quote_start, row.quote_end) == (24, 31)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"body": "  "}, "body"),
        ({"body": "x" * 5001}, "body"),
        ({"body": "x", "rewording": "x" * 5001}, "rewording"),
        ({"body": "x", "quote": "x" * 2001}, "quote"),
    ],
)
def test_what_is_empty_or_too_long_is_refused_by_field(
    consultation: str, citizen: Person, draft: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        comment(citizen, consultation, *FIRST, **draft)
    assert refused.value.field == field


def test_a_proposed_wording_needs_no_other_words(consultation: str, citizen: Person) -> None:
    receipt = comment(citizen, consultation, *FIRST, "", rewording="Judges answer as others do.")
    assert said.by_ref(receipt.ref).kind == "rewording"


def test_a_reply_stands_where_its_parent_does_and_is_counted(
    consultation: str, citizen: Person, neighbour: Person
) -> None:
    first = comment(citizen, consultation, *FIRST)
    answer = reply(neighbour, first.ref)
    deeper = reply(citizen, answer.ref)
    root = said.by_ref(first.ref)
    assert root.replies_count == 2
    assert [c.ref for c in said.first_replies([root.id])[root.id]] == [answer.ref, deeper.ref]
    assert tally(consultation).total == 3
    assert_counts_are_exact()


def test_a_hidden_comment_takes_no_new_replies(
    consultation: str, citizen: Person, neighbour: Person
) -> None:
    first = comment(citizen, consultation, *FIRST)
    writing.withdraw(citizen, first.ref)
    with pytest.raises(RefusedByRule) as refused:
        reply(neighbour, first.ref)
    assert refused.value.reason is Refusal.NOT_VISIBLE


def test_the_last_opinion_counts_once(
    consultation: str, citizen: Person, neighbour: Person
) -> None:
    ref = comment(citizen, consultation, *FIRST).ref
    for opinion in (Opinion.AGREE, Opinion.AGREE, Opinion.DISAGREE, Opinion.PASS, Opinion.AGREE):
        writing.endorse(neighbour, ref, opinion)
    found = said.by_ref(ref)
    assert (found.agree, found.disagree, found.passed) == (1, 0, 0)
    assert said.opinions(neighbour.id, [found.id]) == {found.id: Opinion.AGREE}


def test_nobody_endorses_their_own_comment(consultation: str, citizen: Person) -> None:
    ref = comment(citizen, consultation, *FIRST).ref
    with pytest.raises(RefusedToPerson):
        writing.endorse(citizen, ref, Opinion.AGREE)


def test_a_withdrawn_comment_loses_its_text_and_its_count_but_not_its_place(
    consultation: str, citizen: Person, neighbour: Person
) -> None:
    ref = comment(citizen, consultation, *FIRST, "My words", quote="judges").ref
    reply(neighbour, ref)
    writing.withdraw(citizen, ref)
    found = said.by_ref(ref)
    assert (found.status, found.body_html, found.quote) == (Status.WITHDRAWN, "", None)
    assert tally(consultation).total == 1
    assert_counts_are_exact()


def test_only_the_author_withdraws_and_only_while_the_window_is_open(
    consultation: str, citizen: Person, neighbour: Person, time: Clock
) -> None:
    ref = comment(citizen, consultation, *FIRST).ref
    with pytest.raises(RefusedToPerson):
        writing.withdraw(neighbour, ref)
    time.moment = datetime(2020, 8, 1, tzinfo=UTC)
    with pytest.raises(RefusedByRule):
        writing.withdraw(citizen, ref)


def test_what_does_not_exist_is_not_found(consultation: str, citizen: Person) -> None:
    for act in (
        lambda: writing.withdraw(citizen, "nothing"),
        lambda: writing.endorse(citizen, "nothing", Opinion.AGREE),
        lambda: reply(citizen, "nothing"),
    ):
        with pytest.raises(NotFound):
            act()


def test_pages_follow_one_another_without_gap_or_repeat(
    consultation: str, citizen: Person, time: Clock
) -> None:
    refs = []
    for number in range(7):
        time.moment += timedelta(seconds=number % 2)  # some share a moment
        refs.append(comment(citizen, consultation, *FIRST, f"Remark {number}").ref)
    standing = reading.standing(consultation, "first")
    seen: list[str] = []
    older: Cursor | None = None
    pages = []
    while True:
        page = said.on_clause(standing.proposal_id, FIRST[1], 3, older, None)
        pages.append([c.ref for c in page.comments])
        seen += pages[-1]
        if page.onward is None:
            break
        older = page.onward
    assert seen == refs[::-1]
    assert [len(page) for page in pages] == [3, 3, 1]
    back = said.on_clause(standing.proposal_id, FIRST[1], 3, None, page.back)
    assert [c.ref for c in back.comments] == pages[1]


@pytest.mark.parametrize(
    "text", [None, "", "x", "~", "2020-01-01~1", "2020-01-01T00:00:00+00:00~x"]
)
def test_a_cursor_that_cannot_be_read_is_none(text: str | None) -> None:
    assert Cursor.parse(text) is None


def test_filters_find_what_they_say_and_only_in_their_consultation(
    consultation: str, citizen: Person, neighbour: Person
) -> None:
    one = comment(citizen, consultation, *FIRST, stance=Stance.OPPOSE, quote="judges").ref
    two = comment(neighbour, consultation, "second", None, lang="kk", rewording="Other").ref
    found = reading.consultation(consultation)

    def refs(**given: object) -> set[str]:
        page = said.in_consultation(found.id, Filters(**given), 50, None, None)
        return {c.ref for c in page.comments}

    assert refs() == {one, two}
    assert refs(stance=Stance.OPPOSE) == {one}
    assert refs(stance=UNSTATED) == {two}
    assert refs(lang="kk") == {two}
    assert refs(kind="annotation") == {one}
    assert refs(kind="rewording") == {two}
    clause_id = target(consultation, *FIRST).clause.id
    assert refs(passage=(clause_id, 0, 500, None)) == {one}
    assert refs(passage=(clause_id, 0, 500, "kk")) == set()
    assert refs(passage=(clause_id, 0, 1, None)) == set()
    assert refs(passage=(clause_id + 1, 0, 500, None)) == set()
    assert refs(status=Status.WITHDRAWN) == set()

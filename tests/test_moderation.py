"""Hiding and restoring, with a reason, in a public log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from consult.accounts.models import Person, Role
from consult.accounts.services import people as accounts
from consult.comments.models import Status
from consult.comments.services import reading as said
from consult.errors import Invalid
from consult.moderation import services
from consult.moderation.models import Reason
from consult.permission import Refusal, RefusedByRule, RefusedToPerson
from consult.proposals.services import reading
from tests.client import Visitor
from tests.conftest import Clock
from tests.factories import comment, reply
from tests.test_comments_services import assert_counts_are_exact, tally

CLAUSE = "/en/c/test-concept/first/art_1__para_1"
Browser = Callable[[Person], Visitor]


@pytest.fixture
def ref(consultation: str, citizen: Person, neighbour: Person) -> str:
    """A comment with a reply."""
    ref = comment(citizen, consultation, "first", "art_1__para_1", "Foul words", quote="judges").ref
    reply(neighbour, ref, "A calm answer")
    return ref


def hide(moderator: Person, ref: str) -> None:
    services.decide(moderator, ref, Status.HIDDEN, Reason.INSULT, "It insults a person.")


def test_a_hidden_text_is_nowhere_but_its_place_its_replies_and_the_reason_stay(
    consultation: str, moderator: Person, ref: str, visitor: Visitor, time: Clock
) -> None:
    hide(moderator, ref)
    time.moment = datetime(2020, 8, 1, tzinfo=UTC)
    base = "/en/c/test-concept"
    for path in (
        CLAUSE,
        f"/en/comments/{ref}",
        f"{base}/comments",
        f"{base}/comments?status=hidden",
        f"{base}/log",
        f"{base}/data",
        f"{base}/data/comments.csv",
        f"{base}/data/comments.jsonl",
        f"{base}/data/digest.html",
    ):
        page = visitor.get(path)
        assert page.status == 200, path
        assert "Foul words" not in page.html, path
    text = visitor.get(CLAUSE).text
    assert "Hidden by a moderator. It insults a person." in text
    assert "A calm answer" in text
    assert "<mark>" not in visitor.get(CLAUSE).html
    log = visitor.get(f"{base}/log").text
    assert "Insult or threat. It insults a person." in log
    assert "Moderator" in log


def test_counts_follow_the_status(consultation: str, moderator: Person, ref: str) -> None:
    hide(moderator, ref)
    assert tally(consultation).total == 1
    assert_counts_are_exact()
    services.decide(moderator, ref, Status.VISIBLE, Reason.MISTAKE, "It was about another.")
    assert tally(consultation).total == 2
    assert said.by_ref(ref).body_html == "<p>Foul words</p>"
    assert_counts_are_exact()


def test_every_decision_stands_in_the_log_the_newest_first(
    consultation: str, moderator: Person, ref: str
) -> None:
    hide(moderator, ref)
    services.decide(moderator, ref, Status.VISIBLE, Reason.MISTAKE, "A mistake.")
    found = reading.consultation(consultation)
    log = services.log(found.id, 10, None)
    assert [(d.from_status, d.to_status) for d in log] == [
        (Status.HIDDEN, Status.VISIBLE),
        (Status.VISIBLE, Status.HIDDEN),
    ]
    assert services.log(found.id, 10, log[0].id) == log[1:]
    assert services.log(reading.consultation("other").id, 10, None) == []


def test_two_moderators_on_one_comment_the_second_is_told(
    consultation: str, moderator: Person, ref: str, browser: Browser
) -> None:
    desk = browser(moderator)
    form = desk.get(f"/en/comments/{ref}/decision")
    hide(moderator, ref)
    page = desk.send(form, "statement", statement="Me too", reason="insult")
    assert "This comment is hidden or withdrawn." in page.text
    assert said.by_ref(ref).status is Status.HIDDEN
    assert len(services.log(reading.consultation(consultation).id, 10, None)) == 1


def test_a_moderator_works_through_the_pages(
    consultation: str, moderator: Person, ref: str, browser: Browser
) -> None:
    desk = browser(moderator)
    queue = desk.get("/en/moderation")
    assert "Foul words" in queue.text
    assert "Somewhere else" not in queue.text  # another agency's
    page = desk.get(f"/en/comments/{ref}/decision")
    refused = desk.send(page, "statement", reason="insult", statement=" ")
    assert refused.status == 422
    done = desk.send(refused, "statement", reason="insult", statement="It insults.")
    assert "recorded in the public log" in done.text
    again = desk.get(f"/en/comments/{ref}/decision")
    assert "Foul words" in again.text  # the moderator must see what is restored
    desk.send(again, "statement", reason="mistake", statement="Sorry.")
    assert said.by_ref(ref).status is Status.VISIBLE


def test_nobody_else_moderates(
    consultation: str,
    citizen: Person,
    neighbour: Person,
    ref: str,
    browser: Browser,
    visitor: Visitor,
) -> None:
    accounts.create(
        "m2@example.org", "M2", "a password", Role.MODERATOR, "other-agency", agreed=True
    )
    stranger = accounts.by_email("m2@example.org")
    for person in (citizen, neighbour, stranger):
        with pytest.raises(RefusedToPerson):
            hide(person, ref)
        assert browser(person).get(f"/en/comments/{ref}/decision").status == 404
    assert visitor.get(f"/en/comments/{ref}/decision").status == 404
    assert browser(citizen).get("/en/moderation").status == 403


def test_nobody_moderates_their_own_comment(consultation: str, moderator: Person) -> None:
    own = comment(moderator, consultation, "first", None).ref
    with pytest.raises(RefusedToPerson) as refused:
        hide(moderator, own)
    assert refused.value.reason is Refusal.OWN_COMMENT


def test_a_decision_needs_words_and_a_status_that_can_change(
    consultation: str, moderator: Person, ref: str
) -> None:
    with pytest.raises(Invalid):
        services.decide(moderator, ref, Status.HIDDEN, Reason.INSULT, "  ")
    with pytest.raises(Invalid):
        services.decide(moderator, ref, Status.HIDDEN, Reason.INSULT, "x" * 1001)
    with pytest.raises(RefusedByRule):
        services.decide(moderator, ref, Status.VISIBLE, Reason.MISTAKE, "Not hidden at all.")

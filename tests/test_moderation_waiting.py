"""Comments that wait for a moderator: seen by their authors and the moderators alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person, Role
from consult.accounts.services import people as accounts
from consult.comments.models import Comment, Opinion, Status
from consult.comments.services import reading as said
from consult.comments.services import writing
from consult.database import db
from consult.digests import services as digests
from consult.moderation import services
from consult.moderation.models import Reason
from consult.permission import Refusal, RefusedByRule, RefusedToPerson
from consult.proposals.models import Stance
from consult.proposals.services import reading
from tests import factories
from tests.client import Page, Visitor
from tests.conftest import Clock
from tests.factories import comment, reply
from tests.test_comments_services import assert_counts_are_exact, tally

BASE = "/en/c/test-concept"
CLAUSE = f"{BASE}/first/art_1__para_1"
PLACE = ("test-concept", "first", "art_1__para_1")
TEXT = "Words not read yet"
Browser = Callable[[Person], Visitor]


@pytest.fixture
def consultation(consultation: str, tmp_path: Path) -> str:
    """The consultation, in which the first two comments of a newcomer are read first."""
    more = 'rules = "kz-practice"\nhold_first = 2'
    assert factories.publish(tmp_path / "folder", more=more).changes != []
    return consultation


@pytest.fixture
def held(consultation: str, citizen: Person) -> str:
    """A comment that waits, on a passage and with another wording."""
    more = {"quote": "judges answer", "rewording": f"{TEXT}, a wording", "stance": Stance.AMEND}
    return comment(citizen, *PLACE, TEXT, **more).ref


def everywhere(visitor: Visitor, ref: str) -> list[Page]:
    """Every public page and file on which a comment could stand."""
    paths = [
        *("/en/", BASE, f"{BASE}/first", CLAUSE, f"{BASE}/log", f"{BASE}/data"),
        *(f"{BASE}/comments?{query}" for query in ("", "status=held", "kind=rewording", "lang=en")),
        *(f"{BASE}/data/{name}" for name in ("comments.csv", "comments.jsonl", "digest.html")),
    ]
    return [visitor.get(path) for path in paths]


def test_nobody_else_sees_a_comment_that_waits_anywhere(
    held: str, neighbour: Person, browser: Browser, visitor: Visitor, time: Clock
) -> None:
    time.moment = datetime(2020, 8, 1, tzinfo=UTC)  # when the files are everyone's
    for someone in (visitor, browser(neighbour)):
        for page in everywhere(someone, held):
            assert page.status == 200, page.path
            assert TEXT not in page.html, page.path
            assert held not in page.html, page.path
            assert "<mark>" not in page.html
        for path in ("", "/receipt", "/decision"):
            assert someone.get(f"/en/comments/{held}{path}").status == 404
    assert tally("test-concept").total == 0
    found = reading.consultation("test-concept")
    assert list(digests.rows(found.id, found.slug, "en")) == []


def test_its_author_sees_it_and_that_it_waits(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.send(me.get(CLAUSE), "body", body=TEXT)
    assert "your comment is received" in page.text
    ref = page.path.split("/")[3]
    for path in (f"/en/comments/{ref}/receipt", "/en/me", f"/en/comments/{ref}"):
        assert "Waiting for a moderator" in me.get(path).text, path
    for path in ("/en/me", f"/en/comments/{ref}"):
        assert TEXT in me.get(path).text, path
        assert "Withdrawn by its author" not in me.get(path).text
    assert "nobody can answer it yet" in me.get(f"/en/comments/{ref}").text
    assert TEXT not in me.get(CLAUSE).text


def test_the_form_says_that_a_moderator_reads_first_until_it_is_so_no_more(
    held: str, citizen: Person, moderator: Person, browser: Browser, visitor: Visitor
) -> None:
    me = browser(citizen)
    assert "A moderator reads your first comments" in me.get(CLAUSE).text
    services.publish(moderator, held)
    services.publish(moderator, comment(citizen, *PLACE).ref)
    assert "A moderator reads your first comments" not in me.get(CLAUSE).text
    assert said.by_ref(comment(citizen, *PLACE).ref).status is Status.VISIBLE
    assert "The first 2 comments of a newcomer are read" in visitor.get(BASE).text


def test_a_moderator_publishes_with_one_press(
    held: str, citizen: Person, moderator: Person, browser: Browser, visitor: Visitor, time: Clock
) -> None:
    posted_at = time.moment
    time.moment += timedelta(hours=1)
    desk = browser(moderator)
    queue = desk.get("/en/moderation")
    assert "Waiting: 1" in queue.text
    assert f"{TEXT}, a wording" in queue.text
    assert f'action="/en/comments/{held}/publication"' in queue.html
    page = desk.post(f"/en/comments/{held}/publication", queue.form("csrf_token").fields)
    assert "The comment is published." in page.text
    assert "Waiting:" not in page.text
    public = visitor.get(CLAUSE)
    assert TEXT in public.text
    assert "<mark>" in public.html
    assert said.by_ref(held).posted_at == posted_at  # as the receipt says, and no earlier
    assert tally("test-concept") == reading.Count(1, amend=1)
    assert_counts_are_exact()
    log = visitor.get(f"{BASE}/log").text
    assert "Published Read before it appeared. Moderator" in log
    found = reading.consultation("test-concept")
    assert [row[0] for row in digests.rows(found.id, found.slug, "en")] == [held]


def test_one_that_is_not_published_shows_its_text_to_moderators_alone(
    held: str,
    citizen: Person,
    moderator: Person,
    browser: Browser,
    visitor: Visitor,
    time: Clock,
) -> None:
    desk = browser(moderator)
    form = desk.get(f"/en/comments/{held}/decision")
    assert "Do not publish comment" in form.text
    assert TEXT in form.text
    assert desk.send(form, "statement", reason="insult", statement=" ").status == 422
    done = desk.send(form, "statement", reason="insult", statement="It insults a person.")
    assert done.path == "/en/moderation"
    assert said.by_ref(held).status is Status.HIDDEN
    time.moment = datetime(2020, 8, 1, tzinfo=UTC)
    me = browser(citizen)
    for someone in (visitor, me):
        for page in [*everywhere(someone, held), someone.get(f"/en/comments/{held}")]:
            assert page.status == 200, page.path
            assert TEXT not in page.html, page.path
    assert "It insults a person." in me.get("/en/me").text
    assert TEXT not in me.get("/en/me").html
    assert "Not published" in visitor.get(f"{BASE}/log").text
    assert TEXT in browser(moderator).get(f"/en/comments/{held}/decision").text
    assert tally("test-concept").total == 0
    assert_counts_are_exact()


def test_a_reply_that_waits_is_counted_in_its_thread_once_it_can_be_seen(
    consultation: str, citizen: Person, neighbour: Person, moderator: Person, visitor: Visitor
) -> None:
    root = comment(neighbour, *PLACE, "The question").ref
    services.publish(moderator, root)
    answer = reply(citizen, root, TEXT).ref
    assert said.by_ref(root).replies_count == 0
    assert TEXT not in visitor.get(f"/en/comments/{root}").text
    assert visitor.get(f"/en/comments/{answer}").status == 404
    services.publish(moderator, answer)
    assert said.by_ref(root).replies_count == 1
    assert TEXT in visitor.get(f"/en/comments/{root}").text
    assert_counts_are_exact()


def test_the_author_of_a_reply_that_waits_finds_it_at_its_address(
    consultation: str, citizen: Person, neighbour: Person, moderator: Person, browser: Browser
) -> None:
    root = comment(neighbour, *PLACE, "The question").ref
    services.publish(moderator, root)
    ref = reply(citizen, root, TEXT).ref
    me = browser(citizen)
    page = me.get(f"/en/comments/{ref}")
    assert TEXT in page.text
    assert "Waiting for a moderator" in page.text
    assert f'action="/en/comments/{ref}/withdrawal"' in page.html
    me.post(f"/en/comments/{ref}/withdrawal", page.form("csrf_token").fields)
    assert said.by_ref(ref).status is Status.WITHDRAWN


def test_what_waits_cannot_be_answered_or_agreed_with_and_can_be_withdrawn(
    held: str, citizen: Person, moderator: Person, neighbour: Person
) -> None:
    for act in (
        lambda: reply(neighbour, held),
        lambda: writing.endorse(neighbour, held, Opinion.AGREE),
    ):
        with pytest.raises(RefusedByRule) as refused:
            act()
        assert refused.value.reason is Refusal.HELD
    writing.withdraw(citizen, held)
    with pytest.raises(RefusedByRule):
        services.publish(moderator, held)
    assert_counts_are_exact()


def test_only_what_waits_is_published_and_only_by_another_moderator_of_the_agency(
    held: str, citizen: Person, moderator: Person, browser: Browser
) -> None:
    accounts.create("m2@example.org", "M2", "a password", Role.MODERATOR, "other-agency")
    for person in (citizen, accounts.by_email("m2@example.org")):
        with pytest.raises(RefusedToPerson):
            services.publish(person, held)
    own = comment(moderator, *PLACE, "My own").ref
    with pytest.raises(RefusedToPerson) as refused:
        services.publish(moderator, own)
    assert refused.value.reason is Refusal.OWN_COMMENT
    queue = browser(moderator).get("/en/moderation")
    assert "another moderator decides" in queue.text
    assert f"{own}/publication" not in queue.html
    services.publish(moderator, held)
    services.decide(moderator, held, Status.HIDDEN, Reason.INSULT, "It insults.")
    with pytest.raises(RefusedByRule) as refused:  # restoring needs a reason in words
        services.publish(moderator, held)
    assert refused.value.reason is Refusal.NOT_HELD


def test_of_two_moderators_who_publish_the_second_is_told(
    held: str, moderator: Person, browser: Browser
) -> None:
    desk = browser(moderator)
    queue = desk.get("/en/moderation")
    services.publish(moderator, held)
    page = desk.post(f"/en/comments/{held}/publication", queue.form("csrf_token").fields)
    assert "not waiting any more" in page.text
    assert len(services.log(reading.consultation("test-concept").id, 10, None)) == 1


def test_what_waits_longest_comes_first_and_stands_in_no_other_list(
    app: Flask, held: str, citizen: Person, neighbour: Person, moderator: Person
) -> None:
    second = comment(neighbour, *PLACE, "Later").ref
    other = select(Comment).where(Comment.body == "Somewhere else.")
    assert db.session.scalars(other).one().status is Status.VISIBLE  # another agency's
    count, waiting = services.waiting(moderator, 50)
    assert (count, [c.ref for c in waiting]) == (2, [held, second])
    assert [c.ref for c in services.waiting(moderator, 1)[1]] == [held]
    assert services.newest(moderator, 50, None) == []

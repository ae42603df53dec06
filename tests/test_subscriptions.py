"""Being told: by mail at once or once a day, by feed; and not being told any more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from lxml import etree
from sqlalchemy import delete, func, select

from consult import clock, database
from consult.accounts.models import Person
from consult.comments.models import Comment, Status
from consult.comments.services import writing
from consult.database import db
from consult.jobs import services as jobs
from consult.jobs.models import Job
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from consult.proposals.services import closing
from consult.subscriptions.models import Frequency, Scope, Subscription
from consult.subscriptions.services import keeping, telling
from tests import mailbox
from tests.client import Visitor
from tests.conftest import Clock
from tests.factories import comment, new_version, reply

CLAUSE = "art_1__para_1"
HOME = "/en/c/test-concept"
ATOM = "{http://www.w3.org/2005/Atom}"


def fan_out() -> None:
    """Ask for the letters about the newest comment, and send none of them yet."""
    newest = db.session.scalars(select(func.max(Comment.id))).one()
    telling.comment_posted(jobs.Task(0, "comment_posted", {"comment": newest}, clock.now(), 1))
    db.session.rollback()


def follow(person: Person, scope: Scope, name: str, daily: bool = False) -> None:
    frequency = Frequency.DAILY if daily else Frequency.EACH
    keeping.subscribe(person, scope, name, frequency, "en")


def told(person: Person) -> list[EmailMessage]:
    """The letters about new comments that somebody got."""
    mailbox.work_off()
    return mailbox.letters(person.email, "new ") + mailbox.letters(person.email, "New ")


@pytest.mark.parametrize(
    ("scope", "name"),
    [(Scope.CONSULTATION, "test-concept"), (Scope.PROPOSAL, "test-concept/first")],
)
def test_a_subscriber_is_told_of_each_comment_there_and_of_no_other(
    consultation: str, citizen: Person, neighbour: Person, scope: Scope, name: str
) -> None:
    follow(neighbour, scope, name)
    ref = comment(citizen, consultation, "first", CLAUSE, "Қазақша <сөз>").ref
    comment(citizen, "other", "first", CLAUSE)
    comment(neighbour, consultation, "first", CLAUSE, "My own.")
    if scope is Scope.PROPOSAL:
        comment(citizen, consultation, "second", CLAUSE)
    (message,) = told(neighbour)
    assert "> Қазақша <сөз>" in message.get_content()
    assert ref in message.get_content()
    assert "comment by Aigerim" in message["Subject"]
    assert told(citizen) == []


def test_a_person_with_several_subscriptions_is_told_once_by_the_closest(
    consultation: str, citizen: Person, neighbour: Person, time: Clock
) -> None:
    root = comment(citizen, consultation, "first", CLAUSE, "Before anybody follows.").ref
    time.moment += timedelta(minutes=1)
    follow(neighbour, Scope.CONSULTATION, consultation, daily=True)
    follow(neighbour, Scope.THREAD, root)
    follow(neighbour, Scope.PROPOSAL, f"{consultation}/first", daily=True)
    time.moment += timedelta(minutes=1)
    reply(citizen, root, "An answer in the thread.")
    comment(citizen, consultation, "second", CLAUSE, "For the morning.")
    (at_once,) = told(neighbour)
    assert "An answer in the thread." in at_once.get_content()
    time.moment = datetime(2020, 7, 11, 3, tzinfo=UTC)
    (daily,) = [m for m in told(neighbour) if m["Subject"] == "1 new comment"]
    assert "For the morning." in daily.get_content()
    assert "An answer in the thread." not in daily.get_content()


def test_the_daily_letter_comes_at_eight_in_the_zone_and_tells_of_everything_once(
    consultation: str, citizen: Person, neighbour: Person, time: Clock
) -> None:
    follow(neighbour, Scope.CONSULTATION, consultation, daily=True)
    time.moment += timedelta(minutes=1)
    for number in range(3):
        comment(citizen, consultation, "first", CLAUSE, f"Remark {number}.")
    assert told(neighbour) == []
    time.moment = datetime(2020, 7, 11, 1, 59, tzinfo=UTC)
    assert told(neighbour) == []
    time.moment = datetime(2020, 7, 11, 2, 0, tzinfo=UTC)  # 8:00 in Almaty
    (message,) = told(neighbour)
    assert message["Subject"] == "3 new comments"
    assert [f"Remark {n}." in message.get_content() for n in range(3)] == [True] * 3
    time.moment += timedelta(hours=3)
    late = comment(citizen, consultation, "first", CLAUSE, "After breakfast.").ref
    mailbox.work_off()
    time.moment = datetime(2020, 7, 12, 2, 0, tzinfo=UTC)
    (_, second) = told(neighbour)
    assert second["Subject"] == "1 new comment"
    assert late in second.get_content()
    assert "Remark" not in second.get_content()


def test_a_daily_letter_lists_fifty_and_says_how_many_more(
    consultation: str, citizen: Person, neighbour: Person, time: Clock
) -> None:
    follow(neighbour, Scope.PROPOSAL, f"{consultation}/first", daily=True)
    time.moment += timedelta(minutes=1)
    for number in range(53):
        comment(citizen, consultation, "first", CLAUSE, f"Remark {number}.")
    mailbox.work_off()
    time.moment = datetime(2020, 7, 11, 3, tzinfo=UTC)
    (message,) = told(neighbour)
    assert message.get_content().count("> Remark") == 50
    assert "3 more are not listed here." in message.get_content()


def test_what_was_hidden_before_the_letter_was_sent_is_told_to_nobody(
    consultation: str, citizen: Person, neighbour: Person, moderator: Person, time: Clock
) -> None:
    follow(neighbour, Scope.CONSULTATION, consultation)
    follow(moderator, Scope.CONSULTATION, consultation, daily=True)
    time.moment += timedelta(minutes=1)
    ref = comment(citizen, consultation, "first", CLAUSE, "Secret words").ref
    fan_out()
    assert {"comment", "daily"} <= {
        job.data.get("template") for job in db.session.scalars(select(Job))
    }
    moderation.decide(moderator, ref, Status.HIDDEN, Reason.INSULT, "It insults.")
    assert told(neighbour) == []
    time.moment = datetime(2020, 7, 11, 3, tzinfo=UTC)
    assert told(moderator) == []


def hold(ref: str) -> None:
    """Make a comment one that waits for a moderator, as if it had been posted so."""
    with database.write() as (session, _):
        found = session.scalar(select(Comment).where(Comment.ref == ref))
        assert found is not None
        writing.change_status(session, found, Status.HELD)
        session.execute(delete(Job).where(Job.kind == "comment_posted"))


def test_a_held_comment_is_told_of_when_it_becomes_visible_also_once_a_day(
    consultation: str, citizen: Person, neighbour: Person, moderator: Person, time: Clock
) -> None:
    follow(neighbour, Scope.CONSULTATION, consultation, daily=True)
    time.moment += timedelta(minutes=1)
    ref = comment(citizen, consultation, "first", CLAUSE, "It waited.").ref
    hold(ref)
    comment(moderator, consultation, "first", CLAUSE, "It did not.")
    mailbox.work_off()
    time.moment = datetime(2020, 7, 11, 3, tzinfo=UTC)
    (first,) = told(neighbour)
    assert "It waited." not in first.get_content()
    moderation.decide(moderator, ref, Status.VISIBLE, Reason.OTHER, "It is fine.")
    assert len(told(neighbour)) == 1
    time.moment = datetime(2020, 7, 12, 3, tzinfo=UTC)
    found = [m for m in told(neighbour) if "It waited." in m.get_content()]
    assert len(found) == 1
    (author,) = mailbox.letters(citizen.email, "is published")
    assert "Decision: Published" in author.get_content()


def test_telling_many_goes_on_where_it_was_cut_short(
    consultation: str,
    citizen: Person,
    neighbour: Person,
    moderator: Person,
    analyst: Person,
    monkeypatch: pytest.MonkeyPatch,
    time: Clock,
) -> None:
    monkeypatch.setattr(telling, "BATCH", 1)
    for person in (neighbour, moderator, analyst):
        follow(person, Scope.CONSULTATION, consultation)
    mailbox.work_off()
    comment(citizen, consultation, "first", CLAUSE, "Told once.")
    asked, ask = [], telling._tell

    def fail_the_second(*given: object) -> None:
        asked.append(given)
        if len(asked) == 2:
            raise OSError("cut short")
        ask(*given)

    monkeypatch.setattr(telling, "_tell", fail_the_second)
    mailbox.work_off()
    time.moment += timedelta(minutes=2)
    for person in (neighbour, moderator, analyst):
        assert len(told(person)) == 1
    assert len(asked) == 5


def test_who_unsubscribed_or_was_erased_meanwhile_gets_nothing(
    consultation: str, citizen: Person, neighbour: Person, moderator: Person
) -> None:
    for person in (neighbour, moderator):
        follow(person, Scope.CONSULTATION, consultation)
    comment(citizen, consultation, "first", CLAUSE)
    fan_out()
    keeping.unsubscribe(neighbour, Scope.CONSULTATION, consultation)
    with database.write() as (session, now):
        session.get_one(Person, moderator.id).erased_at = now
    assert told(neighbour) + told(moderator) == []


def test_subscribers_hear_of_a_new_version_and_of_the_end(
    consultation: str,
    citizen: Person,
    neighbour: Person,
    moderator: Person,
    time: Clock,
    tmp_path: Path,
) -> None:
    follow(neighbour, Scope.CONSULTATION, consultation, daily=True)
    follow(citizen, Scope.PROPOSAL, f"{consultation}/first")
    new_version(tmp_path / "folder", ("The first rule", "The very first rule"), note="Clearer.")
    time.moment = datetime(2020, 7, 18, 6, tzinfo=UTC)
    closing.close(moderator, consultation, "Everything is said.")
    mailbox.work_off()
    for person in (neighbour, citizen):
        (message,) = mailbox.letters(person.email, "Version 2 is published: Proposal first")
        assert "> Clearer." in message.get_content()
        assert f"{HOME}/first/diff?to=2" in message.get_content()
    (message,) = mailbox.letters(about="The discussion is closed: The Concept")
    assert message["To"] == neighbour.email
    assert "> Everything is said." in message.get_content()


def unsubscribing(message: EmailMessage) -> str:
    """The path of the link with which a letter's reader gets no more of them."""
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(message["List-Unsubscribe"]).strip(" <>")
    assert address in message.get_content()
    return urlsplit(address).path


ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.mark.parametrize("daily", [False, True])
def test_one_click_unsubscribes_from_anywhere_and_looking_does_not(
    consultation: str,
    citizen: Person,
    neighbour: Person,
    visitor: Visitor,
    time: Clock,
    daily: bool,
) -> None:
    follow(neighbour, Scope.CONSULTATION, consultation, daily=daily)
    follow(citizen, Scope.CONSULTATION, consultation, daily=daily)
    time.moment += timedelta(minutes=1)
    comment(citizen, consultation, "first", CLAUSE)
    mailbox.work_off()
    time.moment = datetime(2020, 7, 11, 3, tzinfo=UTC)
    (message,) = told(neighbour)
    path = unsubscribing(message)
    page = visitor.get(path)
    assert page.status == 200
    assert "No more of these letters?" in page.text
    assert len(keeping.of_person(neighbour.id)) == 1
    for _ in range(2):
        page = visitor.post(
            path, ONE_CLICK, Origin="https://mail.example", Sec_Fetch_Site="cross-site"
        )
        assert page.status == 200
        assert "You get no more of these letters" in page.text
        assert visitor.cookies == []
    assert keeping.of_person(neighbour.id) == []
    assert len(keeping.of_person(citizen.id)) == 1
    assert visitor.get(path).status == 200


def test_a_link_that_is_none_of_ours_unsubscribes_nobody(
    consultation: str, neighbour: Person, visitor: Visitor
) -> None:
    follow(neighbour, Scope.CONSULTATION, consultation)
    good = keeping.unsubscribe_path(1, neighbour.id)
    for path in (good.replace(".", ".x"), f"{keeping.UNSUBSCRIBE}WzEsMV0.x"):
        for page in (visitor.get(path), visitor.post(path, ONE_CLICK)):
            assert page.status == 404
            assert "This link is not known" in page.text
    assert len(keeping.of_person(neighbour.id)) == 1


@pytest.mark.parametrize("page", [HOME, f"{HOME}/first", "/en/comments/{}"])
def test_the_form_on_a_page_begins_changes_and_ends_a_subscription(
    consultation: str,
    citizen: Person,
    neighbour: Person,
    browser: Callable[[Person], Visitor],
    page: str,
) -> None:
    path = page.format(comment(citizen, consultation, "first", CLAUSE).ref)
    me = browser(neighbour)
    for chosen in ("each", "daily"):
        answer = me.send(me.get(path), "subject", frequency=chosen)
        assert answer.path == path
        assert answer.form("subject").fields["frequency"] == chosen
        (kept,) = keeping.of_person(neighbour.id)
        assert kept.frequency == chosen
    listed = me.get("/en/me/subscriptions")
    assert "The Concept" in listed.text
    assert "You are told of nothing" in me.send(listed, "subject", frequency="never").text
    assert keeping.of_person(neighbour.id) == []


def test_a_visitor_is_led_to_signing_in_and_to_the_feed(
    consultation: str, visitor: Visitor
) -> None:
    page = visitor.get(HOME)
    assert page.href('id="follow-title"') == f"/en/sign-in?next={HOME}"
    assert '<link rel="alternate" type="application/atom+xml"' in page.html
    assert visitor.get("/en/me/subscriptions").path.startswith("/en/sign-in")
    assert visitor.get(page.href("Sign in to be told by mail")).status == 200


def test_the_receipts_page_offers_to_tell_of_replies_with_one_press(
    consultation: str, citizen: Person, neighbour: Person, browser: Callable[[Person], Visitor]
) -> None:
    ref = comment(citizen, consultation, "first", CLAUSE).ref
    me = browser(citizen)
    me.send(me.get(f"/en/comments/{ref}/receipt"), "subject")
    assert "Tell me by mail about replies" not in me.get(f"/en/comments/{ref}/receipt").text
    reply(neighbour, ref, "I answer.")
    (message,) = told(citizen)
    assert message["Subject"] == "A new reply by Pavel"


def test_nothing_can_be_followed_that_is_not_there(
    consultation: str, citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    me = browser(citizen)
    fields = me.get(HOME).form("subject").fields
    for wrong in ({"subject": "nowhere"}, {"scope": "planet"}, {"frequency": "hourly"}):
        assert me.post("/en/me/subscriptions", fields | {"frequency": "each"} | wrong).status == 404
    assert db.session.scalar(select(func.count()).select_from(Subscription)) == 0


def feed(visitor: Visitor, path: str) -> etree._Element:
    page = visitor.get(path)
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(page.body)


def refs(root: etree._Element) -> list[str]:
    return [e.findtext(f"{ATOM}id", "").rpartition("/")[2] for e in root.iter(f"{ATOM}entry")]


def test_feeds_have_the_newest_visible_comments_with_lasting_ids(
    consultation: str,
    citizen: Person,
    neighbour: Person,
    moderator: Person,
    visitor: Visitor,
    time: Clock,
) -> None:
    words = "Bad \x0b\x01\ufffe & <b>bold</b> ]]> Қазақ"
    first = comment(citizen, consultation, "first", CLAUSE, words, quote="judges").ref
    time.moment += timedelta(minutes=1)
    answer = reply(neighbour, first).ref
    time.moment += timedelta(minutes=1)
    second = comment(neighbour, consultation, "second", None, "Elsewhere", lang="ru").ref
    hidden = comment(neighbour, consultation, "first", CLAUSE, "Secret words").ref
    moderation.decide(moderator, hidden, Status.HIDDEN, Reason.INSULT, "It insults.")
    expected = {
        "/feeds/en/c/test-concept.atom": [second, answer, first],
        "/feeds/kk/c/test-concept/first.atom": [answer, first],
        f"/feeds/ru/comments/{first}.atom": [answer, first],
    }
    ids = set()
    for path, wanted in expected.items():
        root = feed(visitor, path)
        assert refs(root) == wanted
        assert "Secret" not in visitor.get(path).html
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == path[7:9]
        assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"http://127.0.0.1:8000{path}"
        ids.add(root.findtext(f"{ATOM}id"))
        ids.add(list(root.iter(f"{ATOM}entry"))[-1].findtext(f"{ATOM}id"))
        page = visitor.get(path)
        assert "Set-Cookie" not in page.headers
        assert visitor.get(path, If_None_Match=page.headers["ETag"]).status == 304
    assert len(ids) == 4
    assert all(re.fullmatch(r"tag:127\.0\.0\.1,2020-07-\d\d:[\w/-]+", name) for name in ids)
    entry = list(feed(visitor, f"/feeds/en/comments/{first}.atom").iter(f"{ATOM}entry"))[-1]
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert content.text.startswith("<blockquote>judges</blockquote>")
    assert "<script" not in content.text
    assert "Қазақ" in content.text
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Aigerim"
    moderation.decide(moderator, first, Status.HIDDEN, Reason.INSULT, "It insults.")
    assert refs(feed(visitor, "/feeds/en/c/test-concept.atom")) == [second, answer]


def test_a_feed_of_nothing_is_not_there(consultation: str, visitor: Visitor) -> None:
    for path in ("c/nowhere", "c/test-concept/third", "comments/0000000000", "c/other/nowhere"):
        assert visitor.get(f"/feeds/en/{path}.atom").status == 404


def test_a_feed_ends_after_fifty(
    app: Flask, consultation: str, citizen: Person, visitor: Visitor
) -> None:
    for number in range(52):
        comment(citizen, consultation, "first", CLAUSE, f"Remark {number}.")
    assert len(refs(feed(visitor, "/feeds/en/c/test-concept.atom"))) == 50

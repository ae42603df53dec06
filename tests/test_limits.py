"""How much may be sent: what stops a robot, and what does not stop a busy person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person, Tries
from consult.accounts.services import tries
from consult.database import db
from tests.client import Visitor
from tests.conftest import Clock
from tests.factories import comment
from tests.limits import (
    CLAUSE,
    assert_a_network_has_its_share_and_retries_are_not_counted,
    assert_too_often,
    limit,
    send,
    stored,
)

Browser = Callable[[Person], Visitor]


def test_the_sixty_first_post_within_an_hour_waits_and_its_text_is_kept(
    app: Flask, citizen: Person, browser: Browser, time: Clock
) -> None:
    limit(app, posts_per_hour=60)
    for number in range(60):
        comment(citizen, "test-concept", "first", "art_1__para_1", f"Remark {number}")
        time.moment += timedelta(seconds=10)
    me = browser(citizen)
    page = send(me, "Remark sixty-one")
    assert_too_often(page, "Remark sixty-one")
    assert "send this in 51 minutes" in page.text  # the first was ten minutes ago
    assert stored(citizen) == 60
    time.moment += timedelta(minutes=50)
    assert send(me, "Remark sixty-one", page).status == 200
    assert stored(citizen) == 61


def test_one_persons_posts_leave_others_their_share(
    app: Flask, citizen: Person, neighbour: Person, browser: Browser
) -> None:
    limit(app, posts_per_hour=1)
    assert send(browser(citizen), "Remark").status == 200
    assert send(browser(citizen), "Remark").status == 429
    assert send(browser(neighbour), "Remark").status == 200


def test_a_lawyer_with_forty_remarks_in_an_hour_is_not_stopped(
    app: Flask, citizen: Person, browser: Browser, time: Clock
) -> None:
    limit(app, posts_per_hour=60, posts_per_network=600)
    me = browser(citizen)
    for number in range(40):
        assert send(me, f"Remark {number}").status == 200
        time.moment += timedelta(seconds=80)
    assert stored(citizen) == 40


def test_a_network_has_its_share_and_retries_are_not_counted(
    app: Flask, citizen: Person, neighbour: Person, browser: Browser, time: Clock
) -> None:
    one, other = browser(citizen), browser(neighbour)
    refused = assert_a_network_has_its_share_and_retries_are_not_counted(app, one, other)
    assert [row.count for row in db.session.scalars(select(Tries))] == [3]
    time.moment += timedelta(hours=1)
    assert send(other, "Remark too many", refused).status == 200


def test_a_reply_counts_as_a_post(
    app: Flask, citizen: Person, neighbour: Person, browser: Browser
) -> None:
    ref = comment(citizen, "test-concept", "first", "art_1__para_1").ref
    limit(app, posts_per_hour=1)
    other = browser(neighbour)
    assert send(other, "Remark").status == 200
    page = send(other, "An answer", other.get(f"/en/comments/{ref}"))
    assert_too_often(page, "An answer")


def test_a_refused_post_is_not_counted(app: Flask, citizen: Person, browser: Browser) -> None:
    limit(app, posts_per_network=2)
    me = browser(citizen)
    for body in ("", "x" * 5001):
        assert send(me, body).status == 422
    assert send(me, "Remark", quote="these words stand nowhere").status == 422
    assert {send(me, f"Remark {n}").status for n in range(2)} == {200}


def test_counts_are_forgotten_and_tell_nobody_who_it_was(
    app: Flask, citizen: Person, browser: Browser, time: Clock
) -> None:
    send(browser(citizen), "Remark")
    kept = db.session.scalars(select(Tries)).all()
    assert kept
    for row in kept:
        assert "127.0.0.1" not in row.key
        assert citizen.email not in row.key
        assert row.until - time.moment <= timedelta(hours=1)
    tries.forget_old()
    assert db.session.scalars(select(Tries)).all()
    time.moment += timedelta(hours=1, seconds=1)
    tries.forget_old()
    db.session.rollback()
    assert db.session.scalars(select(Tries)).all() == []


def test_what_a_robot_fills_in_and_people_do_not_see_is_refused_and_nothing_is_lost(
    app: Flask, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    assert 'class="trap" aria-hidden="true"' in me.get(CLAUSE).html
    page = send(me, "Remark", website="https://spam.example")
    assert page.status == 422
    assert "must stay empty" in page.text
    assert 'class="trap"' not in page.html  # whose browser filled it in can see and empty it
    assert stored() == 0
    assert send(me, "Remark", page, website="").status == 200


@pytest.mark.parametrize("forged", ["", "0", "1594382400.forged", None])
def test_a_form_sent_faster_than_anybody_types_is_taken_at_the_second_press(
    app: Flask, citizen: Person, time: Clock, forged: str | None
) -> None:
    limit(app, form_seconds=2)
    me = _signed_in(app, citizen, time)
    form = me.get(CLAUSE)
    time.moment += timedelta(seconds=1 if forged is None else 60)
    more = {} if forged is None else {"shown": forged}
    page = send(me, "Remark", form, **more)
    assert page.status == 422
    assert "That was very fast. Nothing is lost" in page.text
    assert page.form("body").fields["body"].strip() == "Remark"
    assert stored() == 0
    time.moment += timedelta(seconds=2)
    assert send(me, "Remark", page).status == 200


def _signed_in(app: Flask, person: Person, time: Clock) -> Visitor:
    """A browser of someone who took their time to sign in."""
    visitor = Visitor(app)
    page = visitor.get("/en/sign-in")
    time.moment += timedelta(seconds=5)
    visitor.send(page, "password", email=person.email, password="a password")
    return visitor


def test_a_form_that_was_open_for_days_is_not_too_old(
    app: Flask, citizen: Person, browser: Browser, time: Clock
) -> None:
    me = browser(citizen)
    limit(app, form_seconds=2)
    form = me.get(CLAUSE)
    time.moment += timedelta(days=5)
    assert send(me, "Remark", form).status == 200

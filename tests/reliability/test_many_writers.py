"""Several writers at once lose nothing, and none of them is turned away."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace

from flask import Flask

from consult.accounts.services import people as accounts
from consult.comments.models import Opinion
from consult.comments.rules import Draft
from consult.comments.services import writing
from consult.proposals.models import Stance
from tests.client import Visitor
from tests.factories import comment, target
from tests.reliability.conftest import CLAUSE, PASSWORD, PROPOSAL, SLUG, Place, email
from tests.reliability.processes import Processes, in_threads

WRITERS = 8
EACH = 12
STANCES = (Stance.SUPPORT, Stance.OPPOSE, Stance.AMEND, Stance.NEUTRAL, None)


def write_many(number: int, ref: str) -> list[str]:
    """Comment, answer ``ref`` and say what one thinks of it, again and again."""
    author = accounts.by_email(email(number))
    refs = []
    for turn in range(EACH):
        stance = STANCES[(number + turn) % len(STANCES)]
        refs.append(comment(author, SLUG, PROPOSAL, CLAUSE, stance=stance).ref)
        refs.append(writing.reply(author, ref, Draft("So.", "en"), key=str(uuid.uuid4())).ref)
        writing.endorse(author, ref, (Opinion.AGREE, Opinion.PASS)[turn % 2])
    writing.withdraw(author, refs[0])
    return refs


def write_in_process(app: Flask, number: int, ref: str) -> list[str]:
    return write_many(number, ref)


def begin(place: Place) -> str:
    """People, and a comment that is not theirs."""
    *_, author = place.people(WRITERS + 1)
    return comment(author, SLUG, PROPOSAL, CLAUSE).ref


def assert_nothing_lost(place: Place, ref: str, refs: list[str]) -> None:
    assert len(set(refs)) == WRITERS * EACH * 2
    stored = {found for (found,) in place.rows("SELECT ref FROM comment")}
    assert stored == {*refs, ref}
    place.assert_consistent()
    counts = "SELECT replies, agree, disagree, passed FROM comment WHERE ref = ?"
    assert place.rows(counts, ref) == [(WRITERS * EACH, 0, 0, WRITERS)]
    where = "SELECT sum(comments) FROM proposal p JOIN consultation c ON c.id = p.consultation_id"
    expected = WRITERS * EACH * 2 + 1 - WRITERS  # each withdrew one
    assert place.rows(f"{where} AND c.slug = ?", SLUG) == [(expected,)]


def test_eight_threads_that_write_at_once_lose_no_comment_and_no_count(place: Place) -> None:
    ref = begin(place)
    written = in_threads(place.app, lambda number: write_many(number, ref), range(WRITERS))
    assert_nothing_lost(place, ref, [each for refs in written for each in refs])


def test_eight_processes_that_write_at_once_lose_no_comment_and_no_count(place: Place) -> None:
    ref = begin(place)
    with Processes(place.app, WRITERS) as processes:
        running = [processes.start(write_in_process, n, ref) for n in range(WRITERS)]
        written = [each for future in running for each in future.result()[1]]
        assert len({future.result()[0] for future in running}) > 1
    assert_nothing_lost(place, ref, written)


def test_one_key_sent_by_eight_threads_at_once_is_one_comment_with_one_receipt(
    place: Place,
) -> None:
    place.people(1)
    key, together = str(uuid.uuid4()), threading.Barrier(WRITERS)

    def send(number: int) -> writing.Receipt:
        author = accounts.by_email(email(0))
        about = target(SLUG, PROPOSAL, CLAUSE)
        together.wait(timeout=10)
        return writing.post(author, about, Draft("Once.", "en", Stance.OPPOSE), key=key)

    receipts = in_threads(place.app, send, range(WRITERS))
    assert len(set(receipts)) == 1
    kept = writing.key_of(key, Draft("Once.", "en"))
    assert place.rows("SELECT ref FROM comment WHERE key = ?", kept) == [(receipts[0].ref,)]
    assert place.rows("SELECT total, oppose FROM tally WHERE total > 0") == [(1, 1)]
    place.assert_consistent()


def test_one_form_sent_by_eight_threads_at_once_is_one_comment_and_counted_once(
    place: Place,
) -> None:
    place.people(1)
    me = Visitor(place.app)
    me.sign_in(email(0), PASSWORD)
    form = me.get(f"/en/c/{SLUG}/{PROPOSAL}/{CLAUSE}").form("body")
    settings = place.app.config["SETTINGS"]
    place.app.config["SETTINGS"] = replace(settings, posts_per_network=1, posts_per_hour=1)
    together = threading.Barrier(WRITERS)

    def send(number: int) -> tuple[int, str]:
        tab = Visitor(place.app)
        tab._client._cookies.update(me._client._cookies)
        together.wait(timeout=10)
        page = tab.post(form.action, form.fields | {"body": "Once."})
        return page.status, page.path

    pages = in_threads(place.app, send, range(WRITERS))
    assert len(set(pages)) == 1
    assert pages[0][0] == 200
    key = writing.key_of(form.fields["key"], Draft("Once.", "en"))
    assert place.rows("SELECT count(*) FROM comment WHERE key = ?", key) == [(1,)]
    assert place.rows("SELECT count FROM tries WHERE key LIKE 'posts-network:%'") == [(1,)]
    place.assert_consistent()

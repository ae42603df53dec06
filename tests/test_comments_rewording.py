"""Another wording: how it is proposed, and how others read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consult.accounts.models import Person
from consult.comments.services import reading as said
from consult.comments.services import rewordings, writing
from consult.proposals.models import Stance
from consult.proposals.services import reading
from tests.client import Page, Visitor
from tests.conftest import Clock
from tests.factories import comment, new_version

CLAUSE = "/en/c/test-concept/first/art_1__para_1"
PAGE = f"{CLAUSE}/rewording"
TEXT = "The first rule is that judges answer more strictly than others."
NEW = TEXT.replace("strictly", "mildly")
Browser = Callable[[Person], Visitor]


def preview(me: Visitor, page: Page, **filled: str) -> Page:
    return me.send(page, "rewording", act="preview", **filled)


def publish(me: Visitor, page: Page, **filled: str) -> Page:
    return me.send(page, "rewording", act="publish", **filled)


def total(consultation: str) -> int:
    return reading.standing(consultation, "first").comments


def changes(page: Page) -> tuple[list[str], list[str]]:
    """The words marked as gone and as new, without what is said for those who do not see."""
    html = re.sub(r"<span[^>]*>.*?</span>", "", page.html)
    return re.findall(r"<del>(.*?)</del>", html), re.findall(r"<ins>(.*?)</ins>", html)


def test_the_form_holds_the_clauses_own_text_in_the_language_that_is_read(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    fields = me.get(PAGE).form("rewording").fields
    assert (fields["rewording"].strip(), fields["stance"], fields["lang"]) == (TEXT, "amend", "en")
    russian = me.get(f"{PAGE}?text=ru").form("rewording").fields
    assert russian["rewording"].strip() == "Первое правило: судьи отвечают строже других."
    assert russian["lang"] == "ru"
    assert 'href="/en/c/test-concept/first/art_1__para_1/rewording"' in me.get(CLAUSE).html


def test_nothing_is_published_before_its_difference_has_been_seen(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    shown = preview(me, me.get(PAGE), rewording=NEW, body="Because.")
    assert (shown.status, changes(shown)) == (200, (["strictly"], ["mildly"]))
    other = NEW.replace("others", "all")
    again = publish(me, shown, rewording=other)
    assert again.status == 200
    assert "Nothing is published yet." in again.text
    assert changes(again) == (["strictly", "others"], ["mildly", "all"])
    kept = again.form("rewording").fields
    assert (kept["rewording"].strip(), kept["body"].strip()) == (other, "Because.")
    assert total(consultation) == 0
    done = publish(me, again)
    assert "Thank you" in done.text
    (found,) = said.by_author(citizen.id, 5, None, None).comments
    assert (found.rewording, found.rewording_lang) == (other, "en")
    assert (found.stance, found.lang) == (Stance.AMEND, "en")
    assert publish(me, again).path == done.path  # the same form again is the same comment
    assert total(consultation) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "You have not changed the text yet."),
        ({"rewording": f"  {TEXT.replace(' judges', '  judges')} "}, "You have not changed"),
        ({"rewording": " "}, "Write how the clause should read."),
        ({"rewording": "y" * 5003}, "cut 3 characters."),
        ({"rewording": NEW, "body": "y" * 5001}, "cut 1 character."),
        ({"rewording": NEW, "csrf_token": "old"}, "open for too long"),
        ({"rewording": NEW, "stance": "furious"}, "Not a valid choice"),
    ],
)
@pytest.mark.parametrize("act", ["preview", "publish"])
def test_what_cannot_be_taken_is_said_and_given_back(
    consultation: str,
    citizen: Person,
    browser: Browser,
    typed: dict[str, str],
    sentence: str,
    act: str,
) -> None:
    me = browser(citizen)
    page = me.send(me.get(PAGE), "rewording", act=act, **typed)
    assert page.status == 422
    assert sentence in page.text
    kept = page.form("rewording").fields
    assert kept["rewording"].strip() == typed.get("rewording", TEXT).strip()
    assert kept["body"].strip() == typed.get("body", "")
    assert total(consultation) == 0


def test_a_wording_sent_after_the_deadline_is_given_back_whole(
    consultation: str, citizen: Person, browser: Browser, visitor: Visitor, time: Clock
) -> None:
    me = browser(citizen)
    shown = preview(me, me.get(PAGE), rewording=NEW, body="Because.")
    time.moment = datetime(2020, 7, 20, 18, tzinfo=UTC)
    for send in (preview, publish):
        page = send(me, shown)
        assert page.status == 409
        assert "The discussion is closed" in page.text
        assert NEW in page.text
        assert "Because." in page.text
    assert total(consultation) == 0
    assert "The discussion is closed" in visitor.get(PAGE).text
    assert "Propose another wording" not in visitor.get(CLAUSE).text


def test_signing_in_on_the_way_loses_nothing(
    consultation: str, citizen: Person, browser: Browser, visitor: Visitor
) -> None:
    asked = visitor.get(PAGE)
    assert "Sign in to comment" in asked.text
    assert f"next={PAGE}%23write" in asked.html or f"next={PAGE}#write" in asked.html
    me = browser(citizen)
    shown = preview(me, me.get(PAGE), rewording=NEW)
    me.forget()
    page = publish(me, shown)
    assert page.status == 403
    assert page.form("rewording").fields["rewording"].strip() == NEW
    me.sign_in(citizen.email, "a password")
    again = publish(me, page)  # the token is that of another session: once more
    assert again.status == 422
    assert "Thank you" in publish(me, again).text


def test_a_clause_without_a_text_is_not_reworded(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    article = "/en/c/test-concept/first/art_1"
    assert "Propose another wording" not in me.get(article).text
    assert me.get(f"{article}/rewording").status == 404
    assert "Propose another wording" not in me.get("/en/c/test-concept/first/comments").text


def test_others_read_a_wording_as_a_difference_wherever_it_stands(
    consultation: str, citizen: Person, browser: Browser, visitor: Visitor
) -> None:
    ref = comment(citizen, consultation, "first", "art_1__para_1", rewording=NEW).ref
    for who, path in (
        (visitor, CLAUSE),
        (visitor, f"{CLAUSE}?kind=rewording"),
        (visitor, "/en/c/test-concept/comments"),
        (visitor, f"/en/comments/{ref}"),
        (visitor, "/en/c/test-concept/data"),
        (browser(citizen), "/en/me"),
    ):
        page = who.get(path)
        assert changes(page) == (["strictly"], ["mildly"]), path
        assert "Without the marks" in page.text
        assert NEW in page.text


def test_a_wording_that_keeps_hardly_a_word_or_has_no_text_beside_it_is_read_by_itself(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    comment(citizen, consultation, "first", "art_1__para_1", rewording="Nobody is above it.")
    comment(citizen, consultation, "first", None, rewording="Withdraw the proposal.")
    for path in (CLAUSE, "/en/c/test-concept/first/comments"):
        page = visitor.get(path)
        assert changes(page) == ([], [])
        assert "Proposed wording" in page.text


def test_a_hidden_wording_leaves_no_word_of_itself(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    ref = comment(citizen, consultation, "first", "art_1__para_1", rewording=NEW).ref
    assert "mildly" in visitor.get(CLAUSE).text
    writing.withdraw(citizen, ref)
    for path in (CLAUSE, f"/en/comments/{ref}"):
        assert "mildly" not in visitor.get(path).text


def test_a_newer_version_that_reads_as_proposed_says_so(
    consultation: str, citizen: Person, neighbour: Person, visitor: Visitor, tmp_path: Path
) -> None:
    comment(citizen, consultation, "first", "art_1__para_1", rewording=NEW)
    other = NEW.replace("others", "all")
    comment(neighbour, consultation, "first", "art_1__para_1", rewording=other)
    assert "The text now reads so." not in visitor.get(CLAUSE).text
    new_version(tmp_path / "folder", ("more strictly", "more mildly"))
    assert visitor.get(CLAUSE).text.count("The text now reads so.") == 1
    assert "The text now reads so." not in visitor.get(f"{CLAUSE}?version=1").text
    # The difference stays that against the version which was reworded.
    assert changes(visitor.get(CLAUSE))[0].count("strictly") == 2


def test_cards_of_wordings_ask_the_database_nothing_of_their_own(
    consultation: str, citizen: Person, visitor: Visitor, statements: list[str]
) -> None:
    def asked() -> int:
        statements.clear()
        visitor.get("/en/c/test-concept/comments")
        return len([s for s in statements if s.startswith("SELECT")])

    comment(citizen, consultation, "first", "art_1__para_1", rewording="One. " + NEW)
    before = asked()
    for number in range(6):
        comment(citizen, consultation, "first", "art_1__para_1", rewording=f"{number}. {NEW}")
        text = f"{number}. Первое правило: судьи отвечают мягче других."
        comment(citizen, consultation, "second", "art_1__para_1", text="ru", rewording=text)
    assert asked() == before


def test_two_long_texts_that_differ_throughout_are_not_compared() -> None:
    old, new = ("word%d " * 900 % tuple(range(at, at + 900)) for at in (0, 1))
    assert rewordings.against(old, new) is None
    far = old.replace("word450 ", "another ")
    pieces = rewordings.against(old, far)
    assert pieces is not None
    assert [p for p in pieces if p[0] != "equal"] == [("delete", "word450"), ("insert", "another")]

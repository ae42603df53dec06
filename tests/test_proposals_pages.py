"""The public pages: what they show, how they are cached, how much they ask of the database."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from consult import database
from consult.accounts.models import Person
from consult.comments.services import writing
from consult.proposals.models import Stance
from consult.proposals.services import editions, folders, publishing, reading
from tests import factories
from tests.client import Visitor
from tests.conftest import Clock
from tests.factories import comment

HOME = "/en/c/test-concept"
DOCUMENT = f"{HOME}/first"
CLAUSE = f"{DOCUMENT}/art_1__para_1"
PUBLIC = [
    "/en/",
    HOME,
    DOCUMENT,
    CLAUSE,
    f"{CLAUSE}/rewording",
    f"{CLAUSE}?sort=agreed&kind=rewording&who=people",
    f"{DOCUMENT}/comments",
    f"{DOCUMENT}/heat",
    f"{HOME}/comments?proposal=first&clause=art_1__para_1&version=1&text=en&passage=0-90",
    f"{HOME}/comments",
    f"{HOME}/comments?sort=disputed&stance=amend&proposal=first",
    f"{HOME}/log",
    f"{HOME}/data",
]
MOST_STATEMENTS = 8


def test_the_root_leads_to_the_language_of_the_browser(visitor: Visitor) -> None:
    for asked, code in (("kk,ru;q=0.5", "kk"), ("ru-KZ", "ru"), ("fr", "en"), ("", "en")):
        page = visitor.get("/", follow=False, Accept_Language=asked)
        assert (page.status, page.headers["Location"]) == (302, f"/{code}/")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_sets_no_cookie_and_answers_304(
    consultation: str, visitor: Visitor, path: str
) -> None:
    page = visitor.get(path)
    assert page.status == 200
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = visitor.get(path, If_None_Match=page.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert visitor.get(path, If_None_Match='W/"other"').status == 200
    assert visitor.cookies == []


@pytest.mark.parametrize(
    "path", [DOCUMENT, CLAUSE, HOME, f"{HOME}/comments", f"{HOME}/data", "/en/"]
)
def test_a_new_comment_makes_a_new_page(
    consultation: str, visitor: Visitor, citizen: Person, path: str
) -> None:
    before = visitor.get(path).headers["ETag"]
    comment(citizen, consultation, "first", "art_1__para_1", "Fresh words")
    page = visitor.get(path, If_None_Match=before)
    assert page.status == 200


def test_a_page_is_sent_compressed_to_those_who_take_it(
    consultation: str, visitor: Visitor
) -> None:
    plain = visitor.get(DOCUMENT)
    packed = visitor.get(DOCUMENT, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_the_closing_of_the_window_makes_a_new_page(
    consultation: str, visitor: Visitor, time: Clock
) -> None:
    before = visitor.get(DOCUMENT)
    assert "10 days left" in before.text
    time.moment = datetime(2020, 7, 20, 18, tzinfo=UTC)
    after = visitor.get(DOCUMENT, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert "Comments closed 20 July 2020, 24:00 (Almaty)" in after.text


OWN = ["/en/me", "/en/moderation", "/en/analysis", f"{HOME}/close"]
OF_A_COMMENT = ["/en/comments/{}", "/en/comments/{}/receipt", "/en/comments/{}/decision"]


@pytest.mark.parametrize("who", ["visitor", "citizen", "moderator", "analyst"])
def test_no_page_runs_more_than_eight_statements(
    app: Flask,
    consultation: str,
    request: pytest.FixtureRequest,
    citizen: Person,
    browser: Callable[[Person], Visitor],
    statements: list[str],
    who: str,
) -> None:
    moderator = request.getfixturevalue("moderator")
    for number in range(12):
        lang = ("en", "ru", "kk")[number % 3]
        ref = comment(
            citizen, consultation, "first", "art_1__para_1", quote="judges", text="en", lang=lang
        ).ref
        answer = factories.reply(moderator, ref).ref
        factories.reply(citizen, answer)
        comment(moderator, consultation, "first", "art_1__para_1", rewording=f"Judges {number}")
        comment(moderator, consultation, "second", None, f"Remark {number}", rewording="x")
    reader = Visitor(app) if who == "visitor" else browser(request.getfixturevalue(who))
    for path in [*PUBLIC, *OWN, *OF_A_COMMENT]:
        editions.forget()
        statements.clear()
        assert reader.get(path.format(ref), follow=False).status in (200, 303, 403, 404, 409)
        asked = [s for s in statements if not s.startswith(("BEGIN", "PRAGMA", "ROLLBACK"))]
        assert len(asked) <= MOST_STATEMENTS, (path, asked)


def test_a_warm_document_asks_the_database_once(
    consultation: str, visitor: Visitor, statements: list[str]
) -> None:
    visitor.get(DOCUMENT)
    statements.clear()
    visitor.get(DOCUMENT)
    assert len([s for s in statements if s.startswith("SELECT")]) == 1


def test_the_document_shows_every_clause_with_how_it_stands(
    consultation: str, visitor: Visitor, citizen: Person
) -> None:
    comment(citizen, consultation, "first", "art_1__para_1", stance=Stance.OPPOSE)
    page = visitor.get(DOCUMENT)
    for clause in editions.edition(reading.standing(consultation, "first"), "en").clauses:
        assert f'id="{clause.eid}"' in page.html
        assert clause.text in page.text
    assert "oppose 1" in page.text
    assert page.html.count("<h1") == 1
    assert "Rationale" in page.text


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "more strictly"), ("ru", "отвечают строже"), ("kk", "қатаң жауап береді")],
)
def test_the_text_follows_the_language_of_the_interface(
    consultation: str, visitor: Visitor, lang: str, words: str
) -> None:
    page = visitor.get(f"/{lang}/c/test-concept/first")
    assert f'<html class="govuk-template" lang="{lang}"' in page.html
    assert words in page.text


def test_the_text_can_be_read_in_another_language_than_the_interface(
    consultation: str, visitor: Visitor
) -> None:
    page = visitor.get(f"{DOCUMENT}?text=kk")
    assert "қатаң жауап береді" in page.text
    assert "text=kk" in page.html  # the links to the clauses keep it
    assert "Skip to main content" in page.text


def test_a_document_in_one_other_language_is_read_in_it(
    app: Flask, time: Clock, tmp_path: Path, visitor: Visitor
) -> None:
    french = {"fr": factories.ENGLISH}
    factories.publish(tmp_path / "f", slug="numerique", proposals=("loi",), texts=french)
    page = visitor.get("/ru/c/numerique/loi")
    assert page.status == 200
    assert '<h1 lang="fr">' in page.html


def test_an_older_version_stays_readable_and_its_comments_say_so(
    consultation: str, visitor: Visitor, citizen: Person, tmp_path: Path
) -> None:
    comment(citizen, consultation, "first", "art_1__para_1", "On the old", quote="more strictly")
    path = tmp_path / "folder" / "01-first.en.md"
    path.write_text(path.read_text().replace("more strictly", "twice as strictly"))
    publishing.publish(folders.read(path))
    assert "more strictly" in visitor.get(f"{DOCUMENT}?version=1").text
    assert "twice as strictly" in visitor.get(DOCUMENT).text
    page = visitor.get(CLAUSE)
    assert "made on version 1" in page.text
    assert "<mark>" not in page.html  # the passage is not in this text
    assert "<mark>" in visitor.get(f"{CLAUSE}?version=1").html


@pytest.mark.parametrize(
    "path",
    [
        "/en/c/nowhere",
        f"{HOME}/nowhere",
        f"{DOCUMENT}/art_9",
        f"{DOCUMENT}?version=2",
        "/en/comments/nothing",
        "/de/",
        f"{HOME}/data/other.exe",
    ],
)
def test_what_is_not_there_answers_404_in_words(
    consultation: str, visitor: Visitor, time: Clock, path: str
) -> None:
    time.moment = datetime(2020, 8, 1, tzinfo=UTC)
    page = visitor.get(path)
    assert page.status == 404
    assert "There is no such page" in page.text


def test_every_answer_carries_the_headers_that_forbid_inline_code(
    consultation: str, visitor: Visitor
) -> None:
    for path in [*PUBLIC, "/en/sign-in", "/en/nowhere", "/healthz", "/static/icon.svg"]:
        page = visitor.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        if "html" in page.headers["Content-Type"]:
            assert "style=" not in page.html
            assert "<script>" not in page.html
            assert " onclick" not in page.html


def test_assets_may_be_kept_for_ever_because_their_address_changes(visitor: Visitor) -> None:
    html = visitor.get("/en/").html
    address = html.partition('rel="stylesheet" href="')[2].partition('"')[0]
    page = visitor.get(address)
    assert page.status == 200
    assert "immutable" in page.headers["Cache-Control"]
    packed = visitor.get(address, Accept_Encoding="gzip")
    assert gzip.decompress(packed.body) == page.body
    assert packed.headers["Content-Type"] == page.headers["Content-Type"]


def test_the_probes_answer(visitor: Visitor, app: Flask) -> None:
    assert visitor.get("/healthz").status == 200
    ready = visitor.get("/readyz")
    assert (ready.status, b'"ready":true' in ready.body) == (200, True), ready.body


def test_a_database_behind_is_not_ready(app: Flask, visitor: Visitor) -> None:
    with database.write() as (session, _):
        session.connection().exec_driver_sql("DELETE FROM alembic_version")
    page = visitor.get("/readyz")
    assert page.status == 503
    assert b"consult init" in page.body


def test_the_overview_says_what_is_assumed_and_what_is_not_verified(
    app: Flask, time: Clock, tmp_path: Path, visitor: Visitor
) -> None:
    more = 'rules = "kz-practice"\nopens_assumed = true'
    factories.publish(tmp_path / "a", more=more)
    text = visitor.get(HOME).text
    assert "assumed: the source does not say" in text
    assert "Not verified by a lawyer" in text
    assert "At least 10 working days" in text


# Closing


def test_a_moderator_closes_through_the_page_and_everyone_sees_it(
    consultation: str,
    moderator: Person,
    browser: Callable[[Person], Visitor],
    visitor: Visitor,
    time: Clock,
) -> None:
    time.moment = datetime(2020, 7, 18, 6, tzinfo=UTC)
    desk = browser(moderator)
    assert "Close the discussion" in desk.get(HOME).text
    page = desk.get(f"{HOME}/close")
    assert "This cannot be undone" in page.text
    refused = desk.send(page, "reason", reason="")
    assert refused.status == 422
    assert "needs a reason" in refused.text
    done = desk.send(refused, "reason", reason="The draft was withdrawn.")
    assert "The discussion is closed." in done.text
    public = visitor.get(HOME).text
    assert "The discussion was closed by Moderator" in public
    assert "The draft was withdrawn." in visitor.get(f"{HOME}/log").text


def test_nobody_else_sees_the_page_that_closes(
    consultation: str, citizen: Person, browser: Callable[[Person], Visitor], visitor: Visitor
) -> None:
    assert visitor.get(f"{HOME}/close").status == 403
    assert browser(citizen).get(f"{HOME}/close").status == 403


def test_withdrawing_is_seen_on_the_document(
    consultation: str, visitor: Visitor, citizen: Person
) -> None:
    ref = comment(citizen, consultation, "first", "art_1__para_1", "Words").ref
    assert "Words" in visitor.get(CLAUSE).text
    writing.withdraw(citizen, ref)
    text = visitor.get(CLAUSE).text
    assert "Words" not in text
    assert "Withdrawn by its author." in text

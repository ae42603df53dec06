"""Under which name, with which consent, and after which warning something is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Assurance, Consent, Person, Role
from consult.accounts.services import identities, openid, returning
from consult.accounts.services import people as accounts
from consult.accounts.services.joining import Applicant
from consult.comments.models import AuthorKind, Comment
from consult.comments.services import importing
from consult.comments.services import reading as said
from consult.database import db
from consult.digests.services import COLUMNS
from tests import factories
from tests.client import Page, Visitor
from tests.conftest import Clock
from tests.factories import comment
from tests.limits import CLAUSE, send, stored

Browser = Callable[[Person], Visitor]
PERSONAL = {
    "an individual identification number": "900101300017",
    "a telephone number": "+7 701 123 45 67",
    "a card number": "4111 1111 1111 1111",
    "an account number": "KZ86125KZT5004100100",
    "an e-mail address": "somebody@example.org",
}


def has_box(page: Page, name: str) -> bool:
    return f'name="{name}"' in page.html


@pytest.mark.parametrize("field", ["body", "rewording"])
@pytest.mark.parametrize(("kind", "words"), PERSONAL.items())
def test_personal_data_is_shown_to_its_author_before_it_is_published(
    app: Flask, citizen: Person, browser: Browser, kind: str, words: str, field: str
) -> None:
    me = browser(citizen)
    typed = {"body": "Remark. "} | {field: f"Remark, and mine is {words}."}
    path = f"{CLAUSE}/rewording" if field == "rewording" else CLAUSE
    page = me.send(me.get(path), "body", **typed, act="publish")
    assert page.status == 422
    assert f"This looks like personal data ({kind}: {words})" in page.text
    assert has_box(page, "personal")
    assert page.form("body").fields[field].strip() == typed[field]
    assert stored() == 0
    again = me.send(page, "body", act="publish")
    assert again.status == 422  # pressing again is no answer
    done = me.send(page, "body", personal="y", act="publish")
    if field == "rewording":  # its difference is shown first
        assert stored() == 0
        done = me.send(done, "body", personal="y", act="publish")
    assert "Thank you" in done.text
    assert stored() == 1


def test_where_nothing_is_found_there_is_no_box(
    app: Flask, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.get(CLAUSE)
    assert not has_box(page, "personal")
    law = "Remark on Article 12 of law 410-V of 18 November 2015: 86 billion, 1 000 000 000 000."
    assert "Thank you" in send(me, law).text
    page = send(me, "Remark with 900101300017")
    mended = me.send(page, "body", body="Remark without it")
    assert "Thank you" in mended.text
    refused = send(me, "")
    assert refused.status == 422
    assert not has_box(refused, "personal")


def test_a_reply_is_looked_at_too(
    app: Flask, citizen: Person, neighbour: Person, browser: Browser
) -> None:
    ref = comment(citizen, "test-concept", "first", "art_1__para_1").ref
    me = browser(neighbour)
    page = send(me, "Remark: call +7 701 123 45 67", me.get(f"/en/comments/{ref}"))
    assert page.status == 422
    assert "a telephone number: +7 701 123 45 67" in page.text
    assert "Thank you" in me.send(page, "body", personal="y").text


@pytest.fixture
def strict(consultation: str, tmp_path: Path) -> str:
    """The consultation, which takes no pseudonyms now."""
    factories.publish(tmp_path / "folder", more='rules = "kz-practice"\npseudonyms = false')
    return consultation


def test_without_a_full_name_nothing_is_taken_where_pseudonyms_are_not_and_the_text_is_kept(
    app: Flask, strict: str, citizen: Person, browser: Browser, visitor: Visitor
) -> None:
    me = browser(citizen)
    form = me.get(CLAUSE)
    assert "Comments bear full names here. Write yours in your account first." in form.text
    assert form.href("Write yours in your account first.") == "/en/me/account"
    page = send(me, "Remark", form)
    assert page.status == 403
    assert "This consultation takes no pseudonyms" in page.text
    assert page.form("body").fields["body"].strip() == "Remark"
    assert stored() == 0
    returning.change_names(citizen, "Aigerim", "Aigerim Fullname", "", "en")
    assert "Yours will be: Aigerim Fullname" in me.get(CLAUSE).text
    assert "Thank you" in send(me, "Remark", page).text
    public = visitor.get(CLAUSE).text
    assert "Aigerim Fullname" in public
    assert "no pseudonyms are taken" in visitor.get("/en/c/test-concept").text


def test_where_pseudonyms_are_taken_the_full_name_is_not_shown(
    app: Flask, citizen: Person, browser: Browser, visitor: Visitor
) -> None:
    returning.change_names(citizen, "Aigerim", "Aigerim Fullname", "", "en")
    me = browser(citizen)
    assert "full names" not in me.get(CLAUSE).text
    send(me, "Remark")
    assert "Fullname" not in visitor.get(CLAUSE).html
    assert "no pseudonyms" not in visitor.get("/en/c/test-concept").text


def test_whoever_speaks_for_an_organisation_is_shown_as_it(
    app: Flask, strict: str, citizen: Person, browser: Browser, visitor: Visitor
) -> None:
    returning.change_names(citizen, "Aigerim", "", "Union of Readers", "en")
    me = browser(citizen)
    assert "Yours will be: Union of Readers" in me.get(CLAUSE).text
    send(me, "Remark")
    stored_one = db.session.scalars(select(Comment).where(Comment.body == "Remark")).one()
    assert stored_one.author_kind is AuthorKind.ORGANISATION
    public = visitor.get(CLAUSE)
    assert "Union of Readers (organisation)" in public.text
    assert "Aigerim" not in public.html


def test_whoever_has_not_agreed_to_the_notice_ticks_a_box_once(
    app: Flask, consultation: str, browser: Browser, time: Clock
) -> None:
    accounts.create("late@example.org", "Late", "a password")
    person = accounts.by_email("late@example.org")
    me = browser(person)
    form = me.get(CLAUSE)
    assert has_box(form, "agree")
    page = send(me, "Remark one", form)
    assert page.status == 422
    assert "Read the notice and tick the box" in page.text
    assert page.form("body").fields["body"].strip() == "Remark one"
    consents = select(Consent).where(Consent.person_id == person.id)
    assert db.session.scalars(consents).all() == []
    assert "Thank you" in send(me, "Remark one", page, agree="y").text
    assert "Thank you" in send(me, "Remark two", form, agree="y").text  # from an older tab
    assert not has_box(me.get(CLAUSE), "agree")
    assert "Thank you" in send(me, "Remark three").text
    db.session.rollback()
    consent = db.session.scalars(consents).one()
    assert (consent.notice, consent.at) == (1, time.moment)


def test_how_sure_it_is_who_wrote_is_for_analysts_alone(
    app: Flask,
    citizen: Person,
    analyst: Person,
    browser: Browser,
    visitor: Visitor,
    time: Clock,
    tmp_path: Path,
) -> None:
    claims = openid.Claims("https://provider.example", "1", "Proved Fullname", "p@example.org")
    identities.join(claims, Applicant("Proved"), "p@example.org", "", "")
    proved = accounts.by_email("p@example.org")
    comment(citizen, "test-concept", "first", "art_1__para_1")
    comment(citizen, "test-concept", "first", "art_1__para_1")
    ref = comment(proved, "test-concept", "first", "art_1__para_1").ref
    rows = tmp_path / "letters.csv"
    rows.write_text("external_id,proposal,body\n1,first,By letter.\n")
    importing.import_file("test-concept", rows)
    stored_one = db.session.scalars(select(Comment).where(Comment.ref == ref)).one()
    assert stored_one.assurance is Assurance.IDENTITY_PROVIDER
    assert not hasattr(said.by_ref(ref), "assurance")

    desk = browser(analyst).get("/en/analysis").text
    assert "How sure it is who wrote By e-mail 2 Identity provider 1 Not known (imported) 1" in desk
    time.moment = datetime(2020, 8, 1, tzinfo=UTC)
    assert "assurance" not in COLUMNS
    base = "/en/c/test-concept"
    for path in (
        *(CLAUSE, f"/en/comments/{ref}", base, f"{base}/comments", f"{base}/data", f"{base}/log"),
        *(f"{base}/data/{name}" for name in ("comments.csv", "comments.jsonl", "digest.html")),
    ):
        page = visitor.get(path)
        assert page.status == 200, path
        for trace in ("identity_provider", "Identity provider", "assurance", "By e-mail"):
            assert trace not in page.html, path


def test_an_analyst_sees_the_numbers_of_their_own_agency_only(
    app: Flask, citizen: Person, consultation: str, browser: Browser
) -> None:
    accounts.create("a2@example.org", "A2", "a password", Role.ANALYST, "other-agency", agreed=True)
    comment(citizen, "test-concept", "first", "art_1__para_1")
    page = browser(accounts.by_email("a2@example.org")).get("/en/analysis")
    assert page.text.count("How sure it is who wrote") == 1
    assert "By e-mail 1 " in page.text
    assert browser(citizen).get("/en/analysis").status == 403

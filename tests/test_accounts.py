"""Sign-up, sign-in, sign-out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts import rules
from consult.accounts.models import Person, SignIn
from consult.accounts.services import joining, people, signing
from consult.accounts.views import own_address
from consult.database import db
from consult.errors import Invalid
from tests.client import Visitor
from tests.conftest import Clock

NEW = {"display_name": "Айгерім", "email": " New@Example.org ", "password": "several long words"}


def test_an_account_is_made_and_its_person_signed_in(app: Flask, visitor: Visitor) -> None:
    page = visitor.send(visitor.get("/kk/sign-up"), "display_name", **NEW)
    assert "Айгерім" in page.text
    person = people.by_email("new@example.org")
    assert person.password_hash.startswith("$argon2id$")
    assert "new@example.org" not in page.html


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "not an address"}, "Enter an e-mail address such as"),
        ({"email": ""}, "Enter your e-mail address."),
        ({"password": "short"}, "needs at least 10 characters"),
        ({"display_name": "  "}, "Enter the name to show"),
        ({"display_name": "x" * 81}, "The name is too long."),
        ({"csrf_token": "old"}, "open for too long"),
    ],
)
def test_a_wrong_sign_up_says_what_to_do_and_keeps_what_was_typed(
    app: Flask, visitor: Visitor, wrong: dict[str, str], sentence: str
) -> None:
    page = visitor.send(visitor.get("/en/sign-up"), "display_name", **(NEW | wrong))
    assert page.status == 422
    assert sentence in page.text
    kept = page.form("display_name").fields
    assert kept["display_name"] == (NEW | wrong)["display_name"]
    assert kept["password"] == ""
    assert db.session.scalar(select(Person)) is None


def test_an_address_has_one_account(app: Flask, visitor: Visitor) -> None:
    joining.sign_up("new@example.org", "First", "several long words", "")
    page = visitor.send(visitor.get("/en/sign-up"), "display_name", **NEW)
    assert page.status == 422
    assert "There is an account with this address" in page.text


@pytest.mark.parametrize(
    ("email", "password"),
    [("citizen@example.org", "wrong password"), ("nobody@example.org", "a password")],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    app: Flask, citizen: Person, visitor: Visitor, email: str, password: str
) -> None:
    page = visitor.sign_in(email, password)
    assert page.status == 422
    assert "The e-mail address or the password is not right." in page.text


def test_signing_out_ends_the_sign_in_on_the_server(
    app: Flask, citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    me = browser(citizen)
    stolen = Visitor(app)
    stolen._client._cookies.update(me._client._cookies)
    assert "Aigerim" in stolen.get("/en/").text
    me.send(me.get("/en/"), "csrf_token")
    assert "Aigerim" not in me.get("/en/").text
    assert "Aigerim" not in stolen.get("/en/").text


def test_the_database_holds_no_token_that_could_sign_in(
    app: Flask, citizen: Person, time: Clock
) -> None:
    _, token = joining.sign_up("a@example.org", "A", "several long words", "")
    row = db.session.scalar(select(SignIn))
    assert row is not None
    assert row.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert signing.signed_in(token, time.moment) is not None
    assert signing.signed_in(row.token_sha256, time.moment) is None
    assert signing.signed_in(token, time.moment + rules.SIGN_IN_LASTS) is None
    later = time.moment + rules.SIGN_IN_LASTS - timedelta(seconds=1)
    assert signing.signed_in(token, later) is not None


def test_signing_in_begins_a_new_session(app: Flask, citizen: Person, visitor: Visitor) -> None:
    visitor.get("/en/sign-in")
    before = {c.value for c in visitor._client._cookies.values()}
    visitor.sign_in(citizen.email, "a password")
    after = {c.value for c in visitor._client._cookies.values()}
    assert before.isdisjoint(after)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/en/",
        "//evil.example/en/",
        "/\\evil.example",
        "/en/\\evil",
        "javascript:alert(1)",
        "/en/\nSet-Cookie: x",
        "en/",
        "",
        None,
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(app: Flask, address: str | None) -> None:
    assert own_address(address) == "/en/"


def test_ones_own_address_is_kept(app: Flask) -> None:
    assert own_address("/kk/c/a/b?text=ru#write") == "/kk/c/a/b?text=ru#write"


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites(
    app: Flask, citizen: Person, visitor: Visitor
) -> None:
    visitor.sign_in(citizen.email, "a password")
    (cookie,) = visitor._client._cookies.values()
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_an_account_made_by_an_operator_needs_a_real_agency(app: Flask, consultation: str) -> None:
    with pytest.raises(Invalid):
        people.create("nonsense", "X", "several long words", None, None)
    people.create("a@example.org", "A", "several long words", None, None)
    with pytest.raises(Invalid, match="already"):
        people.create("A@example.org", "A", "several long words", None, None)

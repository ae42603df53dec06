"""Signing in through an identity provider, and everything that one may send that is not right."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult import database
from consult.accounts.models import Assurance, Consent, Identity, Person, SignIn
from consult.accounts.services import openid, people
from consult.config import Misconfigured, from_environment
from consult.database import db
from consult.jobs.models import Job
from tests import factories, identity_provider
from tests.client import Page, Visitor
from tests.conftest import Clock
from tests.identity_provider import (
    CLIENT,
    SECRET,
    Provider,
    signed,
    signed_by_another,
    unsigned,
    with_secret,
)

ADDRESS = "new@example.org"
FULL_NAME = "Айгерім Сериккызы"
PROVED = {"sub": "123", "name": FULL_NAME, "email": "New@Example.org", "email_verified": True}
UNPROVED = {"sub": "123", "name": FULL_NAME}


@pytest.fixture
def provider(app: Flask, time: Clock) -> Iterator[Provider]:
    """A provider that this site has been told to ask; it recognises a person with an address."""
    found, end = identity_provider.serve(lambda: time.moment)
    found.person = dict(PROVED)
    given = {
        "oidc_issuer": found.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_name": "The Gate",
    }
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **given)
    openid._asked.cache_clear()
    yield found
    end()


def _leave(visitor: Visitor, lang: str = "en", after: str = "") -> Page:
    """Press the button; the answer leads on to the provider."""
    page = visitor.get(f"/{lang}/sign-in" + (f"?next={after}" if after else ""))
    form = page.form("next")
    return visitor.post(form.action, form.fields)


def _answer(provider: Provider, page: Page) -> str:
    """Where the provider sends the person back to who follows the page's way."""
    address = page.headers["Refresh"].removeprefix("0; url=")
    assert page.href('class="govuk-button"') == address
    assert address.startswith(f"{provider.url}/authorize?tenant=1&")
    back = urlsplit(
        provider.authorize({k: v[0] for k, v in parse_qs(urlsplit(address).query).items()})
    )
    return f"{back.path}?{back.query}"


def _come(provider: Provider, visitor: Visitor, lang: str = "en", after: str = "") -> Page:
    """There and back."""
    return visitor.get(_answer(provider, _leave(visitor, lang, after)))


def _join(visitor: Visitor, page: Page, **more: str) -> Page:
    return visitor.send(
        page, "display_name", **({"display_name": "Pseudonym", "agree": "y"} | more)
    )


def _press(visitor: Visitor, path: str) -> Page:
    return visitor.send(visitor.get(path), "csrf_token")


def _is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/en/me/account").path == "/en/me/account"


def _nobody_is_signed_in() -> bool:
    return db.session.scalar(select(func.count()).select_from(SignIn)) == 0


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_a_newcomer_chooses_a_name_agrees_and_is_somebody(
    provider: Provider, visitor: Visitor, lang: str
) -> None:
    page = _come(provider, visitor, lang)
    assert page.path == f"/{lang}/sign-up/provided"
    assert db.session.scalar(select(Person)) is None
    assert _join(visitor, page, agree="").status == 422
    assert _join(visitor, page).path == f"/{lang}/"
    person = people.by_email(ADDRESS)
    assert (person.display_name, person.full_name) == ("Pseudonym", FULL_NAME)
    assert (person.assurance, person.lang) == (Assurance.IDENTITY_PROVIDER, lang)
    assert person.password_hash == ""
    assert db.session.scalars(select(Consent.person_id)).one() == person.id
    assert db.session.scalar(select(Job)) is None
    assert provider.redirect_uris == [f"http://127.0.0.1:8000/{lang}/sign-in/provided"]
    assert _is_signed_in(visitor)


def test_who_comes_back_is_signed_in_at_once(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    _join(visitor, _come(provider, visitor))
    provider.person = UNPROVED | {"email": "another@example.org"}
    again = Visitor(app)
    assert _come(provider, again, after="/kk/notice").path == "/kk/notice"
    assert db.session.scalars(select(Person)).one().email == ADDRESS
    assert _is_signed_in(again)


def test_an_account_with_the_address_that_the_provider_has_proved_is_recognised(
    provider: Provider, citizen: Person, visitor: Visitor
) -> None:
    provider.person |= {"email": citizen.email}
    assert _come(provider, visitor).path == "/en/"
    person = people.by_email(citizen.email)
    assert (person.assurance, person.full_name) == (Assurance.IDENTITY_PROVIDER, FULL_NAME)
    assert _is_signed_in(visitor)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_provider_has_not_proved_opens_no_account_until_a_letter_does(
    app: Flask, provider: Provider, citizen: Person, visitor: Visitor, verified: object
) -> None:
    provider.person = UNPROVED | {"email": citizen.email, "email_verified": verified}
    page = _come(provider, visitor)
    assert page.form("display_name").fields["email"] == ""
    assert _join(visitor, page, email=citizen.email).path == "/en/check-mail"
    assert not _is_signed_in(visitor)
    assert people.by_email(citizen.email).assurance is Assurance.EMAIL
    _press(visitor, factories.link_in_last_letter(citizen.email))
    assert _is_signed_in(visitor)
    assert people.by_email(citizen.email).assurance is Assurance.IDENTITY_PROVIDER
    again = Visitor(app)
    assert _come(provider, again).path == "/en/"
    assert _is_signed_in(again)


def test_a_newcomer_without_an_address_gets_an_account_by_letter(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    provider.person = UNPROVED
    page = _join(visitor, _come(provider, visitor, after="/en/notice"), email=ADDRESS)
    assert page.path == "/en/check-mail"
    assert db.session.scalar(select(Person)) is None
    assert _press(visitor, factories.link_in_last_letter(ADDRESS)).path == "/en/notice"
    person = people.by_email(ADDRESS)
    assert (person.assurance, person.full_name) == (Assurance.IDENTITY_PROVIDER, FULL_NAME)


@pytest.mark.parametrize("address", [ADDRESS, "citizen@example.org"])
def test_a_letter_that_somebody_else_had_sent_lets_nobody_into_ones_account(
    app: Flask, provider: Provider, citizen: Person, visitor: Visitor, address: str
) -> None:
    provider.person = UNPROVED
    _join(visitor, _come(provider, visitor), email=address)
    owner = Visitor(app)
    page = _press(owner, factories.link_in_last_letter(address))
    assert "do so once more in this browser" in page.text
    assert _is_signed_in(owner)
    person = people.by_email(address)
    assert (person.assurance, person.full_name) == (Assurance.EMAIL, "")
    assert db.session.scalar(select(Identity)) is None
    assert _come(provider, visitor).path == "/en/sign-up/provided"
    assert not _is_signed_in(visitor)


def test_one_whom_the_provider_knows_has_one_account_that_it_vouches_for(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    provider.person = UNPROVED
    page = _come(provider, visitor)
    links = []
    for address in (ADDRESS, "second@example.org"):
        _join(visitor, visitor.get(page.path), email=address)
        links.append(factories.link_in_last_letter(address))
    _press(visitor, links[0])
    another = Visitor(app)
    with another._client.session_transaction() as kept:
        kept["claims"] = {"issuer": provider.issuer, "subject": "123"}
    _press(another, links[1])
    assert _is_signed_in(another)
    assert people.by_email(ADDRESS).assurance is Assurance.IDENTITY_PROVIDER
    second = people.by_email("second@example.org")
    assert (second.assurance, second.full_name) == (Assurance.EMAIL, "")


def test_an_address_that_the_provider_gave_to_another_person_does_not_open_the_account(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    _join(visitor, _come(provider, visitor))
    provider.person = PROVED | {"sub": "another"}
    other = Visitor(app)
    page = _come(provider, other)
    assert page.path == "/en/sign-up/provided"
    assert _join(other, page).path == "/en/check-mail"
    assert not _is_signed_in(other)
    assert factories.letters_to(ADDRESS) == ["sign_in"]


def test_one_who_had_the_account_erased_is_not_signed_in_and_may_begin_anew(
    provider: Provider, visitor: Visitor
) -> None:
    _join(visitor, _come(provider, visitor))
    person = people.by_email(ADDRESS)
    before = person.id
    with database.write() as (session, now):
        erased = session.get_one(Person, before)
        erased.erased_at, erased.email = now, "erased"
    visitor.forget()
    page = _come(provider, visitor)
    assert page.path == "/en/sign-up/provided"
    assert not _is_signed_in(visitor)
    _join(visitor, page)
    assert people.by_email(ADDRESS).id != before
    assert db.session.scalars(select(Identity.person_id)).one() == people.by_email(ADDRESS).id
    assert _is_signed_in(visitor)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/en/",
        "//evil.example/en/",
        "/\\evil.example",
        "/en/" + "x" * 5000,
    ],
)
def test_nobody_is_sent_to_another_site_on_the_way_back(
    app: Flask, provider: Provider, visitor: Visitor, address: str
) -> None:
    _join(visitor, _come(provider, visitor))
    again = Visitor(app)
    form = again.get("/en/sign-in").form("next")
    page = again.post(form.action, form.fields | {"next": address})
    assert again.get(_answer(provider, page), follow=False).headers["Location"] == "/en/"
    assert _is_signed_in(again)


def test_where_one_was_going_is_kept_while_one_chooses_a_name(
    provider: Provider, visitor: Visitor
) -> None:
    assert _join(visitor, _come(provider, visitor, after="/ru/notice")).path == "/ru/notice"


def test_the_session_is_a_new_one_after_signing_in(provider: Provider, visitor: Visitor) -> None:
    page = _come(provider, visitor)
    with visitor._client.session_transaction() as before:
        before["planted"] = "by somebody"
    _join(visitor, page)
    with visitor._client.session_transaction() as after:
        assert set(after) <= {"_user_id", "_fresh", "_id", "csrf_token"}
    assert _is_signed_in(visitor)


def test_the_names_of_a_provider_are_cleaned_and_cut(provider: Provider, visitor: Visitor) -> None:
    provider.person["name"] = "\x00Ай\u202eгерім\n\x1b[31m " + "ә" * 500
    _join(visitor, _come(provider, visitor))
    name = people.by_email(ADDRESS).full_name
    assert name.startswith("Ай герім [31m әәә")
    assert len(name) == 120
    assert name.isprintable()


@pytest.mark.parametrize("name", [None, 5, {"a": "b"}, "\n"])
def test_a_name_that_is_none_is_none(provider: Provider, visitor: Visitor, name: object) -> None:
    provider.person["name"] = name
    _join(visitor, _come(provider, visitor))
    assert people.by_email(ADDRESS).full_name == ""


def test_what_the_token_leaves_out_is_asked_for_once_more(
    provider: Provider, visitor: Visitor
) -> None:
    provider.person, provider.told = {"sub": "123"}, PROVED
    _join(visitor, _come(provider, visitor))
    assert people.by_email(ADDRESS).full_name == FULL_NAME


def test_that_an_address_is_proved_is_believed_only_of_the_address_it_was_said_of(
    provider: Provider, visitor: Visitor
) -> None:
    provider.person = {"sub": "123", "email": "unproved@example.org"}
    provider.told = PROVED
    assert _come(provider, visitor).form("display_name").fields["email"] == ""


def test_what_is_told_of_somebody_else_is_not_taken(provider: Provider, visitor: Visitor) -> None:
    provider.person, provider.told = {"sub": "123"}, PROVED | {"sub": "another"}
    _is_refused(_come(provider, visitor), visitor)


def test_several_audiences_are_taken_where_the_token_was_asked_for_by_us(
    provider: Provider, visitor: Visitor
) -> None:
    provider.claims = {"aud": ["another", CLIENT], "azp": CLIENT}
    assert _come(provider, visitor).path == "/en/sign-up/provided"


def test_keys_that_the_provider_has_changed_are_taken_at_once(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    _join(visitor, _come(provider, visitor))
    provider.rotate()
    again = Visitor(app)
    _come(provider, again)
    assert _is_signed_in(again)


def test_a_provider_that_takes_the_secret_in_the_form_gets_it_there(
    provider: Provider, visitor: Visitor
) -> None:
    provider.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert _come(provider, visitor).path == "/en/sign-up/provided"


def _is_refused(page: Page, visitor: Visitor, status: int = 403) -> None:
    assert page.status == status
    assert "You are not signed in" in page.text
    assert not _is_signed_in(visitor)
    assert visitor.get("/en/sign-up/provided").status == 403
    assert _nobody_is_signed_in()
    assert db.session.scalar(select(Identity)) is None


_NOON = 1594382400  # what the tests' clock says


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": []},
        {"aud": 5},
        {"aud": None},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["another"]},
        {"exp": _NOON - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": float("nan")},
        {"nbf": _NOON + 61},
        {"iat": _NOON + 61},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 123},
        {"sub": "x" * 201},
        {"sub": "\x00"},
    ],
    ids=str,
)
def test_a_token_that_says_something_wrong_signs_nobody_in(
    provider: Provider, visitor: Visitor, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    _is_refused(_come(provider, visitor), visitor)


def test_the_providers_clock_may_differ_by_a_minute(provider: Provider, visitor: Visitor) -> None:
    provider.claims = {"iat": _NOON + 59, "nbf": _NOON + 59, "exp": _NOON - 59}
    assert _come(provider, visitor).path == "/en/sign-up/provided"


@pytest.mark.parametrize(
    "sign",
    [
        unsigned("none"),
        unsigned("None"),
        unsigned("RS256"),
        with_secret(SECRET),
        with_secret(""),
        lambda provider, claims: signed(provider, claims, kid="unknown"),
        lambda provider, claims: signed(provider, claims, kid="un\nknown"),
        lambda provider, claims: signed(provider, claims, alg="RS512"),
        signed_by_another,
        lambda provider, claims: signed_by_another(provider, claims, jwk=None),
        lambda provider, claims: signed_by_another(provider, claims, jku="http://127.0.0.1:1/"),
        lambda provider, claims: signed(provider, claims)[:-8] + "AAAAAAAA",
        lambda provider, claims: "nonsense",
        lambda provider, claims: "",
        lambda provider, claims: None,
        lambda provider, claims: 5,
    ],
    ids=[
        *("none", "None", "no signature", "secret", "public key", "unknown key", "two lines"),
        *("another algorithm", "another key", "own key", "key elsewhere", "changed", "nonsense"),
        *("empty", "no token", "a number"),
    ],
)
def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(
    provider: Provider, visitor: Visitor, sign: Any, caplog: pytest.LogCaptureFixture
) -> None:
    provider.sign = sign
    _is_refused(_come(provider, visitor), visitor)
    assert "\n" not in caplog.records[0].getMessage()


@pytest.mark.parametrize(
    ("address", "answer", "status"),
    [
        ("/token", 500, 503),
        ("/token", 400, 403),
        ("/token", "silence", 503),
        ("/token", ["a list"], 403),
        ("/token", {"access_token": "x"}, 403),
        ("/token", "http://127.0.0.1:1/token", 403),
        ("/jwks", 500, 503),
        ("/jwks", "silence", 503),
        ("/jwks", "http://127.0.0.1:1/jwks", 503),
        ("/jwks", {"keys": []}, 503),
        ("/jwks", {"keys": 5}, 503),
        ("/jwks", {"keys": [{"kty": "RSA"}]}, 503),
        ("/jwks", {"keys": [5]}, 503),
        ("/jwks", {"keys": [{"kty": "oct", "k": "c2VjcmV0" * 6}]}, 403),
    ],
    ids=str,
)
def test_a_provider_that_fails_on_the_way_back_signs_nobody_in(
    provider: Provider,
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    answer: object,
    status: int,
) -> None:
    monkeypatch.setattr(openid, "_SECONDS", 0.3)
    provider.answers[address] = answer
    page = _come(provider, visitor)
    _is_refused(page, visitor, status)
    assert ("The Gate does not answer just now" in page.text) is (status == 503)


_DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("answer", "described"),
    [
        (500, {}),
        ("silence", {}),
        ("http://localhost:1/elsewhere", {}),
        (["a list"], {}),
        (None, {"issuer": "https://another.example"}),
        (None, {"issuer": None}),
        (None, {"authorization_endpoint": None}),
        (None, {"authorization_endpoint": "javascript:alert(1)"}),
        (None, {"authorization_endpoint": "https://a.example/\nSet-Cookie: a=b"}),
        (None, {"token_endpoint": "file:///etc/passwd"}),
        (None, {"jwks_uri": 5}),
        (None, {"userinfo_endpoint": "file:///etc/passwd"}),
    ],
    ids=str,
)
def test_a_provider_that_is_away_or_is_none_is_said_to_be_away_and_asked_again(
    provider: Provider,
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    answer: object,
    described: dict[str, Any],
) -> None:
    monkeypatch.setattr(openid, "_SECONDS", 0.3)
    provider.answers[_DISCOVERY], provider.described = answer, described
    page = _leave(visitor)
    assert page.status == 503
    assert "The Gate does not answer just now" in page.text
    assert "Refresh" not in page.headers
    provider.answers, provider.described = {}, {}
    assert _leave(visitor).status == 200


def test_an_issuer_is_compared_to_the_last_character(
    app: Flask, provider: Provider, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    slash = replace(app.config["SETTINGS"], oidc_issuer=f"{provider.issuer}/")
    app.config["SETTINGS"] = slash
    assert _leave(visitor).status == 503
    assert f"not '{provider.issuer}/'" in caplog.text
    provider.described = {"issuer": slash.oidc_issuer}
    provider.claims = {"iss": slash.oidc_issuer}
    assert _come(provider, visitor).path == "/en/sign-up/provided"


def test_a_provider_of_https_may_not_send_us_where_others_listen(
    app: Flask, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer = "https://gate.example"
    described = provider.description() | {"issuer": issuer}
    monkeypatch.setattr(openid, "_get", lambda address: described)
    with pytest.raises(openid.Unavailable, match="authorization_endpoint"):
        openid._asked(issuer, 0)


def test_what_a_provider_says_of_itself_is_asked_anew_after_a_while(
    provider: Provider, visitor: Visitor, time: Clock
) -> None:
    for _ in range(3):
        _leave(visitor)
    assert provider.asked.count(_DISCOVERY) == 1
    time.moment += timedelta(minutes=10)
    _leave(visitor)
    assert provider.asked.count(_DISCOVERY) == 2


def test_an_answer_counts_once(app: Flask, provider: Provider, visitor: Visitor) -> None:
    _join(visitor, _come(provider, visitor))
    again = Visitor(app)
    answer = _answer(provider, _leave(again))
    with again._client.session_transaction() as kept:
        waiting = kept["oidc"]
    again.get(answer)
    assert _is_signed_in(again)
    again.forget()
    assert again.get(answer).status == 403
    with again._client.session_transaction() as kept:
        kept["oidc"] = waiting  # a copy of the cookie: the provider knows that the code was used
    assert again.get(answer).status == 403
    assert not _is_signed_in(again)


@pytest.mark.parametrize("wrong", ["&state=", "&state=x", "&state=%D0%B0", "&nothing="])
def test_an_answer_to_another_question_is_refused_and_the_right_one_still_counts(
    provider: Provider, visitor: Visitor, wrong: str
) -> None:
    answer = _answer(provider, _leave(visitor))
    asked = len(provider.asked)
    _is_refused(visitor.get(answer.replace("&state=", f"{wrong}&was=")), visitor)
    assert len(provider.asked) == asked  # the provider is not asked about it
    assert visitor.get(answer).path == "/en/sign-up/provided"


def test_an_answer_that_another_browser_or_none_asked_for_is_refused(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    answer = _answer(provider, _leave(Visitor(app)))
    _is_refused(visitor.get(answer), visitor)
    _leave(visitor)
    _is_refused(visitor.get(answer), visitor)


def test_an_answer_without_a_code_or_of_another_provider_is_refused(
    provider: Provider, visitor: Visitor
) -> None:
    for change in (("code=", "error=access_denied&was="), ("code=", "code=&was=")):
        _is_refused(visitor.get(_answer(provider, _leave(visitor)).replace(*change)), visitor)
    answer = _answer(provider, _leave(visitor))
    _is_refused(visitor.get(f"{answer}&iss=https://another.example"), visitor)
    assert "/token" not in provider.asked
    assert visitor.get(f"{_answer(provider, _leave(visitor))}&iss={provider.issuer}").status == 200


def test_a_code_that_was_used_or_belongs_to_another_sign_in_is_refused(
    app: Flask, provider: Provider, visitor: Visitor
) -> None:
    other = parse_qs(urlsplit(_answer(provider, _leave(Visitor(app)))).query)["code"][0]
    mine = _answer(provider, _leave(visitor))
    code = parse_qs(urlsplit(mine).query)["code"][0]
    _is_refused(visitor.get(mine.replace(code, other)), visitor)
    mine = _answer(provider, _leave(visitor))
    code = parse_qs(urlsplit(mine).query)["code"][0]
    provider.codes.pop(code)
    _is_refused(visitor.get(mine), visitor)


def test_the_address_of_one_language_does_not_serve_for_another(
    provider: Provider, visitor: Visitor
) -> None:
    answer = _answer(provider, _leave(visitor, "kk"))
    _is_refused(visitor.get(answer.replace("/kk/", "/en/")), visitor)


def test_an_answer_that_took_an_hour_and_a_name_that_took_one_are_too_late(
    provider: Provider, visitor: Visitor, time: Clock
) -> None:
    answer = _answer(provider, _leave(visitor))
    time.moment += timedelta(hours=1)
    _is_refused(visitor.get(answer), visitor)
    page = _come(provider, visitor)
    time.moment += timedelta(hours=1)
    assert _join(visitor, page).status == 403
    assert db.session.scalar(select(Person)) is None


def test_a_wrong_secret_is_told_to_the_operator_and_signs_nobody_in(
    app: Flask, provider: Provider, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], oidc_client_secret="wrong")
    _is_refused(_come(provider, visitor), visitor)
    assert "invalid_client" in caplog.text


def test_no_code_token_or_secret_is_logged(
    provider: Provider, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = _come(provider, visitor)
    for bend in ({"nonce": "another"}, {"exp": 1}, {"sub": ""}):
        provider.claims = bend
        _come(provider, visitor)
    provider.claims = {}
    for answer in (500, 400, {"access_token": "x"}):
        provider.answers["/token"] = answer
        _come(provider, visitor)
    provider.answers = {}
    code = _answer(provider, _leave(visitor))
    provider.codes.clear()
    visitor.get(code)
    _join(visitor, page)
    assert caplog.text.count("identity provider: ") >= 7
    assert len(provider.seen) > 20
    assert [kept for kept in provider.seen if kept and kept in caplog.text] == []


def test_where_no_provider_is_configured_there_is_no_button_and_no_page(
    app: Flask, time: Clock, visitor: Visitor
) -> None:
    for path in ("/en/sign-in", "/en/sign-up"):
        assert "/sign-in/provider" not in visitor.get(path).html
    for path in ("/en/sign-in/provider", "/en/sign-in/provided?code=a&state=b"):
        assert visitor.get(path).status == 404
    assert visitor.get("/en/sign-up/provided").status == 404
    assert visitor.post("/en/sign-in/provider", {}).status == 404


def test_the_button_needs_its_token_and_names_the_provider(
    provider: Provider, visitor: Visitor
) -> None:
    for path in ("/en/sign-in", "/en/sign-up"):
        page = visitor.get(path)
        assert "Sign in with The Gate" in page.text
        form = page.form("next")
        assert form.action == "/en/sign-in/provider"
        answer = visitor.post(form.action, form.fields | {"csrf_token": "old"})
        assert answer.status == 422
        assert "open for too long" in answer.text
        assert "Refresh" not in answer.headers
    assert provider.asked == []
    assert visitor.get("/en/sign-in/provider").path == "/en/sign-in"


def test_going_there_takes_nobody_with_whom_another_site_sends(
    provider: Provider, visitor: Visitor
) -> None:
    form = visitor.get("/en/sign-in").form("next")
    answer = visitor.post(form.action, form.fields, Sec_Fetch_Site="cross-site")
    assert answer.status == 400


@pytest.mark.parametrize(
    "issuer", ["https://a.example/?x=1", "https://a.example/#x", "https://" + "a" * 200]
)
def test_an_issuer_that_cannot_be_one_is_named_at_start(issuer: str) -> None:
    with pytest.raises(Misconfigured, match="CONSULT_OIDC_ISSUER must be an address without"):
        from_environment(
            {
                "CONSULT_OIDC_ISSUER": issuer,
                "CONSULT_OIDC_CLIENT_ID": CLIENT,
                "CONSULT_SECRET_KEY": "x" * 32,
            }
        )

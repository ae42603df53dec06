"""Becoming someone, coming back, and one's own account."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts import rules
from consult.accounts.models import Assurance, Consent, OneUseLink, Person, SignIn, Tries
from consult.accounts.services import links, passwords, people, signing
from consult.accounts.views.entering import own_address
from consult.database import db
from consult.errors import Invalid
from consult.jobs.models import Job
from tests import factories
from tests.client import Page, Visitor
from tests.conftest import Clock
from tests.limits import limit

ADDRESS = "new@example.org"
PASSWORD = "several long words"
NEW = {
    "display_name": "Айгерім",
    "email": " New@Example.org ",
    "password": PASSWORD,
    "agree": "y",
}


def _sign_up(visitor: Visitor, lang: str = "en", **more: str) -> Page:
    return visitor.send(visitor.get(f"/{lang}/sign-up"), "display_name", **(NEW | more))


def _press(visitor: Visitor, path: str, **filled: str) -> Page:
    """Open a link of a letter and press its button."""
    page = visitor.get(path)
    return visitor.post(
        page.path, {"csrf_token": page.form("csrf_token").fields["csrf_token"]} | filled
    )


def _is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/en/me/account").path == "/en/me/account"


def test_an_account_is_made_when_its_address_is_proved_and_its_person_is_signed_in(
    app: Flask, time: Clock, visitor: Visitor
) -> None:
    page = _sign_up(visitor, "kk")
    assert page.path == "/kk/check-mail"
    assert db.session.scalar(select(Person)) is None
    page = _press(visitor, factories.link_in_last_letter(ADDRESS, "kk"))
    assert "Айгерім" in page.text
    person = people.by_email(ADDRESS)
    assert person.password_hash.startswith("$argon2id$")
    assert (person.assurance, person.lang) == (Assurance.EMAIL, "kk")
    assert ADDRESS not in page.html
    assert Visitor(app).sign_in(ADDRESS, PASSWORD).path == "/en/"


def test_consent_to_the_notice_is_kept_with_its_version_and_time(
    app: Flask, time: Clock, visitor: Visitor
) -> None:
    assert _sign_up(visitor, agree="").status == 422
    _sign_up(visitor)
    asked_at = time.moment
    time.moment += timedelta(hours=1)
    _press(visitor, factories.link_in_last_letter(ADDRESS))
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.notice, consent.at) == (rules.NOTICE, asked_at)


def test_an_account_needs_no_password(app: Flask, time: Clock, visitor: Visitor) -> None:
    _sign_up(visitor, password="")
    _press(visitor, factories.link_in_last_letter(ADDRESS))
    assert _is_signed_in(visitor)
    for guess in ("", "none", PASSWORD):
        stranger = Visitor(app)
        stranger.sign_in(ADDRESS, guess)
        assert not _is_signed_in(stranger)


def test_opening_a_link_does_nothing_until_its_button_is_pressed(
    app: Flask, time: Clock, visitor: Visitor
) -> None:
    _sign_up(visitor)
    path = factories.link_in_last_letter(ADDRESS)
    for _ in range(3):
        assert Visitor(app).get(path).status == 200
    assert db.session.scalar(select(Person)) is None
    _press(visitor, path)
    assert _is_signed_in(visitor)


def test_where_one_was_going_is_kept_through_the_letter(
    app: Flask, time: Clock, visitor: Visitor
) -> None:
    page = visitor.get("/en/sign-up?next=/en/notice")
    visitor.send(page, "display_name", **NEW)
    assert _press(visitor, factories.link_in_last_letter(ADDRESS)).path == "/en/notice"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "not an address"}, "Enter an e-mail address such as"),
        ({"email": ""}, "Enter your e-mail address."),
        ({"password": "short"}, "needs at least 10 characters"),
        ({"display_name": "  "}, "Enter the name to show"),
        ({"display_name": "x" * 81}, "The name is too long."),
        ({"speaks_as": "organisation"}, "Enter the name of the organisation."),
        ({"agree": ""}, "Read the notice and tick the box"),
        ({"website": "http://spam.example"}, "must stay empty"),
        ({"csrf_token": "old"}, "open for too long"),
    ],
)
def test_a_wrong_sign_up_says_what_to_do_and_keeps_what_was_typed(
    app: Flask, time: Clock, visitor: Visitor, wrong: dict[str, str], sentence: str
) -> None:
    page = _sign_up(visitor, **wrong)
    assert page.status == 422
    assert sentence in page.text
    kept = page.form("display_name").fields
    assert kept["display_name"] == (NEW | wrong)["display_name"]
    assert kept["password"] == ""
    assert db.session.scalar(select(Job)) is None


def test_a_form_that_is_sent_faster_than_anybody_types_is_taken_at_the_second_press(
    app: Flask, time: Clock, visitor: Visitor
) -> None:
    limit(app, form_seconds=2)
    page = _sign_up(visitor)
    assert page.status == 422
    assert "That was very fast" in page.text
    time.moment += timedelta(seconds=2)
    page = visitor.send(page, "display_name", password=PASSWORD, agree="y")
    assert page.path == "/en/check-mail"


def test_whether_an_address_has_an_account_is_not_told_by_words_or_by_work(
    app: Flask, citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    checked: list[str] = []

    def hash_of(password: str) -> str:
        hashed.append(password)
        return "a hash"

    monkeypatch.setattr(passwords, "hashed", hash_of)
    real = passwords.matches

    def matches(password_hash: str | None, password: str) -> bool:
        checked.append(password)
        return real(password_hash, password)

    monkeypatch.setattr(passwords, "matches", matches)
    seen = []
    for address in (citizen.email, "nobody@example.org"):
        visitor = Visitor(app)
        pages = [
            _sign_up(visitor, email=address),
            visitor.send(visitor.get("/en/sign-in/link"), "email", email=address),
            visitor.send(visitor.get("/en/sign-in/reset"), "email", email=address),
            visitor.sign_in(address, "wrong password"),
        ]
        seen.append([(p.status, p.path, p.text.replace(address, "…")) for p in pages])
        assert len(factories.letters_to(address)) == 3
    assert seen[0] == seen[1]
    assert len(hashed) == len(checked) == 2
    assert factories.letters_to(citizen.email) == ["sign_in", "sign_in", "reset"]
    assert factories.letters_to("nobody@example.org") == ["sign_up", "no_account", "no_account"]


def test_a_link_by_mail_signs_in_once(app: Flask, citizen: Person, visitor: Visitor) -> None:
    page = visitor.get("/en/sign-in/link?next=/en/notice")
    visitor.send(page, "email", email=citizen.email)
    path = factories.link_in_last_letter(citizen.email)
    assert _press(visitor, path).path == "/en/notice"
    thief = Visitor(app)
    thief.get("/en/sign-in")
    page = thief.post(
        path, {"csrf_token": thief.get("/en/sign-in").form("csrf_token").fields["csrf_token"]}
    )
    assert page.status == 404
    assert "This link works no more" in page.text
    assert not _is_signed_in(thief)


@pytest.mark.parametrize(
    ("asking", "lasts"),
    [("/en/sign-in/link", timedelta(minutes=15)), ("/en/sign-in/reset", timedelta(hours=1))],
)
def test_a_link_works_for_a_while_only(
    app: Flask, citizen: Person, visitor: Visitor, time: Clock, asking: str, lasts: timedelta
) -> None:
    visitor.send(visitor.get(asking), "email", email=citizen.email)
    path = factories.link_in_last_letter(citizen.email)
    time.moment += lasts - timedelta(seconds=1)
    assert visitor.get(path).status == 200
    time.moment += timedelta(seconds=1)
    assert visitor.get(path).status == 404


def test_a_new_password_ends_every_other_sign_in_and_is_told_by_mail(
    app: Flask, citizen: Person, browser: Callable[[Person], Visitor], visitor: Visitor
) -> None:
    elsewhere = browser(citizen)
    visitor.send(visitor.get("/en/sign-in/reset"), "email", email=citizen.email)
    _press(visitor, factories.link_in_last_letter(citizen.email), password="another long password")
    assert _is_signed_in(visitor)
    assert not _is_signed_in(elsewhere)
    assert factories.letters_to(citizen.email)[-1] == "password_changed"
    assert Visitor(app).sign_in(citizen.email, "a password").status == 422
    assert Visitor(app).sign_in(citizen.email, "another long password").status == 200


def test_a_link_for_one_purpose_does_nothing_else(
    app: Flask, citizen: Person, visitor: Visitor, time: Clock
) -> None:
    visitor.send(visitor.get("/en/sign-in/link"), "email", email=citizen.email)
    page = _press(
        visitor, factories.link_in_last_letter(citizen.email), password="another long password"
    )
    assert page.status == 200
    assert Visitor(app).sign_in(citizen.email, "a password").status == 200


def test_the_database_alone_makes_no_link_and_no_sign_in(
    app: Flask, citizen: Person, visitor: Visitor, time: Clock
) -> None:
    visitor.send(visitor.get("/en/sign-in/link"), "email", email=citizen.email)
    kept = [str(job.data) for job in db.session.scalars(select(Job))]
    token = factories.link_in_last_letter(citizen.email).rpartition("/")[2]
    link = db.session.scalars(select(OneUseLink)).one()
    assert link.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert not any(token in text for text in kept)
    found = signing.with_password(citizen.email, "a password", "")
    assert found is not None
    row = db.session.scalars(select(SignIn)).one()
    assert row.token_sha256 == hashlib.sha256(found[1].encode()).hexdigest()
    assert signing.signed_in(row.token_sha256, time.moment) is None
    assert signing.signed_in(found[1], time.moment + rules.SIGN_IN_LASTS) is None
    later = time.moment + rules.SIGN_IN_LASTS - timedelta(seconds=1)
    assert signing.signed_in(found[1], later) is not None


def test_signing_out_ends_the_sign_in_on_the_server(
    app: Flask, citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    me = browser(citizen)
    stolen = Visitor(app)
    stolen._client._cookies.update(me._client._cookies)
    assert _is_signed_in(stolen)
    me.send(me.get("/en/"), "csrf_token")
    assert not _is_signed_in(me)
    assert not _is_signed_in(stolen)


def test_sign_ins_are_listed_and_ended_one_by_one_and_all_together(
    app: Flask, citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    here, there, elsewhere, third = (browser(citizen) for _ in range(4))
    page = here.get("/en/me/account")
    assert page.text.count("Sign out there") == 3
    action = page.html.split('action="/en/me/account/sign-ins/')[1].split('"')[0]
    token = page.form("csrf_token").fields["csrf_token"]
    here.post(f"/en/me/account/sign-ins/{action}", {"csrf_token": token})
    assert sum(map(_is_signed_in, (here, there, elsewhere, third))) == 3
    here.post("/en/me/account/sign-ins", {"csrf_token": token})
    assert [_is_signed_in(v) for v in (here, there, elsewhere, third)] == [
        True,
        False,
        False,
        False,
    ]


def test_nobody_ends_the_sign_in_of_another(
    app: Flask, citizen: Person, neighbour: Person, browser: Callable[[Person], Visitor]
) -> None:
    mine, theirs = browser(citizen), browser(neighbour)
    page = mine.get("/en/me/account")
    token = page.form("csrf_token").fields["csrf_token"]
    name = next(
        signing.public_name(s)
        for s in db.session.scalars(select(SignIn))
        if s.person_id == neighbour.id
    )
    assert mine.post(f"/en/me/account/sign-ins/{name}", {"csrf_token": token}).status == 404
    assert _is_signed_in(theirs)


def test_another_address_holds_once_its_letter_was_answered_and_the_old_one_is_told(
    app: Flask, citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    me = browser(citizen)
    me.send(me.get("/en/me/account"), "address-email", **{"address-email": ADDRESS})
    assert people.by_email("citizen@example.org").id == citizen.id
    _press(me, factories.link_in_last_letter(ADDRESS))
    assert people.by_email(ADDRESS).id == citizen.id
    assert factories.letters_to("citizen@example.org") == ["address_changed"]


def test_asking_for_an_address_that_has_an_account_tells_only_that_address(
    app: Flask, citizen: Person, neighbour: Person, browser: Callable[[Person], Visitor]
) -> None:
    me = browser(citizen)
    pages = [
        me.send(me.get("/en/me/account"), "address-email", **{"address-email": address})
        for address in (neighbour.email, ADDRESS)
    ]
    assert pages[0].text == pages[1].text
    assert factories.letters_to(neighbour.email) == ["address_taken"]


def test_a_password_is_changed_by_who_knows_the_old_one(
    app: Flask, citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    me, elsewhere = browser(citizen), browser(citizen)
    new = {"password-password": "another long password"}
    page = me.send(me.get("/en/me/account"), "password-old", **new, **{"password-old": "guess"})
    assert page.status == 422
    assert "The password is not right." in page.text
    me.send(page, "password-old", **new, **{"password-old": "a password"})
    assert [_is_signed_in(me), _is_signed_in(elsewhere)] == [True, False]
    assert Visitor(app).sign_in(citizen.email, "another long password").status == 200


def test_signing_in_begins_a_new_session(app: Flask, citizen: Person, visitor: Visitor) -> None:
    visitor.get("/en/sign-in")
    before = {c.value for c in visitor._client._cookies.values()}
    visitor.sign_in(citizen.email, "a password")
    after = {c.value for c in visitor._client._cookies.values()}
    assert before.isdisjoint(after)
    # A session that somebody else put into this browser beforehand is worth nothing to them.
    planted = Visitor(app)
    planted._client.set_cookie("consult", next(iter(before)))
    assert not _is_signed_in(planted)


def test_a_stranger_who_guesses_is_stopped_and_the_person_is_not_shut_out(
    app: Flask, citizen: Person, time: Clock
) -> None:
    known, thief = Visitor(app), Visitor(app)
    known.sign_in(citizen.email, "a password")
    known._client._cookies = {
        key: cookie for key, cookie in known._client._cookies.items() if cookie.key != "consult"
    }
    for _ in range(rules.PASSWORDS_STRANGER.most):
        assert "is not right" in thief.sign_in(citizen.email, "a guess").text
    page = thief.sign_in(citizen.email, "a password")
    assert page.status == 422
    assert "Too many tries" in page.text
    assert known.sign_in(citizen.email, "a password").status == 200
    elsewhere = Visitor(app)
    assert "Too many tries" in elsewhere.sign_in(citizen.email, "a password").text
    elsewhere.send(elsewhere.get("/en/sign-in/link"), "email", email=citizen.email)
    _press(elsewhere, factories.link_in_last_letter(citizen.email))
    assert _is_signed_in(elsewhere)
    time.moment += rules.PASSWORDS_STRANGER.span
    assert Visitor(app).sign_in(citizen.email, "a password").status == 200


def test_an_unknown_address_is_stopped_as_a_known_one_is(app: Flask, time: Clock) -> None:
    thief = Visitor(app)
    for _ in range(rules.PASSWORDS_STRANGER.most):
        thief.sign_in("nobody@example.org", "a guess")
    assert "Too many tries" in thief.sign_in("nobody@example.org", "a guess").text


def test_a_cookie_of_a_known_browser_counts_for_its_own_account_only(
    app: Flask, citizen: Person, neighbour: Person, time: Clock
) -> None:
    thief = Visitor(app)
    thief.sign_in(neighbour.email, "a password")
    for _ in range(rules.PASSWORDS_STRANGER.most):
        Visitor(app).sign_in(citizen.email, "a guess")
    assert "Too many tries" in thief.sign_in(citizen.email, "a guess").text


def test_the_table_of_tries_names_nobody(app: Flask, citizen: Person, visitor: Visitor) -> None:
    visitor.sign_in(citizen.email, "a guess")
    keys = " ".join(db.session.scalars(select(Tries.key)))
    assert "password-account" in keys
    assert not any(word in keys for word in ("citizen", "example", "127.0.0.1"))


def test_letters_to_one_address_end_somewhere(app: Flask, citizen: Person, time: Clock) -> None:
    for _ in range(rules.LETTERS_ADDRESS.most + 2):
        visitor = Visitor(app)
        page = visitor.send(visitor.get("/en/sign-in/link"), "email", email=citizen.email)
    assert page.status == 422
    assert "Several letters are on their way" in page.text
    assert len(factories.letters_to(citizen.email)) == rules.LETTERS_ADDRESS.most


def test_names_are_changed_for_what_comes_and_not_for_what_was_published(
    app: Flask, citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    receipt = factories.comment(citizen, "test-concept", "first", "art_1__para_1", "Before.")
    me = browser(citizen)
    me.send(
        me.get("/en/me/account"),
        "names-display_name",
        **{
            "names-display_name": "A. Pseudonym",
            "names-full_name": "Full Name",
            "names-lang": "kk",
        },
    )
    person = people.by_email(citizen.email)
    assert (person.display_name, person.full_name) == ("A. Pseudonym", "Full Name")
    assert person.lang == "kk"
    assert "Aigerim" in me.get(f"/en/comments/{receipt.ref}").text


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


def test_cookies_are_out_of_reach_of_scripts_and_other_sites_and_reading_has_none(
    app: Flask, citizen: Person, visitor: Visitor
) -> None:
    visitor.sign_in(citizen.email, "a password")
    cookies = list(visitor._client._cookies.values())
    assert {(cookie.http_only, cookie.same_site) for cookie in cookies} == {(True, "Lax")}
    assert {c.path for c in cookies if c.key != "consult"} == {
        f"/{lang}/sign-in" for lang in ("en", "ru", "kk")
    }


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_network_is_an_ipv4_address_or_half_an_ipv6_one(
    address: str | None, network: str
) -> None:
    assert rules.network(address) == network


def test_an_account_made_by_an_operator_needs_a_real_agency(app: Flask, consultation: str) -> None:
    with pytest.raises(Invalid):
        people.create("nonsense", "X", "several long words", None, None)
    people.create("a@example.org", "A", "several long words", None, None)
    with pytest.raises(Invalid, match="already"):
        people.create("A@example.org", "A", "several long words", None, None)


def test_a_link_of_another_secret_key_is_another_link(app: Flask) -> None:
    before = links.token_of("number")
    limit(app, secret_key="another secret key, as long as one must be")
    assert links.token_of("number") != before

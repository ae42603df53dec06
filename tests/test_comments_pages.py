"""Taking part through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.accounts.models import Person, Purpose, SignIn
from consult.accounts.services import links, returning
from consult.comments.services import reading as said
from consult.database import db
from consult.proposals.models import Stance
from consult.proposals.services import reading
from consult.publishing.models import Manuscript
from tests.client import Visitor
from tests.conftest import Clock
from tests.factories import comment, link_in_last_letter, manuscript, reply

CLAUSE = "/en/c/test-concept/first/art_1__para_1"
Browser = Callable[[Person], Visitor]


def total(consultation: str) -> int:
    return reading.standing(consultation, "first").comments


def test_a_visitor_is_asked_to_sign_in_and_comes_back(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    page = visitor.get(CLAUSE)
    assert "Sign in to comment" in page.text
    back = visitor.send(
        visitor.get(f"/en/sign-in?next={CLAUSE}"),
        "password",
        email=citizen.email,
        password="a password",
    )
    assert back.path == CLAUSE
    assert "Publish the comment" in back.text


def test_a_comment_is_posted_and_its_author_gets_a_receipt(
    consultation: str, citizen: Person, browser: Browser, visitor: Visitor
) -> None:
    me = browser(citizen)
    page = me.send(
        me.get(CLAUSE), "body", body="I agree.", stance="support", quote="judges answer", lang="en"
    )
    assert "Thank you: your comment is published" in page.text
    public = visitor.get(CLAUSE).text
    assert "I agree." in public
    assert "Supports" in public
    assert "Aigerim" in public
    assert citizen.email not in visitor.get(CLAUSE).html


def test_a_marked_passage_leads_to_its_comments(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    comment(citizen, consultation, "first", "art_1__para_1", "On judges", quote="judges")
    comment(citizen, consultation, "first", "art_1__para_1", "On rules", quote="first rule")
    html = visitor.get(CLAUSE).html
    address = html.partition('<mark><a href="')[2].partition('"')[0].replace("&amp;", "&")
    page = visitor.get(address).text
    assert "On rules" in page
    assert "On judges" not in page


def test_the_same_form_sent_twice_makes_one_comment(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    form = me.get(CLAUSE)
    first = me.send(form, "body", body="Once")
    second = me.send(form, "body", body="Once")
    assert first.path == second.path
    assert total(consultation) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"body": ""}, "Write what you think"),
        ({"body": "x" * 5001}, "cut 1 character."),
        ({"body": "ы" * 5012}, "cut 12 characters."),
        ({"body": "fine", "quote": "not in there"}, "do not stand in the clause"),
        ({"body": "fine", "csrf_token": "old"}, "open for too long"),
        ({"body": "fine", "stance": "furious"}, "Not a valid choice"),
    ],
)
def test_a_refused_form_says_why_and_gives_back_everything(
    consultation: str,
    citizen: Person,
    browser: Browser,
    typed: dict[str, str],
    sentence: str,
) -> None:
    me = browser(citizen)
    page = me.send(me.get(CLAUSE), "body", **typed)
    assert page.status == 422
    assert sentence in page.text
    kept = page.form("body").fields
    for name in ("body", "quote"):
        assert kept[name].strip() == typed.get(name, "")
    assert total(consultation) == 0
    assert me.send(page, "body", body="Now", quote="", stance="oppose").status == 200
    assert total(consultation) == 1


def test_after_the_deadline_the_text_is_given_back_whole(
    consultation: str, citizen: Person, browser: Browser, time: Clock
) -> None:
    me = browser(citizen)
    form = me.get(CLAUSE)
    time.moment = datetime(2020, 7, 20, 18, tzinfo=UTC)
    page = me.send(form, "body", body="My late <words>", quote="judges answer")
    assert page.status == 409
    assert "The discussion is closed: nothing more can be added." in page.text
    assert "My late &lt;words&gt;" in page.html
    assert "judges answer" in page.html
    assert total(consultation) == 0


def test_someone_signed_out_meanwhile_keeps_the_text(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    form = me.get(CLAUSE)
    me.forget()
    page = me.send(form, "body", body="Do not lose me")
    assert page.status == 403
    assert "Sign in first. Your text is kept below." in page.text
    assert page.form("body").fields["body"].strip() == "Do not lose me"
    me.sign_in(citizen.email, "a password")
    again = me.send(page, "body")  # the token is that of another session: once more
    assert (again.status, again.form("body").fields["body"].strip()) == (422, "Do not lose me")
    assert "Thank you" in me.send(again, "body").text


def test_an_annotation_read_in_another_language_is_anchored_there(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.send(me.get(f"{CLAUSE}?text=ru"), "body", body="О судьях", quote="судьи отвечают")
    assert "Thank you" in page.text
    assert "<mark>" in me.get(f"{CLAUSE}?text=ru").html
    assert "<mark>" not in me.get(CLAUSE).html


def test_a_reply_stands_in_the_thread_and_a_replys_address_leads_there(
    consultation: str, citizen: Person, neighbour: Person, browser: Browser, visitor: Visitor
) -> None:
    ref = comment(citizen, consultation, "first", "art_1__para_1", "The question").ref
    me = browser(neighbour)
    page = me.send(me.get(f"/en/comments/{ref}"), "body", body="The answer")
    assert "Thank you" in page.text
    answer = page.path.split("/")[3]
    thread = visitor.get(f"/en/comments/{answer}")
    assert thread.path == f"/en/comments/{ref}"
    assert "The question" in thread.text
    assert "The answer" in thread.text
    assert "The answer" in visitor.get(CLAUSE).text


def test_agree_disagree_and_pass_are_one_press_without_scripts(
    consultation: str, citizen: Person, neighbour: Person, browser: Browser, visitor: Visitor
) -> None:
    ref = comment(citizen, consultation, "first", "art_1__para_1").ref
    me = browser(neighbour)
    token = me.get(CLAUSE).form("csrf_token").fields["csrf_token"]
    action = f"/en/comments/{ref}/endorsement"
    page = me.post(action, {"csrf_token": token, "value": "agree"})
    assert page.path.startswith(CLAUSE)
    assert 'value="agree" aria-pressed="true"' in page.html
    me.post(action, {"csrf_token": token, "value": "disagree"})
    found = said.by_ref(ref)
    assert (found.agree, found.disagree) == (0, 1)
    for wrong in ({"csrf_token": "x", "value": "agree"}, {"csrf_token": token, "value": "love"}):
        assert "was not taken" in me.post(action, wrong).text
    visitor.post(action, {"value": "agree"})
    assert said.by_ref(ref).agree == 0


def test_ones_own_contributions_can_be_seen_and_withdrawn(
    consultation: str, citizen: Person, neighbour: Person, browser: Browser, visitor: Visitor
) -> None:
    ref = comment(citizen, consultation, "first", "art_1__para_1", "Mine").ref
    comment(neighbour, consultation, "first", "art_1__para_1", "Not mine")
    me = browser(citizen)
    own = me.get("/en/me").text
    assert "Mine" in own
    assert "Not mine" not in own
    thread = me.get(f"/en/comments/{ref}")
    token = thread.form("csrf_token").fields["csrf_token"]
    assert "withdrawn" in me.post(f"/en/comments/{ref}/withdrawal", {"csrf_token": token}).text
    assert "Mine" not in visitor.get(CLAUSE).text
    assert "Mine" not in visitor.get(f"/en/comments/{ref}").text


def test_a_receipt_is_for_its_author_alone(
    consultation: str, citizen: Person, neighbour: Person, browser: Browser, visitor: Visitor
) -> None:
    ref = comment(citizen, consultation, "first", "art_1__para_1").ref
    assert browser(citizen).get(f"/en/comments/{ref}/receipt").status == 200
    assert browser(neighbour).get(f"/en/comments/{ref}/receipt").status == 404
    assert visitor.get(f"/en/comments/{ref}/receipt").status == 404


def test_my_contributions_ask_a_visitor_to_sign_in(consultation: str, visitor: Visitor) -> None:
    assert visitor.get("/en/me").path == "/en/sign-in?next=/en/me"


def test_a_form_from_another_site_is_refused(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    form = me.get(CLAUSE).form("body")
    data = form.fields | {"body": "Planted"}
    for headers in ({"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert me.post(form.action, data, **headers).status == 400
    assert total(consultation) == 0


def test_no_address_takes_a_form_from_another_site(
    app: Flask, consultation: str, citizen: Person, browser: Browser
) -> None:
    """Each address that takes a POST is tried with a token that is right, from elsewhere."""
    me = browser(citizen)
    ref = comment(citizen, consultation, "first", "art_1__para_1").ref
    values = {"consultation": consultation, "proposal": "first", "eid": "art_1__para_1"}
    values |= {"lang": "en", "ref": ref, "draft_id": "1", "token": "t", "name": "n"}
    data = me.get(CLAUSE).form("body").fields | {"body": "Planted", "value": "agree"}
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    # Mail providers unsubscribe for their users (RFC 8058): that is the only one.
    rules = [rule for rule in posts if rule.endpoint != "unsubscribing.unsubscribe"]
    assert len(rules) == len(posts) - 1 >= 30
    for rule in rules:
        given = {name: values.get(name, "1") for name in rule.arguments}
        address = app.url_map.bind("localhost").build(rule.endpoint, given, method="POST")
        for headers in (
            {"Sec_Fetch_Site": "cross-site"},
            {"Sec_Fetch_Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "https://localhost.evil.example", "Sec_Fetch_Site": "same-origin"},
        ):
            page = me.post(address, data, **headers)
            assert page.status == 400, (rule, headers)
            assert "sent from another site" in page.text
    assert total(consultation) == 1
    assert me.get("/en/me").path == "/en/me"  # nor has it signed anybody out


def test_every_form_needs_its_token(
    app: Flask,
    consultation: str,
    citizen: Person,
    moderator: Person,
    publisher: Person,
    time: Clock,
) -> None:
    """Each address that takes a POST is tried without a token by those who may use it."""
    time.moment = datetime(2020, 7, 18, 6, tzinfo=UTC)  # open still, and may be closed
    ref = comment(citizen, consultation, "first", "art_1__para_1").ref
    values = {
        "lang": "en",
        "consultation": consultation,
        "proposal": "first",
        "eid": "art_1__para_1",
        "ref": ref,
        "draft_id": str(manuscript(publisher, consultation, "first")),
    }
    people = [Visitor(app), Visitor(app), Visitor(app)]
    for person, who in zip(people, (citizen, moderator, publisher), strict=True):
        person.sign_in(who.email, "a password")
    returning.send_link(citizen.email, Purpose.RESET, "en", "", "")
    values["token"] = link_in_last_letter(citizen.email).rpartition("/")[2]
    mine = select(SignIn.token_sha256).where(SignIn.person_id == citizen.id)
    values["name"] = db.session.scalars(mine).one()[:16]
    tables = (
        *("comment", "endorsement", "decision", "closing", "person", "sign_in"),
        *("consent", "identity", "job", "one_use_link", "subscription", "tries"),
        *("manuscript", "manuscript_text", "version"),
    )

    def state() -> list[object]:
        db.session.rollback()
        counted = [db.session.scalar(text(f"SELECT count(*) FROM {t}")) for t in tables]
        ended = db.session.scalar(text("SELECT count(*) FROM sign_in WHERE ended_at IS NOT NULL"))
        drafts = db.session.scalars(select(Manuscript.revision)).all()
        return [*counted, ended, *drafts, said.by_ref(ref).status]

    before = state()
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(rules) >= 9
    for rule in rules:
        given = {name: values[name] for name in rule.arguments}
        address = app.url_map.bind("localhost").build(rule.endpoint, given, method="POST")
        filled = {
            "body": "x",
            "lang": "en",
            "stance": "support",
            "value": "agree",
            "reason": "other",
            "statement": "x",
            "to": "hidden",
            "scope": "consultation",
            "subject": consultation,
            "frequency": "each",
            "email": "new@example.org",
            "password": "long enough",
            "display_name": "New",
            "agree": "y",
            "names-display_name": "New",
            "address-email": "new@example.org",
            "password-old": "a password",
            "password-password": "long enough",
        }
        answers = [person.post(address, filled).status for person in people]
        assert state() == before, rule
        if rule.endpoint in ("moderation_pages.decide", "proposals_pages.close"):
            assert answers[1] == 422  # the form was reached, and asked for its token
    assert links.find(values["token"], time.moment).used_at is None


def test_a_list_of_comments_is_chosen_by_its_address(
    consultation: str, citizen: Person, neighbour: Person, visitor: Visitor
) -> None:
    comment(citizen, consultation, "first", "art_1__para_1", "Pro words", stance=Stance.SUPPORT)
    comment(neighbour, consultation, "second", None, "Contra words", stance=Stance.OPPOSE)
    base = "/en/c/test-concept/comments"
    assert "Somewhere else" not in visitor.get(base).text
    for query, here, not_here in (
        ("stance=support", "Pro", "Contra"),
        ("proposal=second", "Contra", "Pro"),
        ("proposal=second&clause=whole", "Contra", "Pro"),
        ("proposal=first&clause=art_1__para_1", "Pro", "Contra"),
    ):
        text = visitor.get(f"{base}?{query}").text
        assert f"{here} words" in text
        assert f"{not_here} words" not in text
    assert visitor.get(f"{base}?stance=nonsense&before=nonsense&passage=x").status == 200
    assert "No comments match" in visitor.get(f"{base}?lang=kk").text


def test_pages_of_comments_are_walked_both_ways(
    consultation: str, citizen: Person, visitor: Visitor, app: Flask
) -> None:
    for number in range(51):
        comment(citizen, consultation, "first", "art_1__para_1", f"Remark no. {number:02}")
    first = visitor.get(CLAUSE)
    assert "Remark no. 50" in first.text
    assert "Remark no. 00" not in first.text
    older = re.search(r'href="([^"]+before=[^"]+)"', first.html)[1]
    last = visitor.get(older.replace("&amp;", "&"))
    assert "Remark no. 00" in last.text
    assert "Newer comments" in last.text


def test_replies_beyond_the_first_three_are_behind_a_link(
    consultation: str, citizen: Person, neighbour: Person, visitor: Visitor
) -> None:
    ref = comment(citizen, consultation, "first", "art_1__para_1").ref
    for number in range(5):
        reply(neighbour, ref, f"Answer {number}")
    text = visitor.get(CLAUSE).text
    assert "Answer 2" in text
    assert "Answer 3" not in text
    assert "Replies: 5" in text
    assert "Answer 4" in visitor.get(f"/en/comments/{ref}").text


def test_what_people_write_cannot_run(
    consultation: str, citizen: Person, browser: Browser, visitor: Visitor
) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3))"
    me = browser(citizen)
    me.send(me.get(CLAUSE), "body", body=attack)
    comment(citizen, consultation, "first", "art_1__para_1", attack, rewording=attack)
    html = visitor.get(CLAUSE).html.split("<main", 1)[1]
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_a_form_sent_to_the_public_address_behind_a_proxy_is_taken(
    app: Flask, consultation: str, citizen: Person, browser: Browser
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="https://consult.example")
    me = browser(citizen)
    form = me.get(CLAUSE).form("body")
    data = form.fields | {"body": "Through the proxy"}
    page = me.post(form.action, data, Origin="https://consult.example")
    assert "Thank you" in page.text


def test_a_repeated_send_after_the_deadline_shows_the_receipt_again(
    consultation: str, citizen: Person, browser: Browser, time: Clock
) -> None:
    me = browser(citizen)
    form = me.get(CLAUSE)
    first = me.send(form, "body", body="In time")
    time.moment = datetime(2020, 7, 20, 18, tzinfo=UTC)
    assert me.send(form, "body", body="In time").path == first.path


def test_when_the_disk_is_full_the_text_is_given_back(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    form = me.get(CLAUSE)
    with db.engines["write"].connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    before = total(consultation)
    words = "Слова. " * 700
    answers = [me.send(form, "body", body=words, key=f"{n:032}") for n in range(3)]
    refused = [page for page in answers if page.status == 503]
    assert refused
    assert "Nothing is lost: try again in a minute." in refused[0].text
    assert refused[0].form("body").fields["body"].strip() == words.strip()
    assert total(consultation) == before + len(answers) - len(refused)

"""The person owns their data: a copy of it, and its erasure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from consult.accounts.models import Person
from consult.accounts.services import joining, people, returning
from consult.accounts.services.joining import Applicant
from consult.comments.models import Opinion, Status
from consult.comments.services import reading, writing
from consult.database import db
from consult.errors import NotFound
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from consult.permission import Refusal, RefusedToPerson
from consult.personal.services import erasing
from consult.proposals.services import reading as documents
from tests import factories
from tests.client import Visitor

CLAUSE = ("test-concept", "first", "art_1__para_1")


def _everywhere() -> str:
    """Every value in every table, as text."""
    names = inspect(db.engine).get_table_names()
    tables = [name for name in names if not name.startswith("comment_search")]
    rows = (row for table in tables for row in db.session.execute(text(f"SELECT * FROM {table}")))
    return "\n".join(str(tuple(row)) for row in rows)


def test_a_person_takes_along_everything_that_is_kept_of_them_and_nothing_of_others(
    app: Flask, citizen: Person, neighbour: Person, browser: Callable[[Person], Visitor]
) -> None:
    mine = factories.comment(citizen, *CLAUSE, "=My words", quote="judges answer")
    theirs = factories.comment(neighbour, *CLAUSE, "Their words")
    factories.reply(citizen, theirs.ref, "My answer")
    writing.endorse(citizen, theirs.ref, Opinion.AGREE)
    me = browser(citizen)
    page = me.get("/en/me/export.json")
    assert "attachment" in page.headers["Content-Disposition"]
    kept = json.loads(page.body)
    assert kept["account"]["email"] == citizen.email
    assert [c["body"] for c in kept["comments"]] == ["=My words", "My answer"]
    assert kept["comments"][0]["sha256"] == mine.sha256
    assert kept["comments"][1]["parent"] == theirs.ref
    assert [(o["ref"], o["opinion"]) for o in kept["opinions"]] == [(theirs.ref, "agree")]
    assert len(kept["sign_ins"]) == 1
    assert "Their words" not in page.html
    assert "argon2" not in page.html
    rows = list(csv.DictReader(io.StringIO(me.get("/en/me/export.csv").html.lstrip("\ufeff"))))
    assert [row["body"] for row in rows] == ["'=My words", "My answer"]


def test_ones_own_hidden_comment_is_in_ones_own_copy_with_the_reason(
    app: Flask, citizen: Person, moderator: Person, browser: Callable[[Person], Visitor]
) -> None:
    ref = factories.comment(citizen, *CLAUSE, "Hidden words").ref
    moderation.decide(moderator, ref, Status.HIDDEN, Reason.INSULT, "It says why.")
    kept = json.loads(browser(citizen).get("/en/me/export.json").body)
    assert kept["comments"][0]["body"] == "Hidden words"
    assert kept["comments"][0]["status_note"] == "It says why."


@pytest.mark.parametrize("path", ["data", "export.json", "export.csv", "erasure"])
def test_nobody_else_gets_anything(app: Flask, visitor: Visitor, path: str) -> None:
    page = visitor.get(f"/en/me/{path}", follow=False)
    assert page.status == 303
    assert "/sign-in" in page.headers["Location"]


def test_an_erased_person_is_nowhere_and_what_they_published_stays(
    app: Flask, citizen: Person, neighbour: Person, browser: Callable[[Person], Visitor]
) -> None:
    kept = factories.comment(citizen, *CLAUSE, "Words that stay.")
    taken = factories.comment(citizen, *CLAUSE, "Words that were taken back.")
    factories.reply(neighbour, kept.ref, "An answer that stays.")
    writing.withdraw(citizen, taken.ref)
    joining.ask(citizen.email, Applicant("Again"), "a password", "")
    me, other = browser(citizen), browser(citizen)
    page = me.send(me.get("/en/me/erasure"), "email", email=citizen.email)
    assert page.path == "/en/erased"
    assert "Sign out" not in other.get("/en/").text
    assert "is not right" in Visitor(app).sign_in(citizen.email, "a password").text
    reader = Visitor(app)
    page = reader.get(f"/en/comments/{kept.ref}")
    assert "Former participant" in page.text
    assert "Words that stay." in page.text
    assert "An answer that stays." in page.text
    left = _everywhere()
    assert "Aigerim" not in left
    assert "taken back" not in left
    # The last letter is the only row that still knows the address.
    assert left.count(citizen.email) == 1
    assert factories.letters_to(citizen.email) == ["erased"]


def test_pages_that_readers_have_kept_lose_the_name_as_well(
    app: Flask, citizen: Person, visitor: Visitor
) -> None:
    factories.comment(citizen, *CLAUSE, "Words that stay.")
    path = "/en/c/test-concept/first/art_1__para_1"
    before = visitor.get(path)
    assert "Aigerim" in before.text
    erasing.erase(citizen.email)
    after = visitor.get(path, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert "Aigerim" not in after.text
    assert documents.standing("test-concept", "first").comments == 1


def test_an_organisations_statement_keeps_the_organisations_name(
    app: Flask, citizen: Person
) -> None:
    with_name = factories.comment(_of_organisation(citizen), *CLAUSE, "A statement.")
    erasing.erase(citizen.email)
    assert reading.by_ref(with_name.ref).author == "Union of Readers"


def _of_organisation(person: Person) -> Person:
    returning.change_names(person, "Aigerim", "", "Union of Readers", "en")
    return people.by_email(person.email)


def test_erasing_is_confirmed_with_ones_own_address(
    app: Flask, citizen: Person, neighbour: Person, browser: Callable[[Person], Visitor]
) -> None:
    me = browser(citizen)
    page = me.send(me.get("/en/me/erasure"), "email", email=neighbour.email)
    assert page.status == 422
    assert "This is not the address of your account." in page.text
    assert people.by_email(citizen.email).erased_at is None
    assert people.by_email(neighbour.email).erased_at is None


def test_who_acts_for_an_agency_keeps_their_name_in_the_log(
    app: Flask, moderator: Person, browser: Callable[[Person], Visitor]
) -> None:
    page = browser(moderator).get("/en/me/erasure")
    assert "every act of an agency has a name" in page.text
    with pytest.raises(RefusedToPerson) as refused:
        erasing.erase(moderator.email)
    assert refused.value.reason is Refusal.ACTS_FOR_AGENCY


def test_nobody_can_be_erased_who_is_not_there(app: Flask) -> None:
    with pytest.raises(NotFound):
        erasing.erase("nobody@example.org")


def test_an_erased_address_can_be_used_anew_by_a_new_person(app: Flask, citizen: Person) -> None:
    erasing.erase(citizen.email)
    again = people.create("citizen@example.org", "Somebody", "a password")
    assert again.id != citizen.id
    assert db.session.scalar(select(Person.erased_at).where(Person.id == citizen.id)) is not None


def test_who_is_erased_while_their_comment_is_on_its_way_publishes_nothing(
    app: Flask, citizen: Person
) -> None:
    erasing.erase(citizen.email)  # ``citizen`` is the person as the request had read them
    assert citizen.display_name == "Aigerim"
    with pytest.raises(RefusedToPerson) as refused:
        factories.comment(citizen, *CLAUSE, "Too late.")
    assert refused.value.reason is Refusal.SIGN_IN
    assert "Aigerim" not in _everywhere()


def test_a_comment_bears_the_name_that_its_author_has_by_then(app: Flask, citizen: Person) -> None:
    returning.change_names(citizen, "Another name", "", "", "en")
    ref = factories.comment(citizen, *CLAUSE, "Said under the new name.").ref
    assert reading.by_ref(ref).author == "Another name"

"""One table says what each kind of person is answered everywhere; one test drives it."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from consult import database
from consult.accounts.models import Agency, Membership, Person, Purpose, Role, SignIn
from consult.accounts.services import people, returning
from consult.comments.models import Status
from consult.comments.services import writing
from consult.database import db
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from consult.proposals.models import Consultation
from consult.proposals.services import reading
from consult.subscriptions.models import Frequency, Scope, Subscription
from consult.subscriptions.services import keeping
from tests import authorisation, factories
from tests.authorisation import ROLES, Line
from tests.client import Visitor
from tests.conftest import Clock, close

CLAUSE = "art_1__para_1"
SECRET = "Words that were not for everybody."
REWORDED = "The first rule is that judges answer as others do."
# Everything that any form asks for, filled in.
FORM = {
    "body": "What I think of it.",
    "lang": "en",
    "stance": "support",
    "rewording": REWORDED,
    "seen": hashlib.sha256(REWORDED.encode()).hexdigest(),
    "act": "publish",
    "value": "agree",
    "reason": "other",
    "statement": "It says why.",
    "email": "somebody@example.org",
    "password": "several long words",
    "display_name": "Somebody",
    "agree": "y",
    "revision": "1",
    "names-display_name": "Somebody",
    "names-lang": "en",
    "address-email": "somebody@example.org",
    "password-old": "a password",
    "password-password": "several long words",
    "scope": "consultation",
    "subject": "test-concept",
    "frequency": "daily",
}
# Where a part of an address means something else than it does elsewhere.
NAMED = {"unsubscribing.unsubscribe": "unsubscribe", "account_pages.end_sign_in": "sign_in"}


@dataclass
class World:
    """Everything that an address can name, in each state, and a browser for each kind of person."""

    app: Flask
    folder: Path
    values: dict[str, dict[str, Any]] = field(default_factory=dict)  # by case
    browsers: dict[str, Visitor] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    cookies: dict[str, dict[Any, Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def keep(self) -> None:
        """Remember the database as it is now."""
        close(self.app)
        shutil.copy(self._database, self.folder / "kept.sqlite")

    def restore(self) -> None:
        """Make the database what it was."""
        db.session.close()
        close(self.app)
        reading.forget()
        for path in self._database.parent.glob("consult.sqlite-*"):
            path.unlink()
        shutil.copy(self.folder / "kept.sqlite", self._database)

    @property
    def _database(self) -> Path:
        return Path(self.app.instance_path) / "consult.sqlite"

    def ask(self, line: Line, role: str) -> int:
        """What is answered to a person of ``role``."""
        given = self.values[line.case]
        self.browsers[role]._client._cookies = dict(self.cookies[role])
        rules = self.app.url_map.iter_rules(line.endpoint)
        rule = next(rule for rule in rules if line.method in (rule.methods or ()))
        other = NAMED.get(line.endpoint, "")
        named = {name: other if other and name != "lang" else name for name in rule.arguments}
        values = {name: given[part] for name, part in named.items()}
        path = self.app.url_map.bind("localhost").build(line.endpoint, values, method=line.method)
        if line.method == "GET":
            page = self.browsers[role].get(path, follow=False)
            if SECRET.encode() in page.body and role not in ("author", "moderator"):
                self.leaks.append(f"{role} reads what is not public at {path}")
            return page.status
        sent = FORM | given.get("form", {}) | {"csrf_token": self.tokens[role]}
        sent |= {f"{p}-csrf_token": self.tokens[role] for p in ("names", "address", "password")}
        sent["key"] = str(uuid.uuid4())
        status = self.browsers[role].post(path, sent, follow=False).status
        if status < 400:
            self.restore()
        return status


@pytest.fixture
def world(
    app: Flask,
    time: Clock,
    tmp_path: Path,
    consultation: str,
    citizen: Person,
    neighbour: Person,
    moderator: Person,
    analyst: Person,
    publisher: Person,
) -> World:
    """The world that the table speaks of."""
    world = World(app, tmp_path)
    _others(tmp_path)
    factories.new_version(tmp_path / "folder", ("more strictly", "more mildly"))
    refs = _comments(citizen, moderator, time)
    returning.send_link(citizen.email, Purpose.SIGN_IN, "en", "", "")
    link = factories.link_in_last_letter(citizen.email).rpartition("/")[2]
    keeping.subscribe(citizen, Scope.CONSULTATION, consultation, Frequency.EACH, "en")
    subscription = db.session.scalars(select(Subscription)).one()
    unsubscribe = keeping.unsubscribe_path(subscription.id, citizen.id).rpartition("/")[2]
    common = {
        "lang": "en",
        "proposal": "first",
        "eid": CLAUSE,
        "kind": "md",
        "name": "comments.jsonl",
        "filename": "icon.svg",
        "draft_id": factories.manuscript(publisher, consultation, "first"),
        "consultation": consultation,
    }
    own = {"token": link, "unsubscribe": unsubscribe, "sign_in": _elsewhere(app, citizen)}
    world.values["-"] = common | own
    for case, slug in (
        ("open", consultation),
        ("closed", "closed"),
        ("draft", "draft"),
        ("unknown", "nowhere"),
    ):
        world.values[case] = common | {"consultation": slug}
    for case, ref in refs.items():
        world.values[case] = common | {"ref": ref}
    _sign_everybody_in(world)
    world.keep()
    return world


def _others(tmp_path: Path) -> None:
    """A consultation that is over, one that reads first comments, one that is not published."""
    folder = factories.publish
    folder(tmp_path / "closed", slug="closed", opens="2020-05-01", closes="2020-06-30")
    folder(tmp_path / "draft", slug="draft")
    folder(tmp_path / "careful", slug="careful", more="hold_first = 1")
    elsewhere = people.create(
        "stranger2@example.org", "S", "a password", Role.MODERATOR, "other-agency"
    )
    with database.write() as (session, _):
        other = session.scalars(select(Agency.id).where(Agency.slug == "other-agency")).one()
        for role in (Role.PUBLISHER, Role.ANALYST):
            session.add(Membership(person_id=elsewhere.id, agency_id=other, role=role))
    people.create("admin@example.org", "Admin", "a password")
    people.appoint_administrator("admin@example.org")


def _comments(author: Person, moderator: Person, time: Clock) -> dict[str, str]:
    """The author's comments by the state that each is in."""
    now = time.moment
    place = ("first", CLAUSE)
    refs = {
        "held": factories.comment(author, "careful", *place, SECRET).ref,
        "visible": factories.comment(author, "test-concept", *place).ref,
        "hidden": factories.comment(author, "test-concept", *place, SECRET).ref,
        "withdrawn": factories.comment(author, "test-concept", *place, SECRET).ref,
        "in_draft": factories.comment(author, "draft", *place, SECRET).ref,
        "nowhere": writing.new_ref(),
    }
    moderation.decide(moderator, refs["hidden"], Status.HIDDEN, Reason.INSULT, "Why.")
    writing.withdraw(author, refs["withdrawn"])
    time.moment = datetime(2020, 6, 1, tzinfo=UTC)
    refs["in_closed"] = factories.comment(author, "closed", *place).ref
    time.moment = now
    with database.write() as (session, _):
        draft = update(Consultation).where(Consultation.slug == "draft")
        session.execute(draft.values(published_at=None))
    return refs


def _elsewhere(app: Flask, person: Person) -> str:
    """The name of a sign-in of ``person`` in another browser."""
    Visitor(app).sign_in(person.email, "a password")
    mine = select(SignIn.token_sha256).where(SignIn.person_id == person.id)
    return db.session.scalars(mine).first()[:16]


def _sign_everybody_in(world: World) -> None:
    addresses = {
        "visitor": "",
        "citizen": "neighbour@example.org",
        "author": "citizen@example.org",
        "moderator": "moderator@example.org",
        "stranger": "stranger2@example.org",
        "analyst": "analyst@example.org",
        "publisher": "publisher@example.org",
        "administrator": "admin@example.org",
    }
    assert tuple(addresses) == ROLES
    for role, email in addresses.items():
        browser = world.browsers[role] = Visitor(world.app)
        if email:
            browser.sign_in(email, "a password")
        page = browser.get("/en/me/account" if email else "/en/sign-in")
        world.tokens[role] = page.form("csrf_token").fields["csrf_token"]
        world.cookies[role] = dict(browser._client._cookies)


def answers(world: World, lines: Iterator[Line]) -> Iterator[tuple[Line, tuple[int, ...]]]:
    """Each line of the table with what is answered."""
    for line in lines:
        yield line, tuple(world.ask(line, role) for role in ROLES)


def test_everybody_is_answered_as_the_table_says(world: World) -> None:
    wrong = [
        f"{line.method} {line.endpoint} {line.case}: {said}, and the table says {line.statuses}"
        for line, said in answers(world, authorisation.lines())
        if said != line.statuses
    ]
    wrong += world.leaks
    assert not wrong, "\n".join(wrong)


def test_every_route_and_every_state_is_in_the_table(app: Flask) -> None:
    wanted = set()
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            cases = authorisation.cases(rule.arguments)
            wanted |= {(method, rule.endpoint, case) for case in cases}
    found = {(line.method, line.endpoint, line.case) for line in authorisation.lines()}
    assert wanted - found == set(), "say in tests/authorisation.txt who may do what there"
    assert found - wanted == set(), "there is no such route any more"


def test_what_must_not_be_seen_is_answered_as_what_is_not_there() -> None:
    of_nobody = ("draft", "unknown", "in_draft", "nowhere")
    for line in authorisation.lines():
        if line.case in of_nobody:
            assert set(line.statuses) <= {404, 403, 303}, line
            if line.method == "GET":
                assert 200 not in line.statuses, line

"""How the database is written: by which statements, on which connections."""

from __future__ import annotations

import ast
import inspect
import sys
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text
from sqlalchemy.exc import OperationalError

import consult
from consult import clock, database
from consult.accounts.models import Agency, Person, Purpose, Role
from consult.accounts.rules import PASSWORDS_KNOWN
from consult.accounts.services import identities, joining, openid, returning, signing, tries
from consult.accounts.services import people as accounts
from consult.accounts.services.joining import Applicant
from consult.comments.models import Opinion, Status
from consult.comments.rules import Draft
from consult.comments.services import importing, writing
from consult.database import db
from consult.jobs import services as jobs
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from consult.personal.services import erasing
from consult.proposals.services import closing
from consult.publishing.services import desk, manuscripts
from consult.search.services import indexing as filling
from consult.subscriptions.models import Frequency, Scope
from consult.subscriptions.services import keeping, telling
from consult.subscriptions.services import letters as subscribers
from tests import factories, mailbox
from tests.reliability.conftest import CLAUSE, PROPOSAL, SLUG, Place, email

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
ENDS = ("COMMIT", "ROLLBACK", "END")


@pytest.fixture
def traces(app: Flask) -> Iterator[dict[int, list[str]]]:
    """What SQLite itself says it runs, by connection."""
    seen: dict[int, list[str]] = defaultdict(list)

    def trace(connection: Any, record: object) -> None:
        connection.set_trace_callback(seen[id(record)].append)

    for engine in db.engines.values():
        engine.dispose()
        event.listen(engine, "connect", trace)
    yield seen
    for engine in db.engines.values():
        event.remove(engine, "connect", trace)


@pytest.fixture
def writers(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The functions that opened a write transaction, by file and name."""
    called: set[str] = set()
    write = database.write

    def remember() -> AbstractContextManager[Any]:
        code = sys._getframe(1).f_code
        called.add(f"{_relative(code.co_filename)}:{code.co_name}")
        return write()

    monkeypatch.setattr(database, "write", remember)
    return called


def _relative(path: str) -> str:
    return Path(path).relative_to(Path(inspect.getfile(consult)).parent).as_posix()


def functions_that_write() -> set[str]:
    """Every function of the package with ``database.write()`` in it, found by reading the code."""
    found = set()
    for path in Path(inspect.getfile(consult)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and "database.write()" in ast.unparse(node):
                found.add(f"{_relative(str(path))}:{node.name}")
    return found


def write_everything(place: Place, tmp_path: Path) -> None:
    """Call every service that changes data."""
    agency = "test-agency"
    accounts.create(
        "moderator@example.org", "Moderator", "a password", Role.MODERATOR, agency, agreed=True
    )
    accounts.appoint_administrator("moderator@example.org")
    join_and_return()
    work_off()
    signed_in = signing.with_password("new@example.org", "a password", "")
    assert signed_in is not None
    signed_in[0].sign_in_token = signed_in[1]
    signing.end_others(signed_in[0])
    signing.end(signed_in[0].id, signing.sha256(signed_in[1])[:16])
    signing.sign_out(signed_in[1])
    one, other = place.people(2)
    receipt = factories.comment(one, SLUG, PROPOSAL, CLAUSE)
    writing.reply(other, receipt.ref, Draft("An answer.", "en"), key=str(uuid.uuid4()))
    writing.endorse(other, receipt.ref, Opinion.AGREE)
    writing.endorse(other, receipt.ref, Opinion.DISAGREE)
    person = accounts.by_email("moderator@example.org")
    for status in (Status.HIDDEN, Status.VISIBLE):
        moderation.decide(person, receipt.ref, status, Reason.INSULT, "It says why.")
    hold_first(tmp_path)
    moderation.publish(person, factories.comment(one, SLUG, PROPOSAL, CLAUSE).ref)
    writing.withdraw(accounts.by_email(email(0)), receipt.ref)
    rows = tmp_path / "letters.csv"
    rows.write_text(f"external_id,proposal,clause,body\n1,{PROPOSAL},{CLAUSE},By letter.\n")
    assert importing.import_file(SLUG, rows).imported == 1
    publish_a_version(one)
    forget_stems(place)
    assert filling.fill()
    person = accounts.by_email("moderator@example.org")
    follow(other)
    closing.close(person, SLUG, "The law is withdrawn.")
    do_what_was_asked_for(other)
    keeping.end(keeping.EVERY_DAILY, other.id)


def follow(person: Person) -> None:
    """Be told of a consultation, and of a proposal no more."""
    for scope, name in ((Scope.CONSULTATION, SLUG), (Scope.PROPOSAL, f"{SLUG}/{PROPOSAL}")):
        keeping.subscribe(person, scope, name, Frequency.DAILY, "en")
    keeping.unsubscribe(person, Scope.PROPOSAL, f"{SLUG}/{PROPOSAL}")


def do_what_was_asked_for(reader: Person) -> None:
    """What the worker does for ``reader``, who is told of a comment that somebody else made."""
    wanted = "SELECT max(id) FROM comment WHERE status = 'visible' AND author_id <> :reader"
    (comment_id,) = db.session.execute(text(wanted), {"reader": reader.id}).one()
    about = {"comment": comment_id}
    telling.comment_posted(jobs.Task(0, "comment_posted", about, clock.now(), 1))
    assert mailbox.work_off()
    subscribers.told([1], clock.now())


def work_off() -> None:
    """Everything that the worker writes."""
    task = jobs.take()
    assert task is not None
    jobs.put_off(task, "it rains", hopeless=False)
    mailbox.work_off()
    jobs.purge(clock.now() + timedelta(days=31))


def hold_first(folder: Path) -> None:
    """Let moderators read everything first, by publishing the folder again."""
    terms = {"slug": SLUG, "closes": "2100-01-01", "more": "hold_first = 20"}
    factories.publish(folder / "folder", **terms)


def join_and_return() -> None:
    """Everything that an account can do to itself."""
    joining.ask("new@example.org", Applicant("New"), "a password", "")
    person, token, _ = joining.confirm(_token("new@example.org"), "")
    person.sign_in_token = token
    accounts.agree_to_notice(person)
    returning.send_link("new@example.org", Purpose.SIGN_IN, "en", "", "")
    returning.sign_in(_token("new@example.org"), "")
    returning.send_link("new@example.org", Purpose.RESET, "en", "", "")
    returning.reset(_token("new@example.org"), "a password", "")
    returning.change_password(accounts.by_email("new@example.org"), "a password", "b password")
    returning.ask_for_address(person, "newer@example.org", "en", "")
    returning.change_address(_token("newer@example.org"))
    returning.change_names(person, "New", "Full Name", "", "kk")
    claims = openid.Claims("https://provider.example", "1", "Full Name", "known@example.org")
    assert identities.sign_in(claims, "") is None
    identities.join(claims, Applicant("Known"), "known@example.org", "", "")
    identities.join(replace(claims, email="", subject="2"), Applicant("X"), "x@example.org", "", "")
    identities.sign_in(claims, "")
    tries.note((PASSWORDS_KNOWN, "somebody"))
    tries.forget_old()
    erasing.erase("known@example.org")
    accounts.create("new@example.org", "New", "a password", agreed=True)


def _token(email: str) -> str:
    return factories.link_in_last_letter(email).rpartition("/")[2]


def forget_stems(place: Place) -> None:
    """Leave the texts as they were before there was a search."""
    connection = place.connect()
    connection.execute("UPDATE comment SET stems = ''")
    connection.execute("UPDATE clause_text SET stems = ''")
    connection.close()


def publish_a_version(reader: Person) -> None:
    """Annotate, and publish a new version from the desk, so that the annotation is carried over."""
    accounts.create(
        "publisher@example.org",
        "Publisher",
        "a password",
        Role.PUBLISHER,
        "test-agency",
        agreed=True,
    )
    publisher = accounts.by_email("publisher@example.org")
    factories.comment(reader, SLUG, PROPOSAL, CLAUSE, "On a passage.", quote="judges answer")
    draft_id = factories.manuscript(publisher, SLUG, PROPOSAL)
    desk.accept(publisher, draft_id, "en", manuscripts.one(publisher, draft_id).revision)
    desk.publish(publisher, draft_id, manuscripts.one(publisher, draft_id).revision, "Why.")


def test_every_write_is_in_a_transaction_that_began_immediate(
    traces: dict[int, list[str]], place: Place, tmp_path: Path
) -> None:
    write_everything(place, tmp_path)
    written = 0
    for statements in traces.values():
        began = ""
        for statement in statements:
            if statement.startswith("-- "):
                continue  # done by a trigger or by the index, within the statement before it
            first = statement.lstrip("- \n").split(maxsplit=1)[0].upper()
            if first == "BEGIN":
                assert not began
                began = " ".join(statement.split())
            elif first in ENDS:
                began = ""
            elif first in WRITES:
                assert began == "BEGIN IMMEDIATE", f"{began or 'no transaction'}: {statement}"
                written += 1
    assert written > 30


def test_the_test_above_calls_every_function_that_opens_a_write_transaction(
    writers: set[str], place: Place, tmp_path: Path
) -> None:
    factories.publish(tmp_path / "third", slug="third", closes="2100-01-01")
    write_everything(place, tmp_path)
    assert functions_that_write() - writers == set(), "call them in write_everything"
    assert writers - functions_that_write() == set(), "they write without naming database.write()"


def test_only_the_database_module_knows_the_engine_that_writes() -> None:
    root = Path(inspect.getfile(consult)).parent
    knowing = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if 'engines["write"]' in path.read_text(encoding="utf-8")
    }
    assert knowing == {"database.py"}


def test_the_session_for_reading_refuses_to_write(place: Place) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        db.session.execute(insert(Agency).values(slug="sneaked", name={}))
    db.session.rollback()
    with pytest.raises(OperationalError, match="readonly"):
        db.session.execute(text("DELETE FROM agency"))
    db.session.rollback()
    assert place.rows("SELECT slug FROM agency WHERE slug = 'sneaked'") == []
    assert len(place.rows("SELECT slug FROM agency")) == 2


def test_a_block_that_raises_leaves_nothing_and_gives_the_lock_back(place: Place) -> None:
    def half() -> None:
        with database.write() as (session, _):
            session.add(Agency(slug="half", name={}))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert place.rows("SELECT slug FROM agency WHERE slug = 'half'") == []
    connection = place.connect()
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("BEGIN IMMEDIATE")
    connection.close()


@pytest.mark.parametrize(
    ("pragma", "wanted"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL: an acknowledged comment survives a power failure
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
        ("mmap_size", 0),
        ("query_only", 0),
    ],
)
def test_every_connection_that_writes_is_set_up_for_several_careful_writers(
    place: Place, pragma: str, wanted: object
) -> None:
    with database.write() as (first, _):
        assert first.scalar(text(f"PRAGMA {pragma}")) == wanted
    db.engines["write"].dispose()
    with database.write() as (second, _):
        assert second.scalar(text(f"PRAGMA {pragma}")) == wanted


def test_connections_that_read_are_read_only_and_wait_as_long(place: Place) -> None:
    assert db.session.scalar(text("PRAGMA query_only")) == 1
    assert db.session.scalar(text("PRAGMA busy_timeout")) == 10_000

"""The same models and services on PostgreSQL: one journey through every write."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask, g
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from consult import database, paths, worker
from consult.accounts.models import Role
from consult.accounts.services import people as accounts
from consult.analysis import stems
from consult.comments.models import Opinion, Status
from consult.comments.services import importing, writing
from consult.comments.services.lists import Order
from consult.database import db
from consult.digests import services as digests
from consult.documents.carrying import Outcome
from consult.jobs import services as jobs
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from consult.permission import RefusedByRule
from consult.proposals.models import Stance
from consult.proposals.services import closing, reading
from consult.publishing.services import desk, manuscripts
from consult.search.services import finding, matching
from consult.search.services import indexing as filling
from consult.search.services.matching import Question
from consult.subscriptions.models import Frequency, Scope
from consult.subscriptions.services import keeping
from tests import factories, mailbox, search_texts
from tests.client import Visitor
from tests.conftest import Clock, close, make_app
from tests.factories import comment, reply
from tests.test_comments_services import assert_counts_are_exact

_BINARIES = [Path("/usr/lib/postgresql") / v / "bin" for v in ("18", "17", "16", "15", "14")]


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    return next((place for place in [*places, *_BINARIES] if (place / "initdb").exists()), None)


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(_binaries() is None, reason="PostgreSQL's binaries are not here"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own on loopback, ended afterwards."""
    binaries = _binaries()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user = []
    if os.getuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"

    def run(*words: object) -> None:
        command = [*as_user, *map(str, words)]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    run(binaries / "initdb", "-D", data, "-U", "consult", "-A", "trust", "-E", "UTF8")
    run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://consult@127.0.0.1:{port}/postgres"
    finally:
        run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def app(server: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path, database_url=server)
    with app.test_request_context():
        g.lang, g.person = "en", None
        upgrade(directory=str(paths.folder("migrations")))
        yield app
        db.session.remove()
        with database.write() as (session, _):
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
        close(app)


def test_the_whole_job_is_done_on_postgresql(
    app: Flask, time: Clock, tmp_path: Path, visitor: Visitor
) -> None:
    factories.publish(tmp_path / "folder")
    factories.publish(tmp_path / "folder")
    people = {}
    for name, role in (("a", None), ("b", None), ("m", Role.MODERATOR)):
        accounts.create(f"{name}@example.org", name, "a password", role, "test-agency", agreed=True)
        people[name] = accounts.by_email(f"{name}@example.org")
    place = ("test-concept", "first", "art_1__para_1")
    one = comment(people["a"], *place, stance=Stance.SUPPORT, quote="judges", key="k" * 32)
    assert comment(people["a"], *place, quote="judges", key="k" * 32) == one
    reply(people["b"], one.ref)
    writing.endorse(people["b"], one.ref, Opinion.AGREE)
    two = comment(people["b"], *place, "Bad words")
    moderation.decide(people["m"], two.ref, Status.HIDDEN, Reason.INSULT, "Rude.")
    writing.withdraw(people["b"], comment(people["b"], *place).ref)
    path = tmp_path / "l.csv"
    path.write_text("external_id,proposal,body,posted_at\n1,first,X,2020-07-05T10:00\n")
    assert importing.import_file("test-concept", path).imported == 1
    assert_counts_are_exact()
    for page in (
        "/en/",
        "/en/c/test-concept",
        "/kk/c/test-concept/first",
        f"/en/comments/{one.ref}",
    ):
        assert visitor.get(page).status == 200
    new = "The first rule is that judges answer more mildly than others."
    comment(people["a"], *place, rewording=new)
    clause = "/en/c/test-concept/first/art_1__para_1"
    for order in Order:
        for page in (clause, "/en/c/test-concept/comments"):
            for more in ("", "&kind=rewording&who=people&stance=unstated"):
                seen = visitor.get(f"{page}?sort={order}{more}")
                assert seen.status == 200
                assert "mildly" in seen.text, (order, more)
    assert "judges</a></mark>" in visitor.get(clause).html
    published = factories.new_version(tmp_path / "folder", ("more strictly", "less strictly"))
    assert list(published.carried.values()) == [{Outcome.EXACT: 1}]
    assert "judges</a></mark>" in visitor.get("/en/c/test-concept/first/art_1__para_1").html
    accounts.create("p@example.org", "p", "a password", Role.PUBLISHER, "test-agency", agreed=True)
    draft_id = factories.manuscript(accounts.by_email("p@example.org"), "test-concept", "third")
    publisher = accounts.by_email("p@example.org")
    desk.publish(publisher, draft_id, manuscripts.one(publisher, draft_id).revision, "")
    for page in ("first/diff", "first/text.docx", "third"):
        assert visitor.get(f"/en/c/test-concept/{page}").status == 200
    time.moment = reading.consultation("test-concept").closes_at
    closing.close(people["m"], "test-concept", "")
    with pytest.raises(RefusedByRule):
        comment(people["a"], *place)
    found = reading.consultation("test-concept")
    digest = digests.digest(found, reading.proposals(found.id), "en", time.moment)
    assert (digest.visible, digest.interim) == (4, False)
    assert len(list(digests.rows(found.id, found.slug, "en"))) == 6
    assert visitor.get("/en/c/test-concept/data").status == 200
    assert visitor.get("/readyz").status == 200


def test_letters_are_sent_once_by_several_workers_on_postgresql(
    app: Flask, time: Clock, tmp_path: Path
) -> None:
    factories.publish(tmp_path / "folder")
    for name in ("a", "b", "c"):
        accounts.create(f"{name}@example.org", name, "a password", agreed=True)
    people = [accounts.by_email(f"{name}@example.org") for name in ("a", "b", "c")]
    keeping.subscribe(people[1], Scope.CONSULTATION, "test-concept", Frequency.EACH, "en")
    keeping.subscribe(people[2], Scope.PROPOSAL, "test-concept/first", Frequency.DAILY, "en")
    time.moment += timedelta(minutes=1)
    for _ in range(5):
        comment(people[0], "test-concept", "first", "art_1__para_1", quote="judges")
    known = worker.handlers()

    def work(number: int) -> int:
        done = 0
        while worker.in_context(app, lambda: jobs.is_due(time.moment) and jobs.work_off(known)):
            done += 1
        return done

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert work(0) == 0
    assert len(mailbox.letters("a@example.org", "Receipt")) == 5
    assert len(mailbox.letters("b@example.org", "A new comment by a")) == 5
    time.moment += timedelta(days=1)
    assert work(0) == 1
    assert len(mailbox.letters("c@example.org", "5 new comments")) == 1
    assert db.session.execute(text("SELECT count(*) FROM job WHERE attempts <> 1")).one() == (0,)
    assert jobs.problems(time.moment) == []
    assert jobs.purge(time.moment + timedelta(days=31)) == 16
    keeping.end(keeping.EVERY_DAILY, people[2].id)
    assert [len(keeping.of_person(p.id)) for p in people] == [0, 1, 0]


@dataclass
class Findings:
    """What every query of the list finds, in its order; how it is kept does not show in it."""

    comments: dict[str, list[str]]
    clauses: dict[str, list[tuple[object, ...]]]
    narrowed: list[list[str]]
    counts: list[tuple[int, int]]


def findings() -> Findings:
    """Post all comments of the list, hide some, and look for everything."""
    people = {}
    for name, role in (("a", None), ("b", None), ("m", Role.MODERATOR)):
        accounts.create(f"{name}@example.org", name, "a password", role, "test-agency", agreed=True)
        people[name] = accounts.by_email(f"{name}@example.org")
    stances = [None, *Stance]
    refs = []
    for number, (lang, body) in enumerate(search_texts.COMMENTS):
        place = (("test-concept", "other")[number % 3 == 0], "second", "art_1__para_2")
        stance = stances[number % len(stances)]
        author = people["ab"[number % 2]]
        refs.append(comment(author, *place, body, lang=lang, stance=stance).ref)
    for ref in refs[::9]:
        moderation.decide(people["m"], ref, Status.HIDDEN, Reason.INSULT, "It says why.")
    moderation.decide(people["m"], refs[9], Status.VISIBLE, Reason.MISTAKE, "A mistake.")
    for ref in refs[2::20]:
        writing.withdraw(people["a"], ref)
    asked = {q: Question(tuple(map(tuple, stems.asked(q)))) for q in search_texts.QUERIES}
    asked = {q: question for q, question in asked.items() if question.words}
    first, other = finding.places().published
    common = Question((("the", "and", "и", "в", "заң", "закон", "судья", "should", "керек"),))
    more = [
        replace(common, consultation_id=first.id),
        replace(common, consultation_id=other.id),
        *(replace(common, lang=lang) for lang in ("en", "ru", "kk")),
        *(replace(common, stance=stance) for stance in (*Stance, "unstated")),
        replace(common, unpublished=(first.id,)),
        replace(common, unpublished=(first.id, other.id)),
    ]
    with pytest.MonkeyPatch.context() as patch:  # the way of words that very many comments have
        patch.setattr(finding, "MOST_COUNTED", 0)
        common_way = {q: _bodies(question) for q, question in asked.items()}
    rare_way = {q: _bodies(question) for q, question in asked.items()}
    assert common_way == rare_way
    return Findings(
        rare_way,
        {
            f"{q} {lang}": [
                (hit.consultation_id, hit.proposal, hit.eid, hit.lang)
                for hit in finding.clauses(question, lang, 100, 0).shown
            ]
            for q, question in (asked | {str(n): m for n, m in enumerate(more[:5])}).items()
            for lang in ("en", "ru", "kk")
        },
        [_bodies(question) for question in more],
        [
            (finding.comments(question, 1, None).count, finding.clauses(question, "en", 1, 0).count)
            for question in asked.values()
        ],
    )


def _bodies(question: Question) -> list[str]:
    """What is found page by page."""
    bodies: list[str] = []
    before = None
    while True:
        hits = finding.comments(question, 3, before)
        bodies += [hit.body for hit in hits.shown]
        if not hits.more:
            return bodies
        before = hits.shown[-1].id


def test_a_search_finds_the_same_in_the_same_order_on_sqlite_and_on_postgresql(
    app: Flask, time: Clock, tmp_path: Path, empty_database: Path
) -> None:
    instance = tmp_path / "sqlite"
    instance.mkdir()
    shutil.copy(empty_database, instance / "consult.sqlite")
    small = make_app(instance)
    with small.test_request_context():
        g.lang, g.person = "en", None
        publish_two(tmp_path / "one")
        on_sqlite = findings()
        close(small)
    publish_two(tmp_path / "two")
    on_postgresql = findings()
    assert on_postgresql.comments == on_sqlite.comments
    assert on_postgresql.clauses == on_sqlite.clauses
    assert on_postgresql.narrowed == on_sqlite.narrowed
    assert on_postgresql.counts == on_sqlite.counts
    assert sum(map(len, on_sqlite.comments.values())) > 50
    assert sum(map(len, on_sqlite.clauses.values())) > 100
    assert [bool(found) for found in on_sqlite.narrowed].count(False) == 1


def publish_two(path: Path) -> None:
    """Two consultations; one has a second version."""
    factories.publish(path / "other", slug="other")
    factories.publish(path / "folder")
    factories.new_version(path / "folder", ("The law is the law", "A law is a law"))


def test_on_postgresql_the_index_is_used_and_the_migration_goes_down_and_up(
    app: Flask, time: Clock, tmp_path: Path
) -> None:
    publish_two(tmp_path / "folder")
    accounts.create("a@example.org", "A", "a password", agreed=True)
    author = accounts.by_email("a@example.org")
    comment(author, "test-concept", "first", "art_1__para_1", "Судьям", lang="ru")
    question = Question(tuple(map(tuple, stems.asked("судья"))))
    ids = matching.comments(question)
    explain = f"EXPLAIN {ids.compile(db.engine, compile_kwargs={'literal_binds': True})}"
    with db.engines["write"].connect() as connection:  # never committed
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        for kind in ("agree", "disputed"):  # they fit too, and a small table is a small table
            connection.execute(text(f"DROP INDEX ix_comment_consultation_{kind}"))
        assert "ix_comment_search" in " ".join(connection.execute(text(explain)).scalars())
    db.session.remove()
    folder = str(paths.folder("migrations"))
    downgrade(directory=folder, revision="0003")
    upgrade(directory=folder)
    with db.engines["write"].connect() as connection:
        options = {"compare_type": True, "include_object": database.modelled}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, database.Base.metadata) == []
    assert [hit.body for hit in finding.comments(question, 9, None).shown] == ["Судьям"]
    with database.write() as (session, _):
        session.execute(text("UPDATE comment SET stems = ''"))
        session.execute(text("UPDATE clause_text SET stems = ''"))
    assert finding.comments(question, 9, None).shown == []
    waiting = filling.waiting()
    assert filling.fill() == waiting > 40
    assert filling.waiting() == 0
    assert [hit.body for hit in finding.comments(question, 9, None).shown] == ["Судьям"]


def test_eight_writers_lose_no_update_and_one_key_is_one_comment(
    app: Flask, time: Clock, tmp_path: Path
) -> None:
    factories.publish(tmp_path / "folder")
    accounts.create("a@example.org", "A", "a password", None, None, agreed=True)
    author = accounts.by_email("a@example.org")
    about = factories.target("test-concept", "first", "art_1__para_1")
    draft = writing.Draft(body="x", lang="en", stance=Stance.OPPOSE)

    def post(number: int) -> str:
        with app.app_context():
            return writing.post(author, about, draft, key=f"{number:032}").ref

    with ThreadPoolExecutor(8) as threads:
        refs = set(threads.map(post, [n % 20 for n in range(80)]))
    assert len(refs) == 20
    assert_counts_are_exact()


def test_reading_cannot_write_on_postgresql(app: Flask) -> None:
    with pytest.raises(InternalError, match="read-only"):
        db.session.execute(text("CREATE TABLE stray (id int)"))
    db.session.rollback()

"""What every test shares: an application on a database of its own, people, a test browser."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, g
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event, select

from consult import clock, create_app, database, paths
from consult.accounts.models import Person, Role
from consult.accounts.services import people as accounts
from consult.config import Settings
from consult.database import db
from consult.proposals.models import Consultation
from consult.proposals.services import editions
from consult.versions.services import comparing
from tests import factories
from tests.client import Visitor

_NOON = datetime(2020, 7, 10, 12, tzinfo=UTC)
_MEMORY = Path("/dev/shm")
_ENOUGH = 2 * 2**30  # bytes


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write in memory where there is room: they wait for the disk otherwise."""
    there = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH
    if there and config.option.basetemp is None and "PYTEST_XDIST_WORKER" not in os.environ:
        config.option.basetemp = tempfile.mkdtemp(prefix="consult-tests-", dir=_MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests first: a failure is heard of sooner. Where several processes run them,
    the slow ones first, so that none is left alone with them at the end.
    """
    together = "PYTEST_XDIST_WORKER" in os.environ
    slow = ("browser", "realdata", "reliability")
    items.sort(key=lambda item: any(word in item.keywords for word in slow) is not together)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[object]:
    """Where CI is set nothing may be skipped but real data without its folder."""
    report = yield
    if report.skipped and os.environ.get("CI") and "realdata" not in item.keywords:
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest version, to be copied: migrating takes longer than a test."""
    instance = tmp_path_factory.mktemp("empty")
    app = make_app(instance)
    with app.app_context():
        upgrade(directory=str(paths.folder("migrations")))
        close(app)
    return instance / "consult.sqlite"


def make_app(instance: Path, **more: object) -> Flask:
    """An application whose passwords are cheap to check."""
    given = {
        "instance": instance,
        "database_url": f"sqlite:///{instance / 'consult.sqlite'}",
        "secret_key": "a secret key that only the tests know",
        "mail_url": (instance / "mail").as_uri(),
        "mail_from": "Consult <no-reply@localhost>",
        "password_memory_kib": 64,
        "form_seconds": 0,
        "posts_per_hour": 100_000,
        "posts_per_network": 1_000_000,
        **more,
    }
    app = create_app(Settings(**given))
    app.testing = True
    # Templates are compiled once for all tests, not once an application.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    return app


def close(app: Flask) -> None:
    """Give back the connections, and forget what was read from this database."""
    for engine in db.engines.values():
        engine.dispose()
    editions.forget()
    comparing.forget()


@pytest.fixture(scope="session")
def published_database(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the consultations of most tests, to be copied as well."""
    instance = tmp_path_factory.mktemp("published")
    shutil.copy(empty_database, instance / "consult.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", Clock(_NOON).now)
        app = make_app(instance)
        with app.test_request_context():
            g.lang, g.person = "en", None
            publish_both(instance)
            close(app)
    return instance / "consult.sqlite"


@pytest.fixture
def app(
    request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path, published_database: Path
) -> Iterator[Flask]:
    """An application, with its context pushed for direct calls: on an empty database, or where
    the test wants a consultation, on one that has it.
    """
    instance = tmp_path / "instance"
    instance.mkdir()
    wants = "consultation" in request.fixturenames
    shutil.copy(published_database if wants else empty_database, instance / "consult.sqlite")
    app = make_app(instance)
    with app.test_request_context():
        g.lang, g.person = "en", None
        yield app
        close(app)


class Clock:
    """The time, under the test's hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment that the test set."""
        return self.moment


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at noon UTC on 10 July 2020, in the middle of the test's window."""
    stopped = Clock(_NOON)
    monkeypatch.setattr(clock, "now", stopped.now)
    return stopped


@pytest.fixture
def consultation(app: Flask, time: Clock, tmp_path: Path) -> str:
    """The slug of an open consultation with two proposals in three languages.

    There is always another one beside it, with comments, so that a missing filter is seen.
    """
    wanted = select(Consultation.id).where(Consultation.slug == "test-concept")
    if db.session.scalar(wanted) is None:
        publish_both(tmp_path)
    else:
        write_both(tmp_path)
    return "test-concept"


def write_both(place: Path) -> None:
    """Write the folders of the two consultations."""
    factories.folder(place / "other", slug="other", agency="other-agency")
    factories.folder(place / "folder")


def publish_both(place: Path) -> None:
    """Publish the consultation that tests are about, and another one beside it."""
    factories.publish(place / "other", slug="other", agency="other-agency")
    factories.publish(place / "folder")
    stranger = accounts.create("stranger@example.org", "Stranger", "a password", agreed=True)
    factories.comment(stranger, "other", "first", "art_1__para_1", "Somewhere else.")


@pytest.fixture
def citizen(consultation: str) -> Person:
    """Someone with an account and no role."""
    accounts.create("citizen@example.org", "Aigerim", "a password", None, None, agreed=True)
    return accounts.by_email("citizen@example.org")


@pytest.fixture
def neighbour(consultation: str) -> Person:
    """Another citizen."""
    accounts.create("neighbour@example.org", "Pavel", "a password", None, None, agreed=True)
    return accounts.by_email("neighbour@example.org")


@pytest.fixture
def moderator(consultation: str) -> Person:
    """A moderator of the agency."""
    accounts.create(
        "moderator@example.org",
        "Moderator",
        "a password",
        Role.MODERATOR,
        "test-agency",
        agreed=True,
    )
    return accounts.by_email("moderator@example.org")


@pytest.fixture
def analyst(consultation: str) -> Person:
    """An analyst of the agency."""
    accounts.create(
        "analyst@example.org", "Analyst", "a password", Role.ANALYST, "test-agency", agreed=True
    )
    return accounts.by_email("analyst@example.org")


@pytest.fixture
def publisher(consultation: str) -> Person:
    """A publisher of the agency."""
    accounts.create(
        "publisher@example.org",
        "Publisher",
        "a password",
        Role.PUBLISHER,
        "test-agency",
        agreed=True,
    )
    return accounts.by_email("publisher@example.org")


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A browser without an account."""
    return Visitor(app)


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], Visitor]:
    """A browser in which a person has signed in, a new one each time."""

    def signed_in(person: Person) -> Visitor:
        visitor = Visitor(app)
        visitor.sign_in(person.email, "a password")
        return visitor

    return signed_in


@pytest.fixture
def statements(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that is sent to the database, as it is sent."""
    sent: list[str] = []
    read_one = database.read_one

    def read_and_remember(statement: object, *rest: object, **parameters: object) -> object:
        sent.append(str(statement))  # it goes past the engine's events
        return read_one(statement, *rest, **parameters)

    monkeypatch.setattr(database, "read_one", read_and_remember)

    def remember(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", remember)
    yield sent
    for engine in db.engines.values():
        event.remove(engine, "before_cursor_execute", remember)

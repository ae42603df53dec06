"""The limits where Redis counts."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time as clock
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask, g

from consult.accounts.models import Person
from consult.accounts.services import tries
from tests.client import Visitor
from tests.conftest import close, make_app
from tests.limits import (
    CLAUSE,
    assert_a_network_has_its_share_and_retries_are_not_counted,
    assert_too_often,
    limit,
    send,
    stored,
)

_SERVER = shutil.which("redis-server")
Browser = Callable[[Person], Visitor]

pytestmark = pytest.mark.skipif(_SERVER is None, reason="redis-server is not here")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of our own on loopback, which keeps nothing; ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"--bind 127.0.0.1 --port {port} --save --appendonly no"
    folder = tmp_path_factory.mktemp("redis")
    command = [str(_SERVER), *options.split(), "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        url = f"redis://127.0.0.1:{port}/0"
        try:
            _wait_until_ready(url)
            yield url
        finally:
            process.terminate()


def _wait_until_ready(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        for _ in range(100):
            try:
                client.ping()
                return
            except redis.ConnectionError:
                clock.sleep(0.05)
    pytest.fail("Redis is not ready after 5 seconds")


@pytest.fixture
def counter(server: str) -> Iterator[redis.Redis]:
    """A client of the server, which is emptied first."""
    with redis.Redis.from_url(server) as client:
        client.flushall()
        yield client


@pytest.fixture
def app(tmp_path: Path, empty_database: Path, server: str, counter: redis.Redis) -> Iterator[Flask]:
    instance = tmp_path / "instance"
    instance.mkdir()
    shutil.copy(empty_database, instance / "consult.sqlite")
    app = make_app(instance, redis_url=server)
    with app.test_request_context():
        g.lang, g.person = "en", None
        yield app
        tries.disconnect()
        close(app)


def expire(counter: redis.Redis) -> None:
    """What an hour does."""
    counter.flushdb()


def test_a_network_has_its_share_and_retries_are_not_counted(
    app: Flask, citizen: Person, neighbour: Person, browser: Browser, counter: redis.Redis
) -> None:
    one, other = browser(citizen), browser(neighbour)
    refused = assert_a_network_has_its_share_and_retries_are_not_counted(app, one, other)
    expire(counter)
    assert send(other, "Remark too many", refused).status == 200


def test_one_person_has_a_share_too(
    app: Flask, citizen: Person, neighbour: Person, browser: Browser
) -> None:
    limit(app, posts_per_hour=2)
    me = browser(citizen)
    assert [send(me, f"Remark {n}").status for n in range(3)] == [200, 200, 429]
    assert send(browser(neighbour), "Remark").status == 200


def test_counts_end_by_themselves_and_tell_nobody_who_it_was(
    app: Flask, citizen: Person, browser: Browser, counter: redis.Redis
) -> None:
    send(browser(citizen), "Remark")
    keys = counter.keys()
    assert any(key.startswith(b"posts-network:") for key in keys)
    for key in keys:
        assert b"127.0.0.1" not in key
        assert citizen.email.encode() not in key
        assert 0 < counter.ttl(key) <= 3600


def test_wrong_passwords_are_counted(app: Flask, citizen: Person, counter: redis.Redis) -> None:
    stranger = Visitor(app)
    pages = [stranger.sign_in(citizen.email, "a wrong guess") for _ in range(11)]
    assert {page.status for page in pages[:10]} == {422}
    assert pages[10].text != pages[9].text
    assert Visitor(app).sign_in(citizen.email, "a password").path == "/en/sign-in"
    expire(counter)
    assert Visitor(app).sign_in(citizen.email, "a password").path == "/en/"


def test_while_redis_is_away_the_text_is_given_back_and_then_taken(
    app: Flask, citizen: Person, browser: Browser, server: str
) -> None:
    me = browser(citizen)
    form = me.get(CLAUSE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        limit(app, redis_url=f"redis://127.0.0.1:{free.getsockname()[1]}/0")
    page = send(me, "Remark kept", form)
    assert page.status == 503
    assert "We could not store this just now. Nothing is lost" in page.text
    assert page.form("body").fields["body"].strip() == "Remark kept"
    assert me.get(CLAUSE).status == 200
    limit(app, redis_url=server)
    assert send(me, "Remark kept", page).status == 200
    assert stored(citizen) == 1


def test_what_redis_refused_is_taken_when_the_hour_is_over(
    app: Flask, citizen: Person, browser: Browser, counter: redis.Redis
) -> None:
    limit(app, posts_per_network=1)
    me = browser(citizen)
    send(me, "Remark one")
    page = send(me, "Remark two")
    assert_too_often(page, "Remark two")
    for _ in range(3):  # pressing again and again does not make the wait longer
        page = send(me, "Remark two", page)
        assert_too_often(page, "Remark two")
    expire(counter)
    assert send(me, "Remark two", page).status == 200

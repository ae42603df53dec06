"""Servers that are killed without warning lose nothing that they acknowledged."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from consult.comments.rules import Draft
from consult.comments.services import writing
from consult.database import db
from tests.reliability.conftest import CLAUSE, PASSWORD, PROPOSAL, SLUG, Place, email

KILLS = {"some": 3, "ten": 10}
CLIENTS = 4
BEFORE_A_KILL = 4  # comments acknowledged by a group before it is killed
LONGEST = 60.0
ADDRESS = f"/en/c/{SLUG}/{PROPOSAL}/{CLAUSE}"
COMMAND = [
    sys.executable,
    "-c",
    "from consult.cli import main; main()",
    "serve",
    "--workers",
    "2",
    "--no-worker",
]
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
RECEIPT = re.compile(r"/comments/([0-9a-z]+)/receipt")


class Group:
    """A server with two workers, in a process group of its own."""

    def __init__(self, place: Place) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        settings = {
            "CONSULT_INSTANCE": str(place.instance),
            "CONSULT_SECRET_KEY": place.settings.secret_key,
            "CONSULT_PASSWORD_MEMORY_KIB": "64",
            "CONSULT_FORM_SECONDS": "0",
            "CONSULT_POSTS_PER_HOUR": "100000",
            "CONSULT_POSTS_PER_NETWORK": "1000000",
        }
        self.process = subprocess.Popen(
            [*COMMAND, "--port", str(self.port)],
            env={k: v for k, v in os.environ.items() if not k.startswith("CONSULT_")} | settings,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Until it answers; another start with another port where this one was taken."""
        wait_until(lambda: self.process.poll() is not None or self._answers())
        assert self.process.poll() is None, "the server ended by itself"

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End every process of it at once, and wait until they are gone."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        wait_until(self._gone)

    def _gone(self) -> bool:
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


def wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@dataclass
class Shared:
    """What the clients and the test tell each other."""

    port: int = 0
    over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    sent: dict[str, int] = field(default_factory=dict)  # how often each key was sent
    refs: dict[str, str] = field(default_factory=dict)  # the receipt's number, by key


class Client(threading.Thread):
    """A citizen who posts, and sends again, with the same key, what was not acknowledged."""

    def __init__(self, shared: Shared, number: int) -> None:
        super().__init__(daemon=True)
        self.shared = shared
        self.number = number
        self.cookie = self.token = ""
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        self.persist(self.sign_in)
        key = str(uuid.uuid4())
        while not self.shared.over:
            ref = self.persist(lambda key=key: self.post(key))
            with self.shared.lock:
                self.shared.refs[key] = ref
            key = str(uuid.uuid4())
            time.sleep(0.15)  # leaves the next group some processor time to start in
        self.hang_up()

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def persist(self, step: Callable[[], str]) -> str:
        """Take ``step`` again and again until a server lives long enough to answer it."""
        end = time.monotonic() + LONGEST
        while True:
            try:
                return step()
            except (OSError, http.client.HTTPException):
                self.hang_up()
                assert time.monotonic() < end, "no server answered"
                time.sleep(0.02)

    def sign_in(self) -> str:
        token = self.read("/en/sign-in")
        given = {"email": email(self.number), "password": PASSWORD, "csrf_token": token}
        status, _, _ = self.send("POST", "/en/sign-in", urlencode(given))
        assert status == 303
        self.token = self.read(ADDRESS)
        return self.token

    def read(self, path: str) -> str:
        status, _, page = self.send("GET", path)
        found = TOKEN.search(page)
        assert status == 200
        assert found
        return found[1]

    def post(self, key: str) -> str:
        with self.shared.lock:
            self.shared.sent[key] = self.shared.sent.get(key, 0) + 1
        given = {"csrf_token": self.token, "key": key, "lang": "en", "stance": "support"}
        status, location, page = self.send(
            "POST", f"{ADDRESS}/comments", urlencode(given | {"body": f"About {key}."})
        )
        assert status == 303, page
        found = RECEIPT.search(location)
        assert found
        return found[1]

    def send(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        port = self.shared.port
        if self.connection is None or self.connection.port != port:
            self.hang_up()
            self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        page = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie", []):
            if cookie.startswith("consult="):
                self.cookie = cookie.partition(";")[0]
        return response.status, response.headers["Location"] or "", page


@pytest.mark.parametrize("kills", ["some", pytest.param("ten", marks=pytest.mark.long)])
def test_what_was_acknowledged_survives_kills_and_a_repeated_send_is_one_comment(
    place: Place, kills: str
) -> None:
    place.people(CLIENTS)
    for engine in db.engines.values():
        engine.dispose()
    shared, groups = Shared(), [Group(place)]
    clients = [Client(shared, number) for number in range(CLIENTS)]
    try:
        groups[0].wait()
        shared.port = groups[0].port
        for client in clients:
            client.start()
        for _ in range(KILLS[kills]):
            # The next group starts beside the living one, and takes over when that is killed.
            groups.append(Group(place))
            enough = len(shared.refs) + BEFORE_A_KILL
            groups[-1].wait()
            wait_until(lambda enough=enough: len(shared.refs) >= enough)
            groups[-2].kill()
            shared.port = groups[-1].port
        enough = len(shared.refs) + BEFORE_A_KILL
        wait_until(lambda: len(shared.refs) >= enough)
        shared.over = True
        for client in clients:
            client.join(LONGEST)
    finally:
        shared.over = True
        for group in groups:
            if group.process.poll() is None:
                group.kill()

    assert not any(client.is_alive() for client in clients)
    stored = dict(place.rows("SELECT key, ref FROM comment"))
    refs = {
        writing.key_of(key, Draft(f"About {key}.", "en")): ref for key, ref in shared.refs.items()
    }
    assert {key: stored.get(key) for key in refs} == refs, "acknowledged and lost"
    assert stored.keys() == refs.keys()
    assert place.rows("SELECT count(*) FROM comment") == [(len(stored),)]
    assert max(shared.sent.values()) > 1, "no post was interrupted, so this proves nothing"
    place.assert_consistent()

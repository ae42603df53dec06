"""The worker as a process: killed at any moment it loses no letter, and it ends when it should."""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from consult import create_app, database, letters, mail, worker
from consult.config import Settings
from consult.jobs import rules
from tests import mailbox
from tests.conftest import close
from tests.reliability.conftest import Place
from tests.reliability.test_killed_servers import wait_until

ASKED = 120
KILLS = 5


def numbered(data: Mapping[str, Any]) -> letters.Letter:
    """A letter that needs nothing but its number."""
    values = {"outcomes": [], "version": data["number"], "number": data["number"]}
    return letters.Letter(f"n{data['number']}@example.org", "en", "carried", values)


def work(settings: Settings, lease: float) -> None:
    """What a worker's process does; every letter takes a moment, so that kills meet some."""
    write = mail._write

    def write_and_note(place: Path, name: str, message: EmailMessage) -> None:
        write(place, name, message)
        with (settings.instance / "sent").open("a") as file:
            file.write(f"{message['To']} {message['Message-ID']}\n")
        time.sleep(0.003)

    mail._write = write_and_note
    worker.MAKERS["carried"] = numbered
    worker._POLL = worker._SLICE = 0.02
    rules.LEASE = timedelta(seconds=lease)
    ending = worker.Ending()
    ending.listen()
    worker.run(create_app(settings), ending)


def start(place: Place, lease: float) -> BaseProcess:
    """A worker in a process of its own; forked, which costs little."""
    process = multiprocessing.get_context("fork").Process(
        target=work, args=(place.settings, lease), daemon=True
    )
    process.start()
    return process


def ask(place: Place, many: int) -> None:
    """Ask for letters, each by its own number, and leave no connection open."""
    with database.write() as (session, now):
        wanted = [
            (f"number:{n}", letters.asked("carried", "en", to="x", number=n)) for n in range(many)
        ]
        letters.put_all(session, now, wanted)
    close(place.app)


def noted(place: Place) -> list[tuple[str, str]]:
    """Whom letters were sent to, and under which ids, in order."""
    path = place.instance / "sent"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def undone(place: Place) -> int:
    return int(place.rows("SELECT count(*) FROM job WHERE done_at IS NULL")[0][0])


def test_a_worker_that_is_killed_at_any_moment_loses_no_letter(place: Place) -> None:
    ask(place, ASKED)
    chance = random.Random(7)
    for killed in range(KILLS):
        process = start(place, lease=0.2)
        enough = (killed + 1) * ASKED // (KILLS + 2)
        wait_until(lambda enough=enough: len(noted(place)) >= enough)
        time.sleep(chance.random() / 50)
        process.kill()
        process.join()
    assert undone(place) > 0, "nothing was left to do, so this proves nothing"
    process = start(place, lease=0.2)
    wait_until(lambda: undone(place) == 0)
    process.terminate()
    process.join()
    assert process.exitcode == 0
    everybody = {f"n{n}@example.org" for n in range(ASKED)}
    ids = defaultdict(set)
    for address, message_id in noted(place):
        ids[address].add(message_id)
    assert ids.keys() == everybody
    assert {len(known) for known in ids.values()} == {1}, "sent twice under another id"
    found = mailbox.letters(place=place.instance / "mail")
    assert sorted(str(m["To"]) for m in found) == sorted(everybody)


def test_two_workers_never_send_the_same_letter(place: Place) -> None:
    ask(place, ASKED)
    workers = [start(place, lease=300), start(place, lease=300)]
    wait_until(lambda: undone(place) == 0)
    for process in workers:
        process.terminate()
        process.join()
    assert len(noted(place)) == len(set(noted(place))) == ASKED


def test_a_worker_beside_a_server_ends_with_it_also_when_that_is_killed(place: Place) -> None:
    """What stays open is a pipe, for as long as anyone of them lives."""
    place.people(1)
    with database.write() as (session, now):
        letters.put(session, now, "unknown", "en", to="x@example.org")
    close(place.app)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONSULT_")}
    settings = {
        "CONSULT_INSTANCE": str(place.instance),
        "CONSULT_SECRET_KEY": place.settings.secret_key,
    }
    program = "import time; from consult import worker\nwith worker.Beside(): time.sleep(600)"
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        env=kept | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    wait_until(
        lambda: place.rows("SELECT count(*) FROM job WHERE failed_at IS NOT NULL")[0][0] == 1
    )
    parent.kill()
    output, _ = parent.communicate(timeout=60)
    assert output == b""

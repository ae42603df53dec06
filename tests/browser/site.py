"""The site that the tests visit: its addresses, its people, and the command beside it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from consult.demonstration import SLUG

DEMONSTRATION = f"/c/{SLUG}"
DOCUMENT = f"{DEMONSTRATION}/special-status"
CLAUSE = f"{DOCUMENT}/art_1__para_1"
_FOLDER = """
slug = "{slug}"
kind = "law"
zone = "Asia/Almaty"
opens = 2020-07-01
closes = 2099-07-20
rules = "kz-practice"

[agency]
slug = "anti-corruption-agency"
en = "Anti-Corruption Agency"

[title]
en = "{title}"
ru = "{title} (ru)"
"""
_TEXT = """---
title: A small law
---

## Article 1. Subject {#art_1}

1. This law says who keeps the register, and who may read the register. {#art_1__para_1}

2. The register is public. {#art_1__para_2}
"""


@dataclass
class Site:
    """The server that the tests visit, and the command beside it."""

    url: str
    environment: dict[str, str]
    passwords: dict[str, str]
    cookies: dict[str, list[Any]] = field(default_factory=dict)

    def consult(self, *arguments: str) -> str:
        """Run the command ``consult`` on this site's data; returns what it printed."""
        return consult(self.environment, *arguments)

    def link_in_letter(self, email: str) -> str:
        """The first address in the newest letter to ``email``, once the worker has written it."""
        folder = Path(self.environment["CONSULT_INSTANCE"]) / "mail"
        for _ in range(150):
            for path in sorted(folder.glob("*.eml"), reverse=True):
                text = path.read_text(encoding="utf-8")
                found = re.search(rf"{self.url}/\S+/link/\S+", text)
                if found and f"To: {email}" in text:
                    return found[0]
            clock.sleep(0.1)
        raise AssertionError(f"no letter to {email} after 15 seconds")

    def publish(self, folder: Path, slug: str, title: str = "A law to close") -> str:
        """Publish a small discussion whose minimum term has run; returns its address."""
        folder.mkdir()
        (folder / "consultation.toml").write_text(_FOLDER.format(slug=slug, title=title))
        (folder / "01-small-law.en.md").write_text(_TEXT)
        self.consult("publish", str(folder))
        return f"/c/{slug}"


def consult(environment: dict[str, str], *arguments: str) -> str:
    """Run the command ``consult`` in ``environment``; returns what it printed."""
    command = [str(Path(sys.executable).parent / "consult"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


def free_address() -> str:
    """An address of this machine at which nothing is served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def served(environment: dict[str, str], log: Path) -> Iterator[None]:
    """The site at its ``CONSULT_BASE_URL``; ended by its process."""
    url = environment["CONSULT_BASE_URL"]
    port = str(urlsplit(url).port)
    command = [str(Path(sys.executable).parent / "consult"), "serve", "--port", port]
    with log.open("wb") as file:
        server = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
        try:
            _wait_until_ready(url, server, log)
            yield
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert server.poll() is None, f"the server ended: {log.read_text()}"
        try:
            with urlopen(f"{url}/readyz", timeout=2) as answer:
                assert answer.status == 200
                return
        except (URLError, ConnectionError, TimeoutError):
            clock.sleep(0.1)
    raise AssertionError(f"the server is not ready after 20 seconds: {log.read_text()}")

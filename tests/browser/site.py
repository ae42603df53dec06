"""The site that the tests visit: its addresses, its people, and the command beside it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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

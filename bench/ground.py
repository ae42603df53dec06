"""The ground of a run: an instance with one consultation, sixty clauses and ten thousand comments.

Everything comes in by the platform's own services: the folder is published, the comments are
imported, so that counts and pages are those of real use.
"""

from __future__ import annotations

import csv
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from bench import samples
from consult import create_app, database, paths
from consult.accounts.services import people as accounts
from consult.comments.services import importing
from consult.config import Settings
from consult.database import db
from consult.proposals.services import folders, publishing

SLUG, PROPOSAL, CROWDED = "bench", "amendments", "art_3__para_2"
COMMENTS, ON_CROWDED = 10_000, 400
# Two clauses with passages that overlap, in an instance of its own: by eid, how many of them.
ANNOTATED = {"art_2__para_1": 500, "art_2__para_2": 50}
CITIZENS = 4
PASSWORD = "a-password-for-the-bench"
DOCUMENT = f"/ru/c/{SLUG}/{PROPOSAL}"
CLAUSE = f"{DOCUMENT}/{CROWDED}"
# Four citizens write here as fast as they can, from one network.
_NO_LIMITS = {"form_seconds": 0, "posts_per_hour": 100_000, "posts_per_network": 1_000_000}
_COLUMNS = ("external_id", "clause", "parent", "author", "lang", "stance", "body", "quote")
_CONFIGURATION = """
slug = "{slug}"
kind = "law"
agency = "Agency of the bench"
zone = "Asia/Almaty"
opens = {opens}
closes = {closes}

[title]
ru = "Обсуждение для измерений"
"""


@dataclass(frozen=True)
class Ground:
    """Where a run takes place."""

    folder: Path
    secret: str

    def environment(self, name: str, **settings: object) -> dict[str, str]:
        """What a process needs to serve the instance ``name``; ``settings`` are CONSULT_*."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CONSULT_")}
        given = {f"CONSULT_{key.upper()}": str(value) for key, value in settings.items()}
        own = {"CONSULT_INSTANCE": str(self.folder / name), "CONSULT_SECRET_KEY": self.secret}
        limits = {f"CONSULT_{key.upper()}": str(value) for key, value in _NO_LIMITS.items()}
        return kept | own | limits | given

    def database(self, name: str) -> Path:
        """The database of the instance ``name``."""
        return self.folder / name / "consult.sqlite"

    def copy(self, name: str) -> None:
        """Make another instance with the data that the first one has now."""
        self.database(name).parent.mkdir()
        source = database.sqlite_module.connect(str(self.database("first")))
        target = database.sqlite_module.connect(str(self.database(name)))
        source.backup(target)
        source.close()
        target.close()


def prepare(folder: Path) -> Ground:
    """Build the first instance in ``folder``."""
    ground = Ground(folder, secrets.token_hex(32))
    app = application(ground, "first")
    with app.app_context():
        upgrade(directory=str(paths.folder("migrations")))
        publishing.publish(folders.read(_written(folder / "proposals")))
        for number in range(CITIZENS):
            accounts.create(email(number), f"Citizen {number}", PASSWORD, None, None, agreed=True)
        report = importing.import_file(SLUG, _comments(folder / "comments.csv"))
        if report.imported != COMMENTS:
            raise RuntimeError(f"{report.imported} imported; {report.rejected[:3]}")
        close(app)
    return ground


def annotate(ground: Ground, name: str) -> None:
    """Copy the first instance to ``name`` and annotate passages of two of its clauses."""
    ground.copy(name)
    app = application(ground, name)
    with app.app_context():
        report = importing.import_file(SLUG, _annotations(ground.folder / "annotations.csv"))
        if report.rejected:
            raise RuntimeError(f"{len(report.rejected)} rejected; {report.rejected[:3]}")
        close(app)


def application(ground: Ground, name: str) -> Flask:
    """The application over the instance ``name``, in this process."""
    return create_app(
        Settings(
            instance=ground.folder / name,
            database_url=f"sqlite:///{ground.database(name)}",
            secret_key=ground.secret,
            **_NO_LIMITS,
        )
    )


def close(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def email(number: int) -> str:
    """The address of a citizen."""
    return f"citizen{number}@example.org"


def _written(folder: Path) -> Path:
    folder.mkdir()
    today = datetime.now(UTC).date()
    opens, closes = today - timedelta(days=30), today + timedelta(days=200)
    configuration = _CONFIGURATION.format(slug=SLUG, opens=opens, closes=closes)
    (folder / folders.CONFIGURATION).write_text(configuration, encoding="utf-8")
    (folder / f"01-{PROPOSAL}.ru.md").write_text(samples.document(), encoding="utf-8")
    return folder


def _comments(path: Path) -> Path:
    """The file of comments to import: many on one clause, the others spread evenly."""
    writer = samples.Writer(1)
    eids = samples.eids()
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_COLUMNS)
        for number in range(COMMENTS):
            crowded = number % (COMMENTS // ON_CROWDED) == 0
            eid = CROWDED if crowded else eids[number % len(eids)]
            rows.writerow(_row(writer, number, eid, top=crowded))
    return path


def _annotations(path: Path) -> Path:
    """The file of annotations to import: each quotes a passage of its own, and they overlap."""
    writer = samples.Writer(2)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_COLUMNS)
        for eid, wanted in ANNOTATED.items():
            article, _, paragraph = eid.removeprefix("art_").partition("__para_")
            text = samples.clause_text(int(article) * 10 + int(paragraph))
            for number, quote in enumerate(_passages(writer, text, wanted)):
                said = writer.comment("ru")
                rows.writerow((f"{eid}-{number}", eid, "", "Читатель", "ru", "", said, quote))
    return path


def _passages(writer: samples.Writer, text: str, wanted: int) -> list[str]:
    """Different words of ``text``, each of which stands in it once."""
    found: dict[str, None] = {}
    while len(found) < wanted:
        start, size = writer.random.randrange(len(text)), writer.random.randint(12, 80)
        quote = text[start : start + size].strip()
        if len(quote) > 8 and text.count(quote) == 1:
            found[quote] = None
    return list(found)


def _row(writer: samples.Writer, number: int, eid: str, *, top: bool) -> list[str]:
    """A comment; a tenth are replies, a tenth quote the first sentence of their clause."""
    lang = writer.language()
    reply = not top and number > 100 and number % 10 == 3
    parent = f"e{number - number % 100 - 100}" if reply else ""
    quote = ""
    if not reply and "__" in eid and number % 10 == 0:
        article, _, paragraph = eid.removeprefix("art_").partition("__para_")
        quote = f"Положение {int(article) * 10 + int(paragraph)} вводится"
    stance = writer.random.choice(("support", "oppose", "amend", "neutral", ""))
    author = f"Гражданин {number}"
    return [f"e{number}", eid, parent, author, lang, stance, writer.comment(lang), quote]

"""Two hundred thousand comments, put into a database in bulk; the counts agree with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.samples import Writer
from consult import database
from consult.analysis import indexing

COMMENTS = 200_000
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_OWN = ("ref", "lang", "body", "body_html", "posted_at", "sha256", "stems", "external_id")


def gather(path: Path) -> None:
    """Fill the database up to ``COMMENTS``: like those that are there, with texts of their own."""
    connection = database.sqlite_module.connect(str(path), isolation_level=None)
    cursor = connection.execute("SELECT * FROM comment WHERE parent_id IS NULL ORDER BY id")
    columns = [column[0] for column in cursor.description]
    models = [dict(zip(columns, row, strict=True)) for row in cursor]
    (there,) = connection.execute("SELECT count(*) FROM comment").fetchone()
    names = columns[1:]  # the id is given by the database
    holes = ", ".join(f":{name}" for name in names)
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        f"INSERT INTO comment ({', '.join(names)}) VALUES ({holes})",
        _comments(models, COMMENTS - there),
    )
    _count(connection)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _comments(models: list[dict[str, Any]], many: int) -> Iterator[dict[str, Any]]:
    """Comments like ``models``, a second apart, each with a text and a number of its own."""
    writer = Writer(2)
    first = datetime.now(UTC) - timedelta(days=20)
    for number in range(many):
        lang = writer.language()
        body = f"{writer.comment(lang)} {writer.name()}."
        posted = (first + timedelta(seconds=number)).strftime("%Y-%m-%d %H:%M:%S.%f")
        html = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
        digest = hashlib.sha256(f"{number}{body}".encode()).hexdigest()
        own = (
            _ref(number),
            lang,
            body,
            html,
            posted,
            digest,
            indexing.found_by((body, lang)),
            None,
        )
        yield models[number % len(models)] | dict(zip(_OWN, own, strict=True))


def _ref(number: int) -> str:
    """Ten characters; those of the real ones are drawn, and 10,000 of 2**50 hit none of these."""
    return "bench" + "".join(_ALPHABET[number >> shift & 31] for shift in (20, 15, 10, 5, 0))


def _count(connection: Any) -> None:
    """Let tallies and proposals say what is there."""
    found = connection.execute(
        "SELECT proposal_id, clause_uid, coalesce(stance, 'unstated'), count(*) FROM comment"
        " WHERE status = 'visible' GROUP BY 1, 2, 3"
    ).fetchall()
    connection.execute("UPDATE tally SET total = 0")
    for proposal_id, uid, stance, comments in found:
        connection.execute(
            f"UPDATE tally SET total = total + ?, {stance} = ? WHERE proposal_id = ? AND uid = ?",
            (comments, comments, proposal_id, uid),
        )
    connection.execute(
        "UPDATE proposal SET revision = revision + 1, comments ="
        " (SELECT sum(total) FROM tally WHERE tally.proposal_id = proposal.id)"
    )

"""Carries annotations over in a process of its own: ``python -m bench.carriers N``.

Prints, as JSON, the seconds, by how much memory grew after the first tenth, and the seconds of a
bare INSERT of as many rows.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from bench import documents
from consult import create_app, database
from consult.comments.models import AuthorKind, Channel, Comment, Status
from consult.comments.services import carrying
from consult.database import db
from consult.proposals.models import Clause, ClauseText, Consultation, Proposal, Version
from consult.proposals.services import folders, publishing

_CONFIGURATION = """
slug = "carried"
kind = "law"
agency = "Agency of the bench"
zone = "Asia/Almaty"
opens = 2020-07-01
closes = 2020-07-20

[title]
ru = "Перенос примечаний"
"""


def main() -> None:
    """Publish a law, annotate it, publish its next version without carrying, then carry."""
    count = int(sys.argv[1])
    app = create_app()
    with app.app_context(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / folders.CONFIGURATION).write_text(_CONFIGURATION, encoding="utf-8")
        text = documents.law(random.Random(1))
        _publish(folder, text)
        proposal_id = _annotate(count)
        _publish(folder, documents.amended(text, random.Random(2)))
        print(json.dumps(_measured(proposal_id, count)))


def _publish(folder: Path, text: str) -> None:
    (folder / "01-law.ru.txt").write_text(text, encoding="utf-8")
    publishing.publish(folders.read(folder, accept_warnings=True))


def _annotate(count: int) -> int:
    """Insert annotations of the first version as rows: posting them would take an hour."""
    proposal = db.session.execute(
        select(Proposal.id, Proposal.consultation_id, Version.id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .join(Version, Version.proposal_id == Proposal.id)
        .where(Consultation.slug == "carried")
    ).one()
    clauses = db.session.execute(
        select(Clause.id, Clause.uid, ClauseText.text)
        .join(ClauseText, ClauseText.clause_id == Clause.id)
        .where(Clause.version_id == proposal[2], func.length(ClauseText.text) > 60)
    ).all()
    dice = random.Random(5)
    db.session.close()
    with database.write() as (session, _):
        for at in range(0, count, 10_000):
            numbers = range(at, min(at + 10_000, count))
            rows = [_annotation(n, proposal, dice.choice(clauses), dice) for n in numbers]
            session.execute(insert(Comment), rows)
    return int(proposal[0])


def _annotation(number: int, proposal: Any, clause: Any, dice: random.Random) -> dict[str, Any]:
    start = dice.randrange(len(clause.text) - 40)
    end = start + dice.randrange(8, 40)
    moment = datetime(2020, 7, 2, tzinfo=UTC)
    return {
        "ref": f"b{number:09}",
        "proposal_id": proposal[0],
        "consultation_id": proposal[1],
        "version_id": proposal[2],
        "clause_id": clause.id,
        "clause_uid": clause.uid,
        "author_name": "Citizen",
        "author_kind": AuthorKind.PERSON,
        "channel": Channel.WEB,
        "lang": "ru",
        "body": "Remark.",
        "body_html": "<p>Remark.</p>",
        "sanitiser": "bench",
        "quote": clause.text[start:end],
        "quote_lang": "ru",
        "quote_start": start,
        "quote_end": end,
        "posted_at": moment,
        "received_at": moment,
        "status": Status.VISIBLE,
        "sha256": "0" * 64,
    }


def _measured(proposal_id: int, count: int) -> dict[str, float]:
    marks: list[float] = []
    begun = time.perf_counter()

    def done(_: int) -> None:
        marks.append(_resident())

    found = carrying.carry(proposal_id, done=done)
    seconds = time.perf_counter() - begun
    if found.total() != count:
        raise RuntimeError(f"{found.total()} carried over, not {count}")
    early = marks[len(marks) // 10]
    return {
        "seconds": seconds,
        "grown_mib": max(marks) - early,
        "resident_mib": max(marks),
        "bare_seconds": _bare(count),
        **{outcome.value: float(n) for outcome, n in found.items()},
    }


def _resident() -> float:
    """The memory that the process holds now, in MiB: a peak would hide what came after it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _bare(count: int) -> float:
    """The seconds of inserting as many rows of the ledger by the driver alone."""
    connection = database.sqlite_module.connect(str(Path(tempfile.mkdtemp()) / "bare.sqlite"))
    connection.execute("CREATE TABLE ledger (a, b, c, d, e, f, g, h)")
    begun = time.perf_counter()
    for at in range(0, count, carrying.BATCH):
        rows = [(at + n, 2, "exact", 1.0, n, "ru", 10, 40) for n in range(carrying.BATCH)]
        connection.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.commit()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

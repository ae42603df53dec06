"""Comments that came by other ways: paper, e-mail, hearings, other platforms.

A file is read in batches. What can be wrong with a row by itself is found first; each batch is
then stored in one transaction. A row is known by its ``external_id``, so the same file again
imports nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from consult import database
from consult.comments.models import Comment, Status
from consult.comments.services.import_rows import BadRow, Places, Row, read_rows, values_of
from consult.comments.services.writing import sha256_of
from consult.database import built
from consult.errors import Invalid
from consult.proposals.models import Consultation, Stance
from consult.proposals.services import counting, reading

BATCH = 500

Prepared = tuple[Row, dict[str, Any]]
_PLACE = (
    Comment.id,
    Comment.root_id,
    Comment.proposal_id,
    Comment.version_id,
    Comment.clause_id,
    Comment.clause_uid,
)


@dataclass
class Report:
    """What an import did."""

    imported: int = 0
    already_there: int = 0
    rejected: list[tuple[Row, str]] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)


def import_file(
    consultation_slug: str, path: Path, *, progress: Callable[[int], None] = lambda rows: None
) -> Report:
    """Import comments from CSV or JSON Lines; ``progress`` is told how many rows were handled.

    Raises ``Unreadable`` when the file is neither. Good rows go in whatever the bad ones are.
    """
    report = Report()
    consultation = reading.consultation(consultation_slug)
    places = Places(consultation)
    waiting: list[Prepared] = []
    for batch in _batches(read_rows(path, report.ignored_columns)):
        prepared = _prepared(batch, places, report)
        waiting += _store(consultation.id, prepared, report)
        progress(len(batch))
    _store_waiting(consultation.id, waiting, report)
    return report


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _prepared(batch: list[Row], places: Places, report: Report) -> list[Prepared]:
    good = []
    for row in batch:
        try:
            good.append((row, values_of(row.cells, places)))
        except BadRow as error:
            report.rejected.append((row, str(error)))
        except Invalid as error:
            report.rejected.append((row, _QUOTE_REASONS[str(error)]))
    return good


_QUOTE_REASONS = {
    "no_clause": "there is a quote but no clause",
    "not_in_clause": "the quote does not stand in that clause",
    "several_places": "the quote stands in several places of that clause; quote more",
}


def _store_waiting(consultation_id: int, waiting: list[Prepared], report: Report) -> None:
    """Store replies that stood before their parents, for as long as some find theirs."""
    while waiting:
        left: list[Prepared] = []
        for start in range(0, len(waiting), BATCH):
            left += _store(consultation_id, waiting[start : start + BATCH], report)
        if len(left) == len(waiting):
            reason = "its parent {!r} is neither in the file nor in the consultation"
            report.rejected += [(row, reason.format(values["parent"])) for row, values in left]
            return
        waiting = left


def _store(consultation_id: int, rows: list[Prepared], report: Report) -> list[Prepared]:
    """Store a batch in one transaction; returns the replies whose parent is not there yet."""
    with database.write() as (session, now):
        consultation = session.get_one(Consultation, consultation_id, with_for_update=True)
        batch = _Batch(session, consultation, now)
        batch.know(rows)
        for row, values in rows:
            batch.take(row, values)
        batch.count()
    report.imported += batch.imported
    report.already_there += batch.already_there
    report.rejected += batch.rejected
    return batch.waiting


class _Place(NamedTuple):
    """A comment that others may answer: its id, its thread's, and where it stands."""

    id: int
    root_id: int | None
    proposal_id: int
    version_id: int
    clause_id: int | None
    clause_uid: str


class _Batch:
    """One transaction's rows; ``known`` has the comments that a row may repeat or answer."""

    def __init__(self, session: Session, consultation: Consultation, now: datetime) -> None:
        self.session = session
        self.consultation = consultation
        self.now = now
        self.known: dict[str, _Place] = {}
        self.moves: Counter[tuple[int, str, Stance | None]] = Counter()
        self.imported = 0
        self.already_there = 0
        self.rejected: list[tuple[Row, str]] = []
        self.waiting: list[Prepared] = []

    def know(self, rows: list[Prepared]) -> None:
        """Read the comments that these rows repeat or answer."""
        wanted = {str(values["external_id"]) for _, values in rows}
        wanted |= {str(values["parent"]) for _, values in rows if values["parent"]}
        found = self.session.execute(
            select(Comment.external_id, *_PLACE).where(
                Comment.consultation_id == self.consultation.id, Comment.external_id.in_(wanted)
            )
        )
        for external_id, *place in found:
            self.known[str(external_id)] = built(_Place, place)

    def take(self, row: Row, prepared: dict[str, Any]) -> None:
        """Insert a row, or say why not: it is there already, waits for its parent, or is late."""
        values = dict(prepared)
        parent = values.pop("parent")
        if values["external_id"] in self.known:
            self.already_there += 1
        elif parent is not None and parent not in self.known:
            self.waiting.append((row, prepared))
        elif (reason := self._late(values)) is not None:
            self.rejected.append((row, reason))
        else:
            if parent is not None:
                self._reply_to(self.known[str(parent)], values)
            self._insert(values)

    def _late(self, values: dict[str, Any]) -> str | None:
        """Why the moment is not in the window; a row without one was posted now."""
        moment = values["posted_at"] = values["posted_at"] or self.now
        window = self.consultation.window
        if window.opens_at <= moment < window.ends_at:
            return None
        return f"posted_at {moment.isoformat()} is outside the window of the consultation"

    def _reply_to(self, parent: _Place, values: dict[str, Any]) -> None:
        root = parent.root_id or parent.id
        values |= {
            "parent_id": parent.id,
            "root_id": root,
            "proposal_id": parent.proposal_id,
            "version_id": parent.version_id,
            "clause_id": parent.clause_id,
            "clause_uid": parent.clause_uid,
        }
        self.session.execute(
            update(Comment).where(Comment.id == root).values(replies=Comment.replies + 1)
        )

    def _insert(self, values: dict[str, Any]) -> None:
        values |= {"consultation_id": self.consultation.id, "received_at": self.now}
        values["sha256"] = sha256_of(values)
        inserted = self.session.execute(insert(Comment).values(values).returning(*_PLACE)).one()
        self.known[str(values["external_id"])] = built(_Place, inserted)
        self.imported += 1
        if values["status"] is Status.VISIBLE:
            self.moves[inserted.proposal_id, inserted.clause_uid, values["stance"]] += 1

    def count(self) -> None:
        """Move the tallies by what was inserted."""
        for (proposal_id, uid, stance), count in self.moves.items():
            counting.count(self.session, proposal_id, uid, stance, count)

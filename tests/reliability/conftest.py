"""A discussion that is open by the real clock, with people to take part in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult import database
from consult.accounts.models import Person
from consult.accounts.services import people as accounts
from consult.config import Settings
from tests import factories

SLUG, PROPOSAL, CLAUSE = "real-time", "first", "art_1__para_1"
PASSWORD = "a password"


@dataclass
class Place:
    """An instance on disk, which other processes may open too."""

    app: Flask
    instance: Path

    @property
    def path(self) -> Path:
        return self.instance / "consult.sqlite"

    @property
    def settings(self) -> Settings:
        return self.app.config["SETTINGS"]

    def people(self, many: int) -> list[Person]:
        """Citizens with accounts."""
        for number in range(many):
            accounts.create(email(number), f"Citizen {number}", PASSWORD, None, None, agreed=True)
        return [accounts.by_email(email(number)) for number in range(many)]

    def connect(self) -> Any:
        """A connection that has nothing to do with the application."""
        return database.sqlite_module.connect(str(self.path), isolation_level=None, timeout=10)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What is in the database, read past the application."""
        connection = self.connect()
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def assert_consistent(self) -> None:
        """The file is whole, and every count is the number of the rows that it counts."""
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        assert self.rows("PRAGMA foreign_key_check") == []
        assert self.rows(_WRONG_TALLIES) == []
        assert self.rows(_WRONG_PROPOSALS) == []
        assert self.rows(_WRONG_REPLIES) == []


_VISIBLE = (
    "(SELECT count(*) FROM comment c WHERE c.proposal_id = t.proposal_id"
    " AND c.clause_uid = t.uid AND c.status = 'visible'"
)
_WRONG_TALLIES = (
    f"SELECT * FROM tally t WHERE t.total <> {_VISIBLE})"
    f" OR t.unstated <> {_VISIBLE} AND c.stance IS NULL)"
) + "".join(
    f" OR t.{name} <> {_VISIBLE} AND c.stance = '{name}')"
    for name in ("support", "oppose", "amend", "neutral")
)
_WRONG_PROPOSALS = (
    "SELECT * FROM proposal p WHERE p.comments <> (SELECT count(*) FROM comment c"
    " WHERE c.proposal_id = p.id AND c.status = 'visible')"
)
_WRONG_REPLIES = (
    "SELECT id FROM comment r WHERE r.replies <>"
    " (SELECT count(*) FROM comment c WHERE c.root_id = r.id)"
)


def email(number: int) -> str:
    return f"citizen{number}@example.org"


@pytest.fixture
def place(app: Flask, tmp_path: Path) -> Place:
    """An open discussion; another one is beside it."""
    factories.publish(tmp_path / "other", slug="other", agency="other-agency", closes="2100-01-01")
    factories.publish(tmp_path / "folder", slug=SLUG, closes="2100-01-01")
    return Place(app, Path(app.instance_path))

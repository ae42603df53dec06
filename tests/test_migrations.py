"""The migrations and the models say the same."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from consult.database import Base, db, modelled


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with db.engines["write"].connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": modelled}
        )
        assert compare_metadata(context, Base.metadata) == []

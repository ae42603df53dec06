"""Alembic's environment: migrations run on a connection of their own, without the pragmas.

Foreign keys must not be enforced while SQLite's batch mode copies a table.
"""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from consult import database
from consult.accounts import models as accounts
from consult.comments import models as comments
from consult.jobs import models as jobs
from consult.moderation import models as moderation
from consult.proposals import models as proposals
from consult.publishing import models as publishing
from consult.subscriptions import models as subscriptions

# All models, known to the metadata.
FEATURES = (accounts, jobs, proposals, comments, subscriptions, moderation, publishing)


def _rendered(kind: str, item: object, autogen_context: object) -> str | bool:
    """Migrations must not change with the code, so they name no type of ours."""
    if kind == "type" and isinstance(item, database.UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Bring the database from the version it has to the one that was asked for."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    options = {"module": database.sqlite_module} if url.startswith("sqlite") else {}
    engine = create_engine(url, poolclass=NullPool, **options)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_rendered,
            include_object=database.modelled,
        )
        with context.begin_transaction():
            context.run_migrations()


run()

"""Engines, the two kinds of session, and the only way to write.

Reads use Flask-SQLAlchemy's ``db.session``, on an engine that refuses to write. Writes use
``write()``, on an engine of their own whose every transaction begins with BEGIN IMMEDIATE on
SQLite: with the driver's default, simultaneous writers lose updates without any error.
"""

from __future__ import annotations

import enum
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    Select,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator

from consult import clock, paths
from consult.errors import Unavailable

try:
    import pysqlite3.dbapi2 as _pysqlite3

    sqlite_module: ModuleType = _pysqlite3
except ImportError:  # no wheel for this machine: doctor and /readyz say so
    sqlite_module = sqlite3

# Below this, several processes writing in WAL mode can corrupt the file (the "WAL-reset" bug).
SAFE_SQLITE = (3, 51, 3)

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
)

_SEARCH = re.compile(r"^(ix_)?(comment|clause)_search")

# What one request or export reads is one moment: on SQLite in WAL mode every transaction is so.
_READ_OPTIONS: dict[str, dict[str, Any]] = {
    "sqlite": {},
    "postgresql": {
        "isolation_level": "REPEATABLE READ",
        "execution_options": {"postgresql_readonly": True},
    },
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. SQLite drops zones, so naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; raises ``ValueError`` for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC, whether the database kept the zone or not."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """The parent of every model."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UTCDateTime,
        int: BigInteger().with_variant(Integer, "sqlite"),
        dict[str, str]: JSON,
        enum.StrEnum: Enum(enum.StrEnum, native_enum=False, values_callable=_values, length=20),
    }


_Kind = TypeVar("_Kind")

db = SQLAlchemy(metadata=Base.metadata)
_migrate = Migrate()


def attach(app: Flask) -> None:
    """Open both engines for ``app`` and hand Flask-Migrate the migrations folder."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    options = _engine_options(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = (
        options | _READ_OPTIONS[make_url(url).get_backend_name()]
    )
    app.config["SQLALCHEMY_BINDS"] = {"write": {"url": url, **options}}
    db.init_app(app)
    _migrate.init_app(app, db, directory=str(paths.folder("migrations")), render_as_batch=True)
    with app.app_context():
        _listen(db.engines[None], "BEGIN", ("PRAGMA query_only=ON",))
        _listen(db.engines["write"], "BEGIN IMMEDIATE", ())


def _engine_options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    Path(str(make_url(url).database)).parent.mkdir(parents=True, exist_ok=True)
    # The driver must not begin transactions by itself: the "begin" event below does.
    return {"module": sqlite_module, "connect_args": {"isolation_level": None, "timeout": 10}}


def _listen(engine: Engine, begin: str, more: tuple[str, ...]) -> None:
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:
        for pragma in _PRAGMAS + more:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)


@contextmanager
def write() -> Iterator[tuple[Session, datetime]]:
    """The one write transaction: a session, and the server's time once the write lock is held.

    Commits when the block ends, rolls back when it raises. The time is read after the lock was
    taken, so a writer that waited past a deadline is judged by the time it got its turn.
    Raises ``Unavailable`` when the database cannot write; nothing of the block is stored then.
    On PostgreSQL the block itself locks the rows that it decides on (``with_for_update``).
    """
    try:
        with Session(db.engines["write"], expire_on_commit=False) as session, session.begin():
            session.connection()
            yield session, clock.now()
    except OperationalError as error:
        raise Unavailable(f"the database cannot write just now: {error.orig}") from error
    finally:
        db.session.close()  # the next read of this request sees what was written


def read_one(
    statement: Select[*tuple[Any, ...]], engine: Engine | None = None, **parameters: Any
) -> tuple[Any, ...] | None:
    """One row as the driver gives it, None where there is none: a tenth of a session's price.

    For the read that every visitor's page begins with. It sees the newest state, which a session
    that began to read before does not.
    """
    engine = engine or db.engine
    sql, names = _driver_sql(engine.dialect, statement)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(sql, [parameters[name] for name in names] if names else parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
        cursor.close()
        return row
    finally:
        connection.close()


@lru_cache(maxsize=16)
def _driver_sql(
    dialect: Dialect, statement: Select[*tuple[Any, ...]]
) -> tuple[str, tuple[str, ...]]:
    """The statement in the driver's own words, and its parameters' names where they have places."""
    compiled = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"not a statement: {statement}")
    return compiled.string, tuple(compiled.positiontup or ())


def modelled(item: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Whether the models know of a thing in the schema (Alembic's ``include_object``).

    They do not know what texts are searched by: each engine has its own, made by its migration.
    """
    return not (reflected and _SEARCH.search(name or ""))


def built(kind: Callable[..., _Kind], columns: Iterable[Any]) -> _Kind:
    """A ``kind`` from the columns of a row, which stand in the order of its fields."""
    return kind(*columns)


def sqlite_version() -> str | None:
    """The version of the embedded SQLite in use, None on another database."""
    return str(sqlite_module.sqlite_version) if db.engine.dialect.name == "sqlite" else None


def sqlite_is_safe() -> bool:
    """Whether several processes may write: true off SQLite and from ``SAFE_SQLITE`` on."""
    version = sqlite_version()
    return version is None or tuple(map(int, version.split("."))) >= SAFE_SQLITE


def problems() -> list[str]:
    """What keeps this process from serving: the database does not answer, or is behind."""
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError as error:
        return [f"the database does not answer: {type(error).__name__}"]
    newest = ScriptDirectory(str(paths.folder("migrations"))).get_heads()
    found = []
    if set(current) != set(newest):
        found.append("the database is not at the newest version: run consult init")
    if not sqlite_is_safe():
        found.append(
            f"SQLite {sqlite_version()} can corrupt the file when several processes write: "
            "install pysqlite3, or serve with one worker"
        )
    return found

"""How often something was tried: counted in Redis where there is one, else in a table.

A count is of a fixed span of time. People, addresses and networks are counted under keyed
hashes: whoever reads the table learns no address, and rows are gone soon after their span.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consult import config, database
from consult.accounts.models import Tries
from consult.accounts.rules import Limit
from consult.database import db
from consult.errors import TooOften, Unavailable

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
Hit = tuple[Limit, str]


def keyed(secret: str, text: str) -> str:
    """A name for ``text`` that nobody without ``secret`` can find out (HMAC-SHA256)."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


@cache
def _redis(url: str) -> redis.Redis:
    # One try: whoever waits for an answer is told at once, and is told when to come again.
    once = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=once)


def disconnect() -> None:
    """Give back the connections to Redis: only for a process that changes it, as tests do."""
    _redis.cache_clear()


def _hidden(hit: Hit) -> str:
    """What is counted, under a name that tells nobody who it is."""
    limit, who = hit
    return f"{limit.name}:{keyed(config.current().secret_key, f'{limit.name}:{who}')[:32]}"


def _place(hit: Hit, now: datetime) -> tuple[str, datetime]:
    """The key of a count in the table, and when its span ends."""
    span = hit[0].span
    number = (now - _BEGINNING) // span
    return f"{_hidden(hit)}:{number}", _BEGINNING + (number + 1) * span


def reached(hits: Sequence[Hit], now: datetime) -> bool:
    """Whether one of these has been tried as often as it may be."""
    if config.current().redis_url:
        counts = _from_redis([_hidden(hit) for hit in hits])
        return any(count >= limit.most for count, (limit, _) in zip(counts, hits, strict=True))
    most = {_place(hit, now)[0]: hit[0].most for hit in hits}
    rows = db.session.execute(select(Tries.key, Tries.count).where(Tries.key.in_(most)))
    return any(count >= most[key] for key, count in rows)


def _from_redis(keys: list[str]) -> list[int]:
    try:
        return [int(found or 0) for found in _redis(config.current().redis_url).mget(keys)]
    except redis.RedisError as error:
        raise Unavailable(f"Redis does not answer: {error}") from error


@dataclass(frozen=True)
class Pending:
    """What is being tried: ``count`` it inside the write that does it."""

    hits: tuple[Hit, ...]

    def count(self, session: Session, now: datetime) -> None:
        """Count in the caller's transaction; raises ``TooOften`` (nothing is written then).

        Where Redis counts, it has counted already.
        """
        if config.current().redis_url:
            return
        for hit in self.hits:
            key, until = _place(hit, now)
            if _one_more(session, key, until) > hit[0].most:
                raise TooOften(hit[0].name, until - now)


def pending(*hits: Hit, once: str = "") -> Pending:
    """Announce that this is about to be done. Where there is Redis it is counted now, since
    nothing calls out inside a write; raises ``TooOften`` then.

    ``once`` names what is done: announced again, it is the same and is not counted again.
    """
    if config.current().redis_url:
        for hit in hits:
            count, left = _one_more_in_redis(hit, once)
            if count > hit[0].most:
                raise TooOften(hit[0].name, left)
    return Pending(hits)


def note(*hits: Hit) -> None:
    """Count something that went wrong, in a write of its own."""
    if config.current().redis_url:
        for hit in hits:
            _one_more_in_redis(hit)
        return
    with database.write() as (session, now):
        for hit in hits:
            _one_more(session, *_place(hit, now))


def _one_more_in_redis(hit: Hit, once: str = "") -> tuple[int, timedelta]:
    """How many there are now, and how long they are counted still."""
    key, span = _hidden(hit), hit[0].span
    server = _redis(config.current().redis_url)
    try:
        mark = f"{key}:{keyed(config.current().secret_key, once)[:32]}"
        fresh = not once or bool(server.set(mark, 1, ex=span, nx=True))
        pipeline = server.pipeline()
        pipeline.set(key, 0, ex=span, nx=True)
        pipeline.incrby(key, int(fresh))
        pipeline.ttl(key)
        _, count, left = pipeline.execute()
        return int(count), timedelta(seconds=max(int(left), 1))
    except redis.RedisError as error:
        raise Unavailable(f"Redis does not answer: {error}") from error


def _one_more(session: Session, key: str, until: datetime) -> int:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = dialect.insert(Tries).values(key=key, count=1, until=until)
    counted = row.on_conflict_do_update(index_elements=["key"], set_={"count": Tries.count + 1})
    return int(session.execute(counted.returning(Tries.count)).scalar_one())


def forget_old() -> None:
    """Delete the counts whose span is over."""
    with database.write() as (session, now):
        session.execute(delete(Tries).where(Tries.until < now))

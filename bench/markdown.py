"""Texts made to keep the parser busy, sent as comments: how long an answer takes at most."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench import servers
from bench.citizens import Citizen
from bench.figures import Figure
from bench.ground import CLAUSE, Ground
from bench.servers import OURS
from bench.shapes import SHAPES

BOUND = 0.2  # seconds
SIZES = {5_000: 303, 20_000: 422}  # the longer one is refused by its length, and given back


def measure(ground: Ground, rounds: int) -> Iterator[Figure]:
    """The slowest answer of all shapes at each size, end to end, and beside it a plain text."""
    ground.copy("shapes")
    with servers.serving(OURS, ground.environment("shapes"), CLAUSE) as server:
        citizen = Citizen(server.port, 0)
        for size, status in SIZES.items():
            plain = _seconds(citizen, "Слово " * (size // 6), status, rounds)
            found = {name: _shape(citizen, name, size, rounds) for name in SHAPES}
            slowest = max(found, key=lambda name: found[name])
            yield Figure(
                f"slowest of {len(SHAPES)} texts of {size:,}",
                "s",
                found[slowest],
                "plain words as long",
                plain,
                found[slowest],
                BOUND,
                at_most=True,
                more={slowest: found[slowest]},
                samples=[round(seconds, 4) for seconds in found.values()],
            )


def _shape(citizen: Citizen, name: str, size: int, rounds: int) -> float:
    return _seconds(citizen, SHAPES[name](size), SIZES[size], rounds)


def _seconds(citizen: Citizen, body: str, status: int, rounds: int) -> float:
    """The quickest of the rounds: what the text needs, without what else the machine does."""
    taken = []
    for _ in range(rounds):
        request = citizen.filled(body)
        begun = time.perf_counter()
        answered = citizen.send(request)
        taken.append(time.perf_counter() - begun)
        if answered != status:
            raise RuntimeError(f"{body[:20]!r}... was answered with {answered}")
    return min(taken)

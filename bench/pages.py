"""Reading: requests a second for the pages that are read most, beside a bare hello."""

from __future__ import annotations

import http.client
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from bench import load, servers
from bench.figures import Figure, in_turn, ratio
from bench.ground import ANNOTATED, CLAUSE, DOCUMENT, Ground, annotate
from bench.servers import HELLO, OURS, Server

CONNECTIONS = 16
SECONDS = 0.8
BOUNDS: dict[str, float | None] = {
    "document, not modified (304)": 0.4,
    "document of 60 clauses, warm": 0.3,
    "document of 60 clauses, rendered": None,
    "clause with 50 comments, warm": None,
    "clause with 50 comments, rendered": 0.1,
}
# Ten times the annotations may cost half as much again, and no more.
ANNOTATED_BOUND = 1 / 1.5


@dataclass(frozen=True)
class _Case:
    """A page on a server; ``etag`` is what the client says it has."""

    server: Server
    path: str
    etag: str = ""

    @property
    def job(self) -> load.Job:
        lines = [f"GET {self.path} HTTP/1.1", "Host: bench", "Accept-Encoding: gzip, deflate"]
        if self.etag:
            lines.append(f"If-None-Match: {self.etag}")
        text = "\r\n".join([*lines, "", ""])
        status = 304 if self.etag else 200
        return load.Job(self.server.port, [text] * CONNECTIONS, SECONDS, status)


class _Meter:
    """Puts a case under load; remembers what each answer costs the server and how long it takes."""

    def __init__(self, case: _Case) -> None:
        self.case = case
        self.costs: list[float] = []
        self.slowest: list[float] = []
        self.kilobytes = 0.0

    def __call__(self) -> float:
        before = self.case.server.cpu_seconds()
        done = load.run(self.case.job)
        after = self.case.server.cpu_seconds()
        if done.wrong:
            raise RuntimeError(f"{done.wrong} wrong answers from {self.case}")
        if not done.answers:
            return 0.0
        if before is not None and after is not None:
            self.costs.append((after - before) / done.answers * 1000)
        self.slowest.append(done.p99_ms)
        self.kilobytes = done.received / done.answers / 1000
        return done.rate

    def seen(self) -> dict[str, float]:
        """Beside the rate: processor time a request, the 99th percentile, the size."""
        cost = {"cpu_ms": statistics.median(self.costs)} if self.costs else {}
        return cost | {"p99_ms": statistics.median(self.slowest), "kB": self.kilobytes}


def measure(ground: Ground, rounds: int) -> Iterator[Figure]:
    """The figures of reading. A server without page memory really renders every answer."""
    with ExitStack() as stack:

        def serve(command: list[str], path: str, **settings: object) -> Server:
            environment = ground.environment("first", **settings)
            return stack.enter_context(servers.serving(command, environment, path))

        hello = _Meter(_Case(serve(HELLO, "/"), "/"))
        warm = serve(OURS, DOCUMENT)
        forgetful = serve(OURS, DOCUMENT, page_cache_mib=0)
        meters = dict(zip(BOUNDS, map(_Meter, _cases(warm, forgetful)), strict=True))
        for meter in (hello, *meters.values()):
            _warm_up(meter)
        pairs = in_turn(rounds, meters, hello)
        for name, bound in BOUNDS.items():
            seen = meters[name].seen()
            yield ratio(name, "requests/s", pairs[name], "hello", bound, **seen)
        rate = statistics.median(beside for pair in pairs.values() for _, beside in pair)
        yield Figure("bare hello, for comparison", "requests/s", rate, more=hello.seen())


def measure_annotated(ground: Ground, rounds: int) -> Iterator[Figure]:
    """A clause with 500 annotations beside one with 50, each answer rendered."""
    annotate(ground, "annotated")
    first = next(iter(ANNOTATED))
    environment = ground.environment("annotated", page_cache_mib=0)
    with servers.serving(OURS, environment, f"{DOCUMENT}/{first}") as server:
        many, few = (_Meter(_Case(server, f"{DOCUMENT}/{eid}")) for eid in ANNOTATED)
        for meter in (many, few):
            _warm_up(meter)
        pairs = in_turn(rounds, {"many": many}, few)["many"]
        names = "clause with 500 annotations, rendered", "with 50"
        yield ratio(names[0], "requests/s", pairs, names[1], ANNOTATED_BOUND, **many.seen())


def _cases(warm: Server, forgetful: Server) -> Iterator[_Case]:
    yield _Case(warm, DOCUMENT, _etag(warm, DOCUMENT))
    yield _Case(warm, DOCUMENT)
    yield _Case(forgetful, DOCUMENT)
    yield _Case(warm, CLAUSE)
    yield _Case(forgetful, CLAUSE)


def _warm_up(meter: _Meter) -> None:
    meter()
    meter.costs.clear()
    meter.slowest.clear()


def _etag(server: Server, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path)
    etag = connection.getresponse().headers["ETag"]
    connection.close()
    return etag

"""The load: one process with keep-alive sockets, as cheap a request as Python can send.

Run as a process of its own, so that client and server share no interpreter lock. It reads what
to do as JSON from its input and answers with JSON.
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEY = "00000000-0000-0000-0000-@@@@@@@@@@@@"  # each request has its own in the place of this
_HOLE = b"@" * 12


@dataclass(frozen=True)
class Job:
    """What to send: to ``port``, one text a connection, again and again; which answer is right."""

    port: int
    requests: list[str]
    seconds: float
    status: int = 200
    first_key: int = 0


@dataclass
class Done:
    """What came back."""

    answers: int = 0
    wrong: int = 0
    seconds: float = 0.0
    received: int = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return (self.answers - self.wrong) / self.seconds

    @property
    def p99_ms(self) -> float:
        """The time in which 99 of 100 answers came."""
        ordered = sorted(self.latencies)
        return ordered[len(ordered) * 99 // 100] * 1000 if ordered else float("inf")


def run(job: Job) -> Done:
    """Put the load on, in a process of its own."""
    command = [sys.executable, "-m", "bench.load"]
    text = json.dumps(asdict(job))
    found = subprocess.run(
        command, input=text, capture_output=True, text=True, cwd=ROOT, check=True
    )
    return Done(**json.loads(found.stdout))


class _Connection:
    """One keep-alive connection, which asks again as soon as it is answered.

    Every microsecond here is one that the server does not get on a machine of two processors.
    """

    def __init__(self, job: Job, request: str, keys: range) -> None:
        self.socket = socket.create_connection(("127.0.0.1", job.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.receive = self.socket.recv
        self.request = request.encode()
        self.keys = iter(keys) if _HOLE in self.request else None
        self.right = f"HTTP/1.1 {job.status} ".encode()
        self.missing = 0
        self.whole = -1
        self.begun = 0.0

    def send(self) -> None:
        """Ask."""
        request = self.request
        if self.keys is not None:
            request = request.replace(_HOLE, b"%012x" % next(self.keys))
        self.begun = time.perf_counter()
        self.socket.sendall(request)

    def take(self, data: bytes, done: Done) -> bool:
        """Take what has come of an answer; whether it is whole."""
        done.received += len(data)
        if self.missing:
            self.missing -= len(data)
        elif len(data) != self.whole or not data.startswith(self.right):
            self.missing = self._begin(data, done)
        if self.missing:
            return False
        done.answers += 1
        done.latencies.append(time.perf_counter() - self.begun)
        return True

    def _begin(self, data: bytes, done: Done) -> int:
        """Read the head of an answer; how many bytes of it are still to come."""
        while (end := data.find(b"\r\n\r\n")) < 0:
            more = self.receive(1 << 16)
            if not more:
                raise ConnectionError("the server closed the connection")
            data += more
        done.wrong += not data.startswith(self.right)
        head = data[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 : at + 30].split(b"\r", 1)[0]) if at >= 0 else 0
        self.whole = end + 4 + length
        return self.whole - len(data)


def _put_on(job: Job) -> Done:
    """The load itself, until the time is over."""
    done, poll, connections = Done(), select.poll(), {}
    for number, request in enumerate(job.requests):
        first = job.first_key + number * 10**9
        connection = _Connection(job, request, range(first, first + 10**9))
        connections[connection.socket.fileno()] = connection
        poll.register(connection.socket, select.POLLIN)
    for connection in connections.values():
        connection.send()
    now = begun = time.perf_counter()
    while now < begun + job.seconds:
        for descriptor, _ in poll.poll(30_000):
            connection = connections[descriptor]
            if connection.take(connection.receive(1 << 18), done):
                connection.send()
        now = time.perf_counter()
    done.seconds = now - begun
    return done


if __name__ == "__main__":
    json.dump(asdict(_put_on(Job(**json.load(sys.stdin)))), sys.stdout)

"""Servers in process groups of their own: started, waited for, ended whole."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import ROOT

OURS = [sys.executable, "-c", "from consult.cli import main; main()", "serve"]
HELLO = [sys.executable, "-m", "bench.hello"]
_READY_WITHIN = 30


@dataclass(frozen=True)
class Server:
    """A server that answers on ``port``; ``group`` is its process group."""

    port: int
    group: int

    def cpu_seconds(self) -> float | None:
        """The processor time that the whole group has used; None where there is no /proc."""
        if not Path("/proc/self/stat").exists():
            return None
        ticks = sum(_ticks(stat, self.group) for stat in Path("/proc").glob("[0-9]*/stat"))
        return ticks / os.sysconf("SC_CLK_TCK")


def _ticks(stat: Path, group: int) -> int:
    """The ticks of a process when it is one of ``group``."""
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return 0
    return int(fields[11]) + int(fields[12]) if int(fields[2]) == group else 0


@contextmanager
def serving(command: list[str], environment: Mapping[str, str], path: str) -> Iterator[Server]:
    """A server with one worker that answers ``path``, until the block ends."""
    port = _free_port()
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1", "--no-worker"],
        env=dict(environment),
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port, path)
        yield Server(port, process.pid)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    end = time.monotonic() + _READY_WITHIN
    request = f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode()
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once with status {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(request)
                if connection.recv(12) == b"HTTP/1.1 200":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"no server answered on port {port}")

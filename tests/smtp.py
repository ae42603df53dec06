"""A mail server that is as small as a test needs: it keeps what it is sent."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Talk(socketserver.StreamRequestHandler):
    """One connection: the words of RFC 5321 that a client says."""

    server: Server

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            self.server.said.append(line)
            word = line.split(" ")[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.kept.append(b"".join(iter(self._text, b"")))
            self._say(self.server.answers.get(word, "250 fine"))
            if word == "QUIT":
                return

    def _text(self) -> bytes:
        line = self.rfile.readline()
        return b"" if line == b".\r\n" else line.removeprefix(b".")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    """What was said to it and what it kept; ``answers`` are those that it gives by word."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.said: list[str] = []
        self.kept: list[bytes] = []
        self.answers: dict[str, str] = {}

    @property
    def url(self) -> str:
        """Where it is, as a setting says it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running() -> Iterator[Server]:
    """A server that listens until the block ends."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()

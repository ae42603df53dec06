"""Citizens who sign in as people do, and what their browsers then send."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode

from bench import ground, load, samples

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SIGN_IN = "/ru/sign-in"


class Citizen:
    """A person with an account, signed in over HTTP at the server on ``port``."""

    def __init__(self, port: int, number: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.number = number
        token = self._token(_SIGN_IN)
        given = {"email": ground.email(number), "password": ground.PASSWORD, "csrf_token": token}
        status, _ = self._send("POST", _SIGN_IN, urlencode(given))
        if status != 303:
            raise RuntimeError(f"signing in was answered with {status}")

    @property
    def cookie(self) -> str:
        """What the browser sends back."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def comment(self) -> str:
        """The request that posts a comment on the crowded clause, with a place for its key."""
        body = self.filled(samples.Writer(self.number).comment("ru"), load.KEY)
        lines = [
            f"POST {ground.CLAUSE}/comments HTTP/1.1",
            "Host: bench",
            f"Cookie: {self.cookie}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", body])

    def filled(self, text: str, key: str = "") -> str:
        """The form on the crowded clause with ``text`` in it; without a key it gets one there."""
        given = {
            "csrf_token": self._token(ground.CLAUSE),
            "key": key,
            "lang": "ru",
            "stance": "support",
            "body": text,
        }
        return urlencode(given, safe="@")

    def send(self, filled: str) -> int:
        """Send the form; returns the status of the answer."""
        return self._send("POST", f"{ground.CLAUSE}/comments", filled)[0]

    def _token(self, path: str) -> str:
        status, page = self._send("GET", path)
        found = _TOKEN.search(page)
        if status != 200 or not found:
            raise RuntimeError(f"{path} was answered with {status} and has no form")
        return found[1]

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.read().decode()

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
        self.cookie = ""
        self.number = number
        token = self._token(_SIGN_IN)
        given = {"email": ground.email(number), "password": ground.PASSWORD, "csrf_token": token}
        status, _ = self._send("POST", _SIGN_IN, urlencode(given))
        if status != 303:
            raise RuntimeError(f"signing in was answered with {status}")

    def comment(self) -> str:
        """The request that posts a comment on the crowded clause, with a place for its key."""
        given = {
            "csrf_token": self._token(ground.CLAUSE),
            "key": load.KEY,
            "lang": "ru",
            "stance": "support",
            "body": samples.Writer(self.number).comment("ru"),
        }
        body = urlencode(given, safe="@")
        lines = [
            f"POST {ground.CLAUSE}/comments HTTP/1.1",
            "Host: bench",
            f"Cookie: {self.cookie}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join([*lines, "", body])

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
        for cookie in response.headers.get_all("Set-Cookie", []):
            if cookie.startswith("consult="):
                self.cookie = cookie.partition(";")[0]
        return response.status, response.read().decode()

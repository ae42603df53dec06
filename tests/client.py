"""A browser for tests: cookies, forms, and each request in a context of its own."""

from __future__ import annotations

import contextvars
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask, has_app_context
from werkzeug.test import TestResponse

from consult.database import db


@dataclass
class Form:
    """A form as it stands in a page: where it goes, and what its fields hold."""

    action: str
    id: str = ""
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Finds the forms of a page, and its text without tags."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("id", "")))
        elif self.forms and name:
            fields = self.forms[-1].fields
            if tag == "textarea":
                self._textarea = name
                fields[name] = ""
            elif tag == "select":
                fields[name] = ""
            elif tag == "input" and (
                given.get("type") not in ("radio", "checkbox") or "checked" in given
            ):
                fields[name] = given.get("value", "")
        elif self.forms and tag == "option" and "selected" in given:
            last = list(self.forms[-1].fields)[-1]
            self.forms[-1].fields[last] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data


@dataclass
class Page:
    """What came back: status, headers, the body, and where it was found in the end."""

    status: int
    headers: Any
    body: bytes
    path: str

    @property
    def html(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        reader = _Reader()
        reader.feed(self.html)
        return " ".join(" ".join(reader.words).split())

    def href(self, near: str) -> str:
        """The address of the first link after these characters of the page's source."""
        found = re.search(r'href="([^"]+)"', self.html[self.html.index(near) :])
        if found is None:
            raise AssertionError(f"there is no link after {near!r}")
        return html.unescape(found[1])

    def form(self, with_field: str) -> Form:
        """The first form that has a field of this name."""
        reader = _Reader()
        reader.feed(self.html)
        return next(form for form in reader.forms if with_field in form.fields)


class Visitor:
    """A browser: it keeps cookies, and follows redirects unless told otherwise."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def get(self, path: str, *, follow: bool = True, **headers: str) -> Page:
        """Open an address."""
        return self._run("GET", path, follow, headers, None)

    def post(
        self, path: str, data: Mapping[str, Any], *, follow: bool = True, **headers: str
    ) -> Page:
        """Send a form to an address."""
        return self._run("POST", path, follow, headers, data)

    def send(self, page: Page, with_field: str, **filled: str) -> Page:
        """Fill in the form of ``page`` that has this field, and send it."""
        form = page.form(with_field)
        return self.post(form.action or page.path, form.fields | filled)

    def sign_in(self, email: str, password: str) -> Page:
        """Sign in through the page."""
        return self.send(self.get("/en/sign-in"), "password", email=email, password=password)

    @property
    def cookies(self) -> list[str]:
        """The names of the cookies kept."""
        return [cookie.key for cookie in self._client._cookies.values()]

    def forget(self) -> None:
        """Lose all cookies, as when a session ends."""
        self._client._cookies.clear()

    def _run(
        self, method: str, path: str, follow: bool, headers: dict[str, str], data: Any
    ) -> Page:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def request() -> tuple[TestResponse, bytes]:
            response = self._client.open(
                path, method=method, data=data, headers=named, follow_redirects=follow
            )
            return response, response.data

        # An application context that a test holds must not leak into the request.
        response, body = contextvars.Context().run(request)
        response.close()
        if has_app_context():
            db.session.rollback()  # what the test reads next, it reads anew
        return Page(
            response.status_code, response.headers, body, response.request.full_path.rstrip("?")
        )

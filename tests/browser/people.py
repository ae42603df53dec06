"""Someone in front of a browser window, and what no page may do behind their back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.site import Site

PASSWORD = "a long enough password"


@dataclass
class Watch:
    """What no page may do, whatever a test is about: ask other hosts, or fail in the console."""

    host: str
    wrong: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch everything that the pages of ``context`` do."""
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(f"script error: {error.error}"))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.wrong.append(f"asked another host: {url}")

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form is an answer with a status of its own, and the browser notes it.
        answered = re.search(r"responded with a status of (403|404|409|422) ", message.text)
        if message.type in ("error", "warning") and not answered:
            self.wrong.append(f"console at {message.location.get('url')}: {message.text}")


class Person:
    """Someone in front of a browser window."""

    def __init__(self, site: Site, context: BrowserContext, page: Page) -> None:
        self.site, self.context, self.page = site, context, page

    def visit(self, path: str, lang: str = "en") -> Page:
        """Open an address below the language."""
        self.page.goto(f"{self.site.url}/{lang}{path}")
        return self.page

    def sign_up(self, name: str, email: str) -> None:
        """Fill in the page of sign-up that is open; press the button that the letter leads to."""
        self.page.get_by_label("Name shown with your comments").fill(name)
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("checkbox", name="I have read the notice").check()
        self.page.get_by_role("button", name="Create an account").click()
        self.page.wait_for_url("**/check-mail")
        self.page.goto(self.site.link_in_letter(email))
        self.page.get_by_role("button", name="Open my account").click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def sign_in(self, name: str) -> None:
        """Sign in as one of the people of the demonstration."""
        self.visit("/sign-in")
        self.page.get_by_label("E-mail").fill(f"{name}@example.org")
        self.page.get_by_label("Password").fill(self.site.passwords[name])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def comment(self, path: str, body: str) -> str:
        """Publish a comment on a clause; returns its number."""
        self.visit(path)
        self.page.get_by_label("Your comment").fill(body)
        self.page.get_by_role("button", name="Publish the comment").click()
        return self.ref()

    def ref(self) -> str:
        """The number on the receipt that is shown."""
        self.page.wait_for_url("**/receipt")
        return self.page.url.split("/")[-2]


People = Callable[..., Person]

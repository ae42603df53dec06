"""What strangers wrote to harm is sent through the forms, and the pages are opened in a browser."""

from __future__ import annotations

import contextvars
import hashlib
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from consult.accounts.models import Role
from consult.accounts.services import people as accounts
from tests import factories
from tests.browser.people import Watch
from tests.client import Visitor
from tests.limits import limit
from tests.realdata.attacks import NEEDED, VECTORS, checker

pytestmark = [pytest.mark.browser, pytest.mark.realdata, NEEDED]
CLAUSE = "/en/c/attacked/first/art_1__para_1"
OTHER = "/en/c/attacked/first/art_1__para_2"
NAMES = 24
EVERY = {"some": 7, "all": 1}
PAGE = 200


class _Silent(WSGIRequestHandler):
    """Writes no log."""

    def log(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def attacked(app: Flask, tmp_path: Path) -> Iterator[str]:
    """A discussion that is open now, served by this process; its address."""
    limit(app, page_size=PAGE)
    factories.publish(tmp_path / "folder", slug="attacked", closes="2100-01-01", more="")
    for name, role in (("attacker", None), ("moderator", Role.MODERATOR)):
        agency = "test-agency" if role else None
        accounts.create(f"{name}@example.org", name, "a password", role, agency, agreed=True)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    # A thread of its own takes nothing over from the context that the test holds.
    running = threading.Thread(target=contextvars.Context().run, args=(server.serve_forever,))
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def send_everything(app: Flask, vectors: list[str]) -> str:
    """Each vector as a comment with another wording, some as replies, some as names.

    Returns the number of the comment that was replied to.
    """
    attacker = Visitor(app)
    attacker.sign_in("attacker@example.org", "a password")
    _post(attacker, f"{CLAUSE}/rewording", vectors, rewording=True)
    ref = _post(attacker, CLAUSE, vectors[::8])
    _post(attacker, f"/en/comments/{ref}", vectors[::8])
    account = attacker.get("/en/me/account").form("names-display_name")
    short = [text for text in VECTORS if len(text) <= 80 and text.isprintable()][:: 590 // NAMES]
    for at, text in enumerate(short):
        organisation = {"names-speaks_as": "organisation", "names-organisation": text}
        names = {"names-display_name": text} | (organisation if at % 2 else {})
        changed = attacker.post(account.action, account.fields | names)
        assert "Your names are changed" in changed.text, text
        _post(attacker, OTHER, ["Who am I?"])
    return ref


def _post(visitor: Visitor, path: str, texts: list[str], *, rewording: bool = False) -> str:
    """Send the form on ``path`` once a text; returns the number of the last comment."""
    form, address = visitor.get(path).form("body"), ""
    for text in texts:
        more = _compared(text) if rewording else {}
        filled = {"body": text, "key": str(uuid.uuid4()), "personal": "y"} | more
        done = visitor.post(form.action or path, form.fields | filled, follow=False)
        assert done.status == 303, (text, done.text)
        address = done.headers["Location"]
    return address.split("/")[-2]


def _compared(text: str) -> dict[str, str]:
    """The fields of another wording whose difference has been seen."""
    stored = text.replace("\r\n", "\n").replace("\x00", "").strip()
    seen = hashlib.sha256(stored.encode()).hexdigest()
    return {"rewording": text, "act": "publish", "seen": seen}


@pytest.mark.parametrize("how_many", ["some", pytest.param("all", marks=pytest.mark.long)])
def test_no_page_runs_shows_or_fetches_what_a_stranger_wrote(
    app: Flask, attacked: str, chromium: Browser, how_many: str
) -> None:
    vectors = VECTORS[:: EVERY[how_many]]
    ref = send_everything(app, vectors)
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    watch = Watch(urlsplit(attacked).netloc)
    watch.over(context)
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " (event) => console.error('policy', event.violatedDirective, event.sample))"
    )
    dialogs: list[str] = []
    page = context.new_page()

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    _sign_in(page, attacked)
    seen = sum(_read_from(page, f"{attacked}{path}") for path in (CLAUSE, "/en/moderation"))
    assert seen >= 2 * len(vectors)
    others = (OTHER, f"/en/comments/{ref}", "/en/c/attacked/data", "/en/c/attacked/comments")
    for path in others:
        page.goto(f"{attacked}{path}")
        page.mouse.move(640, 450)
        assert page.locator("article.comment").count() > 10
    assert dialogs == []
    assert not watch.wrong, "\n".join(watch.wrong)
    page.evaluate("alert('it would have been seen')")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: '//x'}))"
    )
    page.wait_for_timeout(200)
    assert dialogs == ["it would have been seen"]
    assert any("policy" in line for line in watch.wrong)
    context.close()


def _sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/en/sign-in")
    page.get_by_label("E-mail").fill("moderator@example.org")
    page.get_by_label("Password").fill("a password")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def _read_from(page: Page, address: str) -> int:
    """Open a list and all its pages; what stands there is judged as well. How many there were."""
    active, seen = checker(), 0
    page.goto(address)
    while True:
        bodies = page.locator(".comment__body, .wording p").evaluate_all(
            "(found) => found.map((one) => one.innerHTML)"
        )
        assert [(body, what) for body in bodies if (what := active(body))] == []
        seen += page.locator("article.comment").count()
        older = page.locator("nav.pager a[rel=next]")
        if not older.count():
            return seen
        older.click()
        page.wait_for_load_state()

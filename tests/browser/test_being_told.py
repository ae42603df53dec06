"""Being told of new comments, in a browser: asked for on a page, ended from a letter."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests import mailbox
from tests.browser.people import People
from tests.browser.site import CLAUSE, DEMONSTRATION, Site
from tests.browser.test_pages import _look

_LONGEST = 30


def _letter(site: Site, to: str, about: str) -> str:
    """The words of the newest letter to somebody, once the worker beside the server wrote it."""
    folder = Path(site.environment["CONSULT_INSTANCE"]) / "mail"
    end = time.monotonic() + _LONGEST
    while not (found := mailbox.letters(to, about, folder)):
        assert time.monotonic() < end, "no letter was written"
        time.sleep(0.2)
    return str(found[-1].get_content())


def test_somebody_asks_to_be_told_is_told_and_ends_it_from_the_letter(
    person: People, site: Site
) -> None:
    reader, writer, wrong = person(signed_in_as="moderator"), person(signed_in_as="citizen"), []
    page = reader.visit(DEMONSTRATION)
    page.get_by_role("radio", name="At once").check()
    page.get_by_role("button", name="Keep this choice").click()
    expect(page.get_by_role("status")).to_contain_text("You will be told")
    expect(page.get_by_role("radio", name="At once")).to_be_checked()
    _look(page, wrong)
    reader.visit("/me/subscriptions")
    _look(page, wrong)

    page = writer.visit(CLAUSE)
    page.get_by_label("Your comment").fill("Somebody waits for this remark.")
    page.get_by_role("button", name="Publish the comment").click()
    ref = writer.ref()
    expect(page.get_by_role("button", name="Tell me by mail about replies")).to_be_visible()
    _look(page, wrong)
    assert "> Somebody waits for this remark." in _letter(site, "citizen@", f"comment {ref}")
    words = _letter(site, "moderator@", "new comment")
    assert "> Somebody waits for this remark." in words
    path = re.search(r"/unsubscribe/\S+", words)
    assert path

    visitor = person()
    page = visitor.page
    page.goto(site.url + path[0])
    _look(page, wrong)
    page.get_by_role("button", name="Send me no more of them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You get no more of these letters")
    _look(page, wrong)
    expect(reader.visit("/me/subscriptions").get_by_text("You are told of nothing")).to_be_visible()
    assert not wrong, "\n".join(wrong)

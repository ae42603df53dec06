"""A real server and a real browser, for tests that do what people do with their hands."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from consult.demonstration import SLUG
from tests.browser.people import People, Person, Watch
from tests.browser.site import Site, consult, free_address, served

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, served as an agency would serve it; ended by its process."""
    instance = tmp_path_factory.mktemp("instance")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONSULT_")}
    url = free_address()
    environment = kept | {
        "CONSULT_INSTANCE": str(instance),
        "CONSULT_BASE_URL": url,
        "CONSULT_PASSWORD_MEMORY_KIB": "1024",
        "CONSULT_PAGE_SIZE": "15",
        "CONSULT_FORM_SECONDS": "0",
        "CONSULT_POSTS_PER_HOUR": "10000",
    }
    printed = consult(environment, "init", "--demo")
    passwords = dict(re.findall(r"^\s+(\w+)@example\.org\s+(\S+)$", printed, re.MULTILINE))
    with served(environment, instance / "server.log"):
        yield Site(url, environment, passwords)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; where the machine has none, they are skipped and say so."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(_NAMES)})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def furnished(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A closed discussion with comments, and annotations in the open one; the closed one's address.

    Of everything there is enough: pages of comments, overlapping passages, hidden texts, languages.
    """
    folder = tmp_path_factory.mktemp("furniture")
    closed = site.publish(folder / "closed", "closed-law", "A law that was discussed")
    judges = "For judges, criminal liability for corruption offences should be stricter."
    rows = [
        {
            "external_id": f"{at}",
            "proposal": "special-status",
            "clause": "art_3__para_1",
            "author": f"Reader {at}",
            "author_kind": ("person", "organisation", "state_body")[at % 3],
            "lang": ("en", "ru", "kk")[at % 3],
            "stance": ("support", "oppose", "amend", "neutral", "")[at % 5],
            "body": f"Remark {at}: ә ғ қ ң ө ұ ү һ і. " + "A long line of thought. " * (at % 4),
            "quote": "" if at % 3 else judges[at : at + 30],
            "rewording": "For judges it should be the same." if at % 7 == 0 else "",
            "agree": at * 3,
            "disagree": at % 5,
            "status": "hidden" if at == 24 else "visible",
        }
        for at in range(25)
    ]
    for slug, clause in ((SLUG, {}), ("closed-law", {"proposal": "1", "clause": "art_1__para_1"})):
        file = folder / f"{slug}.jsonl"
        kept = [row | clause | ({"quote": ""} if clause else {}) for row in rows]
        file.write_text("\n".join(json.dumps(row) for row in kept))
        site.consult("import-comments", slug, str(file))
    why = ("--reason", "The minimum term has run.")
    site.consult("close", "closed-law", "--by", "moderator@example.org", *why)
    return closed


@pytest.fixture
def person(chromium: Browser, site: Site) -> Iterator[People]:
    """People, each with a browser of their own; at the end nothing wrong may have been seen.

    ``signed_in_as`` is one of the demonstration's people. A sign-in is kept for the
    tests that follow, so a test that signs out takes somebody for itself.
    """
    watch = Watch(urlsplit(site.url).netloc)
    contexts: list[BrowserContext] = []

    def arrive(*, signed_in_as: str | None = None, **options: Any) -> Person:
        given = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
        context = chromium.new_context(**given)
        context.set_default_timeout(8000)
        contexts.append(context)
        watch.over(context)
        someone = Person(site, context, context.new_page())
        if signed_in_as in site.cookies:
            context.add_cookies(site.cookies[signed_in_as])
            someone.visit("/")
        elif signed_in_as:
            someone.sign_in(signed_in_as)
            site.cookies[signed_in_as] = context.cookies()
        return someone

    yield arrive
    for context in contexts:
        context.close()
    assert not watch.wrong, "\n".join(watch.wrong)

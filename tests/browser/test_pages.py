"""Every page in every state: nothing for axe to find, nothing sideways, nothing from elsewhere."""

from __future__ import annotations

import gzip
import re
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.site import CLAUSE, DEMONSTRATION, DOCUMENT

pytestmark = pytest.mark.browser
ANNOTATED = f"{DOCUMENT}/art_3__para_1"
_AXE = Axe()
_RULES = {"reporter": "no-passes", "rules": {"target-size": {"enabled": True}}}
# A phone, a desk, and a desk at 400 % zoom, which leaves a window of 320 by 256.
WIDE, NARROW, ZOOMED = (
    {"width": 1280, "height": 900},
    {"width": 320, "height": 640},
    {"width": 320, "height": 256},
)


def _look(page: Page, wrong: list[str]) -> None:
    """Note what is wrong with the page as it stands now."""
    path = page.url.partition("//")[2].partition("/")[2]
    for size in (ZOOMED, NARROW, WIDE):
        page.set_viewport_size(size)
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            wrong.append(f"{path} at {size['width']}: {overflow} px sideways")
        if size is not ZOOMED:
            wrong += [f"{path} at {size['width']}: {line}" for line in _violations(page)]


def _violations(page: Page) -> list[str]:
    found = _AXE.run(page, options=_RULES).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
    ]


def test_what_a_visitor_reads_is_accessible_and_leaves_no_cookie(
    person: People, furnished: str
) -> None:
    someone, wrong = person(), []
    page = someone.page
    for path in (
        "/",
        DEMONSTRATION,
        furnished,
        DOCUMENT,
        CLAUSE,
        f"{DOCUMENT}/comments",
        ANNOTATED,
        f"{DEMONSTRATION}/comments?stance=amend&kind=annotation&proposal=special-status",
        f"{DEMONSTRATION}/log",
        f"{furnished}/log",
        f"{DEMONSTRATION}/data",
        f"{furnished}/data",
        "/search",
        "/search?q=judges+law",
        "/search?q=mammoth&what=comments&lang=kk",
        "/no-such-page",
    ):
        someone.visit(path)
        _look(page, wrong)
    someone.visit(ANNOTATED)
    page.locator("article.comment time").first.click()
    _look(page, wrong)
    for lang in ("ru", "kk"):
        someone.visit(DOCUMENT, lang)
        _look(page, wrong)
    assert someone.context.cookies() == []
    assert not wrong, "\n".join(wrong)


def test_what_a_citizen_sees_is_accessible(person: People, furnished: str) -> None:
    visitor, citizen, wrong = person(), person(signed_in_as="citizen"), []
    page = visitor.visit("/sign-in")
    _look(page, wrong)
    visitor.visit("/sign-up")
    page.get_by_role("button", name="Create an account").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    _look(page, wrong)
    visitor.sign_up("Nobody yet", "nobody@example.org")
    page.get_by_role("button", name="Sign out").wait_for()
    visitor.visit("/me")
    _look(page, wrong)

    page = citizen.visit(ANNOTATED)
    _look(page, wrong)
    page.get_by_role("radio", name="Amend").check()
    page.get_by_text("Comment on a passage").click()
    page.get_by_label("The passage").fill("words that are nowhere")
    page.get_by_label("Your comment").fill("A remark.")
    page.get_by_role("button", name="Publish the comment").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    _look(page, wrong)
    page.get_by_label("The passage").fill("criminal liability")
    page.get_by_role("button", name="Publish the comment").click()
    ref = citizen.ref()
    _look(page, wrong)
    for path in (f"/comments/{ref}", "/me", "/moderation"):
        citizen.visit(path)
        _look(page, wrong)
    assert not wrong, "\n".join(wrong)


def test_what_the_agency_works_with_is_accessible(person: People, furnished: str) -> None:
    moderator, analyst, wrong = (
        person(signed_in_as="moderator"),
        person(signed_in_as="analyst"),
        [],
    )
    page = moderator.visit("/moderation")
    _look(page, wrong)
    page.get_by_role("link", name=re.compile("^Hide ")).first.click()
    _look(page, wrong)
    page.get_by_label("Explanation").fill("To see what a full log looks like.")
    page.get_by_role("button", name="Hide the comment").click()
    expect(page.get_by_role("status")).to_be_visible()
    _look(page, wrong)
    # The minimum term of the demonstration has not run: the refusal is a page too.
    for path in (f"{DEMONSTRATION}/log", f"{DEMONSTRATION}/close", DEMONSTRATION):
        moderator.visit(path)
        _look(page, wrong)
    for path in ("/analysis", f"{DEMONSTRATION}/data"):
        analyst.visit(path)
        _look(analyst.page, wrong)
    assert not wrong, "\n".join(wrong)


def test_the_dark_scheme_is_accessible_too(person: People, furnished: str) -> None:
    someone, wrong = person(signed_in_as="citizen", color_scheme="dark"), []
    for path in (DOCUMENT, ANNOTATED, f"{furnished}/data"):
        page = someone.visit(path)
        wrong += [f"{path}: {line}" for line in _violations(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["en", "kk"])
def test_the_document_page_is_light_and_complete_in_itself(person: People, lang: str) -> None:
    someone = person()
    asked: list[str] = []
    someone.page.on("request", lambda request: asked.append(request.url))
    someone.visit(DOCUMENT, lang)
    someone.page.wait_for_load_state("networkidle")
    assert len(urlopen(Request(asked[0])).read()) <= 150_000
    wire = 0
    for url in asked:
        with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
            body = answer.read()
            packed = answer.headers.get("Content-Encoding") == "gzip"
            wire += len(body) if packed or ".svg" in url else len(gzip.compress(body))
    assert wire <= 60_000, f"{wire} bytes over the wire: {asked}"


def test_paper_shows_the_text_and_its_numbers_and_no_navigation(
    person: People, furnished: str
) -> None:
    someone = person()
    page = someone.visit(DOCUMENT)
    page.emulate_media(media="print")
    for navigation in page.get_by_role("navigation", include_hidden=True).all():
        expect(navigation).to_be_hidden()
    expect(page.get_by_text("Comment on Article 1", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", include_hidden=True).first).to_be_hidden()
    expect(page.locator("#art_1__para_1 .law")).to_be_visible()
    expect(page.locator("#art_1__para_1 .clause__n")).to_be_visible()
    expect(page.locator("#art_1__para_1 .address")).to_contain_text("#art_1__para_1")
    expect(page.locator(".only-print")).to_contain_text(DOCUMENT)
    someone.visit(ANNOTATED)
    expect(page.locator(".beside__clause .law").last).to_be_visible()
    expect(page.get_by_role("link", name="Sign in to comment")).to_be_hidden()

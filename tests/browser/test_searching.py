"""Searching, as people do it: with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.site import DEMONSTRATION

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_visitor_searches_a_consultation_and_reads_what_was_found(
    person: People, scripts: bool
) -> None:
    someone = person(java_script_enabled=scripts)
    page = someone.visit(DEMONSTRATION)
    page.get_by_label("Search this consultation").last.fill("a judge answering")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Search", level=1)).to_be_visible()
    expect(page.get_by_label("Consultation", exact=True)).to_have_value("anti-corruption-demo")
    page.get_by_label("Words to look for").fill("judges")
    page.get_by_label("Look in").select_option("comments")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark").first).to_be_visible()
    hit = page.locator("article.comment").filter(has_text="who will judge").first
    hit.locator("h3 a").click()
    expect(page.get_by_text("who will judge the judges")).to_be_visible()
    assert "/comments/" in page.url
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_label("Words to look for")).to_have_value("")
    assert someone.context.cookies() == []

"""Proposing another wording: over the clause's own text, compared before it is published."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People, Person
from tests.browser.site import DOCUMENT
from tests.browser.test_keyboard_alone import _tab_to
from tests.browser.test_pages import _look

pytestmark = pytest.mark.browser
CLAUSE = f"{DOCUMENT}/art_2__para_1"
PREVIEW, PUBLISH = "See the difference", "Publish the proposed wording"


def _text(page: Page) -> str:
    """The text of the clause, as its page shows it."""
    return page.locator("[data-clause-text]").inner_text().strip()


def _difference(page: Page, where: str) -> tuple[list[str], list[str]]:
    """The words struck out and put in, without what is said of them to those who do not see."""

    def said(tag: str) -> list[str]:
        found = page.locator(f"{where} {tag}").all_inner_texts()
        return [re.sub(r"\[(removed|added): |\]", "", text).strip() for text in found]

    return said("del"), said("ins")


def _arrive(someone: Person) -> tuple[Page, str]:
    """From the clause to the page with its words in the form; returns these."""
    page = someone.visit(CLAUSE)
    text = _text(page)
    page.get_by_role("link", name="Propose another wording").click()
    expect(page.get_by_label("Your wording")).to_have_value(text)
    return page, text


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_a_wording_is_changed_compared_published_and_agreed_with(
    person: People, scripts: bool
) -> None:
    author = person(signed_in_as="citizen", java_script_enabled=scripts)
    page, text = _arrive(author)
    wrong: list[str] = []
    expect(page.get_by_role("radio", name="Amend")).to_be_checked()

    page.get_by_role("button", name=PREVIEW).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text(
        "You have not changed the text yet."
    )
    first, *rest = text.split(" ")
    one, other = ("Sometimes", "Seldom") if scripts else ("Always", "Never")
    page.get_by_label("Your wording").fill(" ".join([first, one, *rest]))
    page.get_by_label("Why (optional)").fill("It is shorter.")
    page.get_by_role("button", name=PREVIEW).click()
    assert _difference(page, "#difference") == ([], [one])
    expect(page.locator("#difference")).to_be_focused()
    if scripts:
        _look(page, wrong)

    # Another text than the one compared last is compared first, and nothing is lost.
    page.get_by_label("Your wording").fill(" ".join([first, other, *rest]))
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is published yet.")
    assert _difference(page, "#difference") == ([], [other])
    expect(page.get_by_label("Why (optional)")).to_have_value("It is shorter.")
    page.get_by_role("button", name=PUBLISH).click()
    ref = author.ref()

    reader = person(signed_in_as="moderator", java_script_enabled=scripts)
    seen = reader.visit(CLAUSE)
    seen.get_by_role("link", name=re.compile("^Proposed wordings: ")).click()
    card = seen.locator(f"#comment-{ref}")
    assert _difference(seen, f"#comment-{ref}") == ([], [other])
    card.get_by_text("Without the marks").click()
    expect(card.locator(".govuk-details__text")).to_have_text(" ".join([first, other, *rest]))
    if scripts:
        _look(seen, wrong)
    card.get_by_role("button", name=re.compile("^Agree")).click()
    agreed = seen.locator(f"#comment-{ref}").get_by_role("button", name=re.compile("^Agree"))
    expect(agreed).to_have_text("Agree 1")
    reader.visit(f"/comments/{ref}")
    assert _difference(seen, f"#comment-{ref}") == ([], [other])
    assert not wrong, "\n".join(wrong)


def test_a_wording_is_proposed_with_the_keyboard_alone_on_a_phone(person: People) -> None:
    someone = person(signed_in_as="citizen", viewport={"width": 320, "height": 560})
    page, keyboard = someone.page, someone.page.keyboard
    someone.visit(f"{DOCUMENT}/art_3__para_1")
    _tab_to(page, "Propose another wording", "a")
    keyboard.press("Enter")
    page.wait_for_url("**/rewording")
    _tab_to(page, "Your wording", "textarea")
    keyboard.press("Control+Home")
    keyboard.type("Here ")
    _tab_to(page, PREVIEW, "button", most=5)
    keyboard.press("Enter")
    expect(page.locator("#difference")).to_be_focused()
    # From the difference straight on to the form, and through it to the button.
    _tab_to(page, "Your wording", "textarea", most=1)
    _tab_to(page, PUBLISH, "button", most=5)
    keyboard.press("Enter")
    ref = someone.ref()
    someone.visit(f"/comments/{ref}")
    assert _difference(page, f"#comment-{ref}") == ([], ["Here"])


def test_what_was_begun_is_kept_on_the_device_until_it_is_published(person: People) -> None:
    someone = person(signed_in_as="citizen")
    page, text = _arrive(someone)
    page.get_by_label("Your wording").fill(f"Kept. {text}")
    someone.visit(f"{CLAUSE}/rewording")
    expect(page.get_by_label("Your wording")).to_have_value(f"Kept. {text}")
    for name in (PREVIEW, PUBLISH):
        page.get_by_role("button", name=name).click()
    someone.ref()
    _arrive(someone)


def test_a_visitor_reads_what_a_wording_is_and_signs_in_on_the_way(person: People) -> None:
    someone = person()
    page = someone.visit(CLAUSE)
    page.get_by_role("link", name="Propose another wording").click()
    wrong: list[str] = []
    _look(page, wrong)
    assert someone.context.cookies() == []
    page.get_by_role("link", name="Sign in to comment").click()
    page.get_by_label("E-mail").fill("citizen@example.org")
    page.get_by_label("Password").fill(someone.site.passwords["citizen"])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{someone.site.url}/en{CLAUSE}/rewording#write")
    _look(page, wrong)
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    _look(page, wrong)
    assert not wrong, "\n".join(wrong)

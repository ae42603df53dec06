"""Whatever goes wrong on the way, what a person typed comes back; and one press is one comment."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.site import DOCUMENT

pytestmark = pytest.mark.browser
CLAUSE = f"{DOCUMENT}/art_2__para_1"
QUOTE = "increase responsibility"


def _write(page: Page, body: str) -> None:
    page.get_by_role("radio", name="Amend").check()
    page.get_by_text("Comment on a passage").click()
    page.get_by_label("The passage").fill(QUOTE)
    page.get_by_label("Your comment").fill(body)


def _send(page: Page) -> int:
    """Press the button; returns the status of what comes back."""
    with page.expect_navigation() as arrived:
        page.get_by_role("button", name="Publish the comment").click()
    return arrived.value.status


def _still_there(page: Page, body: str) -> None:
    """The form stands as it was left."""
    expect(page.get_by_label("Your comment")).to_have_value(body)
    expect(page.get_by_label("The passage")).to_have_value(QUOTE)
    expect(page.get_by_role("radio", name="Amend")).to_be_checked()


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_a_refused_text_comes_back_whole_and_says_what_to_do(person: People, scripts: bool) -> None:
    someone = person(signed_in_as="citizen", java_script_enabled=scripts)
    page = someone.visit(CLAUSE)

    # Empty: the summary gets the focus and leads to the field.
    page.get_by_role("radio", name="Amend").check()
    assert _send(page) == 422
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Write what you think, or propose another wording.")
    expect(page).to_have_title(f"Error: {page.title().removeprefix('Error: ')}")
    if scripts:
        expect(summary).to_be_focused()
        summary.get_by_role("link").click()
        expect(page.get_by_label("Your comment")).to_be_focused()

    # Too long by one character, and then by enough to need a separator of thousands.
    long = "ө" * 5001
    page.get_by_text("Comment on a passage").click()
    page.get_by_label("The passage").fill(QUOTE)
    page.get_by_label("Your comment").fill(long)
    if scripts:
        expect(page.locator(".govuk-character-count__message").last).to_contain_text("too many")
    assert _send(page) == 422
    expect(summary).to_contain_text("The text is too long: cut 1 character.")
    _still_there(page, long)

    # Words that the clause does not have.
    page.get_by_label("Your comment").fill("Short enough.")
    page.get_by_label("The passage").fill("in the Code of Nowhere")
    assert _send(page) == 422
    expect(summary).to_contain_text("These words do not stand in the clause.")
    expect(page.get_by_label("The passage")).to_have_value("in the Code of Nowhere")
    page.get_by_label("The passage").fill(QUOTE)
    assert _send(page) == 200
    expect(page.get_by_role("heading", level=1)).to_contain_text("is published")


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_a_text_outlives_a_lost_session_and_a_sign_in_on_the_way(
    person: People, scripts: bool
) -> None:
    someone = person(java_script_enabled=scripts)
    someone.sign_in("publisher")
    page = someone.visit(CLAUSE)
    body = f"Typed for an hour, {'with' if scripts else 'without'} scripts.\n\nTwo paragraphs."
    _write(page, body)
    someone.context.clear_cookies()
    assert _send(page) == 403
    expect(page.get_by_role("alert")).to_contain_text("Sign in first. Your text is kept below.")
    _still_there(page, body)

    # Signing in happens in another window; the form stays where it is, with a token of the past.
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in to comment").click()
    door = opened.value
    door.get_by_label("E-mail").fill("publisher@example.org")
    door.get_by_label("Password").fill(someone.site.passwords["publisher"])
    door.get_by_role("button", name="Sign in").click()
    door.get_by_role("button", name="Sign out").wait_for()
    status = _send(page)
    if status == 422:
        expect(page.locator(".govuk-error-summary")).to_contain_text("Nothing is lost")
        _still_there(page, body)
        status = _send(page)
    assert status == 200
    ref = someone.ref()

    # Signed out in the other window while a second text is written in this one.
    someone.visit(CLAUSE)
    expect(page.locator(f"#comment-{ref}")).to_contain_text("Typed for an hour")
    expect(page.get_by_label("Your comment")).to_have_value("")
    _write(page, "A second text.")
    door.get_by_role("button", name="Sign out").click()
    door.get_by_role("link", name="Sign in").wait_for()
    assert _send(page) == 403
    _still_there(page, "A second text.")


def test_a_text_left_unsent_is_found_again_on_this_device(person: People) -> None:
    someone = person(signed_in_as="citizen")
    page = someone.visit(CLAUSE)
    page.get_by_text("Comment on a passage").click()
    page.get_by_label("The passage").fill("increase responsibility")
    page.get_by_label("Your comment").fill("Left behind when the battery ran out.")
    page.close()
    someone.page = page = someone.context.new_page()
    someone.visit(CLAUSE)
    expect(page.get_by_label("Your comment")).to_have_value("Left behind when the battery ran out.")
    expect(page.get_by_label("The passage")).to_have_value("increase responsibility")

    # Offline: the browser's own page of error, and back; the text is there.
    someone.context.set_offline(True)
    page.get_by_role("button", name="Publish the comment").click()
    page.wait_for_timeout(300)
    someone.context.set_offline(False)
    someone.visit(CLAUSE)
    expect(page.get_by_label("Your comment")).to_have_value("Left behind when the battery ran out.")
    page.get_by_role("button", name="Publish the comment").click()
    someone.ref()
    someone.visit(CLAUSE)
    expect(page.get_by_label("Your comment")).to_have_value("")


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_a_double_click_makes_one_comment(person: People, scripts: bool) -> None:
    someone = person(signed_in_as="citizen", java_script_enabled=scripts)
    page = someone.visit(CLAUSE)
    body = f"Pressed twice in a row, {'with' if scripts else 'without'} scripts."
    page.get_by_label("Your comment").fill(body)
    page.get_by_role("button", name="Publish the comment").dblclick()
    someone.ref()

    # Back, and once more with the same form: still the same comment.
    someone.visit(CLAUSE)
    expect(page.locator("article.comment").filter(has_text=body)).to_have_count(1)

"""Answering answers, and finding one's way in what others said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.site import DEMONSTRATION, DOCUMENT
from tests.browser.test_keyboard_alone import _tab_to
from tests.browser.test_pages import _look

pytestmark = pytest.mark.browser
CLAUSE = f"{DOCUMENT}/art_2__para_1"
ANNOTATED = f"{DOCUMENT}/art_3__para_1"


def _indents(page: Page) -> int:
    """How many different left edges the comments have."""
    lefts = page.locator("article.comment").evaluate_all(
        "all => all.map((one) => Math.round(one.getBoundingClientRect().left))"
    )
    return len(set(lefts))


def test_an_answer_to_an_answer_says_whom_it_answers(person: People) -> None:
    asker = person(signed_in_as="citizen")
    root = asker.comment(CLAUSE, "Who keeps the list?")
    other = person(signed_in_as="moderator")
    page, wrong = other.visit(f"/comments/{root}"), []
    page.get_by_label("Your reply").fill("The agency keeps it.")
    page.get_by_role("button", name="Publish the reply").click()
    answer = other.ref()

    page = asker.visit(CLAUSE)
    page.locator(f"#comment-{answer}").get_by_role("link", name=re.compile("^Reply")).click()
    expect(page).to_have_url(re.compile(rf"/comments/{root}\?to={answer}#write$"))
    expect(page.get_by_role("heading", name="You answer Moderator")).to_be_in_viewport()
    _look(page, wrong)
    page.get_by_role("link", name="Answer the first comment instead").click()
    expect(page.get_by_text("You answer Moderator")).to_be_hidden()
    page.go_back()
    page.get_by_label("Your reply").fill("And who reads it?")
    page.get_by_role("button", name="Publish the reply").click()
    second = asker.ref()

    # Read downwards: the question, the answer, what was answered to it, marked as it was led to.
    page.get_by_role("link", name="See my comment").click()
    expect(page).to_have_url(re.compile(f"/comments/{root}#comment-{second}$"))
    shown = page.locator("article.comment").evaluate_all("all => all.map((one) => one.id)")
    assert shown == [f"comment-{ref}" for ref in (root, answer, second)]
    card = page.locator(f"#comment-{second}")
    expect(card).to_be_in_viewport()
    assert (
        card.evaluate("one => one.matches(':target') && getComputedStyle(one).boxShadow") != "none"
    )
    _look(page, wrong)
    expect(card).to_contain_text("answers Moderator")
    card.get_by_role("link", name="Moderator", exact=True).click()
    expect(page.locator(f"#comment-{answer}")).to_be_in_viewport()

    page = asker.visit(CLAUSE)
    page.set_viewport_size({"width": 320, "height": 640})
    assert _indents(page) <= 2
    asker.visit(f"/comments/{root}")
    page.get_by_role("button", name="Withdraw this comment").last.click()
    visitor = person().visit(f"/comments/{root}")
    expect(visitor.locator(f"#comment-{root}")).to_contain_text("Withdrawn by its author.")
    expect(visitor.locator(f"#comment-{second}")).to_contain_text("And who reads it?")
    visitor.get_by_role("link", name="Back to the discussion at this comment").click()
    expect(visitor).to_have_url(re.compile(f"art_2__para_1.*#comment-{root}$"))
    expect(visitor.locator(f"#comment-{root}")).to_be_in_viewport()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_comments_are_sorted_and_chosen_with_the_keyboard(
    person: People, furnished: str, scripts: bool
) -> None:
    someone = person(viewport={"width": 320, "height": 640}, java_script_enabled=scripts)
    page, keyboard = someone.page, someone.page.keyboard
    someone.visit(f"{DEMONSTRATION}/comments")
    _tab_to(page, "Order", "select")
    keyboard.type("Most agreed")
    _tab_to(page, "Position", "select", most=2)
    keyboard.type("Support")
    _tab_to(page, "Show", "button", most=4)
    keyboard.press("Enter")
    page.wait_for_url("**sort=agreed**")
    expect(page.get_by_label("Order")).to_have_value("agreed")
    counts = page.locator(".comment__more").all_inner_texts()
    agreed = [int(count) for text in counts for count in re.findall(r"Agree (\d+)", text)]
    assert len(agreed) > 3
    assert agreed == sorted(agreed, reverse=True)
    expect(page.get_by_text("comments match.")).to_be_visible()
    page.get_by_role("link", name="Show all comments").click()
    expect(page.get_by_label("Order")).to_have_value("new")


def test_each_state_of_a_discussion_is_accessible(person: People, furnished: str) -> None:
    someone, wrong = person(), []
    for path in (
        f"{ANNOTATED}?sort=disputed&who=bodies",
        f"{ANNOTATED}?kind=rewording",
        f"{ANNOTATED}?lang=fr",
        f"{DEMONSTRATION}/comments?sort=unanswered&kind=comment",
    ):
        _look(someone.visit(path), wrong)
    page = someone.page
    someone.visit(f"{ANNOTATED}?sort=agreed")
    page.get_by_role("link", name="Next comments").click()
    expect(page.get_by_role("link", name="Previous comments")).to_be_visible()
    someone.visit(f"{ANNOTATED}?lang=fr")
    expect(page.get_by_text("No comments match.")).to_be_visible()
    page.get_by_role("link", name="Show all comments").click()
    expect(page.locator("article.comment").first).to_be_visible()
    assert not wrong, "\n".join(wrong)

"""Passages, with a mouse, a finger, the keyboard alone, and without scripts; narrow and wide."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.site import DEMONSTRATION, DOCUMENT
from tests.browser.test_pages import _violations

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "has_touch": True,
    "is_mobile": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
FIRST, SECOND = "#art_1__para_1 .law", "#art_1__para_2 .law"
_PLACE = """([text, at]) => {
  const walker = document.createTreeWalker(document.querySelector(text), NodeFilter.SHOW_TEXT)
  let node = walker.nextNode()
  while (at > node.data.length) { at -= node.data.length; node = walker.nextNode() }
  const range = document.createRange()
  range.setStart(node, at)
  range.setEnd(node, at + 1)
  const box = range.getBoundingClientRect()
  return {x: box.left, y: box.top + box.height / 2}
}"""
_SELECT = """([first, from, last, to]) => {
  const place = (text, at) => {
    const walker = document.createTreeWalker(document.querySelector(text), NodeFilter.SHOW_TEXT)
    let node = walker.nextNode()
    while (at > node.data.length) { at -= node.data.length; node = walker.nextNode() }
    return [node, at]
  }
  document.querySelector(first).scrollIntoView({block: 'center'})
  getSelection().setBaseAndExtent(...place(first, from), ...place(last, to))
}"""
_COVERED = """() => {
  const button = document.querySelector('button.passage').getBoundingClientRect()
  const rects = [...getSelection().getRangeAt(0).getClientRects()]
  return rects.some((r) => r.left < button.right && r.right > button.left &&
    r.top < button.bottom && r.bottom > button.top)
}"""


def _draw(page: Page, first: str, begin: int, last: str, end: int) -> None:
    """Draw the mouse over the text from one place to another."""
    page.locator(first).scroll_into_view_if_needed()
    a = page.evaluate(_PLACE, [first, begin])
    z = page.evaluate(_PLACE, [last, end])
    page.mouse.move(a["x"] + 1, a["y"])
    page.mouse.down()
    page.mouse.move((a["x"] + z["x"]) / 2, (a["y"] + z["y"]) / 2, steps=3)
    page.mouse.move(z["x"] + 1, z["y"], steps=3)
    page.mouse.up()


def _publish(page: Page, body: str) -> str:
    """Write in the form of a clause that is open, and send it; returns the comment's number."""
    page.locator("[name=body]").fill(body)
    page.locator(".talk-form > button").click()
    page.wait_for_url("**/receipt**")
    return page.url.partition("?")[0].split("/")[-2]


def _quote(page: Page) -> str:
    return page.locator("[name=quote]").input_value()


def _offered(page: Page) -> None:
    """The button stands beside the selection, large enough for a finger, and hides no word."""
    button = page.locator("button.passage")
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["width"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    assert not page.evaluate(_COVERED)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_words_of_two_clauses_are_offered_to_both_and_nothing_is_lost(
    person: People, screen: dict[str, Any]
) -> None:
    someone = person(signed_in_as="citizen", **screen)
    page = someone.visit(DOCUMENT, "kk")
    first, second = page.locator(FIRST).inner_text(), page.locator(SECOND).inner_text()
    if screen is DESK:
        _draw(page, FIRST, 10, SECOND, 20)
    else:
        page.evaluate(_SELECT, [FIRST, 10, SECOND, 20])
    _offered(page)
    page.locator("button.passage").press("Enter")
    dialog = page.locator("dialog.several")
    expect(dialog.locator("a")).to_have_count(2)
    expect(dialog.locator("a").first).to_be_focused()
    assert _violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("button.passage")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(dialog.locator("a").nth(1)).to_be_focused()
    dialog.locator("a").first.click()

    page.wait_for_url("**/art_1__para_1?**#write")
    assert _quote(page) == first[10:].strip()
    also = page.locator("[data-also] a")
    expect(also).to_have_count(1)
    expect(also).to_contain_text(second[:20].strip())
    page.locator(".talk-form > button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(also).to_have_count(1)
    one = _publish(page, "Бірінші үзінді туралы.")
    page.locator("#others + ul a").click()
    assert _quote(page) == second[:20].strip()
    expect(also).to_have_count(0)
    two = _publish(page, "Екінші үзінді туралы.")
    expect(page.locator("#others")).to_have_count(0)
    for ref, words in ((one, first[10:].strip()), (two, second[:20].strip())):
        someone.visit(f"/comments/{ref}", "kk")
        expect(page.locator(f"#comment-{ref} blockquote")).to_have_text(words)


def test_a_finger_takes_a_word_and_signs_in_on_the_way(person: People) -> None:
    someone = person(**PHONE)
    page = someone.visit(DOCUMENT, "kk")
    word = page.locator(FIRST).inner_text().split()[0]
    _tap_beside(page, FIRST, len(word))
    page.wait_for_url("**/art_1__para_1?**#write")
    expect(page.locator("#write blockquote")).to_have_text(word)
    page.locator("#write a.govuk-button").tap()
    page.locator("[name=email]").fill("citizen@example.org")
    page.locator("[name=password]").fill(someone.site.passwords["citizen"])
    page.locator("main form button").tap()
    page.wait_for_url("**/art_1__para_1?**#write")
    assert _quote(page) == word
    more = page.locator("[data-clause-text]").inner_text()[: len(word) + 8].strip()
    _tap_beside(page, "[data-clause-text]", len(word) + 8)
    expect(page.locator("[name=body]")).to_be_focused()
    assert _quote(page) == more != word


def _tap_beside(page: Page, text: str, end: int) -> None:
    """Select as a long press does, which no test can do, and tap the button with a finger.

    The tap takes the selection away, as it does on some phones.
    """
    page.evaluate(_SELECT, [text, 0, text, end])
    _offered(page)
    page.evaluate(
        "addEventListener('pointerdown', () => getSelection().removeAllRanges(), {capture: true})"
    )
    page.locator("button.passage").tap()


def test_escape_hides_the_button_and_gives_the_focus_back(person: People) -> None:
    someone = person()
    page = someone.visit(DOCUMENT)
    _draw(page, FIRST, 4, FIRST, 14)
    _offered(page)
    page.keyboard.press("Tab")
    expect(page.locator("button.passage")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("button.passage")).to_be_hidden()
    expect(page.locator(FIRST)).to_be_focused()


def test_words_that_run_out_of_a_clause_are_offered_to_both_on_its_page(person: People) -> None:
    someone = person(signed_in_as="citizen", viewport={"width": 320, "height": 640})
    page = someone.visit(f"{DOCUMENT}/art_1__para_2")
    own, below = "[data-clause-text]", '[data-clause="art_1__para_2__point_1"]'
    words = page.locator(below).inner_text()
    page.locator("[name=body]").fill("Written already.")
    page.evaluate(_SELECT, [own, 0, below, 12])
    page.locator("button.passage").press("Enter")
    page.locator("dialog.several a").first.press("Enter")
    expect(page.locator("[name=body]")).to_be_focused()
    expect(page.locator("[name=body]")).to_have_value("Written already.")
    assert _quote(page) == page.locator(own).inner_text().strip()
    expect(page.locator("[data-also] a")).to_have_count(1)
    _publish(page, "Of both.")
    page.locator("#others + ul a").click()
    page.wait_for_url("**/art_1__para_2__point_1?**")
    assert _quote(page) == words[:12].strip()


def test_a_sentence_is_chosen_without_scripts(person: People) -> None:
    name = "pavel.sentences@example.org"
    someone = person(java_script_enabled=False, viewport={"width": 320, "height": 640})
    someone.visit("/sign-up")
    someone.sign_up("Pavel", name)
    page = someone.visit(f"{DOCUMENT}/art_3__para_1", "kk")
    sentence = page.locator("[data-clause-text]").inner_text().strip()
    page.locator(".talk-form summary").first.click()
    choice = page.locator(".sentences input").nth(1)
    expect(page.locator(f"label[for={choice.get_attribute('id')}]")).to_have_text(sentence)
    choice.check()
    ref = _publish(page, "Осы сөйлем туралы.")
    someone.visit(f"/comments/{ref}", "kk")
    expect(page.locator(f"#comment-{ref} blockquote")).to_have_text(sentence)


def test_passages_that_overlap_are_told_apart_and_lead_back(person: People) -> None:
    someone = person(signed_in_as="analyst")
    clause = f"{DEMONSTRATION}/sanctions/art_1__para_1"  # nobody else annotates it
    page = someone.visit(clause)
    text = page.locator("[data-clause-text]").inner_text()
    refs = []
    for begin, end in ((0, 24), (12, 40)):
        page = someone.visit(clause)
        _draw(page, "[data-clause-text]", begin, "[data-clause-text]", end)
        page.locator("button.passage").click()
        assert _quote(page) == text[begin:end].strip()
        refs.append(_publish(page, f"On {begin} to {end}."))
    someone.visit(clause)
    both = page.locator("mark a.many").first
    expect(both).to_have_css("text-decoration-style", "double")
    assert page.locator("mark a:not(.many)").count() >= 2
    page.emulate_media(forced_colors="active")
    expect(both).to_have_css("text-decoration-style", "double")
    expect(page.locator("mark").first).not_to_have_css("outline-style", "none")
    ground = "e => getComputedStyle(e.closest('mark')).backgroundColor"
    assert both.evaluate(ground) != both.evaluate("e => getComputedStyle(e).color")
    page.emulate_media(forced_colors="none")
    both.click()
    for ref in refs:
        expect(page.locator(f"#comment-{ref}")).to_be_visible()
    assert _violations(page) == []
    page.locator("#passage ~ p a").click()
    expect(page.locator("mark a:target")).to_be_in_viewport()
    page.locator("#passages summary").click()
    expect(page.locator("#passages li")).to_have_count(2)
    assert _violations(page) == []


def test_the_table_of_where_the_discussion_is_is_read_and_ordered(
    person: People,
) -> None:
    someone = person(viewport={"width": 320, "height": 640})
    page = someone.visit(DOCUMENT)
    busiest = page.locator(".heat-4")
    expect(busiest).to_have_count(1)
    address = busiest.locator(".clause__n").get_attribute("href")
    expect(busiest.locator(".law")).to_have_css("border-left-width", "7px")
    quiet = page.locator("section.clause:not([class*=heat-]) > .law").first
    expect(quiet).to_have_css("border-left-width", "0px")
    page.locator(".actions a[href$='/heat']").click()
    assert _violations(page) == []
    page.locator(".sorts").get_by_role("link", name="Comments").click()
    expect(page.locator("tbody th a").first).to_have_attribute("href", str(address))
    page.set_viewport_size({"width": 1280, "height": 900})
    assert _violations(page) == []

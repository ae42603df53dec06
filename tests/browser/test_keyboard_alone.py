"""The same with the keyboard alone: nothing is clicked, and the focus is seen all the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.site import CLAUSE, DOCUMENT

pytestmark = pytest.mark.browser

_FOCUS = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return {name: 'nothing', seen: false, why: 'no focus'}
  const name = (at.getAttribute('aria-label') || at.labels?.[0]?.innerText || at.innerText ||
    at.name || at.id || at.tagName).trim().replace(/\\s+/g, ' ')
  const tag = at.tagName.toLowerCase()
  const box = [...at.getClientRects()].find((r) => r.width && r.height)
  if (!box) return {name, tag, seen: false, why: 'has no size'}
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth)
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight)
  if (right - left < 2 || bottom - top < 2) return {name, tag, seen: false, why: 'off the screen'}
  const points = [0.5, 0.1, 0.9].map((part) => [left + (right - left) * part, (top + bottom) / 2])
  const hit = points.some(([x, y]) => {
    const there = document.elementFromPoint(x, y)
    return there && (at.contains(there) || there.contains(at) || at.labels?.[0]?.contains(there))
  })
  return {name, tag, seen: hit, why: hit ? '' : 'covered by another element'}
}"""


def _tab_to(page: Page, name: str, tag: str, most: int = 40, key: str = "Tab") -> None:
    """Press Tab until the element of this name has the focus; the focus is seen on all the way."""
    passed: list[str] = []
    for _ in range(most):
        page.keyboard.press(key)
        at = page.evaluate(_FOCUS)
        assert at["seen"], f"the focus is not seen on {at['name']!r}: {at['why']}; after {passed}"
        if at["tag"] == tag and at["name"].startswith(name):
            return
        passed.append(f"{at['tag']} {at['name'][:30]}")
    pytest.fail(f"{most} presses of {key} do not lead to {name!r}: {passed}")


@pytest.mark.parametrize("size", [(1280, 900), (320, 560)], ids=["wide", "narrow"])
def test_a_citizen_comments_on_a_passage_with_the_keyboard_alone(
    person: People, size: tuple[int, int]
) -> None:
    someone = person(viewport={"width": size[0], "height": size[1]})
    page, keyboard = someone.page, someone.page.keyboard

    someone.visit("/sign-in")
    _tab_to(page, "Skip to main content", "a", most=1)
    keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    _tab_to(page, "E-mail", "input", most=2)
    keyboard.type("citizen@example.org")
    _tab_to(page, "Password", "input", most=1)
    keyboard.type(someone.site.passwords["citizen"])
    _tab_to(page, "Sign in", "button", most=1)
    keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()

    someone.visit(DOCUMENT)
    _tab_to(page, "Comment on Article 1, ", "a")
    keyboard.press("Enter")
    page.wait_for_url("**/art_1__para_1#write")
    _tab_to(page, "No position", "input")
    keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="Neutral")).to_be_checked()
    _tab_to(page, "Comment on a passage", "summary", most=1)
    keyboard.press("Space")
    _tab_to(page, "None", "input", most=1)
    keyboard.press("ArrowDown")
    sentence = page.locator(".sentences label").nth(1).inner_text()
    assert page.evaluate(_FOCUS)["seen"]
    _tab_to(page, "The passage", "textarea", most=1)
    _tab_to(page, "Your comment", "textarea", most=1)
    keyboard.type("Written without a mouse.")
    _tab_to(page, "Publish the comment", "button", most=4)
    keyboard.press("Enter")
    ref = someone.ref()
    _tab_to(page, "See my comment", "a")
    keyboard.press("Enter")
    expect(page.locator(f"#comment-{ref} blockquote")).to_have_text(sentence)

    # From a selection made with the keyboard to the button, and Esc back to the text.
    someone.visit(CLAUSE)
    page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('[data-clause-text] p'))"
    )
    button = page.get_by_role("button", name="Comment on this passage")
    expect(button).to_be_visible()
    _tab_to(page, "Comment on this passage", "button", most=1)
    keyboard.press("Escape")
    expect(button).to_be_hidden()
    expect(page.locator("[data-clause-text]")).to_be_focused()

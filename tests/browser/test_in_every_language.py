"""The citizen's way in Russian and Kazakh, at both widths, with scripts and without; nobody reads
English here, so fields are found by their names. And every page of an account, for axe.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People, Person
from tests.browser.site import CLAUSE, DOCUMENT
from tests.browser.test_pages import _look

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
LATER = [pytest.param(lang, marks=pytest.mark.long) for lang in ("ru", "en")]
ENGLISH = ("Publish", "Your comment", "Withdraw", "Reply", "Sign", "Search", "Receipt", "Number")


def _in_one_language(page: Page) -> None:
    """Nothing of the interface is left in English, and nothing goes out at the side."""
    words = page.locator("main").inner_text()
    assert not [word for word in ENGLISH if word in words]
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sideways) <= 0


def _press(page: Page, form: str) -> None:
    page.locator(f"{form} button[type=submit], {form} button.govuk-button").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("lang", "size", "scripts"),
    [
        ("ru", PHONE, False),
        pytest.param("ru", DESK, True, marks=pytest.mark.long),
        pytest.param("kk", PHONE, True, marks=pytest.mark.long),
        ("kk", DESK, False),
    ],
    ids=["ru phone no scripts", "ru desk scripts", "kk phone scripts", "kk desk no scripts"],
)
def test_a_citizen_writes_is_thanked_answers_searches_and_withdraws(
    person: People, lang: str, size: dict[str, int], scripts: bool
) -> None:
    someone = person(signed_in_as="citizen", viewport=size, java_script_enabled=scripts)
    page = someone.page
    for path in (DOCUMENT, CLAUSE, "/me", "/me/account", "/me/data", "/me/subscriptions"):
        someone.visit(path, lang)
        if path not in (CLAUSE, "/me"):  # others write there in any language
            _in_one_language(page)
    body = f"Пікір / мнение {lang} {size['width']}: ә ғ қ ң ө ұ ү һ і."
    someone.visit(CLAUSE, lang)
    page.locator("input[name=stance][value=amend]").check()
    page.locator("#write textarea[name=body]").fill(body)
    _press(page, "#write")
    ref = someone.ref()
    _in_one_language(page)
    expect(page.locator(".receipt")).to_contain_text(ref)
    someone.visit(f"/search?q={ref[:3]}+мнение+{lang}", lang)
    _answer(someone, lang, ref)
    _withdraw(someone, lang, ref, body)


def _answer(someone: Person, lang: str, ref: str) -> None:
    """A reply on the comment's own page."""
    page = someone.visit(f"/comments/{ref}", lang)
    page.locator("#write textarea[name=body]").fill(f"Жауап / ответ {lang}.")
    _press(page, "#write")
    _in_one_language(page)


def _withdraw(someone: Person, lang: str, ref: str, body: str) -> None:
    """The words are gone from the page of the clause."""
    page = someone.visit(f"/comments/{ref}", lang)
    _press(page, "#withdraw")
    someone.visit(CLAUSE, lang)
    expect(page.locator("main")).not_to_contain_text(body)


@pytest.mark.parametrize("lang", ["kk", *LATER])
def test_every_page_of_becoming_someone_is_accessible(person: People, lang: str) -> None:
    visitor, wrong = person(), []
    page = visitor.page
    for path in ("/sign-in", "/sign-up", "/sign-in/link", "/sign-in/reset"):
        visitor.visit(path, lang)
        _look(page, wrong)
        _press(page, "form.plain-form")  # empty: the errors are a state as well
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        _look(page, wrong)
    for path in ("/check-mail", "/notice", "/link/none", "/erased", "/search", "/search?q=сот"):
        visitor.visit(path, lang)
        _look(page, wrong)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", ["kk", LATER[0]])
def test_every_page_of_ones_own_is_accessible(person: People, furnished: str, lang: str) -> None:
    citizen, wrong = person(signed_in_as="citizen"), []
    page = citizen.page
    for path in ("/me", "/me/account", "/me/data", "/me/subscriptions", "/me/erasure"):
        citizen.visit(path, lang)
        _look(page, wrong)
    _press(page, "form.plain-form")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    _look(page, wrong)
    for path in (f"{CLAUSE}/rewording", f"{DOCUMENT}/heat", f"{DOCUMENT}/art_3__para_1"):
        citizen.visit(path, lang)
        _look(page, wrong)
    assert not wrong, "\n".join(wrong)

"""The journey of a citizen, from the first page to taking a word back: with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People, Person
from tests.browser.site import CLAUSE, DEMONSTRATION, DOCUMENT

pytestmark = pytest.mark.browser
PASSAGE = "a new category of the subject of corruption"


def _count_on_document(person: Person) -> int:
    """How many comments the document page says that the clause has."""
    page = person.visit(DOCUMENT)
    said = page.locator("#art_1__para_1 .clause__talk").inner_text()
    found = re.search(r"Comments: (\d+)", said)
    return int(found[1]) if found else 0


def _select_with_mouse(page: Page, words: str) -> None:
    """Draw the mouse over ``words`` in the text of the clause."""
    box = page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(
            document.querySelector('[data-clause-text]'), NodeFilter.SHOW_TEXT)
          for (let node; (node = walker.nextNode());) {
            const at = node.data.indexOf(words)
            if (at < 0) continue
            const range = document.createRange()
            range.setStart(node, at)
            range.setEnd(node, at + words.length)
            const rects = [...range.getClientRects()]
            const [a, z] = [rects[0], rects.at(-1)]
            return {x1: a.left, y1: a.top + a.height / 2, x2: z.right, y2: z.top + z.height / 2}
          }
        }""",
        words,
    )
    page.mouse.move(box["x1"] + 1, box["y1"])
    page.mouse.down()
    page.mouse.move((box["x1"] + box["x2"]) / 2, box["y2"], steps=4)
    page.mouse.move(box["x2"] + 1, box["y2"], steps=4)
    page.mouse.up()


@pytest.mark.parametrize("scripts", [False, True], ids=["scripts off", "scripts on"])
def test_a_visitor_becomes_a_citizen_and_says_everything_that_can_be_said(
    person: People, scripts: bool
) -> None:
    someone = person(java_script_enabled=scripts)
    page = someone.page
    name = "Aigerim" if scripts else "Pavel"
    _read_from_the_first_page_on(someone)
    before = _count_on_document(someone)
    _sign_up_on_the_way_to_the_clause(someone, name)
    body = f"{name} asks who may change this list, and how."
    ref = _comment(someone, body)
    assert _count_on_document(someone) == before + 1
    annotation = _annotate(someone, scripts)
    rewording = _reword(someone, name)
    reply = _answer_and_agree(someone, name)

    page.get_by_role("link", name=name, exact=True).click()
    for said in (ref, annotation, rewording, reply):
        expect(page.locator(f"#comment-{said}")).to_be_visible()
    _withdraw(someone, ref, reply)
    someone.visit(CLAUSE)
    expect(page.locator(f"#comment-{ref}")).to_contain_text("Withdrawn by its author.")
    expect(page.locator("main")).not_to_contain_text(body)
    expect(page.locator("main")).not_to_contain_text(f"{name} answers")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    someone.visit(DEMONSTRATION)
    expect(page.get_by_role("link", name="Create an account")).to_be_visible()


def _read_from_the_first_page_on(someone: Person) -> None:
    """The first page says what, by whom, until when, and leads on; no cookie on the way."""
    page = someone.visit("/")
    demonstration = page.get_by_role("listitem").filter(has_text="Demonstration")
    expect(demonstration.locator("time")).to_contain_text("23:59")
    demonstration.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Concept of the draft law")
    page.get_by_role("link", name="Officials with special status").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Officials with special status")
    assert someone.context.cookies() == []


def _sign_up_on_the_way_to_the_clause(someone: Person, name: str) -> None:
    """From the document to the clause, and back to it with an account."""
    page = someone.page
    comment_on = re.compile("^Comment on Article 1, ")
    page.locator("#art_1__para_1").get_by_role("link", name=comment_on).click()
    page.get_by_role("link", name="Sign in to comment").click()
    page.get_by_role("link", name="I have no account yet").click()
    someone.sign_up(name, f"{name}@example.org".lower())
    expect(page).to_have_url(f"{someone.site.url}/en{CLAUSE}#write")


def _comment(someone: Person, body: str) -> str:
    """A comment with a stance, its receipt, and where it stands then; returns its number."""
    page = someone.visit(CLAUSE)
    page.get_by_role("radio", name="Oppose").check()
    page.get_by_label("Your comment").fill(body)
    page.get_by_role("button", name="Publish the comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("your comment is published")
    ref = someone.ref()
    expect(page.locator(".receipt")).to_contain_text(ref)
    expect(page.locator(".receipt")).to_contain_text(re.compile("[0-9a-f]{64}"))
    page.get_by_role("link", name="See my comment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ref)
    someone.visit(CLAUSE)
    expect(page.locator(f"#comment-{ref}")).to_contain_text(body)
    expect(page.locator(f"#comment-{ref}")).to_contain_text("Opposes")
    return ref


def _annotate(someone: Person, scripts: bool) -> str:
    """A remark on a passage, selected with the mouse or pasted; its mark leads back to it."""
    page = someone.visit(CLAUSE)
    if scripts:
        _select_with_mouse(page, PASSAGE)
        page.get_by_role("button", name="Comment on this passage").click()
        expect(page.get_by_label("Your comment")).to_be_focused()
        expect(page.get_by_label("The passage")).to_have_value(PASSAGE)
    else:
        page.get_by_text("Comment on a passage").click()
        page.get_by_label("The passage").fill(PASSAGE)
    page.get_by_label("Your comment").fill("These words decide everything.")
    page.get_by_role("button", name="Publish the comment").click()
    ref = someone.ref()
    someone.visit(CLAUSE)
    expect(page.locator(f"#comment-{ref} blockquote")).to_have_text(PASSAGE)
    page.locator("[data-clause-text] mark a").filter(has_text="category").first.click()
    expect(page.locator(f"#comment-{ref}")).to_contain_text("These words decide everything.")
    return ref


def _reword(someone: Person, name: str) -> str:
    """Another wording, without a word besides."""
    page = someone.visit(CLAUSE)
    page.get_by_role("link", name="Propose another wording").click()
    page.get_by_label("Your wording").fill(f"The category that {name} proposes is added.")
    page.get_by_role("button", name="See the difference").click()
    page.get_by_role("button", name="Publish the proposed wording").click()
    ref = someone.ref()
    someone.visit(CLAUSE)
    expect(page.locator(f"#comment-{ref} .wording")).to_contain_text(f"{name} proposes")
    return ref


def _answer_and_agree(someone: Person, name: str) -> str:
    """An answer to a comment of somebody else, and one press to agree with it."""
    page = someone.page
    other = page.locator("article.comment").filter(has_text="stricter standard").first
    other.get_by_role("link", name=re.compile("^Reply")).first.click()
    page.get_by_label("Your reply").fill(f"{name} answers: yes, and publish who decided.")
    page.get_by_role("button", name="Publish the reply").click()
    ref = someone.ref()
    someone.visit(CLAUSE)
    expect(page.locator(f"#comment-{ref}")).to_contain_text(f"{name} answers")
    agree = other.get_by_role("button", name=re.compile("^Agree")).first
    agreed = int(agree.inner_text().split()[-1])
    agree.click()
    expect(agree).to_have_attribute("aria-pressed", "true")
    expect(agree).to_have_text(f"Agree {agreed + 1}")
    return ref


def _withdraw(someone: Person, ref: str, reply: str) -> None:
    """A comment is taken back on its own page, a reply where it stands."""
    page = someone.visit("/me")
    page.locator(f"#comment-{ref}").get_by_role("link", name=f"Withdraw {ref}").click()
    page.get_by_role("button", name="Withdraw this comment").click()
    expect(page.get_by_role("status")).to_contain_text("Your comment is withdrawn.")
    someone.visit("/me")
    page.locator(f"#comment-{reply} summary").click()
    page.locator(f"#comment-{reply}").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("Your comment is withdrawn.")


def test_the_document_page_says_where_one_is_and_copies_the_address_of_a_clause(
    person: People,
) -> None:
    someone = person(permissions=["clipboard-read", "clipboard-write"])
    page = someone.visit(DOCUMENT)
    contents = page.get_by_role("navigation", name="Contents")
    contents.get_by_role("link", name=re.compile("^Article 2")).click()
    expect(page).to_have_url(re.compile("#art_2$"))
    expect(contents.locator("[aria-current=location]")).to_contain_text("Article 2")
    page.locator("#art_2__para_1").get_by_role("button", name="Copy").click()
    expect(page.get_by_text("The address is copied.")).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{someone.site.url}/en{DOCUMENT}#art_2__para_1"

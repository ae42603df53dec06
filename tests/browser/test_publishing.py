"""A publisher publishes a new version; readers see what changed and what became of passages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.site import Site
from tests.browser.test_pages import _look

pytestmark = pytest.mark.browser
NEXT = """A small law

Article 1. Subject
1. Who may read it is said in the rules of the registry office.
2. This law says who keeps the register, and who may read the register.
3. The register is open to everybody.
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_new_version_is_uploaded_read_over_published_and_compared(
    site: Site, person: People, tmp_path: Path, scripts: bool
) -> None:
    slug = f"versions-{'on' if scripts else 'off'}"
    title = f"A law that changes with scripts {'on' if scripts else 'off'}"
    address = site.publish(tmp_path / "law", slug, title)
    draft = tmp_path / "next.txt"
    draft.write_text(NEXT, encoding="utf-8")
    wrong: list[str] = []

    def look() -> None:
        if scripts:  # axe is a script itself
            _look(page, wrong)

    citizen = person(signed_in_as="citizen")
    page = citizen.visit(f"{address}/small-law/art_1__para_1")
    page.get_by_text("Comment on a passage").click()
    page.get_by_label("The passage").fill("who may read the register")
    page.get_by_label("Your comment").fill("Everybody should.")
    page.get_by_role("button", name="Publish the comment").click()
    ref = citizen.ref()

    publisher = person(java_script_enabled=scripts)
    publisher.sign_in("publisher")
    page = publisher.page
    page.get_by_role("link", name="Publishing").click()
    look()
    page.locator("section", has_text=title).get_by_role(
        "link", name="Upload a new version"
    ).first.click()
    look()
    page.get_by_label("File").set_input_files(draft)
    page.get_by_role("button", name="Upload and read over").click()
    expect(page.get_by_role("heading", name="Read the draft over")).to_be_visible()
    page.locator("summary", has_text="The register is open").click()
    look()
    page.get_by_label("Number as printed").locator("visible=true").fill("4.")
    page.get_by_role("button", name="Keep the corrections").click()
    expect(page.get_by_text("The corrections are kept.")).to_be_visible()
    page.get_by_role("link", name="Go on to publishing").click()
    look()
    page.get_by_label("What changed, and why").fill("The registry asked for it.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The version is published.")).to_be_visible()

    reader = person(java_script_enabled=scripts)
    page = reader.visit(f"{address}/small-law")
    page.get_by_role("link", name="What changed from version 1 to version 2").click()
    expect(page.get_by_text("The registry asked for it.")).to_be_visible()
    expect(page.locator("del", has_text="public")).to_be_visible()
    look()
    reader.visit(f"/comments/{ref}")
    expect(page.get_by_text("The passage stands unchanged in version 2.")).to_be_visible()
    look()
    page.get_by_role("link", name="Article 1, paragraph 2").click()
    expect(page.locator("mark")).to_have_text("who may read the register")
    look()
    assert reader.context.cookies() == []
    assert not wrong, "\n".join(wrong)

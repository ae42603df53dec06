"""What a moderator hides and closes, what others then see, and what an analyst takes home."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People
from tests.browser.site import CLAUSE, DEMONSTRATION

pytestmark = pytest.mark.browser


def test_a_moderator_hides_a_comment_with_a_reason_and_restores_it(person: People) -> None:
    citizen = person(signed_in_as="citizen")
    secret = "a sentence that names a private person"
    ref = citizen.comment(CLAUSE, f"Here is {secret}.")
    moderator, visitor = person(signed_in_as="moderator"), person()
    page = moderator.page
    reason = "It named somebody who holds no office."

    # The queue leads to the decision; no reason, no decision.
    page.get_by_role("link", name="Moderation").click()
    page.get_by_role("link", name=f"Hide {ref}").click()
    expect(page.get_by_role("main")).to_contain_text("Its text disappears from every page and file")
    page.get_by_role("button", name="Hide the comment").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Write the reason in words")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Reason").select_option(label="Personal data")
    page.get_by_label("Explanation").fill(reason)
    page.get_by_role("button", name="Hide the comment").click()
    expect(page.get_by_role("status")).to_contain_text("recorded in the public log")

    seen = visitor.page
    everywhere = f"{DEMONSTRATION}/comments"
    for path in (everywhere, f"{DEMONSTRATION}/data", f"{DEMONSTRATION}/log"):
        visitor.visit(path)
        expect(seen.locator("body")).not_to_contain_text(secret)
    for path in (CLAUSE, f"{everywhere}?status=hidden", f"/comments/{ref}"):
        visitor.visit(path)
        expect(seen.locator("body")).not_to_contain_text(secret)
        expect(seen.locator(f"#comment-{ref}")).to_contain_text("Hidden by a moderator.")
        expect(seen.locator(f"#comment-{ref}")).to_contain_text(reason)
    visitor.visit(f"{DEMONSTRATION}/log")
    row = seen.get_by_role("row").filter(has_text=ref)
    for word in ("Hidden", "Personal data", reason, "Moderator"):
        expect(row).to_contain_text(word)
    citizen.visit("/me")
    expect(citizen.page.locator("main")).to_contain_text(reason)

    moderator.visit(f"/comments/{ref}/decision")
    page.get_by_label("Reason").select_option(label="Hidden by mistake")
    page.get_by_label("Explanation").fill("The person named is the minister.")
    page.get_by_role("button", name="Restore the comment").click()
    visitor.visit(CLAUSE)
    expect(seen.locator(f"#comment-{ref}")).to_contain_text(secret)
    visitor.visit(f"{DEMONSTRATION}/log")
    expect(seen.get_by_role("row").filter(has_text=ref)).to_have_count(2)


def test_a_moderator_closes_a_discussion_and_an_analyst_takes_the_files(
    person: People, tmp_path: Path
) -> None:
    citizen = person(signed_in_as="citizen")
    consultation = citizen.site.publish(tmp_path / "folder", "to-close")
    clause = f"{consultation}/small-law/art_1__para_1"
    said = "=The register is kept by nobody; “кімге” қажет?"
    ref = citizen.comment(clause, said)
    citizen.visit(clause)
    late = "Written slowly, sent a minute too late.\n\nBut whole."
    citizen.page.get_by_label("Your comment").fill(late)

    moderator = person(signed_in_as="moderator")
    page = moderator.visit(consultation)
    page.get_by_role("link", name="Close the discussion").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("From that moment nobody can comment")
    expect(main).to_contain_text("This cannot be undone.")
    page.get_by_role("button", name="Close the discussion now").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("needs a reason")
    page.get_by_label("Reason").fill("The minimum term has run and the draft is withdrawn.")
    page.get_by_role("button", name="Close the discussion now").click()
    expect(page.get_by_role("status")).to_contain_text("The discussion is closed.")
    expect(main).to_contain_text("The minimum term has run and the draft is withdrawn.")

    with citizen.page.expect_navigation() as arrived:
        citizen.page.get_by_role("button", name="Publish the comment").click()
    assert arrived.value.status == 409
    expect(citizen.page.get_by_role("alert")).to_contain_text("The discussion is closed")
    expect(citizen.page.locator("#returned-1")).to_have_value(late)

    analyst = person(signed_in_as="analyst")
    analyst.page.get_by_role("link", name="Analysis").click()
    link = analyst.page.get_by_role("listitem").filter(has_text="A law to close")
    link.get_by_role("link", name="Digest and files").click()
    expect(analyst.page.get_by_role("heading", level=1)).to_have_text("Digest of the discussion")
    files = {
        name: _download(analyst.page, name)
        for name in ("comments.csv", "comments.jsonl", "digest.xlsx", "digest.html")
    }
    _check_files(files, ref, said)


def _download(page: Page, name: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=name, exact=True).click()
    assert started.value.suggested_filename == f"to-close-{name}"
    return Path(started.value.path()).read_bytes()


def _check_files(files: dict[str, bytes], ref: str, said: str) -> None:
    """Every file opens, and holds the comment."""
    rows = list(csv.DictReader(io.StringIO(files["comments.csv"].decode("utf-8-sig"))))
    assert [(row["ref"], row["body"]) for row in rows] == [(ref, f"'{said}")]
    (line,) = files["comments.jsonl"].decode().splitlines()
    assert json.loads(line)["body"] == said
    with zipfile.ZipFile(io.BytesIO(files["digest.xlsx"])) as book:
        assert book.testzip() is None
        written = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))
    assert said in written
    html = files["digest.html"].decode()
    assert "Digest of the discussion" in html
    assert "<h1>" in html

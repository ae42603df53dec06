"""The publisher's desk: upload, read over, correct, publish; and the commands."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person
from consult.cli import main
from consult.comments.models import AnchorEvent
from consult.database import db
from consult.documents import reading
from consult.documents.corrections import Correction
from consult.errors import Conflict, NotFound, Unreadable
from consult.permission import RefusedToPerson
from consult.proposals.services import reading as proposals
from consult.publishing.models import Manuscript
from consult.publishing.services import desk, manuscripts
from consult.publishing.services.desk import Upload
from tests.client import Page, Visitor
from tests.factories import ENGLISH, comment, manuscript

PLAIN = """О порядке

Статья 1. Предмет
1. Судьи отвечают строже других.
2. Сотрудники полиции тоже отвечают строже.

Статья 2. Конец
Закон вступает в силу.
"""
Browser = Callable[[Person], Visitor]


def send(window: Visitor, proposal: str, content: bytes, name: str, **more: str) -> Page:
    """Upload a file through the page."""
    address = f"/en/publishing/test-concept/upload?proposal={proposal}".removesuffix("?proposal=")
    form = window.get(address).form("language")
    fields: dict[str, object] = form.fields | {"language": "en"} | more
    return window.post(address, fields | {"file": (io.BytesIO(content), name)})


def test_a_publisher_uploads_a_draft_sees_its_clauses_and_publishes_it(
    publisher: Person, citizen: Person, browser: Browser
) -> None:
    comment(citizen, "test-concept", "first", "art_1__para_1", quote="judges answer")
    window = browser(publisher)
    text = ENGLISH.format(title="Again").replace("is in force", "is not in force")
    page = send(window, "first", text.encode(), "again.md")
    assert "The clauses that were found" in page.text
    assert "Article 1." in page.text
    page = window.get(page.href('class="govuk-button"'))
    assert "Text changed: 1" in page.text
    assert "Article 2, paragraph 1" in page.text
    assert "the draft is not: Russian." in page.text
    refused = window.send(page, "note", note="It was wrong.")
    assert "Look at the list first." in refused.text
    assert "It was wrong." in refused.text
    reason = {"why-art_2__para_1": "The court asked for it."}
    done = window.send(page, "note", note="It was wrong.", looked="y", **reason)
    assert "The version is published." in done.text
    assert "Annotations carried over: 1 (unchanged: 1)." in done.text
    standing = proposals.standing("test-concept", "first")
    assert standing.version == 2
    diff = window.get("/en/c/test-concept/first/diff?from=1&to=2").text
    assert "The court asked for it." in diff
    assert "It was wrong." in diff
    assert db.session.scalars(select(Manuscript)).all() == []
    assert len(db.session.scalars(select(AnchorEvent)).all()) == 1


def test_a_new_proposal_needs_a_number_and_a_name_and_becomes_version_one(
    publisher: Person, browser: Browser
) -> None:
    window = browser(publisher)
    page = send(window, "", PLAIN.encode(), "law.txt", language="ru")
    assert page.status == 422
    assert "A new proposal needs a number" in page.text
    page = send(window, "", PLAIN.encode(), "law.txt", language="ru", number="3", slug="third")
    page = window.get(page.href('class="govuk-button"'))
    window.send(page, "note", note="")
    standing = proposals.standing("test-concept", "third")
    assert (standing.version, standing.languages) == (1, ("ru",))


def test_levels_kinds_and_labels_are_corrected_on_the_page(
    publisher: Person, browser: Browser
) -> None:
    draft_id = manuscript(publisher, "test-concept", "first", PLAIN, "ru", "law.txt")
    window = browser(publisher)
    page = window.get(f"/en/publishing/drafts/{draft_id}?text=ru")
    eid = "art_1__para_2"
    sent = {f"label-{eid}": "1-1.", f"depth-{eid}": "2", f"kind-{eid}": "subparagraph"}
    page = window.send(page, f"kind-{eid}", **sent)
    assert "The corrections are kept." in page.text
    found = manuscripts.document(manuscripts.one(publisher, draft_id), "ru")
    assert [c.eid for c in found.clauses][2] == "art_1__para_1__subpara_1-1"
    page = window.send(page, "revision", **{f"join-{found.clauses[2].eid}": "y"})
    assert len(manuscripts.document(manuscripts.one(publisher, draft_id), "ru").clauses) == 3


def test_the_whole_text_can_be_changed_by_hand_and_what_is_wrong_is_named(
    publisher: Person, browser: Browser
) -> None:
    draft_id = manuscript(publisher, "test-concept", "first", PLAIN, "ru", "law.txt")
    window = browser(publisher)
    page = window.get(f"/en/publishing/drafts/{draft_id}/text?text=ru")
    text = page.form("text").fields["text"]
    page = window.send(page, "text", text=text + "\n7. Without an id.\n")
    assert "What could not be placed: 1" in page.text
    page = window.send(page, "revision")  # it was looked at
    assert "What could not be placed" in page.text  # our own text must say what it means


def test_somebody_elses_corrections_are_not_overwritten(publisher: Person) -> None:
    draft_id = manuscript(publisher, "test-concept", "first")
    revision = manuscripts.one(publisher, draft_id).revision
    right = Correction("art_2", "article", "Article 3.", "The end", 0)
    desk.correct(publisher, draft_id, "en", revision, [right])
    with pytest.raises(Conflict):
        desk.correct(publisher, draft_id, "en", revision, [right])
    with pytest.raises(Conflict):
        desk.publish(publisher, draft_id, revision, "")


def test_corrections_that_cannot_be_kept_come_back_in_their_fields(
    publisher: Person, browser: Browser
) -> None:
    draft_id = manuscript(publisher, "test-concept", "first")
    window = browser(publisher)
    page = window.get(f"/en/publishing/drafts/{draft_id}?text=en")
    manuscript(publisher, "test-concept", "first")  # somebody uploads it anew meanwhile
    sent = {"label-art_2": "Article 7.", "join-art_1__para_2": "y"}
    page = window.send(page, "label-art_2", **sent)
    assert page.status == 409
    assert "Somebody else corrected this draft meanwhile." in page.text
    fields = page.form("label-art_2").fields
    assert (fields["label-art_2"], fields["join-art_1__para_2"]) == ("Article 7.", "y")
    page = window.send(page, "label-art_2")
    assert "The corrections are kept." in page.text


def test_a_note_outlives_somebody_elses_correction_and_is_published_at_the_next_press(
    publisher: Person, browser: Browser
) -> None:
    text = ENGLISH.format(title="A").replace("in force", "in effect")
    draft_id = manuscript(publisher, "test-concept", "first", text)
    window = browser(publisher)
    page = window.get(f"/en/publishing/drafts/{draft_id}/publish")
    manuscript(publisher, "test-concept", "first", text)
    page = window.send(page, "note", note="Long thought about.", looked="y")
    assert page.status == 409
    assert page.form("note").fields["note"].strip() == "Long thought about."
    assert "The version is published." in window.send(page, "note", looked="y").text


def test_the_desk_is_for_publishers_of_the_agency_alone(
    app: Flask, publisher: Person, citizen: Person, moderator: Person, browser: Browser
) -> None:
    draft_id = manuscript(publisher, "test-concept", "first")
    address = f"/en/publishing/drafts/{draft_id}"
    assert "/sign-in" in Visitor(app).get(address).path
    for person in (citizen, moderator):
        assert browser(person).get(address).status == 403
        with pytest.raises(NotFound):
            manuscripts.one(person, draft_id)
        with pytest.raises(RefusedToPerson):
            desk.put_away(person, draft_id)
    with pytest.raises(RefusedToPerson):
        desk.upload(publisher, "other", "first", 1, Upload("a.md", ENGLISH.encode(), "en"))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.txt", "Choose a file that is not empty."),
        (b"%PDF-1.7", "law.pdf", "a PDF shows a page and not its structure"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "law.xml", "it declares a DOCTYPE"),
        (b"<root/>", "law.xml", "its root element <root>"),
        (b"PK\x03\x04 nonsense", "law.docx", "The file cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_the_form_with_a_sentence(
    publisher: Person, browser: Browser, content: bytes, name: str, sentence: str
) -> None:
    page = send(browser(publisher), "first", content, name)
    assert page.status == 422
    assert sentence in page.text
    assert db.session.scalars(select(Manuscript)).all() == []


def test_an_upload_is_limited_before_it_is_read(publisher: Person, browser: Browser) -> None:
    page = send(browser(publisher), "first", b"x" * (reading.LARGEST + 2**17), "law.txt")
    assert page.status == 413
    assert "The file is larger than 20 MiB." in page.text


def test_a_draft_that_is_put_away_is_gone(publisher: Person, browser: Browser) -> None:
    draft_id = manuscript(publisher, "test-concept", "first")
    window = browser(publisher)
    page = window.get(f"/en/publishing/drafts/{draft_id}")
    action = f"/en/publishing/drafts/{draft_id}/removal"
    done = window.post(action, page.form("revision").fields)
    assert "The draft was put away." in done.text
    assert window.get(f"/en/publishing/drafts/{draft_id}").status == 404


def test_languages_that_have_not_the_same_clauses_cannot_be_published(
    publisher: Person, browser: Browser
) -> None:
    draft_id = manuscript(publisher, "test-concept", "first")
    manuscript(publisher, "test-concept", "first", PLAIN, "ru", "law.txt")
    page = browser(publisher).get(f"/en/publishing/drafts/{draft_id}/publish")
    assert "It cannot be published yet" in page.text
    with pytest.raises(Unreadable):
        desk.publish(publisher, draft_id, manuscripts.one(publisher, draft_id).revision, "")


def test_read_prints_a_table_or_json_and_tells_by_its_status_of_lines_not_placed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "law.txt"
    path.write_text(PLAIN)
    result = CliRunner().invoke(main, ["read", str(path), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert found["lang"] == "ru"
    assert [c["number"] for c in found["clauses"]] == ["1", "1", "2", "2"]
    assert set(found["clauses"][0]) == {
        *("eid", "kind", "number", "label", "heading", "parent", "text"),
    }
    path.write_text(PLAIN + "\n2020. Не пункт.\n")
    result = CliRunner().invoke(main, ["read", str(path)])
    assert result.exit_code == 1
    assert "line 9" in result.output or "line 10" in result.output


def test_compare_says_what_changed_by_articles(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(PLAIN)
    new.write_text(PLAIN.replace("строже других", "как все") + "\nСтатья 3. Ещё\nТекст новый.\n")
    result = CliRunner().invoke(main, ["compare", str(old), str(new), "--json"])
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert (found["text_changed"], found["added"], found["removed"]) == (["1"], ["3"], [])
    assert CliRunner().invoke(main, ["compare", str(old), str(old)]).output == "nothing changed\n"


def test_a_hostile_file_is_refused_by_the_command_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    result = CliRunner().invoke(main, ["read", str(path)])
    assert result.exit_code == 2
    assert "it declares a DOCTYPE" in result.output
    assert "Traceback" not in result.output

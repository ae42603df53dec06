"""Versions: lasting ids, what changed, annotations that follow, files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from flask import Flask, g
from lxml import etree
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.comments.models import AnchorEvent, Comment, Status
from consult.comments.services import carrying, reading
from consult.database import db
from consult.digests import services as digests
from consult.documents.carrying import Outcome
from consult.documents.readers import akoma_ntoso, markdown
from consult.errors import Unreadable
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from consult.proposals.models import Clause, Proposal, Version, VersionFile
from consult.proposals.services import editions, folders, publishing, texts
from consult.proposals.services import reading as proposals
from tests import factories
from tests.client import Visitor
from tests.factories import comment, new_version, target

FIRST_RULE = "1. The first rule is that judges answer more strictly than others. {#art_1__para_1}"
PUT_BEFORE = (
    FIRST_RULE,
    "1. A rule that was not there before stands here now. {#art_1__para_1}\n\n"
    "2. The first rule is that judges answer more strictly than others. {#art_1__para_2}",
)
SHIFTED = (
    "2. The second rule has points: {#art_1__para_2}\n\n"
    "   1) the first point; {#art_1__para_2__point_1}",
    "3. The second rule has points: {#art_1__para_3}\n\n"
    "   1) the first point; {#art_1__para_3__point_1}",
)


@pytest.fixture
def folder(tmp_path: Path, consultation: str) -> Path:
    """The folder of the consultation, in English alone so that a test can change it."""
    for path in (tmp_path / "folder").glob("*.??.md"):
        if ".en." not in path.name:
            path.unlink()
    publishing.publish(folders.read(tmp_path / "folder"))  # version 2, in English
    return tmp_path / "folder"


def uids(number: int) -> dict[str, str]:
    rows = db.session.execute(
        select(Clause.eid, Clause.uid)
        .join(Version, Version.id == Clause.version_id)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .where(Proposal.slug == "first", Version.number == number)
        .where(Proposal.consultation.has(slug="test-concept"))
    )
    return {row.eid: row.uid for row in rows}


def ledger(ref: str) -> list[AnchorEvent]:
    return list(
        db.session.scalars(
            select(AnchorEvent)
            .join(Comment, Comment.id == AnchorEvent.comment_id)
            .where(Comment.ref == ref)
            .order_by(AnchorEvent.id)
        )
    )


def test_a_renumbered_clause_keeps_its_uid_and_a_new_one_gets_one_never_used(folder: Path) -> None:
    new_version(folder, SHIFTED, PUT_BEFORE)
    before, after = uids(2), uids(3)
    assert after["art_1__para_2"] == before["art_1__para_1"]
    assert after["art_1__para_3__point_1"] == before["art_1__para_2__point_1"]
    assert after["art_1__para_1"] not in before.values()


def test_a_version_in_another_language_alone_keeps_its_clauses_by_their_labels(
    folder: Path,
) -> None:
    (folder / "01-first.en.md").unlink()
    (folder / "01-first.ru.md").write_text(factories.RUSSIAN.format(title="T"), encoding="utf-8")
    publishing.publish(folders.read(folder))
    assert uids(3) == uids(2)


def test_comments_on_a_clause_go_with_it_when_it_is_renumbered(
    folder: Path, citizen: Person, visitor: Visitor
) -> None:
    comment(citizen, "test-concept", "first", "art_1__para_1", "About judges.")
    new_version(folder, SHIFTED, PUT_BEFORE)
    assert "About judges." in visitor.get("/en/c/test-concept/first/art_1__para_2").text
    assert "About judges." not in visitor.get("/en/c/test-concept/first/art_1__para_1").text


def test_annotations_are_carried_over_each_with_a_line_in_the_ledger(
    folder: Path, citizen: Person
) -> None:
    stays = comment(citizen, "test-concept", "first", "art_1__para_1", quote="judges answer").ref
    edited = comment(
        citizen, "test-concept", "first", "art_2__para_1", quote="and the law is in force"
    ).ref
    gone = comment(citizen, "test-concept", "first", "art_1__para_2__point_1", quote="point").ref
    result = new_version(
        folder,
        PUT_BEFORE,
        ("   1) the first point; {#art_1__para_2__point_1}\n", ""),
        ("2. The second rule has points: {#art_1__para_2}", "3. Points are gone. {#art_1__para_3}"),
        ("and the law is in force", "and the law is not in force"),
    )
    ((counts),) = result.carried.values()
    assert counts == {Outcome.EXACT: 1, Outcome.EDITED: 1, Outcome.ORPHANED: 1}
    (line,) = ledger(stays)
    clause = db.session.get_one(Clause, line.clause_id)
    assert (line.outcome, clause.eid, line.quote) == (
        Outcome.EXACT,
        "art_1__para_2",
        "judges answer",
    )
    assert ledger(edited)[0].quote == "and the law is not in force"
    assert (ledger(gone)[0].outcome, ledger(gone)[0].clause_id) == (Outcome.ORPHANED, None)


def test_carrying_again_changes_nothing_and_goes_on_where_it_was_cut_short(
    folder: Path, citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [
        comment(citizen, "test-concept", "first", "art_1__para_1", str(n), quote="judges").ref
        for n in range(5)
    ]
    monkeypatch.setattr(carrying, "BATCH", 2)

    class Killed(Exception):
        pass

    def die(_: int) -> None:
        raise Killed

    new = ("in force.", "in force from now on.")
    (folder / "01-first.en.md").write_text((folder / "01-first.en.md").read_text().replace(*new))
    ((proposal_id, _),) = publishing.publish(folders.read(folder)).versions
    with pytest.raises(Killed):
        carrying.carry(proposal_id, done=die)
    assert sum(len(ledger(ref)) for ref in refs) == 2
    assert carrying.pending() == {proposal_id: 3}
    assert carrying.carry(proposal_id) == {Outcome.EXACT: 3}
    assert carrying.carry(proposal_id) == {}
    assert carrying.pending() == {}


def test_what_is_said_on_an_old_version_is_carried_over_at_once(
    folder: Path, citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    window = browser(citizen)
    new_version(folder, SHIFTED, PUT_BEFORE)
    page = window.get("/en/c/test-concept/first/art_1__para_1?version=2")
    window.send(page, "body", body="Late remark.", quote="judges answer", stance="oppose")
    assert db.session.scalar(select(func.count()).select_from(AnchorEvent)) == 1
    assert carrying.pending() == {}


def test_the_open_data_say_what_became_of_each_passage(folder: Path, citizen: Person) -> None:
    ref = comment(citizen, "test-concept", "first", "art_1__para_1", quote="judges answer").ref
    plain = comment(citizen, "test-concept", "first", "art_1__para_1").ref
    new_version(folder, SHIFTED, PUT_BEFORE)
    found = proposals.consultation("test-concept")
    at = digests.COLUMNS.index("anchor")
    anchors = {row[0]: row[at] for row in digests.rows(found.id, found.slug, "en")}
    assert (anchors[ref], anchors[plain]) == ("exact", None)


def test_readers_see_what_became_of_a_passage_and_its_author_does_too(
    folder: Path, citizen: Person, visitor: Visitor, browser: Callable[[Person], Visitor]
) -> None:
    ref = comment(citizen, "test-concept", "first", "art_1__para_1", quote="judges answer").ref
    new_version(folder, SHIFTED, PUT_BEFORE)
    sentence = "The passage stands unchanged in version 3."
    clause = visitor.get("/en/c/test-concept/first/art_1__para_2")
    assert sentence in clause.text
    assert "<mark>" in clause.html
    assert sentence in visitor.get(f"/en/comments/{ref}").text
    assert sentence in browser(citizen).get("/en/me").text
    old = visitor.get("/en/c/test-concept/first/art_1__para_1?version=2").text
    assert sentence not in old
    assert "judges answer" in old


def test_a_hidden_annotation_shows_neither_its_quote_nor_where_it_stands(
    folder: Path, citizen: Person, moderator: Person, visitor: Visitor
) -> None:
    ref = comment(citizen, "test-concept", "first", "art_1__para_1", quote="judges answer").ref
    new_version(folder, SHIFTED, PUT_BEFORE)
    moderation.decide(moderator, ref, Status.HIDDEN, Reason.OTHER, "Because.")
    assert "<mark>" not in visitor.get("/en/c/test-concept/first/art_1__para_2").html
    assert "stands unchanged" not in visitor.get(f"/en/comments/{ref}").text


def test_marks_lead_to_the_comments_also_where_they_were_carried_over(
    folder: Path, citizen: Person, visitor: Visitor
) -> None:
    comment(citizen, "test-concept", "first", "art_1__para_1", "About it.", quote="judges answer")
    new_version(folder, SHIFTED, PUT_BEFORE)
    page = visitor.get("/en/c/test-concept/first/art_1__para_2")
    assert "About it." in visitor.get(page.href("<mark>")).text


def test_comments_on_a_clause_that_was_taken_out_are_not_dropped_from_sight(
    folder: Path, citizen: Person, visitor: Visitor
) -> None:
    comment(citizen, "test-concept", "first", "art_1__para_2__point_1", "About the point.")
    new_version(folder, ("   1) the first point; {#art_1__para_2__point_1}\n", ""))
    page = visitor.get("/en/c/test-concept/first")
    assert "Comments on clauses that are no longer in the text" in page.text
    assert "About the point." in visitor.get(page.href('class="gone"')).text


def test_the_comparison_says_word_by_word_what_changed_and_why(
    folder: Path, visitor: Visitor
) -> None:
    new_version(
        folder,
        ("in force.", "in effect."),
        ("---\ntitle:", "---\nwhy:\n  art_2__para_1: The court asked for it.\ntitle:"),
        note="Plainer words.",
    )
    page = visitor.get("/en/c/test-concept/first/diff?from=2&to=3").html
    for words in ("Plainer words.", "The court asked for it.", "Text changed", "<del>", "<ins>"):
        assert words in page
    assert visitor.get("/en/c/test-concept/first/diff").html.count('<div class="change"') == 1
    assert visitor.get("/en/c/test-concept/first/diff?from=3&to=2").status == 404
    assert visitor.get("/en/c/test-concept/first/diff?from=1&to=9").status == 404
    assert visitor.get("/en/c/test-concept/second/diff?from=0&to=1").status == 404


def test_the_comparative_table_holds_old_and_new_words(folder: Path, visitor: Visitor) -> None:
    new_version(folder, ("in force.", "in effect."))
    answer = visitor.get("/en/c/test-concept/first/diff.docx?from=2&to=3")
    (table,) = docx.Document(io.BytesIO(answer.body)).tables
    words = [cell.text for cell in table.rows[1].cells]
    assert any("in force." in text for text in words)
    assert any("in effect." in text for text in words)


@pytest.mark.parametrize("kind", ["docx", "xml", "md"])
def test_a_version_can_be_taken_away_as_a_file_that_is_the_same_each_time(
    folder: Path, visitor: Visitor, kind: str
) -> None:
    address = f"/en/c/test-concept/first/text.{kind}?version=2"
    first, again = visitor.get(address), visitor.get(address)
    assert (first.status, first.body) == (200, again.body)
    assert first.headers["Content-Disposition"].startswith("attachment")
    if kind == "xml":
        found = akoma_ntoso.read(etree.fromstring(first.body), "en")
        assert [c.eid for c in found.clauses] == list(uids(2))
    if kind == "md":
        assert [c.eid for c in markdown.read(first.html, "en").clauses] == list(uids(2))


def test_the_file_that_was_sent_is_kept_as_it_was(folder: Path, visitor: Visitor) -> None:
    answer = visitor.get("/en/c/test-concept/first/original?version=2")
    assert answer.body == (folder / "01-first.en.md").read_bytes()
    kept = db.session.scalars(select(VersionFile)).all()
    assert all(len(file.sha256) == 64 for file in kept)


def test_a_published_version_reads_back_as_the_document_that_was_published(
    app: Flask, folder: Path
) -> None:
    standing = proposals.standing("test-concept", "first")
    published = markdown.read((folder / "01-first.en.md").read_text(), "en")
    assert texts.document(standing.version_id, "en").tree() == published.tree()
    assert editions.edition(standing, "en").sha256


def test_lines_that_could_not_be_placed_keep_a_draft_from_being_published(
    app: Flask, folder: Path
) -> None:
    path = folder / "01-first.en.md"
    path.write_text(path.read_text() + "\n7. A numbered line without an id.\n")
    with pytest.raises(Unreadable, match="needs an id"):
        folders.read(folder)
    assert folders.read(folder, accept_warnings=True).drafts[0].documents["en"].warnings


def test_figures_that_differ_between_languages_are_named_before_publishing(
    app: Flask, tmp_path: Path, consultation: str
) -> None:
    path = tmp_path / "folder" / "01-first.ru.md"
    path.write_text(path.read_text().replace("Закон есть закон", "Закон 2020 года, статья 5"))
    with pytest.raises(Unreadable, match="art_2__para_1") as refused:
        folders.read(tmp_path / "folder")
    assert "ru has" in str(refused.value)
    draft = folders.read(tmp_path / "folder", accept_warnings=True).drafts[0]
    assert {f.eid for f in draft.report.findings} == {"art_2__para_1"}


def test_carried_anchors_of_a_target_are_read_with_those_made_there(
    folder: Path, citizen: Person
) -> None:
    comment(citizen, "test-concept", "first", "art_1__para_1", quote="judges answer")
    new_version(folder, SHIFTED, PUT_BEFORE)
    comment(citizen, "test-concept", "first", "art_1__para_2", quote="judges answer", key="2")
    g.lang = "en"
    clause = target("test-concept", "first", "art_1__para_2").clause
    assert clause is not None
    ((_, count),) = reading.passages(clause.id, "en")
    assert count == 2


def test_a_long_law_is_read_in_pages_that_stay_small_and_lead_to_each_clause(
    consultation: str, tmp_path: Path, visitor: Visitor
) -> None:
    words = "Осы баптың нормалары уәкілетті орган белгілеген тәртіппен қолданылады. " * 4
    law = "Кодекс\n\n" + "".join(
        f"{article}-бап. Тақырып\n1. {words}\n2. {words}\n3. {words}\n\n"
        for article in range(1, 201)
    )
    factories.folder(tmp_path / "long", slug="long", proposals=("code",), texts={"kk": "x"})
    (tmp_path / "long" / "01-code.kk.md").unlink()
    (tmp_path / "long" / "01-code.kk.txt").write_text(law, encoding="utf-8")
    publishing.publish(folders.read(tmp_path / "long"))
    seen: list[str] = []
    page = visitor.get("/kk/c/long/code")
    while True:
        assert len(page.body) <= 150_000
        seen += re.findall(r'<section class="clause[^"]*" id="([^"]+)"', page.html)
        if 'rel="next">' not in page.html.partition('class="pager"')[2].partition("</nav>")[0]:
            break
        page = visitor.get(re.findall(r'<a href="([^"]+)" rel="next"', page.html)[0])
    assert len(seen) == len(set(seen)) == 800
    clause = visitor.get("/kk/c/long/code/art_150__para_2")
    link = re.findall(r'<a href="([^"]+)#art_150__para_2"', clause.html)[0]
    assert 'id="art_150__para_2"' in visitor.get(link.replace("&amp;", "&")).html
    assert visitor.get("/kk/c/long/code?part=999").status == 200


def test_no_page_about_versions_runs_more_than_eight_statements(
    folder: Path,
    citizen: Person,
    publisher: Person,
    visitor: Visitor,
    browser: Callable[[Person], Visitor],
    statements: list[str],
) -> None:
    for number in range(5):
        ref = comment(
            citizen, "test-concept", "first", "art_1__para_1", str(number), quote="judges answer"
        ).ref
    comment(citizen, "test-concept", "first", "art_1__para_2__point_1")
    new_version(folder, ("   1) the first point; {#art_1__para_2__point_1}\n", ""))
    draft_id = factories.manuscript(publisher, "test-concept", "first")
    desk = browser(publisher)
    own = browser(citizen)
    for reader, path in (
        (visitor, "/en/c/test-concept/first"),
        (visitor, "/en/c/test-concept/first/art_1__para_1"),
        (visitor, "/en/c/test-concept/first/diff"),
        (visitor, "/en/c/test-concept/first/text.md"),
        (visitor, f"/en/comments/{ref}"),
        (own, f"/en/comments/{ref}"),
        (own, "/en/me"),
        (desk, "/en/publishing/"),
        (desk, f"/en/publishing/drafts/{draft_id}"),
        (desk, f"/en/publishing/drafts/{draft_id}/publish"),
    ):
        editions.forget()
        statements.clear()
        assert reader.get(path).status == 200
        asked = [s for s in statements if not s.startswith(("BEGIN", "PRAGMA", "ROLLBACK"))]
        # The ninth of a thread: whether whoever is signed in is told of it.
        most = 9 if reader is own and "/comments/" in path else 8
        assert len(asked) <= most, (path, asked)

"""Searching clauses and comments."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text, update

from consult import database, paths
from consult.accounts.models import Person
from consult.analysis import excerpts, indexing, stems
from consult.comments.models import Comment, Status
from consult.comments.rules import Draft
from consult.comments.services import importing, writing
from consult.database import db
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from consult.proposals.models import ClauseText, Consultation, Stance
from consult.search.services import finding
from consult.search.services import indexing as filling
from consult.search.services.matching import Question
from tests import factories
from tests.client import Page, Visitor
from tests.search_texts import COMMENTS, QUERIES

PLACE = ("test-concept", "first", "art_1__para_1")


def question(query: str) -> Question:
    return Question(tuple(map(tuple, stems.asked(query))))


def found(query: str, **narrowed: object) -> list[str]:
    """The bodies of the comments that fit, as they are found."""
    asked = replace(question(query), **narrowed)
    return [hit.body for hit in finding.comments(asked, 1000, None).shown] if asked.words else []


def clauses(query: str, lang: str = "en", **narrowed: object) -> list[tuple[int, str, str]]:
    """Proposal, eid and language of the clauses that fit."""
    hits = finding.clauses(replace(question(query), **narrowed), lang, 1000, 0).shown
    return [(hit.proposal, hit.eid, hit.lang) for hit in hits]


def search(visitor: Visitor, query: str, lang: str = "en", **more: str) -> Page:
    return visitor.get(f"/{lang}/search?{urlencode({'q': query, **more})}")


def post_all(author: Person) -> None:
    for lang, body in COMMENTS:
        factories.comment(author, *PLACE, body, lang=lang)


def expected(query: str) -> list[str]:
    """What should be found, by the analyser alone."""
    words = stems.asked(query)
    texts = [(set(stems.indexed(body, lang).split()), body) for lang, body in COMMENTS]
    fits = [body for tokens, body in texts if words and all(tokens & set(w) for w in words)]
    return fits[::-1]


def test_a_query_finds_just_the_comments_that_have_its_words(citizen: Person) -> None:
    post_all(citizen)
    assert {q: found(q) for q in QUERIES} == {q: expected(q) for q in QUERIES}


def test_every_kind_of_query_of_the_list_finds_something_or_is_meant_not_to() -> None:
    empty = {q for q in QUERIES if not expected(q)}
    assert empty == {
        *("😀", "_", "_c1", "_en", "unstated", "мамонт", "cafe", "still", "strasse"),
        *("qwxz нет такого", "a\x00b"),
    }


def test_inflected_forms_meet_in_three_languages(citizen: Person) -> None:
    for lang, body in (
        ("ru", "О проверках судей."),
        ("kk", "Азаматтардың құқығы."),
        ("en", "Judges decided."),
    ):
        factories.comment(citizen, *PLACE, body, lang=lang)
    assert found("судья проверка") == ["О проверках судей."]
    assert found("азаматтарға") == ["Азаматтардың құқығы."]
    assert found("judge") == ["Judges decided."]


def test_a_hidden_comment_is_not_found_and_a_restored_one_is_again(
    citizen: Person, moderator: Person, visitor: Visitor
) -> None:
    ref = factories.comment(citizen, *PLACE, "Unmistakable words.").ref
    assert found("unmistakable") == ["Unmistakable words."]
    before = search(visitor, "unmistakable")
    assert ref in before.html
    moderation.decide(moderator, ref, Status.HIDDEN, Reason.INSULT, "It says why.")
    assert found("unmistakable") == []
    hidden = search(visitor, "unmistakable")
    assert ref not in hidden.html
    assert "Unmistakable" not in hidden.html
    assert "Nothing was found" in hidden.text
    moderation.decide(moderator, ref, Status.VISIBLE, Reason.MISTAKE, "It was a mistake.")
    assert found("unmistakable") == ["Unmistakable words."]
    assert ref in search(visitor, "unmistakable").html


def test_a_withdrawn_comment_is_never_found_nor_counted(
    citizen: Person, neighbour: Person, visitor: Visitor
) -> None:
    writing.withdraw(citizen, factories.comment(citizen, *PLACE, "Withdrawn words.").ref)
    factories.comment(neighbour, *PLACE, "Other words.")
    hits = finding.comments(question("words"), 1, None)
    assert ([hit.body for hit in hits.shown], hits.count) == (["Other words."], 1)
    assert "Comments: 1" in search(visitor, "words").text


def test_a_held_comment_is_not_found_until_it_is_let_through(citizen: Person) -> None:
    ref = factories.comment(citizen, *PLACE, "Waiting words.").ref
    for status, there in ((Status.HELD, []), (Status.VISIBLE, ["Waiting words."])):
        with database.write() as (session, _):
            session.execute(update(Comment).where(Comment.ref == ref).values(status=status))
        assert found("waiting") == there


def test_what_is_deleted_is_not_found(citizen: Person) -> None:
    factories.comment(citizen, *PLACE, "Deleted words.")
    with database.write() as (session, _):
        session.execute(text("DELETE FROM comment WHERE body = 'Deleted words.'"))
    assert found("deleted") == []


def test_nothing_of_an_unpublished_consultation_is_found(citizen: Person, visitor: Visitor) -> None:
    factories.comment(citizen, *PLACE, "Judges, again.")
    with database.write() as (session, _):
        session.execute(
            update(Consultation)
            .where(Consultation.slug == "test-concept")
            .values(published_at=None)
        )
    page = search(visitor, "judges")
    assert "/c/test-concept" not in page.html
    assert "The Concept" in page.text  # the other one
    assert "Judges, again." not in page.text
    assert "Nothing was found" in search(visitor, "again", consultation="test-concept").text


def test_only_clauses_of_the_current_version_are_found(
    citizen: Person, tmp_path: Path, visitor: Visitor
) -> None:
    assert "art_1__para_1" in search(visitor, "strictly", consultation="test-concept").html
    factories.new_version(tmp_path / "folder", ("more strictly", "more mildly"))
    assert clauses("mildly") == [(1, "art_1__para_1", "en")]
    narrowed = search(visitor, "strictly", consultation="test-concept")
    assert "first/art_1__para_1" not in narrowed.html
    assert "second/art_1__para_1" in narrowed.html


def test_clauses_stand_in_the_order_of_the_documents_the_newest_consultation_first(
    consultation: str,
) -> None:
    eids = ["art_1__para_1", "art_1__para_2", "art_1__para_2__point_1", "art_2", "art_2__para_1"]
    for proposal in (1, 2):
        assert [e for p, e, _ in clauses("the") if p == proposal] == eids * 2
    assert [p for p, _, _ in clauses("the")] == ([1] * 5 + [2] * 5) * 2
    hits = finding.clauses(question("the"), "en", 100, 0).shown
    newest = max(hit.consultation_id for hit in hits)
    assert [hit.consultation_id == newest for hit in hits] == [True] * 10 + [False] * 10


def test_a_clause_is_found_once_in_the_language_of_the_page_where_that_fits(
    consultation: str,
) -> None:
    assert {lang for _, _, lang in clauses("закон", "ru")} == {"ru"}
    place = finding.places().published[0].id
    assert clauses("закон", "en", consultation_id=place) == [
        (1, "art_2__para_1", "ru"),
        (2, "art_2__para_1", "ru"),
    ]
    # Заң stands in the Kazakh text alone, whatever the language of the page.
    assert {lang for _, _, lang in clauses("заң", "ru")} == {"kk"}


def test_hits_are_narrowed_by_consultation_language_and_stance(
    citizen: Person, neighbour: Person
) -> None:
    by_slug = {place.slug: place.id for place in finding.places().published}
    factories.comment(citizen, *PLACE, "One word.", stance=Stance.SUPPORT)
    factories.comment(neighbour, *PLACE, "Two word.", lang="ru")
    factories.comment(neighbour, "other", *PLACE[1:], "Three word.", stance=Stance.OPPOSE)
    assert found("word") == ["Three word.", "Two word.", "One word."]
    assert found("word", consultation_id=by_slug["test-concept"]) == ["Two word.", "One word."]
    assert found("word", consultation_id=by_slug["other"]) == ["Three word."]
    assert found("word", lang="ru") == ["Two word."]
    assert found("word", stance=Stance.OPPOSE) == ["Three word."]
    assert found("word", stance="unstated") == ["Two word."]
    assert found("word", stance=Stance.AMEND) == []


def test_a_proposed_wording_is_found_and_shown_and_a_quote_is_not(
    citizen: Person, visitor: Visitor
) -> None:
    more = {"quote": "judges answer", "rewording": "Magistrates answer."}
    factories.comment(citizen, *PLACE, "Better so.", **more)
    page = search(visitor, "magistrate", what="comments")
    assert "<mark>Magistrates</mark> answer." in page.html
    assert "proposes a wording" in page.text
    assert found("judges") == []


def test_imported_comments_and_replies_are_found(citizen: Person, tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("external_id,proposal,lang,body,posted_at\n1,1,ru,Письмо судьям,2020-07-05\n")
    assert importing.import_file("test-concept", path).imported == 1
    parent = factories.comment(citizen, *PLACE, "Something.").ref
    factories.reply(citizen, parent, "Replying to it.")
    assert found("судья") == ["Письмо судьям"]
    assert found("reply") == ["Replying to it."]


def test_the_first_hit_stands_in_a_snippet_with_its_words_marked(
    citizen: Person, visitor: Visitor
) -> None:
    body = "Long ago. " * 40 + "Then <b>judges</b> & others decided. " + "The end. " * 40
    factories.comment(citizen, *PLACE, body)
    page = search(visitor, "judge decide", what="comments")
    assert "&lt;b&gt;<mark>judges</mark>&lt;/b&gt; &amp; others <mark>decided</mark>." in page.html
    assert "… Long ago." in page.html
    assert "The end. The …</p>" in page.html


def test_a_hit_leads_to_the_comment_and_to_the_clause(citizen: Person, visitor: Visitor) -> None:
    ref = factories.comment(citizen, *PLACE, "О судьях", lang="ru").ref
    page = search(visitor, "судьям", consultation="test-concept")
    assert f'href="/en/comments/{ref}"' in page.html
    assert 'href="/en/c/test-concept/first/art_1__para_1?text=ru"' in page.html
    assert 'lang="ru">О <mark>судьях</mark></p>' in page.html
    assert "Article 1, paragraph 1" in page.text
    for path in (f"/en/comments/{ref}", "/en/c/test-concept/first/art_1__para_1?text=ru"):
        assert visitor.get(path).status == 200


def test_older_hits_are_on_pages_that_nothing_new_can_shift(
    citizen: Person, visitor: Visitor
) -> None:
    for number in range(45):
        factories.comment(citizen, *PLACE, f"Numbered remark n{number}.")
    seen: list[str] = []
    page = search(visitor, "numbered", what="comments")
    while True:
        seen += [f"n{n}" for n in range(45) if f"n{n}." in page.text]
        assert "Comments: 45" in page.text
        if "Older comments" not in page.text:
            break
        factories.comment(citizen, *PLACE, "A late one.")
        newest = "Newest comments</a>" if "Newest comments" in page.text else "Pages of comments"
        page = visitor.get(page.href(newest))
    assert sorted(seen) == sorted(f"n{n}" for n in range(45))


def test_hits_are_counted_to_a_thousand_and_no_further(
    citizen: Person, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 25)
    for number in range(25):
        factories.comment(citizen, *PLACE, f"Common {number}.")
    assert "Comments: 25" in search(visitor, "common").text
    factories.comment(citizen, *PLACE, "Common, once more.")
    assert "Comments: more than 25" in search(visitor, "common").text


def test_more_than_ten_clauses_have_pages_of_their_own(
    consultation: str, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = search(visitor, "the")
    assert page.html.count('aria-labelledby="clause-') == 10
    assert "Clauses: 20" in page.text
    monkeypatch.setattr("consult.search.presenters.PAGE", 12)
    page = visitor.get(page.href("</article><p>"))
    assert page.html.count('aria-labelledby="clause-') == 12
    last = visitor.get(page.href("Pages of clauses"))
    assert last.html.count('aria-labelledby="clause-') == 8
    assert "Previous clauses" in last.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        '"',
        "***",
        "NEAR(a b, 3)",
        "-a",
        "a AND",
        "((((",
        "stems:judge",
        "a\x00b",
        "😀😀",
        "'; DROP TABLE comment; --",
        "\\",
        "%",
        "x" * 10_000,
        "judge " * 2000,
        '" OR "a',
        "^a + b",
        "{}",
        "&|!()<->",
        "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ],
)
def test_no_query_is_an_error(consultation: str, visitor: Visitor, query: str) -> None:
    for what in ("", "clauses", "comments"):
        assert search(visitor, query, what=what).status == 200


@pytest.mark.parametrize(
    "address",
    [
        "q=judge&before=x",
        "q=judge&before=0",
        "q=judge&before=" + "9" * 30,
        "q=judge&before=²",
        "q=judge&what=x&lang=x&stance=x&consultation=x",
        "q=judge&what=clauses&page=-1",
        "q=judge&what=clauses&page=" + "9" * 18,
        "q=%FF%FE",
        "q=a&q=b",
    ],
)
def test_an_address_that_nobody_was_given_is_no_error(
    consultation: str, visitor: Visitor, address: str
) -> None:
    assert visitor.get(f"/en/search?{address}").status == 200


def test_without_words_there_is_the_form_and_a_hint(consultation: str, visitor: Visitor) -> None:
    page = visitor.get("/en/search")
    assert 'role="search"' in page.html
    assert "Search the texts that are consulted on" in page.text
    assert "There is no word in what you typed" in search(visitor, "***").text


def test_a_search_without_hits_says_so_and_offers_the_whole(
    consultation: str, visitor: Visitor
) -> None:
    page = search(visitor, "mammoth", consultation=consultation)
    assert "Nothing was found" in page.text
    assert page.href("Try fewer words") == "/en/search?q=mammoth"


def test_the_page_of_a_consultation_has_a_form_that_searches_it_alone(
    consultation: str, visitor: Visitor
) -> None:
    form = visitor.get(f"/en/c/{consultation}").form("q")
    assert (form.action, form.fields["consultation"]) == ("/en/search", consultation)
    assert 'href="/en/search"' in visitor.get("/en/").html


def test_what_is_searched_is_remembered_until_something_changes(
    citizen: Person, visitor: Visitor, statements: list[str]
) -> None:
    factories.comment(citizen, *PLACE, "First remark.")
    page = search(visitor, "remark")
    statements.clear()
    again = visitor.get("/en/search?q=remark", If_None_Match=page.headers["ETag"])
    assert again.status == 304
    assert [s for s in statements if s != "BEGIN"] == statements[-1:]
    factories.comment(citizen, *PLACE, "Second remark.")
    anew = visitor.get("/en/search?q=remark", If_None_Match=page.headers["ETag"])
    assert anew.status == 200
    assert "Second" in anew.text


def test_a_search_makes_few_statements_however_much_is_found(
    citizen: Person, visitor: Visitor, statements: list[str]
) -> None:
    for number in range(30):
        factories.comment(citizen, *PLACE, f"The remark {number}.")
    statements.clear()
    assert "Clauses: 20" in search(visitor, "the").text
    assert len(statements) <= 8
    assert not visitor.cookies


def test_a_signed_in_person_finds_what_visitors_do(
    citizen: Person, browser: Callable[[Person], Visitor]
) -> None:
    factories.comment(citizen, *PLACE, "For everyone.")
    page = search(browser(citizen), "everyone")
    assert "Comments: 1" in page.text
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_texts_from_before_the_search_are_found_once_they_are_filled(
    citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", 3)
    for number in range(5):
        factories.comment(citizen, *PLACE, f"Old remark {number}.")
    factories.comment(citizen, *PLACE, "😀")
    texts = db.session.scalars(select(ClauseText.text)).all()
    with database.write() as (session, _):
        session.execute(update(Comment).values(stems=""))
        session.execute(update(ClauseText).values(stems=""))
    assert found("remark") == []
    assert clauses("judges") == []
    assert filling.waiting() == 7 + len(texts)  # one comment is somewhere else
    batches: list[int] = []
    assert filling.fill(done=batches.append) == 7 + len(texts)
    assert max(batches) == 3
    assert len(found("remark")) == 5
    assert len(clauses("judges")) == 4
    assert filling.waiting() == 0
    assert filling.fill() == 0


def test_the_migration_goes_down_and_up_again_with_what_is_there(citizen: Person) -> None:
    factories.comment(citizen, *PLACE, "Kept words.")
    db.session.remove()
    folder = str(paths.folder("migrations"))
    downgrade(directory=folder, revision="0003")
    tables = db.session.scalars(text("SELECT name FROM sqlite_master")).all()
    assert not [name for name in tables if "_search" in str(name)]
    db.session.remove()
    upgrade(directory=folder)
    assert found("kept") == ["Kept words."]
    assert len(clauses("judges")) == 4
    factories.comment(citizen, *PLACE, "New words.")
    assert found("words") == ["New words.", "Kept words."]


def test_the_index_is_whole_after_every_kind_of_change(
    citizen: Person, moderator: Person, app: Flask
) -> None:
    refs = [factories.comment(citizen, *PLACE, f"Remark {n}.").ref for n in range(9)]
    moderation.decide(moderator, refs[1], Status.HIDDEN, Reason.INSULT, "It says why.")
    writing.withdraw(citizen, refs[2])
    with database.write() as (session, _):
        session.execute(text("DELETE FROM comment WHERE ref = :ref"), {"ref": refs[3]})
        session.execute(update(Comment).where(Comment.ref == refs[4]).values(stems="other"))
        session.execute(text("INSERT INTO comment_search(comment_search) VALUES ('optimize')"))
        session.execute(text("INSERT INTO clause_search(clause_search) VALUES ('integrity-check')"))
    assert len(found("remark")) == 5
    assert found("other") == ["Remark 4."]


def test_a_text_without_words_is_indexed_and_cannot_be_asked_for() -> None:
    assert indexing.found_by(("👍", "en"), (None, "en")) == indexing.NOTHING
    assert stems.asked(indexing.NOTHING) == []
    assert indexing.found_by(("Laws", "en"), ("законы", "ru")).split()[-1].startswith("закон")


@pytest.mark.parametrize(
    ("body", "lang", "query", "shown"),
    [
        ("О судьях и судьям.", "ru", "судья", "О [судьях] и [судьям]."),
        ("Ещё учёт", "ru", "учет", "Ещё [учёт]"),
        ("за́мок", "ru", "замок", "[за́мок]"),
        ("мяг\u00adкий знак", "ru", "мягкий", "[мяг\u00adкий] знак"),
        ("и\u0306од и йод", "ru", "йод", "[и\u0306од] и [йод]"),
        ("a  b\n\nc", "en", "zzz", "a b c"),
        ("", "en", "zzz", ""),
        ("judge", "en", "judges", "[judge]"),
    ],
)
def test_an_excerpt_marks_words_as_they_were_written(
    body: str, lang: str, query: str, shown: str
) -> None:
    wanted = {token for word in stems.asked(query) for token in word}
    pieces = excerpts.excerpt(body, lang, wanted)
    assert "".join(f"[{p.text}]" if p.asked else p.text for p in pieces) == shown


@pytest.mark.parametrize("at", [0, 1, 79, 80, 81, 500, 5000])
def test_an_excerpt_is_short_and_has_the_first_hit(at: int) -> None:
    body = ("xxxx " * 2000)[:at] + " hit " + "yyyy " * 300
    shown = "".join(piece.text for piece in excerpts.excerpt(body, "en", {"hit"}))
    assert "hit" in shown
    assert len(shown) <= excerpts.WIDTH + 4
    unbroken = excerpts.excerpt("z" * 5000 + " hit", "en", {"hit"})
    assert "".join(p.text for p in unbroken).endswith("hit")


def test_a_draft_with_a_wording_in_another_language_is_found_in_both(citizen: Person) -> None:
    about = factories.target(*PLACE, lang="ru")
    draft = Draft("Judges first.", "en", rewording="Судьи отвечают первыми.")
    writing.post(citizen, about, draft, key=str(uuid.uuid4()))
    assert found("судья") == found("judge") == ["Judges first."]


def test_the_words_that_were_asked_for_stand_in_the_form(
    consultation: str, visitor: Visitor
) -> None:
    form = search(visitor, '<судья> "x"', what="comments").form("q")
    assert (form.fields["q"], form.fields["what"]) == ('<судья> "x"', "comments")
    assert "Only the first 12 words" in search(visitor, " ".join(map(str, range(13)))).text

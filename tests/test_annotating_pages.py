"""Commenting on passages through the pages: chosen, selected, carried on, marked, counted."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.comments.rules import Draft
from consult.comments.services import heat, selections, writing
from consult.comments.services.selections import Part
from consult.database import db
from consult.proposals import presenters
from consult.proposals.models import Stance
from consult.proposals.services import editions, folders, reading
from tests import factories
from tests.client import Page, Visitor
from tests.factories import comment

DOCUMENT = "/en/c/test-concept/first"
CLAUSE = f"{DOCUMENT}/art_1__para_1"
TWICE = f"{DOCUMENT}/art_2__para_1"  # "The law is the law, and the law is in force."
Browser = Callable[[Person], Visitor]


def last() -> Comment:
    found = db.session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()
    db.session.expunge(found)
    return found


def links(page: Page, within: str) -> list[str]:
    """The addresses of the links between ``within`` and the end of the list that follows it."""
    part = page.html[page.html.index(within) :].partition("</ul>")[0]
    return [html.unescape(href) for href in re.findall(r'href="([^"]+)"', part)]


def test_a_sentence_is_chosen_instead_of_copying_words(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.get(TWICE)
    assert 'value="0-44"' in page.html
    assert "Thank you" in me.send(page, "body", body="All of it.", sentence="0-44").text
    said = last()
    assert (said.quote, said.quote_start, said.quote_end) == (
        "The law is the law, and the law is in force.",
        0,
        44,
    )


def test_words_that_were_copied_count_more_than_a_chosen_sentence(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    for sentence in ("0-44", "nonsense"):
        me.send(me.get(TWICE), "body", body="x", sentence=sentence, quote="in force")
        assert last().quote == "in force"


@pytest.mark.parametrize("sent", ["0-43", "1-44", "x", "99999999-5"])
def test_a_sentence_that_is_none_is_refused_in_words_and_the_text_stays(
    consultation: str, citizen: Person, browser: Browser, sent: str
) -> None:
    me = browser(citizen)
    page = me.send(me.get(TWICE), "body", body="Kept words.", sentence=sent)
    assert page.status == 422
    assert "Choose one of the sentences that are listed, or copy the words." in page.text
    assert page.form("body").fields["body"].strip() == "Kept words."
    assert me.send(page, "body", sentence="").status == 200


def test_a_chosen_sentence_survives_a_form_that_is_refused_for_another_reason(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.send(me.get(TWICE), "body", body="", sentence="0-44")
    assert page.status == 422
    assert page.form("body").fields["sentence"] == "0-44"


def test_an_address_fills_in_words_that_stand_twice_with_their_exact_place(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.get(f"{TWICE}?quote=the+law&start=11")
    fields = page.form("body").fields
    assert (fields["quote"].strip(), fields["quote_start"]) == ("the law", "11")
    me.send(page, "body", body="The second one.")
    assert last().quote_start == 11


@pytest.mark.parametrize(
    "query", ["quote=nowhere&start=x", "start=5", "start=40&end=4", "start=0&end=4000", "also=x"]
)
def test_what_an_address_says_wrongly_is_ignored(
    consultation: str, citizen: Person, browser: Browser, query: str
) -> None:
    page = browser(citizen).get(f"{TWICE}?{query}")
    assert page.status == 200
    assert page.form("body").fields["quote_start"] == ""
    assert page.form("body").fields["also"] == ""


def test_a_passage_survives_signing_in(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    page = visitor.get(f"{TWICE}?quote=the+law&start=24&also=art_1__para_1~0-9")
    assert "They are kept while you sign in." in page.text
    sign_in = visitor.get(page.href('id="write"'))
    back = visitor.send(sign_in, "password", email=citizen.email, password="a password")
    fields = back.form("body").fields
    assert (fields["quote"].strip(), fields["quote_start"]) == ("the law", "24")
    assert fields["also"] == "art_1__para_1~0-9"


def test_someone_signed_out_meanwhile_comes_back_to_the_text_that_was_read(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.get(f"{CLAUSE}?text=ru")
    me.forget()
    refused = me.send(page, "body", body="Kept.")
    assert refused.status == 403
    assert f"next={CLAUSE}?text=ru#write" in unquote(html.unescape(refused.html))


def test_passages_of_other_clauses_are_offered_until_each_is_said(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.get(
        f"{CLAUSE}?quote=judges&start=23&also=art_2__para_1~11-18&also=art_1__para_2__point_1~0-9"
    )
    assert "You also selected" in page.text
    refused = me.send(page, "body", body="")
    assert refused.status == 422
    assert len(links(refused, "data-also")) == 2
    receipt = me.send(refused, "body", body="The first.")
    assert "Comment on the other passages that you selected" in receipt.text
    first, second = links(receipt, 'id="others"')
    page = me.get(first.partition("#")[0])
    fields = page.form("body").fields
    assert (fields["quote"].strip(), fields["quote_start"]) == ("the law", "11")
    assert fields["also"] == "art_1__para_2__point_1~0-9"
    receipt = me.send(page, "body", body="The second.")
    (third,) = links(receipt, 'id="others"')
    assert third.partition("?")[0] == second.partition("?")[0]
    receipt = me.send(me.get(third.partition("#")[0]), "body", body="The third.")
    assert 'id="others"' not in receipt.html
    said = db.session.scalars(select(Comment.quote).order_by(Comment.id.desc()).limit(3)).all()
    assert said == ["the first", "the law", "judges"]


def test_a_link_to_another_passage_takes_the_one_that_is_being_written_along(
    consultation: str, citizen: Person, browser: Browser
) -> None:
    me = browser(citizen)
    page = me.get(f"{CLAUSE}?quote=judges&start=23&also=art_2__para_1~11-18")
    (other,) = links(page, "data-also")
    assert "also=art_1__para_1~" in other.replace("%7E", "~")


def test_only_what_fits_the_texts_is_read_of_what_was_selected(consultation: str) -> None:
    edition = editions.edition(reading.standing(consultation, "first"), "en")
    clause = edition.clause("art_2__para_1")
    sent = ["art_2__para_1~0-3", "art_2__para_1~4-7", "nowhere~0-3", "art_1__para_1~3-3", "~", ""]
    assert selections.parts(edition, sent) == [Part(clause, 0, 3)]
    assert selections.parts(edition, ["art_1__para_1~0-3", "art_2__para_1~3-4"]) == [
        Part(edition.clause("art_1__para_1"), 0, 3)
    ]  # a blank is nothing
    many = [f"{c.eid}~0-3" for c in edition.clauses if c.text] * 2
    assert len(selections.parts(edition, many)) == selections.MOST_OTHERS


def test_a_mark_leads_to_its_comments_and_they_lead_back_to_it(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    comment(citizen, consultation, "first", "art_1__para_1", "On judges", quote="judges")
    page = visitor.get(CLAUSE)
    there = visitor.get(page.href("<mark>"))
    assert "On these words" in there.text
    assert "judges" in there.text
    back = there.href('id="passage"')
    assert back.startswith(f"{CLAUSE}?version=1#mark-")
    assert f'id="{back.partition("#")[2]}"' in page.html


def test_comments_on_a_passage_are_those_of_its_language(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    comment(citizen, consultation, "first", "art_1__para_1", "In English", quote="The first rule")
    first = ("first", "art_1__para_1")
    comment(citizen, consultation, *first, "По-русски", text="ru", quote="Первое правило")
    text = visitor.get(visitor.get(CLAUSE).href("<mark>")).text
    assert "In English" in text
    assert "По-русски" not in text


def test_passages_stand_below_the_text_each_one_whole_in_pages(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    words = "The first rule is that judges answer more strictly than others."
    target = factories.target(consultation, "first", "art_1__para_1")
    for at in range(30):
        for size in (12, 30):
            draft = Draft(body="x", lang="en", quote=words[at : at + size], quote_start=at)
            writing.post(citizen, target, draft, key=f"{at} {size}")
    page = visitor.get(CLAUSE)
    assert "Passages that people speak about" in page.text
    listed = page.html[page.html.index('id="passages"') :].partition("</details>")[0]
    total = int(re.search(r"speak about: (\d+)", page.text)[1])
    assert listed.count("<li") == 50
    assert page.html.count("<mark>") <= 41
    more = visitor.get(page.href("<span>Page 1 of 2</span>"))
    rest = more.html[more.html.index('id="passages" open') :].partition("</details>")[0]
    assert rest.count("<li") == total - 50


def test_ten_times_the_annotations_take_no_more_statements(
    consultation: str, citizen: Person, visitor: Visitor, statements: list[str]
) -> None:
    words = "The first rule is that judges answer more strictly than others."
    asked = []
    for sizes in ([8], range(9, 19)):
        for at, size in ((at, size) for at in range(5) for size in sizes):
            quote = words[at : at + size].strip()
            comment(citizen, consultation, "first", "art_1__para_1", quote=quote)
        editions.forget()
        statements.clear()
        visitor.get(f"{CLAUSE}?passages=1&n={len(sizes)}")  # an address that nobody asked for yet
        asked.append(len([s for s in statements if s.startswith("SELECT")]))
    assert asked[0] == asked[1]


def test_where_the_discussion_is_adds_up_and_can_be_ordered(
    consultation: str, citizen: Person, neighbour: Person, visitor: Visitor
) -> None:
    comment(citizen, consultation, "first", None, "On everything", stance=Stance.SUPPORT)
    comment(citizen, consultation, "first", "art_1__para_1", "a", quote="judges")
    comment(neighbour, consultation, "first", "art_1__para_1", "b", quote="judges")
    comment(citizen, consultation, "first", "art_2__para_1", "c", stance=Stance.OPPOSE)
    page = visitor.get(f"{DOCUMENT}/heat")
    rows = [
        [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
        for row in re.findall(r"<tr.*?>(.*?)</tr>", page.html, re.DOTALL)
    ]
    head, *body, foot = rows
    clauses = editions.edition(reading.standing(consultation, "first"), "en").clauses
    assert len(body) == len(clauses) + 1
    assert "art_1__para_1" in page.html
    assert head[1:] == [
        *("Comments", "Support", "Oppose", "Amend", "Neutral", "No position", "Passages"),
    ]
    for column in range(1, 8):
        assert sum(int(row[column]) for row in body) == int(foot[column])
    assert foot[1] == str(reading.standing(consultation, "first").comments) == "4"
    assert foot[7] == "1"
    ordered = visitor.get(f"{DOCUMENT}/heat?sort=total").html
    assert ordered.index("art_1__para_1") < ordered.index('art_1"')
    assert visitor.get(f"{DOCUMENT}/heat?sort=nonsense&page=x").status == 200


def test_comments_on_clauses_that_went_are_counted_where_the_discussion_is(
    consultation: str, citizen: Person, tmp_path: Path
) -> None:
    comment(citizen, consultation, "first", "art_2__para_1")
    gone = [
        (next(line for line in text.splitlines() if "#art_2__para_1" in line), "")
        for text in factories.TEXTS.values()
    ]
    changes = [(old.replace("{{", "{").replace("}}", "}"), new) for old, new in gone]
    factories.new_version(tmp_path / "folder", *changes)
    standing = reading.standing(consultation, "first")
    found = heat.lines(standing, editions.edition(standing, "en"))
    assert standing.version == 2
    assert [line.counts["total"] for line in found if line.uid == heat.GONE] == [1]
    assert heat.total(found)["total"] == standing.comments


@pytest.mark.parametrize(
    ("comments", "busiest", "level"),
    [(0, 0, 0), (0, 9, 0), (1, 1, 1), (1, 100, 1), (5, 100, 2), (50, 100, 3), (100, 100, 4)],
)
def test_the_line_beside_a_clause_grows_with_its_share(
    comments: int, busiest: int, level: int
) -> None:
    assert presenters.heat(comments, busiest) == level


def test_the_document_draws_lines_and_leads_to_the_table(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    assert "heat" not in visitor.get(DOCUMENT).html
    comment(citizen, consultation, "first", "art_1__para_1")
    page = visitor.get(DOCUMENT)
    assert 'class="clause heat-1' in page.html
    assert f"{DOCUMENT}/heat" in page.html


def test_no_clause_can_stand_where_a_page_of_ours_is(tmp_path: Path) -> None:
    text = factories.ENGLISH.replace("art_1__para_1}}", "heat .paragraph in=art_1}}")
    path = factories.folder(tmp_path / "taken", slug="taken", texts={"en": text})
    with pytest.raises(folders.Unreadable, match="heat"):
        folders.read(path)

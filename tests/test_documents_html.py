"""Laws on pages: what of a page is the law, and what its marks say."""

from __future__ import annotations

import time

import pytest

from consult.documents.model import Document
from consult.documents.readers import html
from consult.errors import Unreadable


def read(page: str, lang: str | None = "en") -> Document:
    return html.read(page.encode(), lang)


def labels(document: Document) -> list[tuple[str, str]]:
    return [(clause.label, clause.text) for clause in document.clauses]


def test_headings_paragraphs_and_breaks_are_lines() -> None:
    document = read(
        "<h1>Law</h1><p>Preamble <b>in</b> bold<h2>Article 1. Aim</h2><p>One&nbsp;two<br>three</p>"
    )
    assert (document.title, document.preamble) == ("Law", "Preamble in bold")
    (clause,) = document.clauses
    assert (clause.heading, clause.text) == ("Aim", "One two\n\nthree")


def test_only_the_main_part_of_a_page_is_read() -> None:
    page = "<nav>Home</nav><p>Menu</p><main><h1>Law</h1><p>Article 1. Text.</p></main><p>Foot</p>"
    assert read(page).title == "Law"
    assert "Foot" not in read(page).clauses[0].text


@pytest.mark.parametrize(
    "tag", ["script", "style", "nav", "footer", "aside", "form", "template", "noscript"]
)
def test_what_is_not_the_text_of_a_page_is_dropped(tag: str) -> None:
    document = read(f"<p>Article 1. One.</p><{tag}><p>Article 2. Two.</p></{tag}><p>Three.</p>")
    assert labels(document) == [("Article 1.", "One.\n\nThree.")]


def test_an_ordered_list_has_the_labels_that_a_browser_prints() -> None:
    document = read(
        "<p>Article 1. These:</p><ol><li>one:<ol type=a><li>x;<li>y.</ol><li>two;"
        "<li value=7>seven.</ol>"
    )
    assert [label for label, _ in labels(document)] == [
        *("Article 1.", "1.", "a.", "b.", "2.", "7."),
    ]


def test_a_list_may_start_anywhere_and_run_backwards() -> None:
    document = read("<p>Article 1. These:</p><ol start=3 type=i><li>x<li>y</ol>")
    assert [label for label, _ in labels(document)] == ["Article 1.", "iii.", "iv."]
    document = read("<p>Article 1. These:</p><ol reversed><li>x<li>y</ol>")
    assert [label for label, _ in labels(document)] == ["Article 1.", "2.", "1."]


def test_an_item_that_prints_its_number_keeps_it() -> None:
    document = read("<p>Article 1. These:</p><ol><li>(a) x;<li>(b) y.</ol>")
    assert labels(document)[1:] == [("(a)", "x;"), ("(b)", "y.")]


def test_all_paragraphs_of_an_item_are_its_text_and_bullets_are_text() -> None:
    document = read("<p>Article 1. These:</p><ol><li><p>x.<p>More.</li></ol><ul><li>z</ul>")
    assert labels(document)[1] == ("1.", "x.\n\nMore.\n\nz")


def test_rows_of_a_table_are_text_and_a_table_for_layout_is_not_one() -> None:
    document = read(
        "<p>Article 1. Scale:</p><table><tr><td>1.</td><td>Fee</td></tr></table>"
        "<table><tr><td></td><td><p>Annex 1</p><p>Form</p></td></tr></table>"
    )
    assert labels(document) == [("Article 1.", "Scale:\n\n1. | Fee"), ("Annex 1", "Form")]


def test_the_number_beside_the_print_tells_what_is_printed_in_words() -> None:
    document = read(
        "<html lang=mn><article data-number=21><h2>Хорин нэгдүгээр зүйл</h2><p>Текст.</article>",
        None,
    )
    (clause,) = document.clauses
    assert (document.lang, clause.eid, clause.number) == ("mn", "art_21", "21")
    assert clause.label == "Хорин нэгдүгээр зүйл"


@pytest.mark.parametrize(
    "content",
    [
        "<meta charset=utf-8><p>Статья 1. Закон.".encode(),
        "<p>Статья 1. Закон.".encode(),
        b"\xef\xbb\xbf" + "<p>Статья 1. Закон.".encode(),
        "\ufeff<p>Статья 1. Закон.".encode("utf-16-le"),
        "<p>Статья 1. Закон.".encode("cp1251"),
        b"<meta charset=windows-1251>" + "<p>Статья 1. Закон.".encode("cp1251"),
        b"<meta charset=koi8-r>" + "<p>Статья 1. Закон.".encode("koi8-r"),
        b'<?xml version="1.0" encoding="utf-8"?>' + "<p>Статья 1. Закон.".encode(),
    ],
    ids=["meta", "bare", "bom", "utf-16", "cp1251", "meta-1251", "koi8", "xml"],
)
def test_the_encoding_is_found(content: bytes) -> None:
    assert labels(html.read(content, "ru")) == [("Статья 1.", "Закон.")]


def test_lines_are_those_of_the_page() -> None:
    document = read("<p>Article 1. One.</p>\n\n<p>Article 2. Two.</p>")
    assert [clause.line for clause in document.clauses] == [1, 3]


@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"\0" * 100, b"<html><body>" + b"<div>" * 100_000 + b"<p>Article 1. x"],
    ids=["empty", "blank", "nul", "nested"],
)
def test_what_cannot_be_read_whole_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        html.read(content, "en", "law.html")
    assert refused.value.name == "law.html"


@pytest.mark.parametrize(
    "content",
    [b"<p>" + b"Article 1. x " * 400_000, b"<p>Article 1. Text" * 30_000, b"x<b><i>" * 100],
    ids=["one-line", "many", "unclosed"],
)
def test_absurd_pages_are_read_in_time(content: bytes) -> None:
    begun = time.perf_counter()
    html.read(content, "en")
    assert time.perf_counter() - begun < 20


def test_entities_and_comments_bring_nothing_in_from_outside() -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>Article 1. &x;<!-- no -->.'
    assert "root:" not in labels(read(page))[0][1]

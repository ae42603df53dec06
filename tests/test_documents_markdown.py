"""The reader of our own Markdown."""

from __future__ import annotations

import pytest

from consult.documents.model import Document, depths
from consult.documents.readers import markdown
from tests.factories import ENGLISH, KAZAKH


def read(body: str) -> Document:
    return markdown.read(f"---\ntitle: T\n---\n{body}", "en")


def test_provisions_are_found_with_kind_number_label_and_parent() -> None:
    document = markdown.read(ENGLISH.format(title="Title"), "en")
    assert document.warnings == []
    assert document.title == "Title"
    found = [(c.eid, c.kind, c.number, c.label, c.parent) for c in document.clauses]
    assert found == [
        ("art_1", "article", "1", "Article 1.", None),
        ("art_1__para_1", "paragraph", "1", "1.", "art_1"),
        ("art_1__para_2", "paragraph", "2", "2.", "art_1"),
        ("art_1__para_2__point_1", "point", "1", "1)", "art_1__para_2"),
        ("art_2", "article", "2", "Article 2.", None),
        ("art_2__para_1", "paragraph", "1", "1.", "art_2"),
    ]
    assert document.clauses[0].heading == "Subject"
    assert document.clauses[3].text == "the first point;"
    assert depths(document.clauses)[3] == 2


def test_a_kazakh_label_stands_before_the_word_for_article() -> None:
    first = markdown.read(KAZAKH.format(title="T"), "kk").clauses[0]
    assert (first.label, first.heading) == ("1-бап.", "Мәні")


def test_what_stands_before_the_first_provision_is_the_preamble() -> None:
    document = markdown.read(ENGLISH.format(title="T"), "en")
    assert document.preamble.startswith("## Rationale")
    assert document.preamble.endswith("| 36 | cases |")


@pytest.mark.parametrize("number", ["4-1", "13-2", "12a"])
def test_a_number_with_a_hyphen_or_letter_is_a_clause_of_its_own(number: str) -> None:
    (clause,) = read(f"## Article {number}. Heading {{#art_{number}}}\n\nText.").clauses
    assert (clause.number, clause.text) == (number, "Text.")


def test_lines_below_a_provision_continue_it_and_empty_lines_part_paragraphs() -> None:
    (clause,) = read("## Article 1. H {#art_1}\n\nOne\ntwo.\n\n  Three.\n").clauses
    assert clause.text == "One two.\n\nThree."


def test_an_escaped_marker_is_text() -> None:
    document = read("## Article 1. H {#art_1}\n\n1\\. Not a clause.\n\n(a\\) Nor this.\n")
    assert document.warnings == []
    assert document.clauses[0].text == "1. Not a clause.\n\n(a) Nor this."


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("## Article 1. H {#art_1}\n\n1. No id.\n", 6, "needs an id"),
        ("## Article 1. H {#art_1}\n\n## Article 2. No id\n", 6, "needs an id"),
        ("## Article 1. H {#art_1}\n\n## Article 1. H {#art_1}\n", 6, "stands twice"),
        ("## Article 1. H {#first}\n", 4, "is not an id"),
        ("1. Text {#art_1__para_1}\n", 4, "which is not above it"),
        ("## Heading alone {#art_1}\n", 4, "no number is printed"),
        ("## Article 1. {#art_1}\n", 4, "neither a heading nor a text"),
        ("Only text.\n", 4, "no provision with an id"),
    ],
)
def test_what_cannot_be_placed_is_named_with_its_line(body: str, line: int, reason: str) -> None:
    warnings = read(body).warnings
    assert (warnings[0].line, reason in warnings[0].reason) == (line, True), warnings


def test_front_matter_that_is_not_yaml_is_named_and_nothing_is_guessed() -> None:
    document = markdown.read("---\ntitle: [\n---\n## Article 1. H {#art_1}\n", "en")
    assert document.clauses == []
    assert "not valid YAML" in document.warnings[0].reason


def test_a_document_without_a_title_is_named() -> None:
    warnings = markdown.read("## Article 1. H {#art_1}\n", "en").warnings
    assert ["no title" in w.reason for w in warnings] == [True]

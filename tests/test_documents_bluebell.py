"""Bluebell: the plain text of drafters, through its own parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.documents.model import in_order
from consult.documents.readers import bluebell as reader
from consult.errors import Unreadable

LAW = """PREFACE

  LONGTITLE An act to try

PREAMBLE

  It is enacted:

BODY

PART 1 - Subject

  SEC 1 - Head

    words **in bold** {{FOOTNOTE 1}}

    FOOTNOTE 1
      the note

    SUBSEC (a)

      one

    between

    SUBSEC (b)

      ITEMS
        terms:
        ITEM 1)
          a term
      QUOTE
        ART 7
          quoted

  after all

SCHEDULE The schedule

  PART 2

    more
"""


def test_a_law_is_read_with_its_lines() -> None:
    document = reader.read(LAW, "en")
    assert (document.title, document.preamble) == ("An act to try", "It is enacted:")
    assert [(c.line, c.kind, c.label or c.heading, c.text) for c in document.clauses] == [
        (11, "part", "1", ""),
        (13, "section", "1", "words in bold [1]\n\n[1] the note"),
        (20, "subsection", "(a)", "one"),
        (24, "alinea", "", "between"),
        (26, "subsection", "(b)", "terms:"),
        (30, "item", "1)", "a term"),
        (30, "quotedStructure", "", ""),
        (33, "article", "7", "quoted"),
        (36, "wrapUp", "", "after all"),
        (38, "annex", "The schedule", ""),
        (40, "part", "2", "more"),
    ]
    assert (document.warnings, document.format, document.lang) == ([], "bluebell", "en")


def test_text_that_stands_in_no_provision_is_named_with_its_line() -> None:
    document = reader.read("ART 1\n\n  words\n\nloose words\n\nART 2\n\n  TABLE\n    more\n", "en")
    assert [(w.line, w.text) for w in document.warnings] == [(5, "loose words"), (9, "TABLE")]
    assert [clause.text for clause in document.clauses] == ["words", "loose words", "TABLE\n\nmore"]


def test_an_empty_text_has_no_provision() -> None:
    document = reader.read("", "en")
    assert document.clauses == []
    assert [w.reason for w in document.warnings] == ["there is no provision in it"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("ART 1\n\n  a\x0eb", 3),
        ("ART 1\r\n\x00", 2),
        ("ART 1\n  \ufffe", 2),
        ("ART 1\n\n  P{2x y} words", 3),
        ("BODY\n" + "".join("  " * depth + "PART 1\n" for depth in range(300)), 0),
    ],
)
def test_what_the_parser_cannot_read_is_refused_with_a_line(source: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        reader.read(source, "en")
    assert refused.value.problems[0][0] == line


_PIECES = """
    BODY|PREFACE|PREAMBLE|CONCLUSIONS|PART 1 - x|ART 2|SEC|SUBSEC (a)|SCHEDULE|ITEMS|ITEM (a)|TABLE
    |TR|TC{colspan 2}|BULLETS|* x|QUOTE|FOOTNOTE 1|{{FOOTNOTE 1}}|**|//|__|{{*|}}|{{>|{{^|\\|words
    |CROSSHEADING x|LONGTITLE|P{class x} y|P{2 y} z|{|LIST|SUBHEADING z|.x|{{IMG x y}}|<b>|&amp;|\t
"""
_PIECE = st.sampled_from([*(piece.strip() or "\t" for piece in _PIECES.split("|")), "\n", "\n  "])


@settings(deadline=None, max_examples=300)
@given(st.lists(_PIECE, max_size=25).map(" ".join))
def test_odd_texts_are_read_or_refused(source: str) -> None:
    try:
        document = reader.read(source.replace(" \n", "\n"), "en")
    except Unreadable:
        return
    assert in_order(document.clauses)


@pytest.mark.parametrize(
    "source",
    [
        LAW,
        "BODY\n\nPART 1\n",
        "PART 1 - Subject\n\n  Words.\n",
        "  ART 4-1\n    Words.\n",
        "PREFACE\n  Words\n",
        "CROSSHEADING Subject\n",
    ],
)
def test_the_manner_of_bluebell_is_known(source: str) -> None:
    assert reader.looks_like(source)


@pytest.mark.parametrize(
    "source",
    [
        "PART 1\n\n     GENERAL PROVISIONS\n\nArticle 1. Subject\n   The law says.\n",
        "SEC. 2. DEFINITIONS.\n    For the purposes of this Act:\n",
        "SECTION 1. SHORT TITLE.\n    This Act may be cited.\n",
        "ARTICLE 1\n   The law says.\n\nARTICLE 2\n   And says.\n",
        "CHAPTER I - General\n\nArticle 1 - Subject\n",
        "PREAMBLE\n\nWe the people\n\nTITLE I - RIGHTS\n\nThe rights\n",
        "Статья 1. Предмет\n\n1. Настоящий Закон\n   1) слова\n",
        "Body of the law\n\nThe BODY of evidence\n",
        "# Article 1 {#art_1}\n\n  words\n",
        "TITLE\n  words\n",
        "",
    ],
)
def test_ordinary_texts_are_not_taken_for_bluebell(source: str) -> None:
    assert not reader.looks_like(source)

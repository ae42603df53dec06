"""The only sanitiser."""

from __future__ import annotations

import html as entities
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.shapes import SHAPES
from consult import markup


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("# Shouting", "Shouting"),
        ("Price\n=====", "<p>Price<br>\n=====</p>"),
        ("![x](http://a/b.png)", "<p></p>"),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
    ],
)
def test_a_comments_markdown_becomes_plain_safe_html(text: str, html: str) -> None:
    assert markup.comment_html(text).replace("<br>", "<br>") == html


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "javascript:1", "vbscript:1", "data:text/html,x", "//evil"]
)
def test_a_link_leads_to_a_web_page_or_nowhere(address: str) -> None:
    html = markup.comment_html(f"[x]({address})")
    assert "javascript" not in html
    assert "vbscript" not in html
    assert "data:" not in html


def test_a_link_to_the_web_is_kept_and_not_vouched_for() -> None:
    html = markup.comment_html("[law](https://example.org/a)")
    assert 'href="https://example.org/a"' in html
    assert 'rel="nofollow ugc noopener"' in html


@pytest.mark.parametrize("shape", ["[", "[a](", "<", "`", "![", "[[", "](", "<a "])
def test_a_text_made_to_be_slow_is_not_parsed(shape: str) -> None:
    text = shape * (5000 // len(shape))
    assert markup.too_complex(text)
    html = markup.comment_html(text)
    assert html.startswith("<p>")
    assert "<a" not in html


@pytest.mark.parametrize("size", [5_000, 20_000])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_made_to_be_slow_comes_out_with_all_its_words(shape: str, size: int) -> None:
    text = SHAPES[shape](size)
    html = markup.comment_html(text)
    assert len(html) < 20 * size
    words = re.findall(r"\w", entities.unescape(re.sub("<[^>]+>", "", html)))
    if markup.too_complex(text):
        assert words == re.findall(r"\w", text)
        assert html == markup.paragraphs_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "1. " * 1666,
        "+ " * 2500,
        "> " * 2500,
        "> 1. " * 1000,
        "x\n\n" + "- " * 41 + "a",
        "\t" * 21 + "a",
    ],
)
def test_lists_within_lists_are_followed_so_far_and_no_farther(text: str) -> None:
    assert markup.too_complex(text)
    assert markup.comment_html(text) == markup.paragraphs_html(text)
    assert markup.document_html(text) == markup.paragraphs_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "- " * 40 + "a",
        "1. " * 26 + "a",
        ">" * 80 + "a",
        "-" * 200 + "\na",
        "\n".join("    " * depth + "- a" for depth in range(20)),
        "1990. 1991. " * 5 + "a",
        "a" + " " * 200,
    ],
)
def test_what_people_write_is_not_too_deep(text: str) -> None:
    assert not markup.too_complex(text)
    assert markup.comment_html(text)


_PIECES = [
    "[",
    "](",
    "a",
    "\n",
    "\n\n",
    "    ",
    "- ",
    "1. ",
    "> ",
    "**",
    "_",
    "`",
    "<a ",
    "&#",
    "=",
    "|",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5), st.integers(1, 5000))
def test_no_text_is_too_much_for_the_parser(pieces: list[str], length: int) -> None:
    unit = "".join(pieces)
    text = (unit * (length // len(unit) + 1))[:length]
    assert isinstance(markup.comment_html(text.strip()), str)


def test_marks_do_not_reach_over_paragraphs_and_their_text_is_escaped() -> None:
    html = markup.marked_html(
        [("a ", "", 0, ""), ("b\n\n<c>", "/x?a=1&b=2", 2, "at-2"), (" d", "", 0, "")], "n"
    )
    link = '<mark><a href="/x?a=1&amp;b=2" title="2: n" class="many"'
    first, second = f'{link} id="at-2">b', f"{link}>&lt;c&gt;"
    assert html == f"<p>a {first}</a></mark></p>\n\n<p>{second}</a></mark> d</p>"


def test_the_text_content_of_a_clause_is_the_clauses_text() -> None:
    text = "One & two.\n\nThree < four."
    words = re.sub("<[^>]+>", "", markup.paragraphs_html(text))
    assert entities.unescape(words) == text


_WORDS = "aбқZё9 .,;:!?()'%–—«»“”„’№…/-\n"


@settings(max_examples=1000, deadline=None)
@given(st.text(st.sampled_from(_WORDS), min_size=1, max_size=40))
def test_the_short_way_for_plain_words_gives_what_the_long_way_gives(text: str) -> None:
    text = text.strip()
    if markup._PLAIN.fullmatch(text):
        parser = markup._parser("comment", ["nl2br", "sane_lists"])
        assert markup.comment_html(text) == markup.sanitise(
            parser.convert(text), markup._COMMENT_TAGS
        )


@pytest.mark.parametrize(
    "text", ["1. a", "- a", "a\n===", "a_b_", "a & b", "a <b>", "    a", "a\n- b", "a  \nb", "# a"]
)
def test_what_markdown_or_html_gives_a_meaning_goes_the_long_way(text: str) -> None:
    assert markup._PLAIN.fullmatch(text) is None

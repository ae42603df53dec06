"""Where a quote stands in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.documents.anchors import Passage, Segment, locate, marks, segments

TEXT = "The law is the law.\n\nА закон — «закон»   и ничего больше."


def test_a_quote_is_found_once_at_its_code_points() -> None:
    (found,) = locate(TEXT, "закон —")
    assert TEXT[found.start : found.end] == "закон —"


def test_white_space_and_quote_marks_do_not_matter() -> None:
    (found,) = locate(TEXT, '"закон" и\nничего')
    assert TEXT[found.start : found.end] == "«закон»   и ничего"


def test_a_quote_may_cross_paragraphs() -> None:
    (found,) = locate(TEXT, "law. А закон")
    assert TEXT[found.start : found.end] == "law.\n\nА закон"


def test_two_places_are_both_told_and_the_start_chooses() -> None:
    assert locate("the law is the law", "the law") == [Passage(0, 7), Passage(11, 18)]
    assert locate("the law is the law", "the law", 11) == [Passage(11, 18)]


def test_a_start_that_fits_nowhere_does_not_choose() -> None:
    assert len(locate("the law is the law", "the law", 5)) == 2


def test_words_that_do_not_stand_there_are_not_found() -> None:
    assert locate(TEXT, "justice") == []
    assert locate(TEXT, "   ") == []


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 30))
def test_whatever_is_cut_out_of_a_text_is_found_there(text: str, start: int, size: int) -> None:
    quote = text[start : start + size]
    if not quote.strip():
        return
    inner = start + len(quote) - len(quote.lstrip())
    assert any(p.start <= inner < p.end for p in locate(text, quote, inner))


def test_overlapping_passages_are_cut_so_that_marks_do_not_nest() -> None:
    found = segments(10, [(Passage(0, 6), 2), (Passage(4, 8), 1)])
    assert found == [Segment(0, 4, 2), Segment(4, 6, 3), Segment(6, 8, 1), Segment(8, 10, 0)]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 3))))
def test_segments_cover_the_text_once_and_count_what_overlaps(
    given_: list[tuple[int, int, int]],
) -> None:
    passages = [(Passage(min(a, b), max(a, b)), n) for a, b, n in given_ if a != b]
    found = segments(20, passages)
    assert [s.start for s in found] == [0, *(s.end for s in found[:-1])]
    assert found[-1].end == 20
    for s in found:
        assert s.annotations == sum(n for p, n in passages if p.start <= s.start < p.end)


def test_few_marks_are_those_that_the_passages_make() -> None:
    passages = [(Passage(0, 6), 2), (Passage(4, 8), 1)]
    assert marks(10, passages) == segments(10, passages)


def test_many_marks_are_joined_into_few_that_can_be_read() -> None:
    passages = [(Passage(at, at + 30), 1) for at in range(400)]
    found = marks(500, passages)
    assert len(segments(500, passages)) > 400
    assert 10 < sum(1 for mark in found if mark.annotations) <= 40
    assert found[-1] == Segment(429, 500, 0)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 3)), max_size=30),
    st.integers(1, 8),
)
def test_joined_marks_cover_the_text_and_count_what_touches_them(
    given_: list[tuple[int, int, int]], most: int
) -> None:
    passages = [(Passage(min(a, b), max(a, b)), n) for a, b, n in given_ if a != b]
    found = marks(60, passages, most)
    assert [m.start for m in found] == [0, *(m.end for m in found[:-1])]
    assert found[-1].end == 60
    assert sum(1 for m in found if m.annotations) <= most
    for m in found:
        touching = (n for p, n in passages if p.start < m.end and p.end > m.start)
        assert m.annotations == sum(touching)

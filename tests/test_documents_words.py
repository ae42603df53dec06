"""Two wordings beside each other, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.documents.words import covered, difference, sentences, similarity, stretches
from tests.trees import words


@given(words, words)
def test_a_difference_holds_both_wordings_whole(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(text for operation, text in pieces if operation != "insert") == old
    assert "".join(text for operation, text in pieces if operation != "delete") == new


@given(st.text(alphabet="аб ,.\n", max_size=60), st.text(alphabet="аб ,.\n", max_size=60))
def test_stretches_cover_both_texts_in_order_and_equal_ones_are_equal(old: str, new: str) -> None:
    at = (0, 0)
    for s in stretches(old, new):
        assert (s.a, s.c) == at
        assert s.equal == (old[s.a : s.b] == new[s.c : s.d]) or not s.equal
        at = (s.b, s.d)
    assert at == (len(old), len(new))


def test_a_word_is_changed_whole_and_neighbouring_changes_are_one() -> None:
    assert difference("fine of 100 tenge", "fine of 1000 tenge") == [
        ("equal", "fine of "),
        ("delete", "100"),
        ("insert", "1000"),
        ("equal", " tenge"),
    ]
    pieces = difference("the quick red fox", "the slow old fox")
    assert [operation for operation, _ in pieces] == ["equal", "delete", "insert", "equal"]


def test_scripts_without_spaces_are_compared_by_character() -> None:
    assert difference("人人生而自由", "人人生来自由") == [
        ("equal", "人人生"),
        ("delete", "而"),
        ("insert", "来"),
        ("equal", "自由"),
    ]


def test_a_text_too_long_to_align_word_by_word_is_aligned_by_its_sentences() -> None:
    old = " ".join(f"Sentence number {n} says something of its own." for n in range(2000))
    new = old.replace("number 1000 says something", "number 1000 tells nothing")
    changed = [s for s in stretches(old, new) if not s.equal]
    assert [old[s.a : s.b] for s in changed] == ["says", "something"]


def test_similarity_and_cover_are_shares_of_words() -> None:
    assert similarity("a b c d", "a b c d") == 1.0
    assert similarity("", "a") == 0.0
    assert 0.5 < similarity("a b c d", "a b x d") < 1.0
    assert covered("b c d", "a b c d e") == 1.0
    assert covered("b x d", "a b c d e") == 0.0


def test_sentences_cover_the_text() -> None:
    text = "One. Two; three\n\nfour"
    assert "".join(text[a:b] for a, b in sentences(text)) == text

"""Where the sentences of a clause begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.documents.sentences import LONGEST, sentences, shortened


def cut(text: str) -> list[str]:
    return [text[found.start : found.end] for found in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Лицо, указанное в ст. 5 Закона, отвечает строже.",
        "Лицо отвечает по ст. 253 Кодекса и ст.ст. 5 и 6 Закона.",
        "Должностное лицо, т.е. судья, отвечает строже.",
        "Расходы, т.к. Закон их не называет, не возмещаются.",
        "As Art. 3 of the Convention says, a promise is enough.",
        "As Art. III. Section 2 says, a promise is enough.",
        "В Законе от 18 ноября 2015 года № 410-V. О противодействии коррупции слова заменить.",
        "В п. 2 и пп. 3 слова заменить.",
        "Суд в г. Алматы рассматривает дело в 2020 г. Постановления он не выносит.",
        "Размер – 3.5 процента и 1 000.50 тенге.",
        "Предложил А. Б. Иванов и Ж.К. Сериков.",
        "2020 ж. Алматы қ. соты істі қарайды.",
        "Заңның 5-б. 2-т. Сот қарайды.",
        "1. The first rule is that judges answer.",
        "1-1. Первое правило.",
        "IV. Общие положения.",
        "The fee is approx. 5 units (cf. Sec. 12, para. 3).",
        "See nos. 5 and 6, and No. 7 of the list.",
        "He said “no.” and went.",
    ],
)
def test_what_only_looks_like_an_end_ends_nothing(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The law is the law. It is in force! Is it? Yes.",
            ["The law is the law.", "It is in force!", "Is it?", "Yes."],
        ),
        ("Судьи отвечают. Другие – нет.", ["Судьи отвечают.", "Другие – нет."]),
        ("Судьялар жауап береді. Әркім біледі.", ["Судьялар жауап береді.", "Әркім біледі."]),
        ("Сказано «нет.» Далее – «да».", ["Сказано «нет.»", "Далее – «да»."]),
        (
            "Деньги, ценности и т.д. Закон их называет.",
            ["Деньги, ценности и т.д.", "Закон их называет."],
        ),
        ("По ст. 5. Далее ст. 6.", ["По ст. 5.", "Далее ст. 6."]),
        ("Without an end\n\nand another", ["Without an end", "and another"]),
        ("The answer is no. The law says so.", ["The answer is no.", "The law says so."]),
        ("In 2020. 30 days are given.", ["In 2020.", "30 days are given."]),
        ("   \n\n ", []),
    ],
)
def test_a_sentence_ends_where_another_begins(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_offsets_count_code_points() -> None:
    first, second = sentences("𝔘𝔫 закон. Ещё один.")
    assert (first.start, first.end, second.start, second.end) == (0, 9, 10, 19)


def test_a_long_enumeration_is_cut_at_its_semicolons() -> None:
    items = "; ".join(f"the {number}th thing that an official declares" for number in range(30))
    found = cut(f"An official declares: {items}.")
    assert len(found) == 30
    assert found[1] == "the 1th thing that an official declares;"


@given(st.text(alphabet="аб Вг.;1!?\n«»№", max_size=80), st.integers(1, 90))
def test_every_word_stands_in_exactly_one_sentence(text: str, times: int) -> None:
    text *= times
    found = sentences(text)
    covered = "".join(text[s.start : s.end] for s in found)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in found)
    assert all(0 < s.end - s.start <= LONGEST for s in found)


def test_a_long_sentence_is_shortened_in_its_middle() -> None:
    long = "It begins so, " + "and goes on and on, " * 20 + "and ends like this."
    shown = shortened(long, 80)
    assert len(shown) <= 80
    assert shown.startswith("It begins so,")
    assert shown.endswith("ends like this.")
    assert " … " in shown
    assert shortened("Short\n and good.", 80) == "Short and good."

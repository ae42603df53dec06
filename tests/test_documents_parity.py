"""Language versions held side by side: what differs is named, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from consult import paths
from consult.documents import parity
from consult.documents.figures import figures
from consult.documents.model import Document
from consult.documents.parity import Kind
from consult.documents.readers import markdown
from tests.trees import documents, law

PARALLEL = {
    "en": (
        "article|Article 1.|Fines|The fine is 2,000,000 tenge, or 3.5 million from 20 July 2020.",
        "article|Article 2.|Terms|Within ten days after the notice under articles 247 and 253.",
        "article|Article 3.|Share|At least 25% of the members; see paragraph 2 of Article 12-1.",
    ),
    "ru": (
        "article|Статья 1.|Штрафы|Штраф – 2 000 000 тенге, или 3,5 млн с 20 июля 2020 года.",
        "article|Статья 2.|Сроки|В течение десяти дней после уведомления по статьям 247 и 253.",
        "article|Статья 3.|Доля|Не менее 25 % членов; смотри пункт 2 статьи 12-1.",
    ),
    "kk": (
        "article|1-бап.|Айыппұл|Айыппұл – 2 000 000 теңге, 2020 жылғы 20 шілдеден 3,5 млн.",
        "article|2-бап.|Мерзім|247 және 253-баптар бойынша хабарламадан кейін он күн ішінде.",
        "article|3-бап.|Үлес|Мүшелердің кемінде 25 %-ы; 12-1-баптың 2-тармағын қараңыз.",
    ),
}


def documents_of(**changed: tuple[str, str]) -> dict[str, Document]:
    """The parallel text with words replaced in one language or more."""
    found = {}
    for lang, rows in PARALLEL.items():
        old, new = changed.get(lang, ("", ""))
        clauses = law(*(row.replace(old, new) if old else row for row in rows))
        found[lang] = Document("T", lang, "tree", clauses=clauses)
    return found


def test_texts_that_say_the_same_are_said_to() -> None:
    assert parity.compare(documents_of()).findings == ()


@pytest.mark.parametrize(
    ("lang", "old", "new", "kind", "eid"),
    [
        ("ru", "2 000 000", "2 500 000", Kind.NUMBERS, "art_1"),
        ("ru", "3,5 млн", "3,5 млрд", Kind.NUMBERS, "art_1"),
        ("kk", "3,5 млн", "35 млн", Kind.NUMBERS, "art_1"),
        ("ru", "20 июля", "21 июля", Kind.DATES, "art_1"),
        ("kk", "20 шілде", "20 тамыз", Kind.DATES, "art_1"),
        ("kk", "2020 жылғы", "2021 жылғы", Kind.DATES, "art_1"),
        ("ru", "247 и 253", "247 и 235", Kind.REFERENCES, "art_2"),
        ("kk", "247 және 253", "253", Kind.REFERENCES, "art_2"),
        ("ru", "десяти дней", "двадцати дней", Kind.NUMBERS, "art_2"),
        ("kk", "он күн", "бес күн", Kind.NUMBERS, "art_2"),
        ("ru", "25 %", "20 %", Kind.NUMBERS, "art_3"),
        ("kk", "12-1-баптың", "12-баптың", Kind.REFERENCES, "art_3"),
        ("ru", "пункт 2", "пункт 3", Kind.REFERENCES, "art_3"),
    ],
)
def test_a_planted_difference_is_named_at_its_clause(
    lang: str, old: str, new: str, kind: Kind, eid: str
) -> None:
    findings = parity.compare(documents_of(**{lang: (old, new)})).findings
    assert {(f.kind, f.eid) for f in findings} == {(kind, eid)}
    assert all(lang in f.langs for f in findings)
    assert all(parity.sentence(f) for f in findings)


def test_a_number_in_words_equals_the_same_in_digits() -> None:
    assert parity.compare(documents_of(ru=("десяти дней", "10 дней"))).findings == ()


def test_a_missing_clause_and_another_order_are_named_and_cannot_be_published() -> None:
    given_ = documents_of()
    gone = given_["kk"].clauses.pop(1)
    report = parity.compare(given_)
    assert [(f.kind, f.eid) for f in report.findings] == [(Kind.MISSING, gone.eid)]
    assert parity.sentence(report.findings[0]) == "art_2 is in en but not in kk"
    assert report.unequal
    given_ = documents_of()
    given_["ru"].clauses.reverse()
    report = parity.compare(given_)
    assert {f.kind for f in report.findings} == {Kind.ORDER}
    assert report.unequal


@given(documents())
def test_a_document_never_differs_from_itself(document: Document) -> None:
    for lang in ("en", "ru", "kk", "de"):
        assert parity.compare({lang: document, f"{lang}-KZ": document}).findings == ()


def test_the_first_consultation_says_the_same_in_its_three_languages() -> None:
    folder = paths.folder("proposals") / "anti-corruption"
    for english in sorted(folder.glob("*.en.md")):
        read = {}
        for lang in ("en", "ru", "kk"):
            path = Path(str(english).replace(".en.md", f".{lang}.md"))
            read[lang] = markdown.read(path.read_text(encoding="utf-8"), lang)
        findings = parity.compare(read).findings
        assert [parity.sentence(finding) for finding in findings] == []


def test_digits_of_any_script_and_dates_in_digits_are_compared_in_every_language() -> None:
    assert figures("١٢٣ 20.07.2020", "ar").numbers == figures("123 20.07.2020", "en").numbers
    assert figures("20.07.2020", "ar").dates == figures("20 July 2020", "en").dates


@pytest.mark.parametrize(
    "text", ["1" * 200_000, "1 000 " * 40_000, "статья " * 30_000, "1, " * 60_000]
)
def test_absurd_texts_are_read_to_their_end(text: str) -> None:
    assert figures(text, "ru").dates == {}

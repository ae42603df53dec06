"""What is a provision in lines of text, and what is not."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.documents.model import Document, in_order
from consult.documents.readers import plain, provisions
from consult.documents.readers.lines import Line

REFERENCES = """
Article 26 of this Law applies.
Article 5(2) is repealed.
Article 5, paragraph 2, does not apply.
Articles 5 and 6 are repealed.
Article 5's scope is wider.
Section 5 applies to all persons.
Chapter II of the Act
Part 2 applies to agencies
Статья 26 настоящего Закона применяется.
Статья 26, часть вторая
Статья 26 Конституции Республики Казахстан
Статьей 5 установлено иное.
статья 5 закона
Глава 2 настоящего Закона
Раздел II настоящих Правил
Приложением 1 установлено
Стаття 5 цього Закону
26-баптың талаптары
26-бап бойынша шешім
26-бабында көзделген
2-тарауда көзделген
1-бөлімнің нормалары
5-модданинг талаблари
§ 5 gilt entsprechend.
§ 5 Abs. 2 gilt entsprechend.
§§ 8 bis 10
Artikel 5 Absatz 2 ist anzuwenden
Art. 5 GG
L'article 5 du code
Article 5 du code civil
Artículo 5 de la ley
Madde 5 uyarınca
第五条の規定
제5조의 규정에
第5条规定的
المادة 5 من هذا القانون
30. марта 2015 года
2020. год
1,5 процента
Т. Жаксылыков
""".strip().splitlines()

HEADINGS = {
    "Article 26. Everyone has rights.": ("article", "26"),
    "ARTICLE 26": ("article", "26"),
    "Article premier": ("article", "1"),
    "Artikel 26": ("article", "26"),
    "Статья 26. Предмет": ("article", "26"),
    "Статья 4-1. Предмет": ("article", "4-1"),
    "Статья 4¹. Предмет": ("article", "4-1"),
    "Стаття 26. Предмет": ("article", "26"),
    "Артыкул 26.": ("article", "26"),
    "26-бап. Мәні": ("article", "26"),
    "4-1-бап. Мәні": ("article", "4-1"),
    "1 бап": ("article", "1"),
    "26-статья. Предмет": ("article", "26"),
    "26-модда. Мақсад": ("article", "26"),
    "Madde 26 – Amaç": ("article", "26"),
    "Maddə 26. Məqsəd": ("article", "26"),
    "Artículo 26.": ("article", "26"),
    "第二十六条　公民有权": ("article", "26"),
    "第26条": ("article", "26"),
    "제26조(목적) 이 법은": ("article", "26"),
    "المادة 26": ("article", "26"),
    "ข้อ 26": ("article", "26"),
    "अनुच्छेद २६.": ("article", "26"),
    "סעיף כו.": ("article", "26"),
    "§ 26a": ("section", "26a"),
    "§ 301. Title": ("section", "301"),
    "SECTION 26. SHORT TITLE.": ("section", "26"),
    "SEC. 2. DEFINITIONS.": ("section", "2"),
    "CHAPTER II": ("chapter", "II"),
    "Kapitel 3": ("chapter", "3"),
    "Глава 2. Общие положения": ("chapter", "2"),
    "2-тарау. Жалпы ережелер": ("chapter", "2"),
    "1-бөлім. Жалпы ережелер": ("division", "1"),
    "Раздел II": ("division", "II"),
    "Раздел первый": ("division", "1"),
    "Erster Abschnitt": ("division", "1"),
    "2. Abschnitt": ("division", "2"),
    "Abschnitt 2 - Schutz": ("division", "2"),
    "Unterabschnitt 1 - Verbot": ("subdivision", "1"),
    "Часть первая": ("part", "1"),
    "PART ONE": ("part", "1"),
    "Teil 2": ("part", "2"),
    "Параграф 1. Проведение": ("subchapter", "1"),
    "3-параграф. Тәртіп": ("subchapter", "3"),
    "Приложение 1 к настоящим Правилам": ("annex", "1"),
    "1-қосымша": ("annex", "1"),
    "Anlage 2": ("annex", "2"),
    "Schedule 1": ("annex", "1"),
    "ПРИЛОЖЕНИЕ": ("annex", "1"),
}


def read(text: str, lang: str = "ru", broken: bool = False) -> Document:
    """A law from a test: a line is a paragraph, or may be ``broken`` anywhere."""
    lines, gap = [], True
    for number, line in enumerate(text.strip().splitlines(), 1):
        if line.strip():
            lines.append(Line(line.strip(), number, after_gap=gap, broken=broken))
        gap = not line.strip()
    document = provisions.read(lines, lang, "text", "T")
    assert in_order(document.clauses)
    return document


def eids(document: Document) -> list[str]:
    return [clause.eid for clause in document.clauses]


def texts(document: Document) -> dict[str, str]:
    return {clause.eid: clause.text for clause in document.clauses}


@pytest.mark.parametrize("line", REFERENCES)
def test_a_reference_at_the_start_of_a_line_is_text(line: str) -> None:
    document = read(f"Article 4. Foo.\n\nСтатья 4. Foo.\n\n{line}")
    assert len(document.clauses) == 2
    assert line in document.clauses[-1].text.replace("\u3000", " ")


@pytest.mark.parametrize("line", HEADINGS)
def test_a_heading_is_a_provision_in_the_languages_of_laws(line: str) -> None:
    document = read(f"Title\n\n{line}\n\nText here.", "xx")
    (clause,) = document.clauses
    assert (clause.kind, clause.number) == HEADINGS[line]
    assert clause.label


def test_a_short_heading_without_a_full_stop_is_a_provision_when_in_sequence() -> None:
    document = read("Article 1 Aim\n\nText.\n\nArticle 2 Scope\n\nText.\n\nArticle 9 TFEU", "en")
    assert [(c.eid, c.heading) for c in document.clauses] == [("art_1", "Aim"), ("art_2", "Scope")]


def test_a_wrapped_sentence_that_breaks_before_an_article_goes_on() -> None:
    law = "Article 1. Aim\n\nThis is done as provided in\nArticle 26. The Minister decides\nit."
    document = read(law, "en", broken=True)
    assert eids(document) == ["art_1"]
    expected = "This is done as provided in Article 26. The Minister decides it."
    assert texts(document)["art_1"] == expected


def test_a_wrapped_sentence_that_breaks_before_a_date_or_a_number_goes_on() -> None:
    law = "1. Das Gesetz tritt am\n2. März 2020 in Kraft, siehe Nummer\n2. Es gilt.\n\n2. Ende."
    document = read(law, "de", broken=True)
    assert eids(document) == ["para_1", "para_2"]
    assert texts(document)["para_1"].endswith("siehe Nummer 2. Es gilt.")


def test_a_hyphen_at_the_end_of_a_wrapped_line_stays() -> None:
    document = read("§ 1 Ziel\n\n(1) Bundes-\nund Landesrecht.", "de", broken=True)
    assert document.clauses[-1].text == "Bundes- und Landesrecht."


def test_german_numbers_in_a_paragraph_are_lower_kinds() -> None:
    law = (
        "§ 1 Ziel\n(1) Es gilt:\n1. eins,\na) klein,\naa) kleiner,\nbb) noch,\n2. zwei.\n(2) Ende."
    )
    document = read(law, "de")
    assert [(c.kind, c.number) for c in document.clauses] == [
        ("section", "1"),
        ("paragraph", "1"),
        ("subparagraph", "1"),
        ("point", "a"),
        ("item", "aa"),
        ("item", "bb"),
        ("subparagraph", "2"),
        ("paragraph", "2"),
    ]


def test_decimal_numbers_are_as_deep_as_they_have_parts() -> None:
    under_article = read("Статья 1. Состав\n1.1. Текст:\n1.1.1. Сбор;\n1.1.2.Суммы.\n1.2. Ещё.")
    assert [c.kind for c in under_article.clauses[1:]] == [
        *("paragraph", "subparagraph", "subparagraph", "paragraph"),
    ]
    alone = read("1. Текст\n1.1. Текст\n1.1.1. Сбор;\n1.2. Ещё.\n2. Конец.")
    assert [c.kind for c in alone.clauses] == [
        *("paragraph", "subparagraph", "point", "subparagraph", "paragraph"),
    ]


def test_a_point_stands_beside_a_list_that_ended_and_not_in_its_last_item() -> None:
    document = read("Статья 1. Виды\nВиды:\n1) первый;\n2) второй.\n1. Иное.")
    assert eids(document)[-1] == "art_1__para_1"


def test_roman_numbers_over_points_are_divisions_and_initials_are_not_numbers() -> None:
    law = "О правилах\nI. Общие положения\n1. А.\nII. Порядок\n2. Б.\nА. Иванов\nИ. Петров"
    document = read(law)
    assert eids(document) == ["dvs_I", "dvs_I__para_1", "dvs_II", "dvs_II__para_2"]
    assert document.clauses[2].heading == "Порядок"


def test_inserted_and_repealed_numbers_follow() -> None:
    law = "1. А.\n4. Б.\n4-1. В.\n4-2. Г.\n5. Д.\n12. Е.\n12a. Ж.\n13. З."
    assert [c.number for c in read(law).clauses] == ["1", "4", "4-1", "4-2", "5", "12", "12a", "13"]


def test_letters_follow_in_the_russian_and_kazakh_alphabets() -> None:
    russian = read("1) виды:\nа) x;\nб) x;\n" + "".join(f"{c}) x;\n" for c in "вгдежзиклм"))
    assert "".join(c.number for c in russian.clauses[1:]) == "абвгдежзиклм"
    kazakh = read("1) түрлері:\n" + "".join(f"{c}) x;\n" for c in "аәбвгғде"), "kk")
    assert "".join(c.number for c in kazakh.clauses[1:]) == "аәбвгғде"


def test_the_i_after_the_h_is_a_letter_and_the_i_after_a_colon_is_a_number() -> None:
    law = "SEC. 1. LIST.\n" + "".join(f"({c}) x;\n" for c in "abcdefghij")
    assert [c.kind for c in read(law, "en").clauses[1:]] == ["point"] * 10
    nested = read("SEC. 1. LIST.\n(a) either:\n(i) x; or\n(ii) y.\n(b) z.", "en")
    assert [c.kind for c in nested.clauses] == ["section", "point", "item", "item", "point"]


def test_a_line_that_fits_in_no_list_is_text_with_a_warning() -> None:
    document = read("1. Приказ принят\n30. марта 2015 года.\n2. Конец.")
    assert eids(document) == ["para_1", "para_2"]
    assert "30. марта" in texts(document)["para_1"]
    (warning,) = document.warnings
    assert warning.line == 2
    assert "follows no provision" in warning.reason


def test_points_go_on_through_chapters() -> None:
    document = read("Глава 1. А\n1. x.\n2. y.\nГлава 2. Б\n3. z.\n4. w.")
    assert eids(document) == [
        *("chp_1", "chp_1__para_1", "chp_1__para_2", "chp_2", "chp_2__para_3", "chp_2__para_4"),
    ]


def test_articles_have_ids_of_their_own_in_chapters_of_sections() -> None:
    law = (
        "CHAPTER I\nGENERAL\nSECTION 1\nAIMS\nArticle 1\nText.\nSECTION 2\nMEANS\nArticle 2\nText."
    )
    document = read(law, "en")
    assert [(c.kind, c.heading) for c in document.clauses] == [
        *(("chapter", "GENERAL"), ("division", "AIMS"), ("article", "")),
        *(("division", "MEANS"), ("article", "")),
    ]
    assert [c.eid for c in document.clauses if c.kind == "article"] == ["art_1", "art_2"]


def test_divisions_hold_chapters_in_russian_law_and_lie_in_them_in_german() -> None:
    russian = read("Раздел I. А\nГлава 1. Б\nСтатья 1. x\nГлава 2. В\nРаздел II. Г\nГлава 3. Д")
    assert [c.parent for c in russian.clauses if c.kind == "chapter"] == [
        *("dvs_I", "dvs_I", "dvs_II"),
    ]
    law = "Kapitel 1 A\nAbschnitt 1 B\n§ 1 x\nAbschnitt 2 C\nKapitel 2 D\nAbschnitt 1 E"
    german = read(law, "de")
    assert [c.parent for c in german.clauses if c.kind == "division"] == ["chp_1", "chp_1", "chp_2"]


def test_the_line_below_a_bare_article_is_its_heading_only_when_plainly_so() -> None:
    eu = read(
        "Article 1\nSubject matter\n1. This Regulation applies.\nArticle 2\nAll are free.", "en"
    )
    assert [(c.label, c.heading) for c in eu.clauses] == [
        *(("Article 1", "Subject matter"), ("1.", ""), ("Article 2", "")),
    ]
    assert eu.clauses[-1].text == "All are free."


def test_a_provision_may_begin_in_the_line_of_its_article() -> None:
    document = read("Статья 5. 1. Граждане равны.\n2. Суды независимы.")
    assert eids(document) == ["art_5", "art_5__para_1", "art_5__para_2"]


def test_quoted_amendments_are_text_of_the_provision_that_quotes_them() -> None:
    law = (
        "1. Внести изменения:\n1) статью 5 изложить в следующей редакции:\n"
        "«Статья 5. Предмет\n1. Закон «О бирже» действует.\n2. Иное не допускается.»;\n"
        "2) дополнить статьей 6.\n2. Ввести в действие."
    )
    document = read(law)
    assert [c.number for c in document.clauses] == ["1", "1", "2", "2"]
    assert document.clauses[1].text.count("\n\n") == 3
    assert document.warnings == []


def test_american_amendments_open_each_quoted_paragraph_anew() -> None:
    law = (
        "SECTION 1. RULE.\n(a) Section 5 is amended—\n(1) by striking x; and\n"
        '(2) by adding at the end the following:\n"(c) NEW.—The Board shall:\n"(1) act; and\n'
        '"(2) rest.".\n(b) It takes effect.'
    )
    for opening, closing in ('""', "“”"):
        quoted = law.replace('\n"', f"\n{opening}").replace('".', f"{closing}.")
        document = read(quoted, "en")
        assert [c.label for c in document.clauses] == [
            *("SECTION 1.", "(a)", "(1)", "(2)", "(b)"),
        ]
        assert document.warnings == []


def test_the_quotation_may_begin_after_the_colon_in_the_same_line() -> None:
    law = "1. Дополнить статьей 5 следующего содержания: «Статья 5. Цель\n1. А.\n2. Б.»;\n2. Конец."
    assert eids(read(law)) == ["para_1", "para_2"]


def test_a_quotation_that_never_ends_swallows_nothing() -> None:
    document = read("Статья 1. Изложить:\n«Статья 5. Предмет\nСтатья 2. Конец\nТекст.")
    assert eids(document) == ["art_1", "art_2"]
    assert "does not end" in document.warnings[0].reason


def test_a_paragraph_after_an_item_that_is_followed_by_the_next_belongs_to_it() -> None:
    document = read("1. Виды:\n1) первый.\nПояснение.\n2) второй.\n2. Конец.")
    assert texts(document)["para_1__subpara_1"] == "первый.\n\nПояснение."


def test_a_paragraph_after_a_list_is_a_clause_of_its_own() -> None:
    document = read("Статья 1. Виды\nВиды:\n1) первый;\n2) второй.\nИные виды запрещены.")
    assert (document.clauses[-1].kind, document.clauses[-1].eid) == ("wrapUp", "art_1__wrapup")


def test_a_paragraph_that_introduces_a_new_list_holds_it() -> None:
    law = "1. Виды:\n1) а;\n2) б.\nОснования:\n1) в;\n2) г.\n2. Конец."
    document = read(law)
    assert eids(document) == [
        *("para_1", "para_1__subpara_1", "para_1__subpara_2", "para_1__al_1"),
        *("para_1__al_1__subpara_1", "para_1__al_1__subpara_2", "para_2"),
    ]


def test_paragraphs_under_a_point_at_the_top_stay_in_its_text() -> None:
    document = read("Глава 1. А\n1. Текст.\nЕщё.\nИ ещё.\nГлава 2. Б")
    assert texts(document)["chp_1__para_1"] == "Текст.\n\nЕщё.\n\nИ ещё."


def test_what_stands_before_the_first_provision_is_title_and_preamble() -> None:
    lines = [
        Line("Закон", 1, heading=1),
        Line("О чём", 2, heading=2),
        Line("2020. *Год* <b>", 3),
        Line("Статья 1. А", 4),
    ]
    document = provisions.read(lines, "ru", "text")
    assert document.title == "Закон"
    assert document.preamble == "## О чём\n\n2020\\. \\*Год\\* &lt;b>"


def test_rules_approved_by_an_order_are_a_component_with_ids_of_their_own() -> None:
    law = (
        "ПРИКАЗЫВАЮ:\n1. Утвердить Правила.\n2. Ввести в действие.\nМинистр\n\nУтверждены\n"
        "приказом Министра\nот 30 марта 2015 года № 280\n\nПравила торговли\n"
        "Глава 1. Общие положения\n1. Правила действуют.\nГлава 2. Порядок\n2. Конец."
    )
    document = read(law)
    assert eids(document) == [
        *("para_1", "para_2", "cmp_1", "cmp_1__chp_1", "cmp_1__chp_1__para_1"),
        *("cmp_1__chp_2", "cmp_1__chp_2__para_2"),
    ]
    assert document.clauses[2].heading == "Правила торговли"
    assert document.clauses[2].text == "Утверждены приказом Министра от 30 марта 2015 года № 280"


def test_a_kazakh_order_approves_rules_too() -> None:
    law = (
        "1. Қағидалар бекітілсін.\n\nМинистрдің\n2015 жылғы 30 наурыздағы\n№ 280 бұйрығымен\n"
        "бекітілген\n\nСауда қағидалары\n1-тарау. Жалпы ережелер\n1. Қағидалар қолданылады."
    )
    assert eids(read(law, "kk")) == ["para_1", "cmp_1", "cmp_1__chp_1", "cmp_1__chp_1__para_1"]


def test_rows_of_tables_are_never_provisions() -> None:
    lines = [Line("1. Шкала:", 1), Line("2. | тенге", 2, table=True), Line("2. Конец.", 3)]
    document = provisions.read(lines, "ru", "text", "T")
    assert texts(document) == {"para_1": "Шкала:\n\n2. | тенге", "para_2": "Конец."}


def test_numbers_that_the_source_prints_by_itself_are_labels() -> None:
    lines = [
        Line("Общие положения", 1, heading=1, label="Глава 1."),
        Line("Текст:", 2, label="7.", depth=0),
        Line("первый", 3, label="a)", depth=1),
        Line("Ещё.", 4, label="8.", depth=0),
    ]
    document = provisions.read(lines, "ru", "docx", "T")
    assert [(c.label, c.text or c.heading) for c in document.clauses] == [
        *(("Глава 1.", "Общие положения"), ("7.", "Текст:"), ("a)", "первый"), ("8.", "Ещё.")),
    ]
    assert [c.parent for c in document.clauses] == [
        *(None, "chp_1", "chp_1__para_7", "chp_1"),
    ]


def test_a_heading_without_a_number_among_provisions_is_a_cross_heading() -> None:
    lines = [Line("Article 1", 1, heading=2), Line("x", 2), Line("Schluss", 3, heading=2)]
    assert eids(provisions.read(lines, "en", "text", "T")) == ["art_1", "crossheading_1"]


def test_front_matter_gives_the_title_and_its_tags_are_never_obeyed() -> None:
    matter = (
        "---\nTitle: !!python/unicode 'Gesetz'\nslug: x\n---\n\n# Gesetz (G)\n\nStand\n:   2020\n"
    )
    law = matter + "\n## § 1 Ziel\n\nText\nweiter.\n"
    document = plain.read(law, "de")
    assert (document.title, document.preamble) == ("Gesetz (G)", "Stand: 2020")
    assert [(c.heading, c.text) for c in document.clauses] == [("Ziel", "Text weiter.")]


def test_plain_text_is_joined_only_where_its_lines_are_broken() -> None:
    wrapped = (
        "Article 1. Aim\n\n" + "This sentence of the law is broken wherever the page ends so\n" * 4
    )
    assert "\n\n" not in plain.read(wrapped, "en").clauses[0].text
    lines = "Статья 1. Цель\nПервое предложение.\nВторое предложение."
    assert plain.read(lines, "ru").clauses[0].text == "Первое предложение.\n\nВторое предложение."


def test_a_text_without_provisions_is_all_preamble_and_says_so() -> None:
    document = plain.read("Concept\n\nThe aim is good.", "en")
    assert (document.title, document.preamble) == ("Concept", "The aim is good.")
    assert "no provision" in document.warnings[0].reason
    assert plain.read("", "en").clauses == []


@pytest.mark.parametrize(
    "law",
    [
        "Статья 1. Текст\n" * 30_000,
        "1) a:\n" * 30_000,
        "1. a:\n\n«b\n\n" * 10_000,
        "1. " + "a b. " * 200_000,
        "Статья" + " " * 1_000_000 + "1",
        "1." * 500_000,
        "(" * 1_000_000,
        "Утвержден\n" * 30_000,
        "слово слово слово слово слово слово слово слово слово\n" * 30_000,
    ],
    ids=["same", "nested", "quotes", "long", "blanks", "dots", "brackets", "stamps", "wrapped"],
)
def test_absurd_input_is_read_in_time(law: str) -> None:
    begun = time.perf_counter()
    assert in_order(plain.read(law, "ru").clauses)
    assert time.perf_counter() - begun < 20


_STARTS = [
    *("Статья 1. ", "Статья 2", "Article 3 ", "§ 4 ", "1. ", "2. ", "1) ", "2) ", "(a) ", "(i) "),
    *("а) ", "б) ", "1.1. ", "I. ", "II. ", "Глава 1. ", "Part 2 ", "Приложение ", "«", "»", "“"),
    *("Утвержден приказом № 5", "бекітілген", "3-бап. ", "30. ", "aa) ", "Раздел первый ", ""),
]
_MIDDLES = ["текст", "Text", "настоящего", "Марта", "№", "§", "(", ")", '"']
_ENDS = [":", ";", ".", ",", "", "»;", "”", '".']
_law_lines = st.builds(
    Line,
    st.builds(
        lambda start, words, end: (start + " ".join(words) + end).strip() or "x",
        st.sampled_from(_STARTS),
        st.lists(st.sampled_from(_MIDDLES), max_size=3),
        st.sampled_from(_ENDS),
    ),
    st.just(1),
    heading=st.sampled_from([None, None, None, 1, 2]),
    label=st.sampled_from(["", "", "", "1.", "a)", "Статья 7."]),
    depth=st.sampled_from([None, None, 0, 1]),
    table=st.sampled_from([False, False, False, True]),
    after_gap=st.booleans(),
    broken=st.booleans(),
    told=st.sampled_from(["", "", "", "9"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_law_lines, max_size=25))
def test_whatever_the_lines_say_a_tree_comes_out_and_no_word_is_lost(lines: list[Line]) -> None:
    document = provisions.read(lines, "ru", "text")
    assert in_order(document.clauses)
    said = " ".join(f"{c.label} {c.heading} {c.text}" for c in document.clauses)
    before = document.preamble.replace("\\", "").replace("&lt;", "<").replace("&amp;", "&")
    printed = " ".join(f"{line.label} {line.text}" for line in lines)
    assert _words(f"{document.title} {before} {said}") == _words(printed)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))

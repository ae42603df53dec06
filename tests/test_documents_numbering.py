"""Word's own numbers, counted as Word counts them."""

from __future__ import annotations

import pytest

from consult.documents.readers import docx, word_numerals
from tests import word_files as words
from tests.word_files import kind, level, listing, num, p, style

OUTLINE = kind(
    1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "lowerLetter", "%3)")
) + listing(1, 1)


def _labels(numbering: str, *levels: str, **more: str) -> list[str]:
    """The labels of paragraphs that each have the properties given."""
    body = "".join(p("текст", properties) for properties in levels)
    content = words.word(body, numbering=numbering, **more)
    return [line.label for line in docx.lines_of(content, "law.docx")]


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("lowerLetter", 26, "z"),
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 3, "C"),
        ("lowerRoman", 1994, "mcmxciv"),
        ("upperRoman", 4, "IV"),
        ("russianLower", 10, "к"),
        ("russianLower", 30, "аа"),
        ("russianUpper", 29, "Я"),
        ("numberInDash", 5, "- 5 -"),
        ("bullet", 5, ""),
        ("none", 5, ""),
        ("somethingNew", 5, "5"),
    ],
)
def test_a_number_is_written_in_its_form(form: str, number: int, printed: str) -> None:
    assert word_numerals.printed(number, form) == printed


@pytest.mark.parametrize(
    ("lang", "printed"), [("", "22nd"), ("en-US", "22nd"), ("ru-RU", "22-й"), ("kk-KZ", "22")]
)
def test_ordinals_are_written_as_their_language_does(lang: str, printed: str) -> None:
    assert word_numerals.printed(22, "ordinal", lang=lang) == printed


def test_a_form_of_ones_own_has_zeros_before_it() -> None:
    assert word_numerals.printed(7, "custom", "001, 002, 003, ...") == "007"


def test_levels_count_on_and_begin_anew_below_a_higher_one() -> None:
    levels = [num(1, depth) for depth in (0, 1, 1, 2, 2, 1, 0, 1, 2)]
    assert _labels(OUTLINE, *levels) == [
        "1.", "1.1.", "1.2.", "a)", "b)", "1.3.", "2.", "2.1.", "a)"
    ]  # fmt: skip


def test_a_level_begins_those_above_it_that_were_not_used() -> None:
    levels = [num(1, depth) for depth in (1, 1, 0, 2, 1)]
    assert _labels(OUTLINE, *levels) == ["1.1.", "1.2.", "2.", "a)", "2.2."]


def test_a_level_may_go_on_whatever_is_used_above_it() -> None:
    never = '<w:lvlRestart w:val="0"/>'
    numbering = kind(1, level(0, "upperRoman", "%1."), level(1, "decimal", "§ %2", never))
    levels = [num(1, depth) for depth in (0, 1, 1, 0, 1)]
    assert _labels(numbering + listing(1, 1), *levels) == ["I.", "§ 1", "§ 2", "II.", "§ 3"]


def test_a_level_may_begin_anew_only_after_the_one_that_it_names() -> None:
    named = '<w:lvlRestart w:val="1"/>'
    numbering = kind(
        1, level(0, "decimal", "%1"), level(1, "decimal", "%2"), level(2, "decimal", "%3", named)
    ) + listing(1, 1)
    levels = [num(1, depth) for depth in (0, 1, 2, 1, 2, 0, 2)]
    assert _labels(numbering, *levels) == ["1", "1", "1", "2", "2", "2", "1"]


def test_lists_of_one_kind_go_on_with_one_another() -> None:
    numbering = kind(1, level(0, "decimal", "%1.")) + listing(1, 1) + listing(2, 1)
    assert _labels(numbering, num(1), num(2), num(1)) == ["1.", "2.", "3."]


def test_a_list_may_start_anew_and_those_of_its_kind_go_on_from_there() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = kind(1, level(0, "decimal", "%1.")) + listing(1, 1) + listing(2, 1, anew)
    assert _labels(numbering, num(1), num(1), num(2), num(2), num(1)) == [
        "1.", "2.", "5.", "6.", "7."
    ]  # fmt: skip


def test_a_level_that_starts_anew_does_so_below_each_higher_one() -> None:
    fifth = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = kind(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2.")) + listing(
        1, 1, fifth
    )
    levels = [num(1, depth) for depth in (0, 1, 1, 0, 1)]
    assert _labels(numbering, *levels) == ["1.", "1.5.", "1.6.", "2.", "2.5."]


def test_a_list_may_have_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "Часть %1")}</w:lvlOverride>'
    numbering = kind(1, level(0, "decimal", "%1.")) + listing(1, 1) + listing(2, 1, own)
    assert _labels(numbering, num(1), num(2)) == ["1.", "Часть II"]


def test_a_level_may_start_anywhere() -> None:
    numbering = kind(1, level(0, "russianLower", "%1)", start=3)) + listing(1, 1)
    assert _labels(numbering, num(1), num(1)) == ["в)", "г)"]


def test_a_legal_level_writes_all_in_digits() -> None:
    numbering = kind(
        1, level(0, "upperRoman", "Глава %1."), level(1, "decimalZero", "%1.%2", "<w:isLgl/>")
    ) + listing(1, 1)
    assert _labels(numbering, num(1), num(1, 1)) == ["Глава I.", "1.1"]


def test_bullets_have_no_label_and_keep_their_depth() -> None:
    numbering = kind(1, level(0, "bullet", "•"), level(1, "decimal", "%2.")) + listing(1, 1)
    body = p("a", num(1)) + p("b", num(1, 1))
    lines = docx.lines_of(words.word(body, numbering=numbering), "a.docx")
    assert [(line.label, line.depth) for line in lines] == [("", 0), ("1.", 1)]


def test_a_list_of_no_number_is_none() -> None:
    styles = style("n", "N", f"<w:pPr>{num(1)}</w:pPr>")
    plain = '<w:pStyle w:val="n"/>'
    off = f'{plain}<w:numPr><w:numId w:val="0"/></w:numPr>'
    numbering = kind(1, level(0, "decimal", "%1.")) + listing(1, 1)
    assert _labels(numbering, plain, off, plain, num(99), styles=styles) == ["1.", "", "2.", ""]


def test_empty_paragraphs_are_counted() -> None:
    numbering = kind(1, level(0, "decimal", "%1.")) + listing(1, 1)
    body = p("a", num(1)) + p("", num(1)) + p("b", num(1))
    lines = docx.lines_of(words.word(body, numbering=numbering), "a.docx")
    assert [line.label for line in lines] == ["1.", "3."]


def test_an_article_whose_name_stands_below_its_number_is_a_line() -> None:
    numbering = kind(1, level(0, "decimal", "Статья %1.")) + listing(1, 1)
    lines = docx.lines_of(words.word(p("", num(1)) + p("Имя"), numbering=numbering), "a.docx")
    assert [(line.text, line.label) for line in lines] == [("Статья 1.", ""), ("Имя", "")]


def test_styles_bring_numbers_by_the_level_that_is_tied_to_them() -> None:
    tied = (
        level(0, "decimal", "Глава %1.", '<w:pStyle w:val="h1"/>'),
        level(1, "decimal", "Статья %2.", '<w:pStyle w:val="h2"/>'),
    )
    numbering = kind(1, *tied) + listing(4, 1)
    has = '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>'
    styles = (
        style("h1", "heading 1", has)
        + style("h2", "heading 2", has)
        + style("mine", "Моя статья", based="h2")
    )
    body = "".join(p("x", f'<w:pStyle w:val="{name}"/>') for name in ("h1", "h2", "mine", "h1"))
    lines = docx.lines_of(words.word(body, numbering=numbering, styles=styles), "a.docx")
    assert [(line.label, line.depth, line.heading) for line in lines] == [
        ("Глава 1.", 0, 1), ("Статья 1.", 1, 2), ("Статья 2.", 1, 2), ("Глава 2.", 0, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("source", ['<w:styleLink w:val="list"/>', ""])
def test_a_kind_may_take_its_levels_from_a_style_of_numbering(source: str) -> None:
    numbering = (
        kind(1, level(0, "decimal", "%1)"), more=source)
        + kind(2, more='<w:numStyleLink w:val="list"/>')
        + listing(1, 1)
        + listing(2, 2)
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="list"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    assert _labels(numbering, num(2), num(2), styles=styles) == ["1)", "2)"]


def test_a_number_may_be_typed_on_right_behind_what_word_counts() -> None:
    nothing = '<w:suff w:val="nothing"/>'
    numbering = kind(1, level(0, "decimal", "Статья %1", nothing, start=4)) + listing(1, 1)
    body = p("-1. Предмет", num(1)) + p(". Слова", num(1)) + p("Прочее", num(1))
    lines = docx.lines_of(words.word(body, numbering=numbering), "a.docx")
    assert [(line.label, line.text) for line in lines] == [
        ("Статья 4-1.", "Предмет"), ("Статья 5.", "Слова"), ("Статья 6", "Прочее")
    ]  # fmt: skip


def test_articles_between_articles_are_counted_as_well() -> None:
    numbering = kind(
        1, level(0, "decimal", "Статья %1.", start=4), level(1, "decimal", "Статья %1-%2.")
    ) + listing(1, 1)
    body = p("Одно", num(1)) + p("Между", num(1, 1)) + p("Другое", num(1))
    document = docx.read(words.word(body, numbering=numbering), "a.docx", "ru")
    assert [clause.eid for clause in document.clauses] == ["art_4", "art_4-1", "art_5"]

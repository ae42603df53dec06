"""Word files as their readers see them: numbers that nobody typed, and what is not printed."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from consult.documents.model import Clause
from consult.documents.readers import docx, word_body, word_flow
from consult.documents.readers.lines import Line
from consult.errors import Unreadable
from tests import word_files as words
from tests.word_files import kind, level, listing, num, p, r, style


def _lines(body: str, **more: str) -> list[Line]:
    return docx.lines_of(words.word(body, **more), "law.docx")


def _texts(body: str, **more: str) -> list[str]:
    return [line.text for line in _lines(body, **more)]


def _labels(body: str, numbering: str, **more: str) -> list[str]:
    return [line.label for line in _lines(body, numbering=numbering, **more)]


def _warnings(body: str, **more: str) -> list[tuple[int, str]]:
    document = docx.read(words.word(body, **more), "law.docx", "ru")
    return [(warning.line, warning.reason) for warning in document.warnings]


# Text


def test_text_is_what_is_printed_in_its_order() -> None:
    body = (
        f"<w:p>{r('один')}<w:hyperlink>{r(' два')}</w:hyperlink>"
        f"<w:smartTag>{r(' три')}</w:smartTag>"
        f"<w:sdt><w:sdtPr><w:alias w:val='нет'/></w:sdtPr><w:sdtContent>{r(' четыре')}"
        f"</w:sdtContent></w:sdt><w:r><w:tab/><w:t>пять</w:t></w:r></w:p>"
    )
    assert _texts(body) == ["один два три четыре пять"]


def test_hyphens_and_breaks_are_read_and_soft_hyphens_are_not() -> None:
    body = (
        "<w:p><w:r><w:t>4</w:t><w:noBreakHyphen/><w:t>1 за</w:t><w:softHyphen/><w:t>кон\xad!</w:t>"
        "<w:br/><w:t>ниже</w:t></w:r></w:p>"
    )
    assert _lines(body) == [Line("4‑1 закон!", 1), Line("ниже", 1, broken=True)]


def test_signs_of_the_fonts_of_symbols_become_their_own_characters() -> None:
    signs = (
        '<w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0FC"/>'
        '<w:sym w:font="Arial" w:char="00A7"/><w:sym w:font="Ours" w:char="F001"/>'
    )
    assert _texts(f"<w:p><w:r>{signs}</w:r></w:p>") == ["≥✓§□"]
    assert (1, word_body.SYMBOLS) in _warnings(f"<w:p><w:r>{signs}</w:r></w:p>")


def test_a_tab_stop_is_no_tab() -> None:
    assert _texts(p("текст", '<w:tabs><w:tab w:val="left" w:pos="709"/></w:tabs>')) == ["текст"]


def test_a_field_is_read_by_its_result() -> None:
    body = (
        "<w:p><w:r><w:t>см. стр. </w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>имя</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert _texts(body) == ["см. стр. 7"]


def test_tracked_changes_are_read_as_accepted_and_told_of_once() -> None:
    body = (
        f"<w:p>{r('срок ')}<w:del>{r('три')}</w:del><w:ins>{r('пять')}</w:ins>{r(' дней')}</w:p>"
        f"<w:p><w:moveFrom>{r('сюда')}</w:moveFrom></w:p>"
        f"<w:p><w:moveTo>{r('сюда')}</w:moveTo></w:p>"
    )
    assert _texts(body) == ["срок пять дней", "сюда"]
    assert _warnings(body)[0] == (1, word_body.TRACKED)
    assert [reason for _, reason in _warnings(body)].count(word_body.TRACKED) == 1


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    body = p("первая ", "<w:rPr><w:del/></w:rPr>") + p("вторая", num(1)) + p("третья", num(1))
    numbering = kind(1, level(0, "decimal", "%1.")) + listing(1, 1)
    assert _lines(body, numbering=numbering) == [
        Line("первая вторая", 2, label="1.", depth=0),
        Line("третья", 3, label="2.", depth=0),
    ]


def test_a_change_of_looks_does_not_bring_back_the_old_ones() -> None:
    old = f"<w:pPrChange><w:pPr>{num(1)}</w:pPr></w:pPrChange>"
    numbering = kind(1, level(0, "decimal", "%1.")) + listing(1, 1)
    assert _labels(p("текст", old), numbering) == [""]


def test_comments_are_told_of() -> None:
    body = f"<w:p><w:commentRangeStart w:id='0'/>{r('текст')}</w:p>"
    assert (1, word_body.COMMENTS) in _warnings(body)


@pytest.mark.parametrize("look", ["<w:vanish/>", '<w:rStyle w:val="h"/>'])
def test_hidden_text_is_left_out_and_told_of(look: str) -> None:
    hides = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = p("видно") + f"<w:p>{r('и')}{r(' тайно', look)}</w:p>" + p("вовсе", run=look)
    assert _texts(body, styles=hides) == ["видно", "и"]
    assert (2, word_flow.HIDDEN) in _warnings(body, styles=hides)


def test_what_is_hidden_by_its_style_may_be_shown_by_a_run() -> None:
    hides = style("h", "H", "<w:rPr><w:vanish/></w:rPr>")
    body = p("тайно", '<w:pStyle w:val="h"/>') + p(
        "явно", '<w:pStyle w:val="h"/>', '<w:vanish w:val="0"/>'
    )
    assert _texts(body, styles=hides) == ["явно"]


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    inside = f"<w:txbxContent>{p('в рамке')}{p('и ещё')}</w:txbxContent>"
    body = (
        f"<w:p>{r('до ')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}"
        f"</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{r('после')}</w:p>{p('n')}"
    )
    assert _lines(body) == [
        Line("до после", 1), Line("в рамке", 2), Line("и ещё", 3), Line("n", 4)
    ]  # fmt: skip


def test_what_has_no_choice_is_read_by_its_fallback() -> None:
    fallback = f"<mc:Fallback>{r('текст')}</mc:Fallback>"
    body = f"<w:p><mc:AlternateContent>{fallback}</mc:AlternateContent></w:p>"
    assert _texts(body) == ["текст"]


@pytest.mark.parametrize(
    "raised", ['<w:vertAlign w:val="superscript"/>', '<w:position w:val="8"/>']
)
def test_raised_digits_stay_raised(raised: str) -> None:
    body = f"<w:p>{r('Статья 4')}{r('1', raised)}{r('. Предмет')}</w:p>"
    document = docx.read(words.word(body), "a.docx", "ru")
    assert _texts(body) == ["Статья 4¹. Предмет"]
    assert [(clause.eid, clause.heading) for clause in document.clauses] == [("art_4-1", "Предмет")]


def test_embedded_files_and_pictures_are_told_of() -> None:
    body = (
        '<w:altChunk r:id="r9"/>'
        + f"<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r>{r('т')}</w:p>"
    )
    reasons = [reason for _, reason in _warnings(body)]
    assert word_body.EMBEDDED in reasons
    assert word_body.PICTURES in reasons


def test_formulas_are_read_as_their_letters() -> None:
    assert _texts("<w:p><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>") == ["a+b"]


# Notes


def test_a_note_stands_after_its_paragraph_with_its_mark_in_it() -> None:
    notes = (
        '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="5">{p("Первое")}{p("примечание")}</w:footnote>'
    )
    ends = f'<w:endnote w:id="5">{p("Второе")}</w:endnote>'
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{}Reference w:id="5"/></w:r>'
    body = (
        f"<w:p>{r('слово')}{mark.format('footnote')}{r(' и')}{mark.format('endnote')}</w:p>"
        f"<w:p>{r('снова')}{mark.format('footnote')}</w:p>"
    )
    found = [(line.text, line.number) for line in _lines(body, footnotes=notes, endnotes=ends)]
    assert found == [
        ("слово[1] и[2]", 1),
        ("[1] Первое примечание", 1),
        ("[2] Второе", 1),
        ("снова[1]", 2),
    ]


def test_a_note_belongs_to_the_item_that_has_it() -> None:
    notes = f'<w:footnote w:id="1">{p("Примечание.")}</w:footnote>'
    body = (
        p("Статья 1. Предмет")
        + p("1. Слова:")
        + (f"<w:p>{r('1) первое.')}<w:r><w:footnoteReference w:id='1'/></w:r></w:p>")
    )
    document = docx.read(words.word(body, footnotes=notes), "a.docx", "ru")
    assert document.clauses[-1].text == "первое.[1]\n\n[1] Примечание."


@pytest.mark.parametrize(
    ("before", "after", "read"),
    [
        ("Статья 5", ". Предмет", "Статья 5. Предмет[1]"),
        ("Статья 5-1.", " Предмет", "Статья 5-1. Предмет[1]"),
        ("5-бап.", " Мақсаты", "5-бап. Мақсаты[1]"),
        ("1)", " слово", "1) слово[1]"),
        ("Предмет", " закона", "Предмет[1] закона"),
        ("В 2020 году", " было", "В 2020 году[1] было"),
    ],
)
def test_the_mark_of_a_note_does_not_hide_the_number_of_a_provision(
    before: str, after: str, read: str
) -> None:
    notes = f'<w:footnote w:id="1">{p("Примечание.")}</w:footnote>'
    mark = "<w:r><w:footnoteReference w:id='1'/></w:r>"
    body = f"<w:p>{r(before)}{mark}{r(after)}</w:p>"
    assert _texts(body, footnotes=notes)[0] == read


# Tables


def _table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_a_row_is_a_line() -> None:
    body = p("до") + _table((p("a"), p("b") + p("c")), (p("d"), p())) + p("после")
    assert _lines(body) == [
        Line("до", 1), Line("a | b c", 2, table=True), Line("d", 5, table=True), Line("после", 7)
    ]  # fmt: skip


def test_merged_cells_are_read_once_and_tables_in_tables_as_their_words() -> None:
    merged = "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + p("шапка")
    down = "<w:tcPr><w:vMerge/></w:tcPr>" + p()
    body = _table((merged,), (p("a"), _table((p("x"), p("y")))), (down, p("z")))
    assert _texts(body) == ["шапка", "a | x y", "z"]


def test_a_table_of_one_cell_is_only_a_frame() -> None:
    body = _table((p("Статья 1. Предмет") + _table((p("a"), p("b"))) + p("1. Текст."),))
    assert _lines(body) == [
        Line("Статья 1. Предмет", 1), Line("a | b", 2, table=True), Line("1. Текст.", 4)
    ]  # fmt: skip


def test_numbers_in_a_table_are_printed_in_their_cells() -> None:
    numbering = kind(1, level(0, "decimal", "%1.")) + listing(1, 1)
    row = (p("", num(1)), p("имя"))
    assert _texts(_table(row, row), numbering=numbering) == ["1. | имя", "2. | имя"]


def test_a_note_in_a_table_stands_after_its_row() -> None:
    notes = f'<w:footnote w:id="1">{p("Сноска")}</w:footnote>'
    marked = f"<w:p>{r('a')}<w:r><w:footnoteReference w:id='1'/></w:r></w:p>"
    body = _table((marked, p("b")), (p("c"), p("d")))
    assert _texts(body, footnotes=notes) == ["a[1] | b", "[1] Сноска", "c | d"]


# Styles


STYLES = (
    style("1", "heading 1")
    + style("my", "Статья закона", based="1")
    + style("out", "Раздел", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
    + style("ru", "Заголовок 4")
    + style("kk", "Тақырып 5")
    + style("body", "Обычный", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>', based="1")
)


def test_headings_are_known_by_their_style_or_by_its_base() -> None:
    body = "".join(
        p(name, f'<w:pStyle w:val="{name}"/>') for name in ("1", "my", "out", "ru", "kk", "body")
    )
    assert [line.heading for line in _lines(body, styles=STYLES)] == [1, 1, 3, 4, 5, None]


def test_a_paragraph_may_say_itself_that_it_is_a_heading() -> None:
    body = p("да", '<w:outlineLvl w:val="1"/>') + p(
        "нет", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>'
    )
    assert [line.heading for line in _lines(body, styles=STYLES)] == [2, None]


def test_a_table_of_contents_is_left_out_and_told_of() -> None:
    styles = style("toc", "toc 1")
    body = p("Статья 1. Предмет 5", '<w:pStyle w:val="toc"/>') + p("Статья 1. Предмет")
    assert _texts(body, styles=styles) == ["Статья 1. Предмет"]
    assert (1, word_flow.CONTENTS) in _warnings(body, styles=styles)


# The title


CENTRED = '<w:jc w:val="center"/>'


def _read(body: str, **more: str) -> tuple[str, str]:
    document = docx.read(words.word(body, **more), "a.docx", "ru")
    return document.title, document.preamble


def test_the_title_is_what_has_its_style() -> None:
    body = p("Проект", CENTRED, "<w:b/>") + p("О труде", '<w:pStyle w:val="t"/>') + p("Статья 1.")
    assert _read(body, styles=style("t", "Title")) == ("О труде", "Проект")


def test_else_what_stands_in_bold_in_the_middle() -> None:
    body = (
        p("Проект", '<w:jc w:val="right"/>')
        + p("ЗАКОН", CENTRED, "<w:b/>")
        + p("О труде", CENTRED, "<w:b/>")
        + p("Принят", CENTRED)
        + p("Глава 1. Общее", CENTRED, "<w:b/>")
    )
    assert _read(body) == ("ЗАКОН О труде", "Проект\n\nПринят")


def test_a_chapter_in_bold_in_the_middle_is_no_title() -> None:
    body = p("О труде") + p("Глава 1. Общее", CENTRED, "<w:b/>") + p("Статья 1. Слова")
    assert _read(body) == ("О труде", "")


def test_else_the_properties_of_the_file_say_it() -> None:
    core = (
        '<c:p xmlns:c="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>О  труде'
        "</dc:title></c:p>"
    )
    files = words.parts(p("Вступление") + p("О труде") + p("Статья 1. Слова"))
    files["docProps/core.xml"] = core
    files["_rels/.rels"] = words.relations(
        officeDocument="word/document.xml", **{"core-properties": "docProps/core.xml"}
    )
    document = docx.read(words.packed(files), "a.docx", "ru")
    assert (document.title, document.preamble) == ("О труде", "Вступление")


# Files


def test_the_strict_form_is_read_too() -> None:
    numbering = kind(1, level(0, "decimal", "Статья %1.")) + listing(1, 1)
    made = words.word(p("Предмет", num(1)), words.STRICT, numbering=numbering)
    assert docx.lines_of(made, "a.docx") == [Line("Предмет", 1, label="Статья 1.", depth=0)]


def test_prefixes_and_places_may_be_any() -> None:
    xml = words.part("document", f"<w:body>{p('текст')}</w:body>")
    files = {
        "_rels/.rels": words.relations(officeDocument="/Text/Law.XML"),
        "text/law.xml": xml.replace("w:", "x:").replace("xmlns:w=", "xmlns:x="),
    }
    assert [line.text for line in docx.lines_of(words.packed(files), "a.docx")] == ["текст"]


def test_macros_are_never_opened() -> None:
    files = words.parts(p("текст")) | {"word/vbaProject.bin": "\0" * 100}
    assert [line.text for line in docx.lines_of(words.packed(files), "a.docm")] == ["текст"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "save it as .docx"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1", "RTF"),
        (words.packed({"mimetype": "application/vnd.oasis", "content.xml": "<x/>"}), ".odt"),
    ],
)
def test_other_files_are_refused_with_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as refused:
        docx.read(content, "law.doc", None)
    assert "save it as .docx" in str(refused.value)


def test_a_file_of_python_docx_is_read() -> None:
    file = python_docx.Document()
    file.add_heading("Закон о труде", 0)
    file.add_heading("Глава 1. Общие положения", 1)
    file.add_heading("Статья 1. Предмет", 2)
    file.add_paragraph("первое", "List Number")
    file.add_paragraph("второе", "List Number")
    file.add_paragraph("пункт", "List Bullet")
    file.add_paragraph("конец").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made = io.BytesIO()
    file.save(made)
    document = docx.read(made.getvalue(), "a.docx", None)
    assert (document.title, document.lang) == ("Закон о труде", "ru")
    assert [clause.eid for clause in document.clauses[:4]] == [
        "chp_1", "art_1", "art_1__para_1", "art_1__para_2"
    ]  # fmt: skip


# Laws whose numbers nobody typed


LAW = kind(
    1,
    level(0, "decimal", "Глава %1."),
    level(1, "decimal", "Статья %2.", '<w:lvlRestart w:val="0"/>'),
    level(2, "decimal", "%3.", '<w:lvlRestart w:val="2"/>'),
    level(3, "decimal", "%4)"),
) + listing(1, 1)


def _facts(clauses: list[Clause]) -> list[tuple[str, str, str, str]]:
    return [(c.eid, c.label, c.heading, c.text) for c in clauses]


def test_a_russian_law_of_automatic_numbers() -> None:
    body = (
        p("ЗАКОН О ТРУДЕ", CENTRED, "<w:b/>")
        + p("Общие положения", num(1, 0))
        + p("Предмет", num(1, 1))
        + p("Закон регулирует труд.", num(1, 2))
        + p("В законе используются понятия:", num(1, 2))
        + p("труд;", num(1, 3))
        + p("отдых.", num(1, 3))
        + p("Права", num(1, 0))
        + p("Права работника", num(1, 1))
        + p("Работник имеет право.", num(1, 2))
    )
    document = docx.read(words.word(body, numbering=LAW), "law.docx", "ru")
    assert document.title == "ЗАКОН О ТРУДЕ"
    assert _facts(document.clauses) == [
        ("chp_1", "Глава 1.", "Общие положения", ""),
        ("art_1", "Статья 1.", "Предмет", ""),
        ("art_1__para_1", "1.", "", "Закон регулирует труд."),
        ("art_1__para_2", "2.", "", "В законе используются понятия:"),
        ("art_1__para_2__subpara_1", "1)", "", "труд;"),
        ("art_1__para_2__subpara_2", "2)", "", "отдых."),
        ("chp_2", "Глава 2.", "Права", ""),
        ("art_2", "Статья 2.", "Права работника", ""),
        ("art_2__para_1", "1.", "", "Работник имеет право."),
    ]


def test_a_kazakh_law_of_automatic_numbers() -> None:
    numbering = kind(
        7,
        level(0, "decimal", "%1-тарау."),
        level(1, "decimal", "%2-бап.", '<w:lvlRestart w:val="0"/>'),
        level(2, "decimal", "%3)"),
    ) + listing(3, 7)
    body = (
        p("Жалпы ережелер", num(3, 0))
        + p("Негізгі ұғымдар", num(3, 1))
        + p("еңбек;", num(3, 2))
        + p("демалыс.", num(3, 2))
        + p("Құқықтар", num(3, 0))
        + p("Қызметкердің құқықтары", num(3, 1))
    )
    document = docx.read(words.word(body, numbering=numbering), "law.docx", None)
    assert document.lang == "kk"
    assert [(clause.eid, clause.label) for clause in document.clauses] == [
        ("chp_1", "1-тарау."),
        ("art_1", "1-бап."),
        ("art_1__subpara_1", "1)"),
        ("art_1__subpara_2", "2)"),
        ("chp_2", "2-тарау."),
        ("art_2", "2-бап."),
    ]

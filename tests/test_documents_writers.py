"""Files for people: a Word file, a PDF and the comparative table of a document."""

from __future__ import annotations

import importlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from docx.document import Document as Word
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given, settings

from consult import paths
from consult.documents.model import Clause, Document
from consult.documents.readers import markdown
from consult.documents.words import difference
from consult.documents.writers import comparative_table, layout, pdf, printable
from consult.documents.writers import docx as writer
from consult.documents.writers.comparative_table import Row
from consult.documents.writers.head import Head, Words
from consult.errors import Unavailable
from tests.trees import documents

HEAD = Head(
    consultation="A law against corruption",
    agency="The Agency",
    version=2,
    published="10 July 2020",
    sha256="9f86d081884c7d65",
    address="https://consult.example/en/c/anti-corruption/status/v/2",
    title="Special status",
)
HOSTILE = "<script>alert(1)</script> & \x00\x0b\x1f\ud800\uffff]]> {page} url(http://a.example/)"
SAFE = "<script>alert(1)</script> & ]]> {page} url(http://a.example/)"


def sample(name: str = "02-foreign-assets", lang: str = "kk") -> Document:
    path = paths.folder("proposals") / "anti-corruption" / f"{name}.{lang}.md"
    return markdown.read(path.read_text(encoding="utf-8"), lang)


def made(*clauses: Clause, preamble: str = "", lang: str = "en") -> Document:
    return Document("A law", lang, "made", preamble, clauses=list(clauses))


def clause(eid: str, kind: str, label: str, heading: str, text: str) -> Clause:
    above = eid.rpartition("__")[0] or None
    return Clause(eid, kind, "", label, heading, above, text)


def opened(content: bytes) -> Word:
    return docx.Document(io.BytesIO(content))


def lines(file: Word) -> list[tuple[str, str]]:
    """The style and the words of each paragraph that has any."""
    return [(p.style.name, p.text) for p in file.paragraphs if p.style and p.text]


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def provisions(document: Document) -> list[str]:
    """Every line that the clauses of a document must leave in a file, in order."""
    found = []
    for one in document.clauses:
        first, *more = one.text.split("\n\n")
        if layout.is_headed(one):
            found += [f"{one.label} {one.heading}".strip(), first, *more]
        else:
            found += [f"{one.label}\t{first}" if one.label else first, *more]
    return [line for line in found if line]


# --- Word


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", ["01-special-status", "02-foreign-assets", "07-private-sector"])
def test_a_word_file_has_every_provision_in_order(name: str, lang: str) -> None:
    document = sample(name, lang)
    written = [words for _, words in lines(opened(writer.write(document, HEAD)))]
    assert written[0] == document.title
    wanted = provisions(document)
    assert written[-len(wanted) :] == wanted


def test_headings_are_words_own_by_depth() -> None:
    law = made(
        clause("chp_1", "chapter", "Chapter 1.", "General", ""),
        replace(clause("art_1", "article", "Article 1.", "Subject", "Text."), parent="chp_1"),
        replace(clause("art_2", "article", "Article 2", "", "Text."), parent="chp_1"),
        clause("art_2__para_1", "paragraph", "1.", "", "One."),
        clause("art_2__para_1__point_a", "point", "a)", "", "A.\n\nMore of a."),
    )
    assert lines(opened(writer.write(law, HEAD)))[1:] == [
        ("Heading 1", "Chapter 1. General"),
        ("Heading 2", "Article 1. Subject"),
        ("Normal", "Text."),
        ("Heading 2", "Article 2"),
        ("Normal", "Text."),
        ("List", "1.\tOne."),
        ("List 2", "a)\tA."),
        ("List Continue 2", "More of a."),
    ]


def test_labels_are_typed_and_nothing_is_numbered_by_word() -> None:
    found = parts(writer.write(sample(), HEAD))
    assert "w:numPr" not in found["word/document.xml"] + found["word/styles.xml"]
    assert "word/numbering.xml" not in found


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("kk", {"val": "kk-KZ"}),
        ("ru", {"val": "ru-RU"}),
        ("en", {"val": "en-GB"}),
        ("zh", {"val": "zh-CN", "eastAsia": "zh-CN"}),
        ("he", {"val": "he-IL", "bidi": "he-IL"}),
        ("ug", {"val": "ug-CN", "bidi": "ug-CN"}),
    ],
)
def test_a_word_file_says_its_language(lang: str, said: dict[str, str]) -> None:
    file = opened(writer.write(replace(sample(), lang=lang), HEAD))
    element = file.styles.element.find(".//" + qn("w:docDefaults")).find(".//" + qn("w:lang"))
    assert {name.rpartition("}")[2]: value for name, value in element.items()} == said
    assert file.core_properties.language == lang
    mirrored = file.styles["Normal"].element.find(".//" + qn("w:bidi")) is not None
    assert mirrored == (lang in {"he", "ug"})


def test_rows_become_a_table_and_a_lone_bar_stays_text() -> None:
    text = "Rates:\n\nKind | Rate\n\nfirst | 10 | note\n\nlast\n\nA lone | bar."
    content = writer.write(made(clause("art_1", "article", "Article 1.", "Rates", text)), HEAD)
    (table,) = opened(content).tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [["Kind", "Rate", ""], ["first", "10", "note"]]
    inner = list(opened(content).iter_inner_content())
    kinds = [type(block) if isinstance(block, Table) else block.text for block in inner]
    assert kinds[2:] == ["Rates:", Table, "", "last", "A lone | bar."]


def test_a_label_before_a_table_stands_in_a_line_of_its_own() -> None:
    law = made(clause("para_1", "paragraph", "1.", "", "a | b\n\nc | d"))
    file = opened(writer.write(law, HEAD))
    assert ("List", "1.\t") in lines(file)
    assert len(file.tables) == 1


def test_the_preamble_is_set_as_markdown() -> None:
    preamble = (
        "## Why\n\nBecause **of** *it*, see [the site](https://a.example/).\n\n- one\n- two\n\n"
        "1. first\n\n> quoted\n\n### Figures\n\n| N | What |\n|---|---|\n| 36 | cases |"
    )
    law = made(clause("art_1", "article", "Article 1.", "X", "Y"), preamble=preamble)
    file = opened(writer.write(law, HEAD))
    assert lines(file)[1:-2] == [
        ("Heading 1", "Why"),
        ("Normal", "Because of it, see the site."),
        ("List", "•\tone"),
        ("List", "•\ttwo"),
        ("List", "1.\tfirst"),
        ("Quote", "quoted"),
        ("Heading 2", "Figures"),
    ]
    because = next(p for p in file.paragraphs if p.text.startswith("Because"))
    assert [run.text for run in because.runs if run.style.name == "Strong"] == ["of"]
    assert because.hyperlinks[0].url == "https://a.example/"
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["36", "cases"]
    assert repeats(file.tables[0])


def test_the_pages_say_where_the_text_comes_from() -> None:
    section = opened(writer.write(sample(), HEAD)).sections[0]
    assert section.different_first_page_header_footer
    first = "\n".join(p.text for p in section.first_page_header.paragraphs)
    for said in ("The Agency", "A law against corruption", "Version 2 · Published: 10 July 2020"):
        assert said in first
    assert sample().translation in first
    foot = "\n".join(p.text for p in section.first_page_footer.paragraphs)
    assert HEAD.address in foot
    assert "SHA-256 of the text: 9f86d081884c7d65" in foot
    assert section.header.paragraphs[0].text.endswith("\tVersion 2")
    fields = section.footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")).strip() for field in fields] == ["PAGE", "NUMPAGES"]


def test_what_the_head_does_not_say_is_not_printed() -> None:
    bare = Head(consultation="C", agency="A", version=1)
    section = opened(writer.write(made(), bare)).sections[0]
    assert [p.text for p in section.first_page_header.paragraphs] == ["A", "C", "Version 1"]
    assert len(section.first_page_footer.paragraphs) == 1
    assert "SHA" not in section.first_page_footer.paragraphs[0].text


def test_the_properties_are_the_agencys_and_nothing_of_the_machine() -> None:
    content = writer.write(sample(), HEAD)
    said = opened(content).core_properties
    assert (said.title, said.author, said.comments) == (sample().title, "The Agency", "")
    found = parts(content)
    assert "dcterms" not in re.sub(r"xmlns:\w+=\S+", "", found["docProps/core.xml"])
    assert not {"docProps/app.xml", "docProps/thumbnail.jpeg"} & found.keys()
    assert not re.search("python|Macintosh", "".join(found.values()))
    moment = datetime(2020, 7, 10, 12, tzinfo=UTC)
    dated = opened(writer.write(sample(), replace(HEAD, moment=moment))).core_properties
    assert dated.created == dated.modified == moment


@pytest.mark.parametrize("head", [HEAD, replace(HEAD, moment=datetime(2020, 7, 10, tzinfo=UTC))])
def test_the_same_content_gives_the_same_bytes(head: Head) -> None:
    assert writer.write(sample(), head) == writer.write(sample(), head)
    with zipfile.ZipFile(io.BytesIO(writer.write(sample(), head))) as file:
        assert {(one.date_time, one.create_system) for one in file.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0)
        }


def test_hostile_words_are_words() -> None:
    law = made(clause("art_1", "article", HOSTILE, HOSTILE, HOSTILE), preamble=HOSTILE)
    law = replace(law, title=HOSTILE, translation=HOSTILE)
    head = replace(HEAD, agency=HOSTILE, words=Words(address=HOSTILE))
    file = opened(writer.write(law, head))
    assert lines(file)[0] == ("Title", SAFE)
    assert lines(file)[-1] == ("Normal", SAFE)
    assert file.core_properties.author == SAFE
    assert law.title == HOSTILE


def test_what_is_printable_is_left_alone() -> None:
    text = "ә ғ қ\t\n\u00a0—\u2028\U0001f600"
    assert printable.text(text) == text


def test_a_preamble_of_brackets_is_not_parsed() -> None:
    law = made(preamble="[" * 5000)
    assert lines(opened(writer.write(law, HEAD)))[-1] == ("Normal", "[" * 5000)


@settings(deadline=None, max_examples=40)
@given(documents())
def test_any_tree_can_be_written(document: Document) -> None:
    content = writer.write(document, HEAD)
    file = opened(content)
    said = " ".join(
        paragraph.text if isinstance(paragraph, Paragraph) else _cells(paragraph)
        for paragraph in file.iter_inner_content()
    )
    for one in document.clauses:
        for words in (one.label, one.heading, *one.text.split()):
            assert words in said
    assert pdf.html(document, HEAD).count(" id=") >= len(document.clauses) - sum(
        not (layout.is_headed(one) or one.label) for one in document.clauses
    )


def _cells(table: Table) -> str:
    return " | ".join(cell.text for row in table.rows for cell in row.cells)


# --- The comparative table


def row(label: str, old: str, new: str, why: str = "", note: str = "") -> Row:
    pieces = difference(old, new)
    gone = [piece for piece in pieces if piece[0] != "insert"]
    come = [piece for piece in pieces if piece[0] != "delete"]
    return Row(label, gone, come, why, note)


def table_of(*rows: Row, head: Head = HEAD) -> Table:
    content = comparative_table.write(rows, head, old_version=1, new_version=2)
    (table,) = opened(content).tables
    return table


def repeats(table: Table) -> bool:
    return table.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None


def test_the_table_shows_both_wordings_and_why() -> None:
    table = table_of(
        row("Article 1(1)", "A minister may.", "A minister must.", "Experts asked.", "was 2"),
        row("Article 2", "", "New words."),
        row("Article 3", "Old words.", ""),
    )
    assert [[cell.text for cell in line.cells] for line in table.rows] == [
        ["No.", "Provision", "Old text\nVersion 1", "New text\nVersion 2", "Why"],
        ["1", "Article 1(1)\nwas 2", "A minister may.", "A minister must.", "Experts asked."],
        ["2", "Article 2", "Absent", "New words.", ""],
        ["3", "Article 3", "Old words.", "Absent", ""],
    ]


def test_changes_are_told_by_more_than_colour() -> None:
    table = table_of(row("1", "he may go", "he must go"))
    old, new = (table.rows[1].cells[place].paragraphs[0].runs for place in (2, 3))
    assert [(run.text, run.style.name) for run in old if run.style.name in _MARKED] == [
        ("may", "Deleted Words")
    ]
    assert [(run.text, run.style.name) for run in new if run.style.name in _MARKED] == [
        ("must", "Inserted Words")
    ]
    deleted, inserted = old[1].style.font, new[1].style.font
    assert [run.text for run in old] == ["he ", "may", " go"]
    assert deleted.strike
    assert inserted.bold
    assert inserted.underline
    assert deleted.color.rgb != inserted.color.rgb


_MARKED = {"Deleted Words", "Inserted Words"}


def test_the_header_row_repeats_and_rows_stay_whole_unless_very_long() -> None:
    table = table_of(row("1", "short", "shorter"), row("2", "", "long " * 1000))
    assert repeats(table)
    whole = [line._tr.find(".//" + qn("w:cantSplit")) is not None for line in table.rows]
    assert whole == [True, True, False]


def test_the_table_lies_on_wide_pages_and_fits() -> None:
    content = comparative_table.write([row("1", "a", "b")], HEAD, old_version=1, new_version=2)
    section = opened(content).sections[0]
    assert section.orientation == WD_ORIENTATION.LANDSCAPE
    assert section.page_width.mm == pytest.approx(297, abs=1)
    free = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in opened(content).tables[0].columns) <= free


def test_a_table_of_nothing_says_so() -> None:
    file = opened(comparative_table.write([], HEAD, old_version=1, new_version=2))
    assert not file.tables
    assert file.paragraphs[-1].text == "Nothing was changed."


def test_paragraphs_and_hostile_words_in_a_cell() -> None:
    table = table_of(Row(HOSTILE, [("equal", "one\n\n"), ("delete", HOSTILE)], [], HOSTILE))
    cells = table.rows[1].cells
    assert [p.text for p in cells[2].paragraphs] == ["one", SAFE]
    assert (cells[1].text, cells[4].text) == (SAFE, SAFE)


def test_the_same_table_gives_the_same_bytes() -> None:
    rows = [row("1", "a b", "a c")]
    first, second = (
        comparative_table.write(rows, HEAD, old_version=1, new_version=2) for _ in range(2)
    )
    assert first == second


# --- PDF


@pytest.fixture
def pango() -> None:
    """WeasyPrint with the libraries of the system that it needs."""
    try:
        importlib.import_module("weasyprint")
    except OSError:
        pytest.skip("needs the Pango library")


def text_of(content: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext")
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def inflated(content: bytes) -> bytes:
    """A PDF with its streams as they were before they were compressed."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(zlib.decompressobj().decompress(s) for s in streams if s[:1] == b"x")


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_pdf_has_every_provision(lang: str) -> None:
    document = sample(lang=lang)
    said = text_of(pdf.write(document, HEAD))
    for line in provisions(document):
        for word in line.split():
            assert word in said
    assert HEAD.address in said
    assert "Page 1 of 2" in said


@pytest.mark.usefixtures("pango")
def test_a_pdf_is_tagged_bookmarked_and_says_its_language() -> None:
    content = inflated(pdf.write(sample(), HEAD))
    assert b"/MarkInfo" in content
    assert b"/StructTreeRoot" in content
    assert b"/Outlines" in content
    assert b"/Lang (kk)" in content
    assert b"pdfuaid" in content


@pytest.mark.usefixtures("pango")
def test_the_same_document_gives_the_same_pdf() -> None:
    head = replace(HEAD, moment=datetime(2020, 7, 10, tzinfo=UTC))
    assert pdf.write(sample(), head) == pdf.write(sample(), head)
    assert b"D:20200710" in inflated(pdf.write(sample(), head))
    assert b"/CreationDate" not in inflated(pdf.write(sample(), HEAD))


@pytest.mark.usefixtures("pango")
def test_hostile_words_in_a_pdf_are_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    refuse = pdf._refuse
    monkeypatch.setattr(pdf, "_refuse", lambda url: (asked.append(url), refuse(url)))
    image = '<img src="http://a.example/x.png"><link rel=stylesheet href=file:///etc/passwd>'
    law = made(
        clause('art_1"><script>', "article", HOSTILE, image, HOSTILE),
        preamble=f"{image}\n\n![x](http://a.example/y.png)",
        lang='en"><script>',
    )
    said = text_of(pdf.write(replace(law, title=HOSTILE), replace(HEAD, agency=image)))
    assert "<script>alert(1)</script>" in said
    assert image.split(maxsplit=1)[0] in said
    assert asked == []
    with pytest.raises(ValueError, match="fetches nothing"):
        refuse("file:///etc/passwd")


def test_the_page_of_a_pdf_names_no_other_file() -> None:
    page = pdf.html(sample(), HEAD)
    assert not re.search(r"\b(src|url\(|@import|<link)", page)
    assert '<html lang="kk" dir="ltr">' in page
    assert 'dir="rtl"' in pdf.html(replace(sample(), lang="ar"), HEAD)
    assert 'id="art_1__para_1"' in page


def test_a_number_and_its_word_stay_in_one_line() -> None:
    law = made(clause("art_1", "article", "1-бап.", "Мәні", "осы 4-1-бапта (14-абзац) 1-2"))
    page = pdf.html(law, HEAD)
    assert '<span class="whole">4-1-бапта</span> (<span class="whole">14-абзац</span>) 1-2' in page
    assert '<span class="label"><span class="whole">1-бап</span>.</span> Мәні' in page


def test_without_its_library_a_pdf_is_refused_in_plain_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(Unavailable, match="needs the Pango library"):
        pdf.write(sample(), HEAD)

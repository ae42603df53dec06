"""What changed between two texts: each kind of change told from the others."""

from __future__ import annotations

from consult.documents.comparison import Change, Comparison, compare
from consult.documents.matching import match
from consult.documents.model import Clause
from tests.trees import law

OLD = (
    "chapter|Chapter 1.|General|",
    "  article|Article 1.|Scope|",
    "    paragraph|1.||This law applies to judges and to officers of the police everywhere.",
    "    paragraph|2.||It does not apply to members of parliament while they are in office.",
    "    paragraph|3.||Exceptions are made by the government in cases named in this law.",
    "  article|Article 2.|Fines|The fine is one hundred tenge for each day. "
    "The court decides on the term of payment within ten days.",
    "chapter|Chapter 2.|End|",
    "  article|Article 3.|Entry into force|This law enters into force on the first of January.",
)


def changes(compared: Comparison) -> dict[str, set[str]]:
    """The changes by the eid of the clause, the new one where there is one."""
    return {
        (line.new or line.old or Clause("", "", "", "", "", None, "")).eid: set(line.changes)
        for line in compared.changed()
    }


def compared(*new: str) -> Comparison:
    return compare(law(*OLD), law(*new))


def test_nothing_is_said_of_a_text_that_did_not_change() -> None:
    assert compared(*OLD).changed() == []


def test_white_space_alone_is_no_change() -> None:
    new = [row.replace("everywhere", "  everywhere") for row in OLD]
    assert compared(*new).changed() == []


def test_a_paragraph_put_in_renumbers_those_after_it_and_changes_none() -> None:
    new = (
        *OLD[:3],
        "    paragraph|2.||Ministers answer for what their deputies did or did not do.",
        OLD[3].replace("|2.|", "|3.|"),
        OLD[4].replace("|3.|", "|4.|"),
        *OLD[5:],
    )
    found = compared(*new)
    assert changes(found) == {
        "art_1__para_2": {Change.ADDED},
        "art_1__para_3": {Change.RENUMBERED},
        "art_1__para_4": {Change.RENUMBERED},
    }
    assert found.summary()["text_changed"] == ["1"]


def test_a_paragraph_taken_out_is_removed_and_the_next_ones_keep_who_they_are() -> None:
    new = (*OLD[:3], OLD[4].replace("|3.|", "|2.|"), *OLD[5:])
    found = compared(*new)
    renumbered = [line.new for line in found.changed() if Change.RENUMBERED in line.changes]
    assert [clause.eid for clause in renumbered if clause] == ["art_1__para_2"]
    assert [line.old.text[:11] for line in found.changed() if line.new is None and line.old] == [
        "It does not"
    ]
    assert found.matching.old_of["art_1__para_2"] == "art_1__para_3"


def test_an_article_moved_to_another_place_is_moved_and_nothing_else_is() -> None:
    new = (OLD[0], OLD[5], OLD[1], *OLD[2:5], *OLD[6:])
    found = compared(*new)
    assert {Change.MOVED} in changes(found).values()
    assert len(found.changed()) == 1
    assert found.summary()["text_changed"] == []


def test_a_heading_and_a_text_are_told_apart() -> None:
    new = [
        row.replace("Fines", "Penalties").replace("first of January", "1st of May") for row in OLD
    ]
    assert changes(compared(*new)) == {"art_2": {Change.HEADING}, "art_3": {Change.TEXT}}


def test_a_clause_cut_in_two_is_split_and_the_part_is_not_called_added() -> None:
    first, second = OLD[5].split(". The court")
    new = (
        *OLD[:5],
        first + ".",
        "  article|Article 2-1.|Term|The court" + second,
        *OLD[6:],
    )
    found = compared(*new)
    assert changes(found)["art_2"] == {Change.SPLIT, Change.TEXT}
    assert changes(found)["art_2-1"] == {Change.SPLIT}
    assert found.summary()["split"] == [["2", ["2", "2-1"]]]
    assert found.summary()["added"] == []


def test_two_clauses_made_one_are_merged_and_none_is_called_removed() -> None:
    joined = OLD[3] + " " + OLD[4].split("||")[1]
    found = compared(*OLD[:3], joined, *OLD[5:])
    assert Change.MERGED in changes(found)["art_1__para_2"]
    assert not any(Change.REMOVED in line.changes for line in found.lines)


def test_an_article_whose_text_is_new_under_an_old_number_is_the_same_article() -> None:
    new = (*OLD[:7], "  article|Article 3.|Entry into force|Ministers make rules.")
    assert changes(compared(*new)) == {"art_3": {Change.TEXT}}


def test_renumbered_articles_take_their_paragraphs_with_them() -> None:
    new = (
        OLD[0],
        "  article|Article 1.|Words|In this law words have the meaning that they usually have.",
        OLD[1].replace("Article 1.", "Article 2."),
        *OLD[2:5],
        OLD[5].replace("Article 2.", "Article 3."),
        OLD[6],
        OLD[7].replace("Article 3.", "Article 4."),
    )
    found = compared(*new)
    assert found.summary()["renumbered"] == [["1", "2"], ["2", "3"], ["3", "4"]]
    assert found.summary()["added"] == ["1"]
    assert found.matching.old_of["art_2__para_2"] == "art_1__para_2"


def test_two_look_alikes_follow_the_label_and_are_said_to_be_contested() -> None:
    old = law("article|Article 1.||The fee is paid by the person who asks for the licence first.")
    new = law(
        "article|Article 1.||The fee is paid by the person who asks for a licence first.",
        "article|Article 2.||The fee is paid by the person who asks for the licence later.",
    )
    found = match(old, new)
    assert found.new_of == {"art_1": "art_1"}
    assert found.rivals == {"art_1": {"art_2"}}


def test_an_unnumbered_clause_is_known_by_its_words_and_never_by_its_place() -> None:
    old = law("article|Article 1.||Text of it.", "  alinea|||Words that say where it ends and why.")
    new = law("article|Article 1.||Text of it.", "  alinea|||Something else is said in this place.")
    assert match(old, new).new_of == {"art_1": "art_1"}

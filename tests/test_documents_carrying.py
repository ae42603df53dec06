"""Annotations on a new version: exact, moved, edited, ambiguous or orphaned, never by guess."""

from __future__ import annotations

import pytest

from consult.documents.carrying import Carried, Carrier, Outcome
from consult.documents.comparison import compare
from tests.trees import law

OLD = (
    "article|Article 1.|Scope|",
    "  paragraph|1.||This law applies to judges and to officers of the police everywhere.",
    "  paragraph|2.||The fine is one hundred tenge for each day of delay. "
    "The court decides on the term of payment within ten days.",
    "article|Article 2.|End|This law enters into force on the first of January.",
)


def carried(quote: str, *new: str, old: tuple[str, ...] = OLD) -> tuple[Carried, str | None]:
    """What becomes of ``quote``, and the words that it has then."""
    before, after = law(*old), law(*new)
    carrier = Carrier(before, after, compare(before, after))
    clause = next(clause for clause in before if quote in clause.text)
    start = clause.text.index(quote)
    found = carrier.carry(clause.eid, start, start + len(quote))
    return found, carrier.words(found)


def test_a_passage_in_an_untouched_clause_is_exact() -> None:
    found, words = carried("officers of the police", *OLD[:3], OLD[3] + " At once.")
    assert (found.outcome, found.score, words) == (Outcome.EXACT, 1.0, "officers of the police")


def test_a_passage_in_a_renumbered_clause_is_exact_and_stands_in_it() -> None:
    new = (OLD[0], "  paragraph|1.||Another rule about ministers stands here.",
           OLD[1].replace("|1.|", "|2.|"), OLD[2].replace("|2.|", "|3.|"), OLD[3])  # fmt: skip
    found, words = carried("officers of the police", *new)
    assert (found.outcome, found.eid) == (Outcome.EXACT, "art_1__para_2")
    assert words == "officers of the police"


def test_words_put_before_a_passage_shift_it() -> None:
    new = [row.replace("The fine is", "From this year on the fine is") for row in OLD]
    found, words = carried("within ten days", *new)
    assert (found.outcome, words) == (Outcome.EXACT, "within ten days")


def test_a_passage_whose_words_changed_is_edited_with_a_score() -> None:
    new = [row.replace("one hundred tenge for each day", "two hundred tenge a day") for row in OLD]
    found, words = carried("The fine is one hundred tenge for each day of delay", *new)
    assert found.outcome is Outcome.EDITED
    assert words == "The fine is two hundred tenge a day of delay"
    assert 0.5 <= found.score < 1


def test_a_sentence_that_went_to_another_clause_is_moved() -> None:
    sentence = "The court decides on the term of payment within ten days."
    new = (*OLD[:2], OLD[2].replace(" " + sentence, ""), f"{OLD[3]} {sentence}")
    found, words = carried("term of payment", *new)
    assert (found.outcome, found.eid, words) == (Outcome.MOVED, "art_2", "term of payment")


def test_a_clause_that_went_elsewhere_takes_its_passages_with_it() -> None:
    new = (OLD[0], OLD[2].replace("|2.|", "|1.|"), OLD[3], OLD[1])
    found, words = carried("officers of the police", *new)
    assert (found.outcome, words) == (Outcome.MOVED, "officers of the police")


def test_a_passage_that_was_taken_out_is_orphaned_however_alike_others_are() -> None:
    alike = "  paragraph|3.||This law applies to judges and to officers of the customs everywhere."
    old = (*OLD[:3], alike, OLD[3])
    new = (OLD[0], OLD[2].replace("|2.|", "|1.|"), alike.replace("|3.|", "|2.|"), OLD[3])
    found, words = carried("This law applies to judges", *new, old=old)
    assert (found.outcome, words) == (Outcome.ORPHANED, None)


def test_a_passage_stays_with_its_clause_when_a_look_alike_is_put_before_it() -> None:
    alike = OLD[1].replace("everywhere", "anywhere")
    new = (OLD[0], alike, OLD[1].replace("|1.|", "|2.|"), OLD[2].replace("|2.|", "|3.|"), OLD[3])
    found, _ = carried("officers of the police", *new)
    assert (found.outcome, found.eid) == (Outcome.EXACT, "art_1__para_2")


def test_where_two_new_places_fit_as_well_a_passage_is_attached_to_none() -> None:
    one = OLD[1].replace("everywhere", "anywhere at all")
    two = OLD[1].replace("|1.|", "|2.|").replace("everywhere", "wherever they are")
    found, words = carried("officers of the police", OLD[0], one, two, OLD[3])
    assert (found.outcome, words) == (Outcome.AMBIGUOUS, None)


def test_one_of_two_equal_sentences_that_went_cannot_be_told_from_the_other() -> None:
    twice = "article|Article 1.||The fee is paid at once. The fee is paid at once. It is small."
    once = "article|Article 1.||The fee is paid at once. It is small."
    found, words = carried("The fee is paid", once, old=(twice,))
    assert (found.outcome, words) == (Outcome.AMBIGUOUS, None)


@pytest.mark.parametrize("quote", ["judges", "everywhere."])
def test_a_word_is_not_looked_for_all_over_the_text(quote: str) -> None:
    new = (OLD[0], "  paragraph|1.||Ministers appoint judges. They do so everywhere.", *OLD[2:])
    found, _ = carried(quote, *new)
    assert found.outcome in (Outcome.ORPHANED, Outcome.AMBIGUOUS)


def test_a_look_alike_under_the_old_number_is_no_home_while_the_clause_itself_was_reworded() -> (
    None
):
    twin = OLD[1].replace("everywhere", "anywhere")
    itself = OLD[1].replace("|1.|", "|2.|").replace("officers of the police", "the police")
    new = (OLD[0], twin, itself, OLD[2].replace("|2.|", "|3.|"), OLD[3])
    found, words = carried("officers of the police", *new)
    assert (found.outcome, words) == (Outcome.AMBIGUOUS, None)


def test_a_copy_of_a_clause_that_lives_on_is_no_home_for_one_that_was_taken_out() -> None:
    alike = "  paragraph|3.||This law applies to judges and to officers of the customs anywhere."
    copy = "  paragraph|9.||This law applies to judges and to officers of the customs at sea."
    old = (*OLD[:3], alike, OLD[3])
    new = (OLD[0], OLD[2], alike, copy, OLD[3])
    found, words = carried("This law applies to judges and to officers", *new, old=old)
    assert (found.outcome, words) == (Outcome.ORPHANED, None)


def test_boilerplate_in_a_clause_that_became_another_is_not_taken_for_the_same_words() -> None:
    credit = "(Added by Public Law 101, section 1, August 15.)"
    old = (
        f"article|Article 1.||The convention is in force in every court of the land. {credit}",
        f"article|Article 2.||Ministers publish the list of arbitrators once a year. {credit}",
    )
    new = (f"article|Article 1.||Nobody pays a fee for asking what the law is. {credit}", old[1])
    found, words = carried("Public Law 101", *new, old=old)
    assert (found.outcome, words) == (Outcome.AMBIGUOUS, None)

"""Publishing and closing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult import paths
from consult.accounts.models import Person
from consult.database import db
from consult.errors import NotFound, Unreadable
from consult.permission import Refusal, RefusedByRule, RefusedToPerson
from consult.proposals.models import Clause, Closing, Consultation, Tally, Version
from consult.proposals.services import closing, editions, folders, publishing, reading
from tests import factories
from tests.conftest import Clock


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_publishing_the_same_folder_twice_changes_nothing(app: Flask, tmp_path: Path) -> None:
    assert factories.publish(tmp_path / "a").changes != []
    before = {model: count(model) for model in (Consultation, Version, Clause, Tally)}
    assert factories.publish(tmp_path / "a").changes == []
    assert {model: count(model) for model in before} == before


def test_a_changed_document_becomes_a_new_version_and_the_old_one_stays(
    app: Flask, tmp_path: Path
) -> None:
    factories.publish(tmp_path / "a")
    path = tmp_path / "a" / "01-first.en.md"
    path.write_text(path.read_text().replace("more strictly", "twice as strictly"))
    result = publishing.publish(folders.read(path), note="after the hearing")
    assert result.changes == ["test-concept/first: version 2 published, 6 clauses"]
    old = editions.edition(reading.standing("test-concept", "first", 1), "en")
    new = editions.edition(reading.standing("test-concept", "first"), "en")
    assert "more strictly" in old.clause("art_1__para_1").text
    assert "twice as strictly" in new.clause("art_1__para_1").text
    assert old.clause("art_1__para_1").uid == new.clause("art_1__para_1").uid
    assert reading.standing("test-concept", "second").version == 1


def test_languages_share_the_uids(app: Flask, tmp_path: Path) -> None:
    factories.publish(tmp_path / "a")
    standing = reading.standing("test-concept", "first")
    uids = [
        [c.uid for c in editions.edition(standing, lang).clauses] for lang in ("en", "ru", "kk")
    ]
    assert uids[0] == uids[1] == uids[2]
    assert standing.languages == ("en", "ru", "kk")


def test_a_language_with_a_missing_clause_is_refused_by_name(app: Flask, tmp_path: Path) -> None:
    folder = factories.folder(tmp_path / "a")
    path = folder / "01-first.kk.md"
    lines = [x for x in path.read_text().splitlines() if "art_2__para_1" not in x]
    path.write_text("\n".join(lines))
    with pytest.raises(Unreadable, match="art_2__para_1 is in en but not in kk"):
        folders.read(folder)
    assert count(Consultation) == 0


def test_a_document_that_cannot_be_read_whole_is_refused_with_file_and_line(
    app: Flask, tmp_path: Path
) -> None:
    folder = factories.folder(tmp_path / "a")
    path = folder / "02-second.ru.md"
    path.write_text(path.read_text().replace(" {#art_1__para_1}", ""))
    with pytest.raises(Unreadable, match=r"02-second\.ru\.md:12: a numbered line needs an id"):
        folders.read(folder)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('colour = "red"', "unknown key 'colour'"),
        ('rules = "no-such"', "there is no rule set 'no-such'"),
    ],
)
def test_a_wrong_configuration_is_named(
    app: Flask, tmp_path: Path, more: str, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        folders.read(factories.folder(tmp_path / "a", more=more))


def test_every_wrong_key_is_named_at_once(app: Flask, tmp_path: Path) -> None:
    folder = factories.folder(tmp_path / "a", opens="2020-07-20", closes="2020-07-01", slug="A b")
    text = (folder / "consultation.toml").read_text().replace("Asia/Almaty", "Asia/Nowhere")
    (folder / "consultation.toml").write_text(text)
    with pytest.raises(Unreadable) as refused:
        folders.read(folder)
    assert len(refused.value.problems) >= 2


def test_an_address_of_the_platform_cannot_be_a_proposal(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="address of the platform"):
        folders.read(factories.folder(tmp_path / "a", proposals=("comments",)))


def test_a_closing_day_counts_whole_in_the_consultations_zone(app: Flask, tmp_path: Path) -> None:
    folder = folders.read(factories.folder(tmp_path / "a"))
    assert folder.closes_at.astimezone(UTC) == datetime(2020, 7, 20, 18, tzinfo=UTC)


def test_publishing_again_does_not_move_the_window(app: Flask, tmp_path: Path) -> None:
    factories.publish(tmp_path / "a")
    with pytest.raises(Unreadable, match="does not move it"):
        factories.publish(tmp_path / "a", closes="2020-08-20")


def test_the_first_consultation_has_seven_proposals_in_three_languages(app: Flask) -> None:
    folder = folders.read(paths.folder("proposals") / "anti-corruption")
    assert [draft.slug for draft in folder.drafts] == [
        "special-status",
        "foreign-assets",
        "integrity-test",
        "multiple-fine",
        "sanctions",
        "bribe-promise",
        "private-sector",
    ]
    assert all(set(draft.documents) == {"en", "ru", "kk"} for draft in folder.drafts)
    assert folder.closes_at == datetime(2020, 7, 20, 18, tzinfo=UTC)


def test_the_numbers_in_a_clause_are_the_same_in_every_language(app: Flask) -> None:
    folder = folders.read(paths.folder("proposals") / "anti-corruption")
    for draft in folder.drafts:
        for clauses in zip(*(d.clauses for d in draft.documents.values()), strict=True):
            digits = {"".join(filter(str.isdigit, c.heading + c.text)) for c in clauses}
            assert len(digits) == 1, clauses


# Closing


def test_after_the_announced_end_a_moderator_closes_without_a_reason(
    consultation: str, moderator: Person, time: Clock
) -> None:
    time.moment = datetime(2020, 7, 21, tzinfo=UTC)
    closing.close(moderator, consultation, "")
    act = db.session.scalar(select(Closing))
    assert act is not None
    assert (act.by_id, act.at) == (moderator.id, time.moment)


def test_closing_early_needs_a_reason_and_the_minimum_term(
    consultation: str, moderator: Person, time: Clock
) -> None:
    with pytest.raises(RefusedByRule) as refused:
        closing.close(moderator, consultation, "because")
    assert refused.value.reason is Refusal.BEFORE_MINIMUM_TERM
    time.moment = datetime(2020, 7, 18, 6, tzinfo=UTC)
    with pytest.raises(RefusedByRule) as refused:
        closing.close(moderator, consultation, "  ")
    assert refused.value.reason is Refusal.REASON_NEEDED
    closing.close(moderator, consultation, "The draft was withdrawn.")
    assert not reading.consultation(consultation).window.is_open(time.moment)


def test_nobody_else_closes_and_nobody_closes_twice(
    consultation: str, moderator: Person, citizen: Person, time: Clock
) -> None:
    time.moment = datetime(2020, 7, 21, tzinfo=UTC)
    with pytest.raises(RefusedToPerson):
        closing.close(citizen, consultation, "x")
    with pytest.raises(RefusedToPerson):  # another agency's consultation
        closing.close(moderator, "other", "x")
    closing.close(moderator, consultation, "")
    with pytest.raises(RefusedByRule) as refused:
        closing.close(moderator, consultation, "")
    assert refused.value.reason is Refusal.ALREADY_CLOSED


def test_closing_what_does_not_exist_says_so(moderator: Person) -> None:
    with pytest.raises(NotFound, match="no consultation"):
        closing.close(moderator, "nowhere", "")


TERMS = 'rules = "kz-practice"\npseudonyms = false\nhold_first = 3'


def test_the_terms_come_from_the_folder_and_are_taken_over_when_it_is_published_again(
    app: Flask, tmp_path: Path
) -> None:
    factories.publish(tmp_path / "a")
    found = reading.consultation("test-concept")
    assert (found.pseudonyms, found.hold_first) == (True, 0)
    before = reading.standing("test-concept", "first").revision
    assert factories.publish(tmp_path / "a", more=TERMS).changes == [
        "consultation test-concept: pseudonyms changed",
        "consultation test-concept: hold_first changed",
    ]
    db.session.rollback()
    summary = reading.standing("test-concept", "first").consultation
    assert (summary.pseudonyms, summary.hold_first) == (False, 3)
    assert reading.standing("test-concept", "first").revision == before + 1
    assert factories.publish(tmp_path / "a", more=TERMS).changes == []
    factories.publish(tmp_path / "b", slug="strict", more=TERMS)
    assert reading.consultation("strict").hold_first == 3


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('pseudonyms = "no"', "'pseudonyms' must be true or false"),
        ("pseudonyms = 0", "'pseudonyms' must be true or false"),
        ("hold_first = -1", "'hold_first' must be a whole number from 0 to 20"),
        ("hold_first = 21", "'hold_first' must be a whole number from 0 to 20"),
        ("hold_first = true", "'hold_first' must be a whole number from 0 to 20"),
        ("hold_first = 1.5", "'hold_first' must be a whole number from 0 to 20"),
    ],
)
def test_wrong_terms_are_named(app: Flask, tmp_path: Path, more: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        folders.read(factories.folder(tmp_path / "a", more=more))

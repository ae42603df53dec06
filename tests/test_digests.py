"""The digest: numbers that add up, and files that hold what they say."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consult import clock
from consult.accounts.models import Person
from consult.comments.models import Opinion, Status
from consult.comments.services import writing
from consult.digests import rules, services
from consult.digests.services import COLUMNS, Digest
from consult.digests.writers import digest_files, workbook
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from consult.proposals.models import Stance
from consult.proposals.services import reading
from tests.conftest import Clock
from tests.factories import comment, reply

FIRST = ("first", "art_1__para_1")


@pytest.fixture
def discussed(consultation: str, citizen: Person, neighbour: Person, moderator: Person) -> str:
    """A discussion with every kind of comment in it."""
    one = comment(citizen, consultation, *FIRST, "=cmd|calc", stance=Stance.SUPPORT, lang="ru").ref
    comment(neighbour, consultation, *FIRST, "On a passage", quote="judges", stance=Stance.OPPOSE)
    comment(citizen, consultation, "second", None, "", rewording="Another text", lang="kk")
    reply(neighbour, one, "+1 & <b>bold</b>")
    gone = comment(citizen, consultation, "second", "art_2", "Withdrawn words").ref
    writing.withdraw(citizen, gone)
    hidden = comment(neighbour, consultation, "second", "art_2", "Hidden words").ref
    moderation.decide(moderator, hidden, Status.HIDDEN, Reason.INSULT, "Rude.")
    writing.endorse(neighbour, one, Opinion.AGREE)
    return consultation


def made(consultation: str) -> Digest:
    found = reading.consultation(consultation)
    return services.digest(found, reading.proposals(found.id), "en", clock.now())


def rows(consultation: str) -> list[dict[str, object]]:
    found = reading.consultation(consultation)
    return [dict(zip(COLUMNS, r, strict=True)) for r in services.rows(found.id, found.slug, "en")]


def test_every_breakdown_adds_up_to_the_visible_comments(discussed: str) -> None:
    digest = made(discussed)
    assert digest.visible == 4
    for key in (lambda c: c.stance, lambda c: c.lang, lambda c: c.channel, lambda c: c.uid):
        parts = rules.breakdown(digest.cells, lambda c, key=key: str(key(c)))
        assert sum(part.count for part in parts) == 4
        assert sum(part.share for part in parts) == pytest.approx(1)
    assert sum(digest.statuses.values()) == 6
    assert (digest.statuses[Status.HIDDEN], digest.statuses[Status.WITHDRAWN]) == (1, 1)
    assert digest.authors == 2


def test_the_most_agreed_and_the_most_disputed_are_those_with_opinions(
    discussed: str, citizen: Person, neighbour: Person, moderator: Person
) -> None:
    assert [c.agree for c in made(discussed).most_agreed] == [1]
    assert made(discussed).most_disputed == []
    ref = made(discussed).most_agreed[0].ref
    writing.endorse(moderator, ref, Opinion.DISAGREE)
    assert [c.ref for c in made(discussed).most_disputed] == [ref]


def test_the_digest_is_interim_until_the_window_ends(discussed: str, time: Clock) -> None:
    assert made(discussed).interim
    time.moment = datetime(2020, 7, 20, 18, tzinfo=UTC)
    final = made(discussed)
    assert not final.interim
    assert final.as_of == time.moment


def test_an_empty_discussion_has_a_digest(consultation: str) -> None:
    digest = made(consultation)
    assert (digest.visible, digest.cells, rows(consultation)) == (0, [], [])


def test_every_comment_is_one_row_and_hidden_words_are_nowhere(discussed: str) -> None:
    found = rows(discussed)
    assert [row["status"] for row in found].count("visible") == 4
    assert len({row["ref"] for row in found}) == 6
    for row in found:
        if row["status"] != "visible":
            assert (row["body"], row["quote"], row["rewording"]) == (None, None, None)
    assert "Hidden words" not in str(found)
    assert "Withdrawn words" not in str(found)
    assert "@example.org" not in str(found)


def test_a_row_says_where_the_comment_stands(discussed: str) -> None:
    annotation = next(row for row in rows(discussed) if row["quote"])
    wanted = {
        "consultation": "test-concept",
        "proposal": "first",
        "version": 1,
        "clause": "art_1__para_1",
        "clause_label": "Article 1, paragraph 1",
        "kind": "annotation",
        "stance": "oppose",
        "channel": "web",
        "posted_at": "2020-07-10T12:00:00+00:00",
    }
    assert annotation | wanted == annotation
    reply_row = next(row for row in rows(discussed) if row["kind"] == "reply")
    assert reply_row["parent"] in {row["ref"] for row in rows(discussed)}


def write(name: str, consultation: str, tmp_path: Path) -> bytes:
    found = reading.consultation(consultation)
    return digest_files.write(name, found, "en", clock.now(), tmp_path).read_bytes()


def test_csv_defuses_what_a_spreadsheet_would_run_and_json_keeps_it(
    discussed: str, tmp_path: Path
) -> None:
    text = write("comments.csv", discussed, tmp_path).decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert list(table[0]) == list(COLUMNS)
    bodies = [row["body"] for row in table]
    assert "'=cmd|calc" in bodies
    assert "'+1 & <b>bold</b>" in bodies
    lines = write("comments.jsonl", discussed, tmp_path).decode().splitlines()
    assert [json.loads(line)["body"] for line in lines][:1] == ["=cmd|calc"]
    assert [json.loads(line)["ref"] for line in lines] == [row["ref"] for row in table]


@pytest.mark.parametrize("name", list(digest_files.NAMES))
def test_the_same_discussion_gives_the_same_file(discussed: str, tmp_path: Path, name: str) -> None:
    first = write(name, discussed, tmp_path)
    assert write(name, discussed, tmp_path) == first
    assert b"Hidden words" not in first


def test_the_workbook_holds_numbers_and_comments_and_no_formula(
    discussed: str, tmp_path: Path
) -> None:
    write("digest.xlsx", discussed, tmp_path)
    with zipfile.ZipFile(tmp_path / "digest.xlsx") as book:
        sheets = [book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
        names = book.read("xl/workbook.xml").decode()
    assert re.findall(r'<sheet name="([^"]+)"', names) == ["Digest", "Comments"]
    assert "=cmd|calc" in sheets[1]
    assert "<f>" not in sheets[1]
    assert sheets[1].count("<row ") == 7
    assert "By position" in sheets[0]


def test_a_sheet_that_is_full_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS_A_SHEET", 2)
    rows_ = [(f"r{i}", "x" * 40_000 if i == 4 else None) for i in range(5)]
    cut = workbook.write(tmp_path / "x.xlsx", [], rows_, datetime(2020, 1, 1, tzinfo=UTC))
    assert cut == 1
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        counts = [book.read(f"xl/worksheets/sheet{n}.xml").count(b"<row ") for n in (2, 3, 4)]
    assert names == ["Digest", "Comments", "Comments 2", "Comments 3"]
    assert counts == [3, 3, 2]


def test_the_html_file_stands_alone(discussed: str, tmp_path: Path) -> None:
    page = write("digest.html", discussed, tmp_path).decode()
    assert "<script" not in page
    assert 'rel="stylesheet"' not in page
    assert '<base href="http://127.0.0.1:8000/">' in page
    assert "Another text" in page

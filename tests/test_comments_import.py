"""Importing comments from files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consult.comments.models import Status
from consult.comments.services import importing
from consult.comments.services import reading as said
from consult.comments.services.lists import Filters
from consult.errors import NotFound, Unreadable
from consult.proposals.models import Stance
from consult.proposals.services import reading
from tests.test_comments_services import assert_counts_are_exact, tally

HEAD = "external_id,proposal,clause,parent,stance,body,posted_at,lang,author"
NOW = "2020-07-05T10:00:00+06:00"


def file(tmp_path: Path, *rows: str, head: str = HEAD, name: str = "letters.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def imported(consultation: str, status: Status | None = None) -> dict[str, said.Said]:
    found = reading.consultation(consultation)
    page = said.in_consultation(found.id, Filters(status=status), 200, None, None)
    return {c.author: c for c in page.comments}


def test_rows_go_in_and_are_counted(consultation: str, tmp_path: Path) -> None:
    path = file(
        tmp_path,
        f"1,first,art_1__para_1,,support,Yes,{NOW},ru,A",
        f'2,1,"Article 1, 1",,oppose,No,{NOW},kk,B',
        f'3,first,Статья 2,,,"Maybe, later",{NOW},en,C',
        f"4,second,,,amend,As a whole,{NOW},en,D",
        ",,,,,,,,",
    )
    report = importing.import_file(consultation, path)
    assert (report.imported, report.already_there, report.rejected) == (4, 0, [])
    assert tally(consultation) == reading.Count(2, support=1, oppose=1)
    assert imported(consultation)["C"].clause_uid == "art_2"
    assert_counts_are_exact()


def test_the_same_file_again_imports_nothing_twice(consultation: str, tmp_path: Path) -> None:
    path = file(tmp_path, f"1,first,,,support,Yes,{NOW},ru,A", f"2,,,1,oppose,No,{NOW},ru,B")
    importing.import_file(consultation, path)
    again = importing.import_file(consultation, path)
    assert (again.imported, again.already_there) == (0, 2)
    assert_counts_are_exact()


def test_a_reply_may_stand_before_its_parent_and_lands_on_its_clause(
    consultation: str, tmp_path: Path
) -> None:
    path = file(
        tmp_path,
        f"3,,,2,oppose,Third,{NOW},en,C",
        f"2,,,1,support,Second,{NOW},en,B",
        f"1,first,art_2,,,First,{NOW},en,A",
    )
    report = importing.import_file(consultation, path)
    assert (report.imported, report.rejected) == (3, [])
    found = imported(consultation)
    assert found["A"].replies_count == 2
    assert found["C"].root_id == found["A"].id
    assert found["C"].parent_id == found["B"].id
    assert {c.clause_uid for c in found.values()} == {"art_2"}
    assert_counts_are_exact()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f",first,,,support,Yes,{NOW},ru,A", "external_id is empty"),
        (f"1,nowhere,,,support,Yes,{NOW},ru,A", "there is no proposal 'nowhere'"),
        (f"1,,,,support,Yes,{NOW},ru,A", "proposal is empty"),
        (f"1,first,art_9,,support,Yes,{NOW},ru,A", "there is no clause 'art_9'"),
        (f"1,first,1,,support,Yes,{NOW},ru,A", "several clauses are labelled '1'"),
        (f"1,first,,nobody,support,Yes,{NOW},ru,A", "its parent 'nobody' is neither"),
        (f"1,first,,,maybe,Yes,{NOW},ru,A", "stance 'maybe' is not one of"),
        (f"1,first,,,support,,{NOW},ru,A", "body is empty"),
        (f"1,first,,,support,{'x' * 50001},{NOW},ru,A", "body has 50001 characters"),
        ("1,first,,,support,Yes,yesterday,ru,A", "posted_at 'yesterday' is not a moment"),
        ("1,first,,,support,Yes,2020-07-21T00:00:00+06:00,ru,A", "outside the window"),
        ("1,first,,,support,Yes,2020-06-30T23:59:00+06:00,ru,A", "outside the window"),
        (f"1,first,,,support,Yes,{NOW},ru,A,more", "too many cells"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_reason_and_good_rows_go_in(
    consultation: str, tmp_path: Path, row: str, reason: str
) -> None:
    good = f"good,first,,,support,Fine,{NOW},ru,Good"
    report = importing.import_file(consultation, file(tmp_path, good, row))
    assert report.imported == 1
    ((bad, why),) = report.rejected
    assert (bad.line, reason in why) == (3, True), why
    assert_counts_are_exact()


@pytest.mark.parametrize(
    ("quote", "reason"),
    [("nowhere", "does not stand in that clause"), ("the law", "stands in several places")],
)
def test_a_quote_is_not_attached_by_guess(
    consultation: str, tmp_path: Path, quote: str, reason: str
) -> None:
    rows = file(
        tmp_path,
        f"1,first,art_2__para_1,Yes,{quote},{NOW},en",
        f"2,first,art_2__para_1,Yes,in force,{NOW},en",
        head="external_id,proposal,clause,body,quote,posted_at,lang",
    )
    report = importing.import_file(consultation, rows)
    assert [reason in why for _, why in report.rejected] == [True]
    assert [c.quote for c in imported(consultation).values()] == ["in force"]


def test_semicolons_a_byte_order_mark_and_unknown_columns_are_taken(
    consultation: str, tmp_path: Path
) -> None:
    path = tmp_path / "letters.csv"
    path.write_text(
        f"external_id;proposal;body;posted_at;mood\n1;first;Yes;{NOW};good\n", "utf-8-sig"
    )
    report = importing.import_file(consultation, path)
    assert (report.imported, report.ignored_columns) == (1, ["mood"])


def test_a_cell_of_several_lines_does_not_shift_the_line_numbers(
    consultation: str, tmp_path: Path
) -> None:
    path = file(
        tmp_path,
        f'1,first,,,support,"One\ntwo\nthree",{NOW},ru,A',
        f"2,nowhere,,,support,Yes,{NOW},ru,A",
    )
    ((row, _),) = importing.import_file(consultation, path).rejected
    assert row.line == 5


def test_json_lines_are_read_and_a_broken_line_is_rejected(
    consultation: str, tmp_path: Path
) -> None:
    path = tmp_path / "letters.jsonl"
    good = {"external_id": 7, "proposal": "first", "body": "Yes", "posted_at": NOW, "agree": 3}
    path.write_text(f"{json.dumps(good)}\n{{broken\n[1]\n", encoding="utf-8")
    report = importing.import_file(consultation, path)
    assert report.imported == 1
    assert [row.line for row, _ in report.rejected] == [2, 3]
    (only,) = imported(consultation).values()
    assert only.agree == 3


def test_hidden_and_held_rows_are_not_counted_nor_read(consultation: str, tmp_path: Path) -> None:
    path = file(
        tmp_path,
        f"1,first,Secret,{NOW},hidden",
        f"2,first,Secret,{NOW},held",
        f"3,first,Open,{NOW},visible",
        head="external_id,proposal,body,posted_at,status",
    )
    assert importing.import_file(consultation, path).imported == 3
    assert tally(consultation, "").total == 1
    (hidden,) = imported(consultation, Status.HIDDEN).values()
    assert hidden.body_html == ""
    with pytest.raises(NotFound):
        said.by_ref("2")
    assert_counts_are_exact()


def test_a_file_that_is_not_a_table_is_refused(consultation: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="external_id"):
        importing.import_file(consultation, file(tmp_path, "x", head="a,b"))
    binary = tmp_path / "x.csv"
    binary.write_bytes(b"external_id,body\n1,\xff\xfe\n")
    with pytest.raises(Unreadable, match="UTF-8"):
        importing.import_file(consultation, binary)


def test_many_rows_in_several_batches(consultation: str, tmp_path: Path) -> None:
    parents = {i: i - 1 if i % 10 != 1 else "" for i in range(1, 601)}
    stances = list(Stance) * 151
    rows = [
        f"{i},first,art_1__para_1,{parent},{stances[i]},B {i},{NOW},ru,A{i}"
        for i, parent in parents.items()
    ]
    report = importing.import_file(consultation, file(tmp_path, *reversed(rows)))
    assert (report.imported, report.rejected) == (600, [])
    assert tally(consultation).total == 600
    assert_counts_are_exact()

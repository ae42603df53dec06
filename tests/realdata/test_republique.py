"""A real consultation end to end: the counts are those of the platform that held it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask, g

from consult import clock
from consult.comments.services import importing
from consult.digests import rules, services
from consult.digests.writers import digest_files
from consult.proposals.models import WHOLE
from consult.proposals.services import editions, folders, publishing, reading
from tests.realdata import republique
from tests.test_comments_services import assert_counts_are_exact

SOURCE = Path(__file__).parents[3] / "shared" / "data" / "comments-republique-numerique"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not SOURCE.is_dir(), reason=f"no real data beside the project: {SOURCE.name}"
    ),
]


@pytest.mark.long
def test_the_digital_republic_is_digested_with_the_counts_of_its_platform(
    app: Flask, tmp_path: Path
) -> None:
    republique.write(SOURCE, tmp_path)
    publishing.publish(folders.read(tmp_path / "consultation"))
    report = importing.import_file(republique.SLUG, tmp_path / "comments.csv")
    assert report.rejected == []
    assert report.imported == 666 + 3994
    assert importing.import_file(republique.SLUG, tmp_path / "comments.csv").imported == 0
    g.lang = "en"
    found = reading.consultation(republique.SLUG)
    digest = services.digest(found, reading.proposals(found.id), "en", clock.now())
    stances = rules.by_stance(digest.cells)
    assert stances == {"support": 1960, "oppose": 2034, "amend": 666}
    assert not digest.interim
    assert_counts_are_exact()
    _assert_articles_equal_the_platforms(digest)
    _assert_proposals_equal_the_platforms(tmp_path)


def _assert_articles_equal_the_platforms(digest: services.Digest) -> None:
    """For and against on each of the thirty articles."""
    standing = reading.standing(republique.SLUG, republique.PROPOSAL)
    assert len(editions.edition(standing, "fr").clauses) == 30
    articles = [r for r in republique.rows(SOURCE, "proposals") if r["is_government"] == "1"]
    tallies = reading.tallies(standing.proposal_id)
    for number, row in enumerate(articles, 1):
        count = tallies[f"art_{number}"]
        assert (count.support, count.oppose) == (
            int(row["arguments_yes"]),
            int(row["arguments_no"]),
        )
    by_clause = {c.uid for c in digest.cells}
    assert by_clause == {WHOLE} | {f"art_{n}" for n in range(1, 31)}


def _assert_proposals_equal_the_platforms(tmp_path: Path) -> None:
    """For, against and the votes on each citizen's proposal, read back from the export."""
    found = reading.consultation(republique.SLUG)
    path = digest_files.write("comments.csv", found, "en", clock.now(), tmp_path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 4660
    assert len({row["ref"] for row in table}) == 4660
    titles = {row["ref"]: row for row in table if row["stance"] == "amend"}
    answers = Counter((row["parent"], row["stance"]) for row in table if row["parent"])
    exported = Counter(
        (
            _title(row["body"]),
            answers[ref, "support"],
            answers[ref, "oppose"],
            int(row["agree"]),
            int(row["disagree"]),
            int(row["pass"]),
        )
        for ref, row in titles.items()
    )
    keys = ("arguments_yes", "arguments_no", "votes_ok", "votes_nok", "votes_mitige")
    published = Counter(
        (_title(row["title"]), *(int(row[key]) for key in keys))
        for row in republique.rows(SOURCE, "proposals")
        if row["is_government"] == "0"
    )
    assert exported == published


def _title(text: str) -> str:
    """The first line, without the apostrophe that a spreadsheet may need."""
    return text.strip().splitlines()[0].strip().removeprefix("'")

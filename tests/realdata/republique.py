"""The Digital Republic consultation of 2015, brought into our own formats.

    python -m tests.realdata.republique SOURCE OUT

writes OUT/consultation (a folder to publish) and OUT/comments.csv (a file to import).
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

SLUG = "republique-numerique"
PROPOSAL = "projet-de-loi"
_NUMBERED = re.compile(r"^(\(?\w{1,4}(?:-\d+)*)([.)])(?=\s)")
_COLUMNS = (
    *("external_id", "proposal", "clause", "parent", "author", "lang", "stance", "body"),
    *("posted_at", "agree", "disagree", "pass", "channel"),
)
_STANCES = {"for": "support", "against": "oppose"}


def rows(source: Path, name: str) -> list[dict[str, str]]:
    """The rows of one of the source's tables."""
    csv.field_size_limit(10**7)
    with (source / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(source: Path, out: Path) -> None:
    """Write the consultation folder and the comments."""
    proposals = rows(source, "proposals")
    articles = [row for row in proposals if row["is_government"] == "1"]
    write_folder(articles, out / "consultation")
    eids = {row["id"]: f"art_{number}" for number, row in enumerate(articles, 1)}
    write_comments(proposals, rows(source, "arguments"), eids, out / "comments.csv")


def write_folder(articles: list[dict[str, str]], folder: Path) -> None:
    """The government's thirty articles as one document."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "consultation.toml").write_text(
        f'slug = "{SLUG}"\nkind = "draft_law"\nagency = "Gouvernement"\nzone = "Europe/Paris"\n'
        'opens = 2015-09-26\ncloses = 2015-10-18\n[title]\nfr = "Projet de loi numérique"\n',
        encoding="utf-8",
    )
    parts = ["---\ntitle: Projet de loi pour une République numérique\n---\n"]
    for number, row in enumerate(articles, 1):
        parts.append(f"## {row['title'].replace('{', '(')} {{#art_{number}}}\n")
        parts += [f"{_escaped(line)}\n" for line in row["body_text"].splitlines()]
    path = folder / f"01-{PROPOSAL}.fr.md"
    path.write_text("\n".join(parts), encoding="utf-8")


def _escaped(line: str) -> str:
    """A line of an article's text: what looks like a heading or a number is only text."""
    text = line.strip().lstrip("#")
    return _NUMBERED.sub(r"\1\\\2", text)


def write_comments(
    proposals: list[dict[str, str]],
    arguments: list[dict[str, str]],
    eids: dict[str, str],
    path: Path,
) -> None:
    """Citizens' proposals are comments on the whole; arguments stand on articles or answer them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        table.writerows(_proposal(row) for row in proposals if row["id"] not in eids)
        table.writerows(_argument(row, eids) for row in arguments)


def _proposal(row: dict[str, str]) -> list[object]:
    body = f"{row['title']}\n\n{row['body_text']}"
    votes = (row["votes_ok"], row["votes_nok"], row["votes_mitige"])
    place = (PROPOSAL, "", "")
    said = (row["author"], "fr", "amend", body, row["created_at"])
    return [f"p{row['id']}", *place, *said, *votes, "import"]


def _argument(row: dict[str, str], eids: dict[str, str]) -> list[object]:
    eid = eids.get(row["proposal_id"])
    place = (PROPOSAL, eid, "") if eid else ("", "", f"p{row['proposal_id']}")
    said = (row["author"], "fr", _STANCES[row["stance"]], row["body"], row["created_at"])
    return [f"a{row['id']}", *place, *said, row["votes_count"], 0, 0, "import"]


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))

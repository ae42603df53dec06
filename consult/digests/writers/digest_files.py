"""The files of a digest, by name: streamed where they can be, else written to a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flask import current_app, render_template

from consult import markup, paths
from consult.digests import presenters, services
from consult.digests.writers import csv_table, json_lines, workbook
from consult.proposals.models import Consultation
from consult.proposals.services import reading

NAMES = {
    "comments.csv": "text/csv; charset=utf-8",
    "comments.jsonl": "application/x-ndjson; charset=utf-8",
    "digest.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "digest.html": "text/html; charset=utf-8",
}
STREAMED = {"comments.csv": csv_table.write, "comments.jsonl": json_lines.write}


def chunks(name: str, found: Consultation, lang: str) -> Iterator[bytes]:
    """A streamed file, chunk by chunk; memory does not grow with the number of comments."""
    return STREAMED[name](services.rows(found.id, found.slug, lang))


def write(name: str, found: Consultation, lang: str, now: datetime, folder: Path) -> Path:
    """Write one file to ``folder``; the same discussion at the same moment gives the same bytes."""
    path = folder / name
    if name in STREAMED:
        with path.open("wb") as file:
            file.writelines(chunks(name, found, lang))
        return path
    digest = services.digest(found, reading.proposals(found.id), lang, now)
    shown = presenters.page(digest, files=False)
    if name == "digest.xlsx":
        rows = services.rows(found.id, found.slug, lang)
        workbook.write(path, presenters.tables(shown), rows, digest.as_of)
    else:
        path.write_text(_html(shown), encoding="utf-8")
    return path


def _html(shown: dict[str, object]) -> str:
    """The digest as one file: the styles inside, the links leading to the site."""
    styles = (paths.folder("static") / "built" / "consult.css").read_text(encoding="utf-8")
    return render_template(
        "digests/file.html",
        digest=shown,
        styles=markup.safe(styles),
        base_url=current_app.config["SETTINGS"].base_url,
    )

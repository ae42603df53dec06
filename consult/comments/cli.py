"""Commands about comments."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from consult.comments.services import importing
from consult.comments.services.import_rows import COLUMNS
from consult.comments.services.importing import Report
from consult.terminal import WITH_DIFFERENCES, in_application


@click.command("import-comments")
@click.argument("consultation")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_application
def import_comments(consultation: str, file: Path) -> None:
    """Import comments from CSV or JSON Lines; rows that cannot be taken go to FILE.rejected.csv.

    Example: consult import-comments anti-corruption letters.csv
    """
    with click.progressbar(length=_rows(file), label="rows", file=sys.stderr) as bar:
        report = importing.import_file(consultation, file, progress=bar.update)
    if report.ignored_columns:
        click.echo(f"columns ignored: {', '.join(report.ignored_columns)}")
    click.echo(
        f"{report.imported} imported, {report.already_there} already there, "
        f"{len(report.rejected)} rejected"
    )
    rejected = file.with_name(file.name + ".rejected.csv")
    rejected.unlink(missing_ok=True)
    if report.rejected:
        _write_rejected(rejected, report)
        click.echo(f"rejected rows with their reasons: {rejected}")
        sys.exit(WITH_DIFFERENCES)


def _rows(file: Path) -> int:
    """About how many rows there are: lines, for the progress bar alone."""
    with file.open("rb") as lines:
        return sum(1 for _ in lines)


def _write_rejected(path: Path, report: Report) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "reason", *COLUMNS])
        for row, reason in sorted(report.rejected, key=lambda pair: pair[0].line):
            writer.writerow([row.line, reason, *(row.cells.get(name, "") for name in COLUMNS)])

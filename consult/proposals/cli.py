"""Commands about consultations."""

from __future__ import annotations

from pathlib import Path

import click

from consult.accounts import services as accounts
from consult.proposals.services import closing, folders, publishing
from consult.terminal import in_application


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--closes", help="The last day, or the moment, instead of the folder's own.")
@click.option("--note", default="", help="What changed in a new version.")
@in_application
def publish(paths: tuple[Path, ...], closes: str | None, note: str) -> None:
    """Publish consultation folders, or a new version of a proposal from one document.

    Example: consult publish proposals/anti-corruption
    """
    read = [folders.read(path, closes=closes) for path in paths]
    for folder in read:
        result = publishing.publish(folder, note=note)
        for change in result.changes or [f"{result.slug}: nothing new"]:
            click.echo(change)


@click.command()
@click.argument("consultation")
@click.option("--by", "email", required=True, help="The moderator's e-mail address.")
@click.option("--reason", default="", help="Needed before the announced end.")
@in_application
def close(consultation: str, email: str, reason: str) -> None:
    """Close a discussion, as the page does.

    Example: consult close anti-corruption --by moderator@example.org
    """
    act = closing.close(accounts.by_email(email), consultation, reason)
    click.echo(f"{consultation} closed at {act.at.isoformat(timespec='seconds')}")

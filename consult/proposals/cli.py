"""Commands about consultations."""

from __future__ import annotations

import click

from consult.accounts.services import people as accounts
from consult.proposals.services import closing
from consult.terminal import in_application


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

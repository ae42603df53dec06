"""Erasing people from the command line."""

from __future__ import annotations

import click

from consult.personal.services import erasing
from consult.terminal import in_application


@click.command()
@click.argument("email")
@in_application
def erase(email: str) -> None:
    """Erase who somebody is, for good; what they published stays without their name.

    Example: consult account erase name@example.org
    """
    erasing.erase(email)
    click.echo(f"{email} is erased; what was published stays, by a former participant")

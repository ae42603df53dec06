"""Commands about people."""

from __future__ import annotations

import secrets

import click

from consult.accounts import rules
from consult.accounts.models import Role
from consult.accounts.services import people
from consult.errors import Invalid, NotFound
from consult.terminal import in_application

_ROLES = ["citizen", *(role.value for role in Role), "administrator"]


@click.group()
def account() -> None:
    """Make accounts and give them roles."""


@account.command()
@click.argument("email")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="What the person may do.")
@click.option("--agency", help="The agency's slug; needed when there are several.")
@click.option("--name", help="The name shown; else the part of the address before the @.")
@click.option("--password", envvar="CONSULT_NEW_PASSWORD", help="Else one is made and printed.")
@in_application
def create(
    email: str, role: str, agency: str | None, name: str | None, password: str | None
) -> None:
    """Make an account.

    Example: consult account create moderator@agency.example --role moderator
    """
    chosen = password or secrets.token_urlsafe(12)
    if len(chosen) < rules.SHORTEST_PASSWORD:
        raise Invalid("password", f"a password needs {rules.SHORTEST_PASSWORD} characters or more")
    member = Role(role) if role in list(Role) else None
    people.create(
        email, name or email.partition("@")[0], chosen, member, _agency(agency) if member else None
    )
    if role == "administrator":
        people.appoint_administrator(email)
    click.echo(f"{role} {email} created")
    if not password:
        click.echo(f"password: {chosen}")


def _agency(slug: str | None) -> str:
    """The agency named, or the only one there is."""
    known = [agency.slug for agency in people.agencies()]
    if slug is not None:
        return slug
    if len(known) != 1:
        raise NotFound(f"name the agency with --agency: there are {', '.join(known) or 'none yet'}")
    return known[0]

"""Commands about digests."""

from __future__ import annotations

from pathlib import Path

import click
from flask import g

from consult import clock, web
from consult.digests import rules
from consult.digests.writers import digest_files
from consult.errors import Invalid
from consult.proposals.services import reading
from consult.terminal import in_application

_FORMATS = {Path(name).suffix.removeprefix("."): name for name in digest_files.NAMES}


@click.command()
@click.argument("consultation")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--format", "formats", default=",".join(_FORMATS), help="Some of these, by commas.")
@click.option("--lang", type=click.Choice(list(web.LANGUAGES)), default="en", show_default=True)
@in_application
def digest(consultation: str, out: Path, formats: str, lang: str) -> None:
    """Write the digest and the comments to a folder: interim before closing, final after.

    Example: consult digest anti-corruption --out digest --format csv,xlsx
    """
    wanted = [name.strip() for name in formats.split(",")]
    unknown = [name for name in wanted if name not in _FORMATS]
    if unknown:
        raise Invalid("format", f"{unknown[0]!r} is not one of {', '.join(_FORMATS)}")
    found = reading.consultation(consultation)
    now = clock.now()
    g.lang = lang
    out.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        click.echo(str(digest_files.write(_FORMATS[name], found, lang, now, out)))
    kind = "interim" if rules.is_interim(found.window, now) else "final"
    click.echo(f"{kind} digest of {consultation}")

"""The ``consult`` command: gathers each feature's commands."""

from __future__ import annotations

import logging
import sys
from contextlib import nullcontext

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from granian import Granian
from granian.constants import Interfaces

from consult import clock, config, create_app, database, demonstration, mail, paths
from consult import worker as working
from consult.accounts.cli import account
from consult.comments.cli import import_comments
from consult.comments.services import carrying
from consult.digests.cli import digest
from consult.documents.writers import pdf
from consult.jobs import services as jobs
from consult.personal.cli import erase
from consult.proposals.cli import close
from consult.proposals.services import folders
from consult.publishing.cli import carry, compare, publish, read
from consult.publishing.services import publication
from consult.search.services import indexing
from consult.terminal import REFUSED, in_application, refuse


@click.group()
@click.version_option(package_name="consult")
@click.pass_context
def main(context: click.Context) -> None:
    """Put a draft law before the people, clause by clause."""
    context.obj = create_app


for command in (account, carry, close, compare, digest, import_comments, publish, read):
    main.add_command(command)
account.add_command(erase)


@main.command()
@click.option("--demo", is_flag=True, help="Also open a round to try things out in.")
@in_application
def init(demo: bool) -> None:
    """Bring the database to the newest version and publish what is in proposals/.

    Example: consult init --demo
    """
    upgrade(directory=str(paths.folder("migrations")))
    for path in sorted(paths.folder("proposals").glob(f"*/{folders.CONFIGURATION}")):
        result = publication.publish(folders.read(path.parent)).published
        for change in result.changes or [f"{result.slug}: nothing new"]:
            click.echo(change)
    if filled := indexing.fill():
        click.echo(f"{filled} texts can be found by their words now")
    if demo:
        config.make_demonstration_key(current_app.config["SETTINGS"])
        for line in demonstration.open_round():
            click.echo(line)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=2, show_default=True, help="Threads in each process.")
@click.option("--no-worker", is_flag=True, help="Leave letters to a consult worker elsewhere.")
def serve(host: str, port: int, workers: int, threads: int, no_worker: bool) -> None:
    """Serve the pages, and do beside them what is done later: letters.

    Example: consult serve --host 0.0.0.0 --port 8000 --workers 2
    """
    try:
        config.from_environment()
    except config.Misconfigured as error:
        refuse(str(error))
    click.echo(f"http://{host}:{port}/")
    server = Granian(
        "consult.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
    )
    with nullcontext() if no_worker else working.Beside():
        server.serve()


@main.command()
@click.option("--parent", type=int, hidden=True, help="End when this process is gone.")
@in_application
def worker(parent: int | None) -> None:
    """Do what was asked for: send letters, tell subscribers. consult serve starts one by itself.

    Example: consult worker
    """
    app: Flask = getattr(current_app, "_get_current_object")()
    if not app.config["SECRET_KEY"]:
        refuse("CONSULT_SECRET_KEY is not set: links in letters are made with it")
    logging.basicConfig(level=logging.INFO, format="worker: %(levelname)s %(message)s")
    ending = working.Ending(parent)
    ending.listen()
    working.run(app, ending)


@main.command()
@in_application
def doctor() -> None:
    """Say what is configured, what is wrong, and what to do.

    Example: consult doctor
    """
    settings: config.Settings = current_app.config["SETTINGS"]
    click.echo(f"database: {config.without_password(settings.database_url)}")
    if database.sqlite_version():
        click.echo(f"SQLite: {database.sqlite_version()}")
    click.echo(f"public address: {settings.base_url}")
    click.echo(f"mail: {mail.described(settings)}")
    click.echo("PDF files: can be made" if pdf.is_possible() else pdf.NEEDED)
    problems = database.problems() or [*_left_to_do(), *jobs.problems(clock.now())]
    problems += config.warnings(settings)
    for problem in problems:
        click.echo(f"to do: {problem}")
    if problems:
        sys.exit(REFUSED)
    click.echo("nothing is wrong")


def _left_to_do() -> list[str]:
    found = []
    if waiting := sum(carrying.pending().values()):
        found.append(f"{waiting} annotations stand on an older version: run consult carry")
    if unfound := indexing.waiting():
        found.append(f"{unfound} texts cannot be found by their words: run consult init")
    return found

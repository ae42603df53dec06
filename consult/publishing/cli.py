"""Commands about documents: read one, compare two, publish, carry annotations over."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from consult.comments.services import carrying
from consult.documents import comparison, parity, reading
from consult.documents.carrying import Outcome
from consult.documents.model import Document, depths
from consult.errors import Unreadable
from consult.proposals.services import folders
from consult.publishing.services import publication
from consult.publishing.services.publication import Publication
from consult.terminal import WITH_DIFFERENCES, in_application, refuse

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--lang", help="The language of the text, where the file does not say it.")
def read(file: Path, as_json: bool, lang: str | None) -> None:
    """Show what is found in a document: clauses, and lines that could not be placed.

    Exit status 1 where there are such lines. Needs no database.

    Example: consult read draft-law.docx
    """
    document = _document(file, lang)
    if as_json:
        click.echo(orjson.dumps(_as_json(document)).decode())
    else:
        for line in _table(document):
            click.echo(line)
    sys.exit(WITH_DIFFERENCES if document.warnings else 0)


def _document(file: Path, lang: str | None = None) -> Document:
    """The document, or a refusal in one sentence; its size is looked at before it is read."""
    if file.stat().st_size > reading.LARGEST:
        refuse(f"{file}: it is larger than {reading.LARGEST >> 20} MiB")
    try:
        return reading.read(file.name, file.read_bytes(), lang)
    except Unreadable as error:
        refuse(str(error))
        raise


def _as_json(document: Document) -> dict[str, object]:
    wanted = ("eid", "kind", "number", "label", "heading", "parent", "text")
    return {
        "title": document.title,
        "lang": document.lang,
        "format": document.format,
        "clauses": [{key: getattr(c, key) for key in wanted} for c in document.clauses],
        "warnings": [asdict(warning) for warning in document.warnings],
    }


def _table(document: Document) -> Iterator[str]:
    yield f"{document.title} [{document.lang}, {document.format}]"
    for clause, depth in zip(document.clauses, depths(document.clauses), strict=True):
        words = " ".join(part for part in (clause.label, clause.heading or clause.text) if part)
        yield f"{clause.eid:32} {'  ' * depth}{words[:90]}"
    kinds = Counter(clause.kind for clause in document.clauses)
    yield ", ".join(f"{kind} {count}" for kind, count in kinds.items()) or "no clause was found"
    for warning in document.warnings:
        yield f"line {warning.line}: {warning.reason}: {warning.text[:80]}"


@click.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def compare(old: Path, new: Path, as_json: bool) -> None:
    """Say what changed from one document to another, by articles or sections.

    Exit status 1 where something did. Needs no database.

    Example: consult compare law-2019.md law-2020.md
    """
    found = comparison.compare(_document(old).clauses, _document(new).clauses)
    summary = found.summary()
    if as_json:
        click.echo(orjson.dumps(summary).decode())
    else:
        for name, numbers in summary.items():
            if numbers:
                click.echo(f"{name.replace('_', ' ')}: {', '.join(map(_shown, numbers))}")
    changed = any(summary.values())
    if not (changed or as_json):
        click.echo("nothing changed")
    sys.exit(WITH_DIFFERENCES if changed else 0)


def _shown(item: object) -> str:
    if not isinstance(item, list):
        return str(item)
    parts = [_shown(part) if isinstance(part, list) else str(part) for part in item]
    return " -> ".join(parts) if any(isinstance(p, list) for p in item) else " and ".join(parts)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--closes", help="The last day, or the moment, instead of the folder's own.")
@click.option("--note", default="", help="What changed in a new version, and why.")
@click.option(
    "--accept-warnings",
    is_flag=True,
    help="Publish although lines could not be placed, or figures differ between languages.",
)
@in_application
def publish(paths: tuple[Path, ...], closes: str | None, note: str, accept_warnings: bool) -> None:
    """Publish consultation folders, or a new version of a proposal from one document.

    Says what changed and what became of the annotations. Refuses, with the reason and the line,
    what it cannot read whole.

    Example: consult publish proposals/anti-corruption
    """
    read_folders = [
        folders.read(path, closes=closes, accept_warnings=accept_warnings) for path in paths
    ]
    for folder in read_folders:
        for draft in folder.drafts:
            for line in _accepted(draft):
                click.echo(line)
        with _progress() as done:
            result = publication.publish(folder, note=note, done=done)
        for line in _told(result):
            click.echo(line)


def _accepted(draft: folders.Draft) -> Iterator[str]:
    """The warnings that were accepted, so that they are seen at least once."""
    for lang, document in draft.documents.items():
        name = draft.originals[lang].name
        for warning in document.warnings:
            yield f"accepted: {name}:{warning.line}: {warning.reason}: {warning.text[:80]}"
    for finding in draft.report.findings:
        yield f"accepted: {draft.slug}: {parity.sentence(finding)}"


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """Tell on a terminal how many annotations have been carried over."""
    total = 0

    def done(count: int) -> None:
        nonlocal total
        total += count
        if sys.stderr.isatty():
            click.echo(f"\r{total} annotations carried over", err=True, nl=False)

    yield done
    if total and sys.stderr.isatty():
        click.echo("", err=True)


def _told(result: Publication) -> Iterator[str]:
    yield from result.published.changes or [f"{result.published.slug}: nothing new"]
    for proposal_id, compared in result.comparisons.items():
        changes = publication.counts(compared)
        names = (f"{name.replace('_', ' ')} {count}" for name, count in changes.items())
        yield f"  clauses: {', '.join(names) or 'none changed'}"
        yield f"  annotations: {_outcomes(result.carried[proposal_id])}"


def _outcomes(found: Counter[Outcome]) -> str:
    counts = (f"{outcome} {found[outcome]}" for outcome in Outcome if found[outcome])
    return ", ".join(counts) or "none to carry over"


@click.command()
@in_application
def carry() -> None:
    """Carry over annotations that still stand on an older version; safe to repeat.

    Publishing does this by itself. Where it was cut short, this goes on.

    Example: consult carry
    """
    waiting = carrying.pending()
    for proposal_id in waiting:
        with _progress() as done:
            click.echo(f"annotations: {_outcomes(carrying.carry(proposal_id, done=done))}")
    if not waiting:
        click.echo("every annotation has been carried over")

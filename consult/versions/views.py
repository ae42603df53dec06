"""The public pages and files of versions."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.core import get_global
from flask import Blueprint, Response, current_app, render_template, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from consult import caching
from consult.documents.writers import comparative_table
from consult.errors import NotFound, Unavailable
from consult.proposals.presenters import state_of, text_language, witness_of
from consult.proposals.services import editions, reading
from consult.proposals.services.editions import Edition
from consult.proposals.services.reading import Standing
from consult.versions import presenters
from consult.versions.services import comparing, files

blueprint = Blueprint("versions_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")


@blueprint.get("/c/<consultation>/<proposal>/diff")
def diff(consultation: str, proposal: str) -> Response:
    """What changed from one version to another, word by word."""
    standing, old = _asked(consultation, proposal)
    page = max(request.args.get("page", 1, type=int), 1)
    key = (*state_of(standing.consultation), standing.version, standing.revision)
    return caching.page(
        key,
        lambda: render_template(
            "versions/diff.html",
            **presenters.difference_page(standing, old, text_language(), page),
        ),
        witness_of(standing),
    )


def _asked(consultation: str, proposal: str) -> tuple[Standing, int]:
    """The newer of the two versions that are asked for, and the number of the older.

    Where nothing is said: the newest, and the one before it.
    """
    standing = reading.standing(consultation, proposal, request.args.get("to", type=int))
    old = request.args.get("from", standing.version - 1, type=int)
    if not 0 < old < standing.version:
        raise NotFound("there is no earlier version to compare with")
    return standing, old


@blueprint.get("/c/<consultation>/<proposal>/diff.docx")
def table(consultation: str, proposal: str) -> BaseResponse:
    """The comparative table of two versions, for Word."""
    standing, old = _asked(consultation, proposal)
    before, after = presenters.both(standing, old, text_language())
    compared = comparing.compared(before.version_id, after.version_id, after.lang)
    why = comparing.reasons(after.version_id, after.lang)
    rows = presenters.rows(compared, before, after, why)
    head = presenters.head(standing, after)

    def make() -> bytes:
        return comparative_table.write(rows, head, old_version=old, new_version=standing.version)

    name = f"{before.version_id}-{after.version_id}-{after.lang}.docx"
    content = files.kept(_folder(), name, repr(head), make)
    return _sent(content, "docx", f"{standing.slug}-{old}-{standing.version}.{after.lang}.docx")


@blueprint.get("/c/<consultation>/<proposal>/text.<any(docx,pdf,xml,md):kind>")
def file(consultation: str, proposal: str, kind: str) -> BaseResponse | tuple[str, int]:
    """A version as a file."""
    standing, edition = _read(consultation, proposal)
    head = presenters.head(standing, edition)
    try:
        content = files.version_file(
            _folder(), standing.version_id, edition.lang, kind, head, work=_work(standing)
        )
    except Unavailable:
        sentence = gettext("This server cannot make PDF files. Take the Word file instead.")
        return render_template("error.html", code=501, sentence=sentence), 501
    name = f"{standing.slug}-{standing.version}.{edition.lang}.{kind}"
    return _sent(content, kind, name)


@blueprint.get("/c/<consultation>/<proposal>/original")
def original(consultation: str, proposal: str) -> BaseResponse:
    """The file that the agency sent, as it sent it."""
    standing, edition = _read(consultation, proposal)
    name, content = files.original(standing.version_id, edition.lang)
    return _sent(content, "", name)


def _read(consultation: str, proposal: str) -> tuple[Standing, Edition]:
    version = request.args.get("version", type=int)
    standing = reading.standing(consultation, proposal, version)
    return standing, editions.edition(standing, text_language())


def _work(standing: Standing) -> str:
    """The country and the name of the work, for Akoma Ntoso's addresses; the zone tells where."""
    country = get_global("zone_territories").get(standing.consultation.window.zone, "ZZ")
    return f"{country.lower()}/{standing.consultation.slug}-{standing.slug}"


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].instance
    return folder / "files"


def _sent(content: bytes, kind: str, name: str) -> BaseResponse:
    """A file to be kept, never shown in place: it may be anything that somebody sent."""
    response = send_file(
        BytesIO(content),
        mimetype=files.KINDS.get(kind, "application/octet-stream"),
        as_attachment=True,
        download_name=name,
    )
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response

"""The digest's page, its files, and the analysts' list."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    g,
    redirect,
    render_template,
    request,
    send_file,
    stream_with_context,
)
from werkzeug.wrappers import Response as BaseResponse

from consult import caching, web
from consult.digests import presenters, rules, services
from consult.digests.writers import digest_files
from consult.errors import NotFound
from consult.permission import Refusal, RefusedToPerson, require
from consult.proposals.presenters import state_of
from consult.proposals.services import reading

blueprint = Blueprint("digests_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")


@blueprint.get("/c/<consultation>/data")
def data(consultation: str) -> Response:
    """The digest: interim while the discussion goes on, final afterwards."""
    found = reading.consultation(consultation)
    listed = reading.proposals(found.id)
    summary = reading.summary_of(found)
    allowed = rules.may_take_files(g.person, found.agency_id, found.window, web.now())
    key = (*state_of(summary), *((p.revision, p.comments) for p in listed))

    def render() -> str:
        digest = services.digest(found, listed, g.lang, web.now())
        return render_template(
            "digests/digest.html", digest=presenters.page(digest, files=bool(allowed))
        )

    return caching.page(key, render)


@blueprint.get("/c/<consultation>/data/<name>")
def file(consultation: str, name: str) -> BaseResponse:
    """One file of the digest."""
    found = reading.consultation(consultation)
    require(rules.may_take_files(g.person, found.agency_id, found.window, web.now()))
    if name not in digest_files.NAMES:
        raise NotFound(f"there is no file {name!r}")
    download = f"{consultation}-{name}"
    if name in digest_files.STREAMED:
        chunks = digest_files.chunks(name, found, g.lang)
        response = Response(stream_with_context(chunks), mimetype=digest_files.NAMES[name])
        response.headers["Content-Disposition"] = f'attachment; filename="{download}"'
        return response
    with tempfile.TemporaryDirectory() as folder:
        path = digest_files.write(name, found, g.lang, web.now(), Path(folder))
        # The open file outlives its name: the folder is gone when the answer has been sent.
        return send_file(
            path.open("rb"),
            mimetype=digest_files.NAMES[name],
            as_attachment=True,
            download_name=download,
        )


@blueprint.get("/analysis")
def analysis() -> str | BaseResponse:
    """The consultations of the analyst's agencies, each with its digest."""
    if g.person is None:
        return redirect(web.address("accounts_pages.sign_in", next=request.path), 303)
    if not g.person.analyses:
        raise RefusedToPerson(Refusal.NOT_AN_ANALYST)
    analysed = services.analysed_by(g.person)
    return render_template(
        "digests/analysis.html", consultations=presenters.analysis_page(analysed)
    )

"""The public pages of consultations and documents, and closing a discussion."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from consult import caching, web, wording
from consult.permission import RefusedByRule, require
from consult.proposals import presenters, rules
from consult.proposals.forms import CloseForm
from consult.proposals.services import closing, reading

blueprint = Blueprint("proposals_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")


@blueprint.get("/")
def index() -> Response:
    """All published consultations."""
    found = reading.consultations()
    key = tuple((*presenters.state_of(summary), *counts) for summary, *counts in found)

    def render() -> str:
        cards = [
            presenters.card(summary) | {"proposals": proposals, "comments": comments}
            for summary, proposals, comments in found
        ]
        return render_template("proposals/index.html", consultations=cards)

    return caching.page(key, render)


@blueprint.get("/c/<consultation>")
def consultation(consultation: str) -> Response:
    """One consultation: its window, its note, its proposals."""
    found = reading.consultation(consultation)
    listed = reading.proposals(found.id)
    summary = reading.summary_of(found)
    key = (*presenters.state_of(summary), *((p.revision, p.comments) for p in listed))

    def render() -> str:
        proposals = [presenters.proposal_line(consultation, p) for p in listed]
        return render_template(
            "proposals/consultation.html",
            consultation=presenters.overview(found, summary)
            | {"comments": sum(p.comments for p in listed)},
            proposals=proposals,
            close_href=presenters.close_href(found),
        )

    return caching.page(key, render)


@blueprint.get("/c/<consultation>/<proposal>")
def document(consultation: str, proposal: str) -> Response:
    """The whole text of a proposal, and how each clause stands."""
    version = request.args.get("version", type=int)
    standing = reading.standing(consultation, proposal, version, remember=g.person is None)
    key = (*presenters.state_of(standing.consultation), standing.version, standing.revision)
    return caching.page(
        key,
        lambda: render_template("proposals/document.html", **presenters.document_page(standing)),
        presenters.witness_of(standing),
    )


@blueprint.route("/c/<consultation>/close", methods=["GET", "POST"])
def close(consultation: str) -> str | tuple[str, int] | BaseResponse:
    """Close the discussion; what will happen is said before it happens."""
    found = reading.consultation(consultation)
    rule_set = closing.rule_set(found)
    require(rules.may_close(g.person, found, rule_set, "-", web.now()))
    form = CloseForm()
    early = found.window.is_open(web.now())
    if form.validate_on_submit():
        try:
            closing.close(g.person, consultation, form.reason.data or "")
        except RefusedByRule as error:
            form.reason.errors = [wording.REFUSALS[error.reason]]
        else:
            flash(gettext("The discussion is closed."), "success")
            return redirect(
                web.address("proposals_pages.consultation", consultation=consultation), 303
            )
    page = render_template(
        "proposals/close.html",
        form=form,
        early=early,
        consultation=presenters.card(reading.summary_of(found)),
    )
    return page, 422 if form.is_submitted() else 200

"""The moderators' list, their decisions, and the public log."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from consult import caching, markup, web, wording
from consult.comments.models import Status
from consult.comments.presenters import Scene, cards
from consult.comments.services import reading
from consult.errors import NotFound
from consult.moderation import rules, services
from consult.moderation.forms import DecisionForm
from consult.moderation.models import Reason
from consult.permission import Refusal, RefusedByRule, RefusedToPerson
from consult.proposals.presenters import card, state_of
from consult.proposals.services import reading as documents

blueprint = Blueprint("moderation_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")
Page = str | tuple[str, int] | BaseResponse


@blueprint.get("/moderation")
def queue() -> Page:
    """The newest comments of the moderator's agencies, and their consultations."""
    if g.person is None:
        return redirect(web.address("accounts_pages.sign_in", next=request.path), 303)
    if not g.person.moderates:
        raise RefusedToPerson(Refusal.NOT_A_MODERATOR)
    size = current_app.config["SETTINGS"].page_size
    found = services.newest(g.person, size + 1, request.args.get("before", type=int))
    consultations = [card(documents.summary_of(c)) for c in services.moderated_by(g.person)]
    return render_template(
        "moderation/queue.html",
        consultations=consultations,
        comments=[
            (c, markup.safe(c.body_html), web.in_language(c.consultation, g.lang)[0])
            for c in found[:size]
        ],
        older_href=f"{request.path}?before={found[size - 1].id}" if len(found) > size else None,
    )


@blueprint.route("/comments/<ref>/decision", methods=["GET", "POST"])
def decide(ref: str) -> Page:
    """Hide a visible comment, or restore a hidden one, with a reason."""
    said = reading.for_moderation(ref)
    standing = documents.standing_of(said.proposal_id, said.version)
    if not rules.may_read_hidden(g.person, standing.consultation.agency_id):
        raise NotFound(f"there is no comment {ref!r} for you to decide on")
    to = Status.HIDDEN if said.status is Status.VISIBLE else Status.VISIBLE
    form = DecisionForm()
    if form.validate_on_submit():
        # What the button said is what is done: if another was faster, the rule refuses.
        wanted = Status.HIDDEN if request.form.get("to") == "hidden" else Status.VISIBLE
        try:
            services.decide(g.person, ref, wanted, Reason(form.reason.data), form.statement.data)
        except RefusedByRule as error:
            flash(str(wording.REFUSALS[error.reason]), "error")
        else:
            flash(gettext("The decision is recorded in the public log."), "success")
        return redirect(web.address("comments_pages.thread", ref=ref), 303)
    window, slug = standing.consultation.window, standing.consultation.slug
    scene = Scene(window, slug, interactive=False)
    page = render_template(
        "moderation/decide.html",
        form=form,
        to=to.value,
        consultation=card(standing.consultation),
        comment=cards([said], scene)[0] | {"status": "visible"},
        status=said.status.value,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/c/<consultation>/log")
def log(consultation: str) -> Response:
    """What moderators did, with reasons: public, and never with the hidden text."""
    found = documents.consultation(consultation)
    summary = documents.summary_of(found)
    size = current_app.config["SETTINGS"].page_size
    before = request.args.get("before", type=int)
    decisions = services.log(found.id, size + 1, before)
    key = (*state_of(summary), tuple(d.id for d in decisions))

    def render() -> str:
        zone = found.window.zone
        rows = [
            {
                "at": web.short_moment(d.at, zone),
                "iso": d.at.isoformat(),
                "ref": d.ref,
                "href": web.address("comments_pages.thread", ref=d.ref),
                "moderator": d.moderator,
                "act": gettext("Hidden") if d.to_status is Status.HIDDEN else gettext("Restored"),
                "reason": wording.REASONS[d.reason],
                "statement": d.statement,
            }
            for d in decisions[:size]
        ]
        older = f"{request.path}?before={decisions[size - 1].id}" if len(decisions) > size else None
        return render_template(
            "moderation/log.html",
            consultation=card(summary),
            published_at=found.published_at,
            closing=documents.closing(found.id),
            decisions=rows,
            older_href=older,
        )

    return caching.page(key, render)

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
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from consult import caching, markup, web, wording
from consult.comments.models import Status
from consult.comments.presenters.cards import Scene, cards, token
from consult.comments.services import reading
from consult.comments.services.reading import Said
from consult.errors import NotFound
from consult.forms import TokenForm
from consult.moderation import rules, services
from consult.moderation.forms import DecisionForm
from consult.moderation.models import Reason
from consult.moderation.services import Logged, Queued
from consult.permission import Refusal, RefusedByRule, RefusedToPerson
from consult.proposals.presenters import card, state_of
from consult.proposals.services import reading as documents
from consult.proposals.services.reading import Standing

blueprint = Blueprint("moderation_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")
Page = str | tuple[str, int] | BaseResponse


@blueprint.get("/moderation")
def queue() -> Page:
    """What waits for the moderators of an agency, its newest comments, and its consultations."""
    if g.person is None:
        return redirect(web.address("accounts_pages.sign_in", next=request.path), 303)
    if not g.person.moderates:
        raise RefusedToPerson(Refusal.NOT_A_MODERATOR)
    size = current_app.config["SETTINGS"].page_size
    found = services.newest(g.person, size + 1, request.args.get("before", type=int))
    held, waiting = services.waiting(g.person, size)
    consultations = [card(documents.summary_of(c)) for c in services.moderated_by(g.person)]
    return render_template(
        "moderation/queue.html",
        consultations=consultations,
        held=held,
        waiting=_shown(waiting),
        comments=_shown(found[:size]),
        token=token(),
        older_href=f"{request.path}?before={found[size - 1].id}" if len(found) > size else None,
    )


def _shown(queued: list[Queued]) -> list[tuple[Queued, Markup, str]]:
    """Comments of the list, each with its text and the title of its consultation."""
    return [
        (c, markup.safe(c.body_html), web.in_language(c.consultation, g.lang)[0]) for c in queued
    ]


@blueprint.post("/comments/<ref>/publication")
def publish(ref: str) -> Page:
    """Let a comment that waits appear, and go on with the next."""
    _check_may_read(reading.for_moderation(ref))
    if not TokenForm().validate_on_submit():
        flash(gettext("The comment was not published. Press the button again."), "error")
    else:
        try:
            services.publish(g.person, ref)
        except RefusedByRule as error:
            flash(str(wording.REFUSALS[error.reason]), "error")
        else:
            flash(gettext("The comment is published. The log says by whom."), "success")
    return redirect(web.address("moderation_pages.queue"), 303)


def _check_may_read(said: Said) -> Standing:
    """Where a comment stands; ``NotFound`` for whoever may not read it whatever its status."""
    standing = documents.standing_of(said.proposal_id, said.version)
    if not rules.may_read_hidden(g.person, standing.consultation.agency_id):
        raise NotFound(f"there is no comment {said.ref!r} for you to decide on")
    return standing


@blueprint.route("/comments/<ref>/decision", methods=["GET", "POST"])
def decide(ref: str) -> Page:
    """Hide a comment that is visible or waits, or restore a hidden one, with a reason."""
    said = reading.for_moderation(ref)
    standing = _check_may_read(said)
    held = said.status is Status.HELD
    to = Status.HIDDEN if held or said.status is Status.VISIBLE else Status.VISIBLE
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
        if held:
            return redirect(web.address("moderation_pages.queue"), 303)
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


def _act(decision: Logged) -> str:
    """What was decided, in a word."""
    words: dict[tuple[bool, Status], str] = {
        (True, Status.VISIBLE): gettext("Published"),
        (True, Status.HIDDEN): gettext("Not published"),
        (False, Status.VISIBLE): gettext("Restored"),
        (False, Status.HIDDEN): gettext("Hidden"),
    }
    return words[decision.from_status is Status.HELD, decision.to_status]


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
                "act": _act(d),
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

"""The pages of clauses with their comments, and of taking part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from consult import caching, web
from consult.accounts import rules as account_rules
from consult.accounts.services import people
from consult.comments import rules
from consult.comments.forms.choosing import Chosen, chosen
from consult.comments.forms.writing import CommentForm, ReplyForm, RewordingForm
from consult.comments.models import Opinion, Status
from consult.comments.presenters import pages, passages
from consult.comments.presenters.cards import Scene, cards_html
from consult.comments.presenters.heat import heat_page
from consult.comments.services import carrying, reading, writing
from consult.comments.services.lists import Slice
from consult.comments.services.reading import Said
from consult.comments.services.writing import Receipt, Target
from consult.errors import ConsultError, Invalid, NotFound, TooOften, Unavailable
from consult.forms import TokenForm
from consult.permission import Refusal, Refused, RefusedByRule, RefusedToPerson
from consult.proposals.presenters import card, state_of, text_language, witness_of
from consult.proposals.services import editions
from consult.proposals.services import reading as documents
from consult.proposals.services.editions import Provision
from consult.proposals.services.reading import Listed, Standing

blueprint = Blueprint("comments_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")
Page = str | tuple[str, int] | BaseResponse


@blueprint.get("/c/<consultation>/<proposal>/comments")
def whole(consultation: str, proposal: str) -> Response:
    """What was said of a proposal as a whole."""
    return _discussion(_standing(consultation, proposal), None)


@blueprint.get("/c/<consultation>/<proposal>/heat")
def heat(consultation: str, proposal: str) -> Response:
    """Where in a document the discussion is, as a table."""
    standing = _standing(consultation, proposal)
    key = (*state_of(standing.consultation), standing.version, standing.revision)
    return caching.page(
        key,
        lambda: render_template("comments/heat.html", **heat_page(standing)),
        witness_of(standing),
    )


@blueprint.get("/c/<consultation>/<proposal>/<eid>")
def clause(consultation: str, proposal: str, eid: str) -> Response:
    """A clause and its comments."""
    standing = _standing(consultation, proposal)
    return _discussion(standing, editions.edition(standing, text_language()).clause(eid))


def _standing(consultation: str, proposal: str) -> Standing:
    version = request.args.get("version", type=int)
    # A page for one person is one read; what is posted needs only what is remembered.
    remember = g.person is None or request.method == "POST"
    return documents.standing(consultation, proposal, version, remember=remember)


def _discussion(standing: Standing, clause: Provision | None) -> Response:
    key = (*state_of(standing.consultation), standing.version, standing.revision)
    return caching.page(
        key,
        lambda: render_template("comments/clause.html", **pages.discussion_page(standing, clause)),
        witness_of(standing),
    )


@blueprint.post("/c/<consultation>/<proposal>/comments")
def create_on_whole(consultation: str, proposal: str) -> Page:
    """Comment on a proposal as a whole."""
    return _create(_standing(consultation, proposal), None)


@blueprint.post("/c/<consultation>/<proposal>/<eid>/comments")
def create(consultation: str, proposal: str, eid: str) -> Page:
    """Comment on a clause, or annotate a passage of it."""
    standing = _standing(consultation, proposal)
    return _create(standing, editions.edition(standing, text_language()).clause(eid))


def _create(standing: Standing, clause: Provision | None) -> Page:
    lang = editions.edition(standing, text_language()).lang
    target = Target(standing.proposal_id, standing.version_id, clause, lang)
    form = CommentForm()
    form.offer(clause.text if clause else "")
    kept = passages.receipt_arguments(form, standing, clause)
    refused = _send(form, standing, partial(writing.post, g.person, target), kept)
    if isinstance(refused, BaseResponse):
        if standing.version < standing.current_version:
            carrying.carry(standing.proposal_id)
        return refused
    page = pages.discussion_page(standing, clause, form, refused[1])
    return render_template("comments/clause.html", **page), refused[0]


def _send(
    form: ReplyForm,
    standing: Standing,
    post: Callable[..., Receipt],
    kept: Mapping[str, Any] = MappingProxyType({}),
) -> BaseResponse | tuple[int, Refusal | None]:
    """Post what is in ``form``, or say with which status, and why, it must be given back.

    ``kept`` is what the address of the receipt goes on saying.
    """
    if g.person is None:
        permission = rules.may_take_part(None, standing.consultation.window, web.now())
        return 403, permission.reason if isinstance(permission, Refused) else None
    # Whether the window is open is for the service to say: what it took once it takes again.
    draft = form.checked()
    if draft is None:
        return 422, None
    if form.agrees:
        people.agree_to_notice(g.person)
    network = account_rules.network(request.remote_addr)
    try:
        receipt = post(draft, key=form.idempotency_key(), network=network)
    except ConsultError as error:
        return _given_back(form, error)
    return redirect(web.address("comments_pages.receipt", ref=receipt.ref, **kept), 303)


def _given_back(form: ReplyForm, error: ConsultError) -> tuple[int, Refusal | None]:
    """With which status, and why, what is in ``form`` comes back; the sentence is in the form."""
    match error:
        case Invalid():
            form.refuse(error)
            return 422, None
        case TooOften():
            form.say_too_often(error)
            return 429, None
        case Unavailable():
            form.say_unavailable()
            return 503, None
        case RefusedByRule():
            return 409, error.reason
        case RefusedToPerson():
            return 403, error.reason
    raise error


@blueprint.route("/c/<consultation>/<proposal>/<eid>/rewording", methods=["GET", "POST"])
def rewording(consultation: str, proposal: str, eid: str) -> Page:
    """Propose another wording of a clause: its own text to change, and the difference."""
    standing = _standing(consultation, proposal)
    clause = editions.edition(standing, text_language()).clause(eid)
    if not clause.text:
        raise NotFound(f"clause {eid!r} has no text to reword")
    if request.method == "POST":
        return _reword(standing, clause)
    key = (*state_of(standing.consultation), standing.version, standing.revision)
    return caching.page(
        key,
        lambda: render_template(
            "comments/rewording.html", **pages.rewording_page(standing, clause)
        ),
        witness_of(standing),
    )


def _reword(standing: Standing, clause: Provision) -> Page:
    lang = editions.edition(standing, text_language()).lang
    form = RewordingForm.of(clause.text, lang)
    target = Target(standing.proposal_id, standing.version_id, clause, lang)
    refused = _send(form, standing, partial(writing.post, g.person, target))
    if isinstance(refused, BaseResponse):
        return refused
    status, reason = refused
    if form.compared is not None and not form.errors and reason is None:
        # Nothing is wrong: the difference is to be looked at, for as long as it can be published.
        permission = rules.may_take_part(g.person, standing.consultation.window, web.now())
        refusal = permission.reason if isinstance(permission, Refused) else None
        status, reason = (409, refusal) if refusal else (200, None)
    page = pages.rewording_page(standing, clause, form, reason)
    return render_template("comments/rewording.html", **page), status


def _found(ref: str) -> tuple[Said, Standing]:
    """A comment and where its proposal stands, in the version that it was made on."""
    said = reading.by_ref(ref, g.person.id if g.person else None)
    return said, documents.standing_of(said.proposal_id, said.version)


@blueprint.get("/comments/<ref>")
def thread(ref: str) -> Response:
    """One comment with its replies; a reply's address leads to its thread."""
    said, standing = _found(ref)
    if said.root_id is not None and said.status is not Status.HELD:
        return _to_thread(said)
    key = (*state_of(standing.consultation), standing.revision)
    return caching.page(
        key,
        lambda: render_template("comments/thread.html", **pages.thread_page(said, standing)),
    )


def _to_thread(reply: Said) -> Response:
    """To the page of the thread on which ``reply`` stands; or to where it is answered."""
    answered = request.args.get("to") == reply.ref
    if answered:
        place, at = {"to": reply.ref}, "write"
    else:
        cursor = reading.cursor_in_thread(reply, current_app.config["SETTINGS"].page_size)
        place, at = {"after": str(cursor)} if cursor else {}, f"comment-{reply.ref}"
    address = web.address("comments_pages.thread", ref=reply.root_ref, **place)
    return Response(status=302, headers={"Location": f"{address}#{at}"})


@blueprint.post("/comments/<ref>/replies")
def reply(ref: str) -> Page:
    """Answer a comment, or a reply to one."""
    said, standing = _found(ref)
    form = ReplyForm()
    refused = _send(form, standing, partial(writing.reply, g.person, ref))
    if isinstance(refused, BaseResponse):
        return refused
    if said.root_ref is None:
        root, to = said, None
    else:
        root, to = reading.by_ref(said.root_ref), said
    page = pages.thread_page(root, standing, to, form, refused[1])
    return render_template("comments/thread.html", **page), refused[0]


@blueprint.get("/comments/<ref>/receipt")
def receipt(ref: str) -> str:
    """What the author of a comment keeps of it."""
    said, standing = _found(ref)
    if g.person is None or said.author_id != g.person.id:
        raise NotFound(f"there is no receipt of {ref!r} for you")
    page = pages.receipt_page(said, standing)
    return render_template("comments/thanks.html", **page)


@blueprint.post("/comments/<ref>/endorsement")
def endorse(ref: str) -> Page:
    """Agree, disagree or pass; back to where the comment stands."""
    said, standing = _found(ref)
    if g.person is None:
        return redirect(
            web.address("accounts_pages.sign_in", next=pages.home_href(said, standing)), 303
        )
    value = request.form.get("value", "")
    if not TokenForm().validate_on_submit() or value not in list(Opinion):
        flash(gettext("Your opinion was not taken. Press the button again."), "error")
    else:
        writing.endorse(g.person, ref, Opinion(value))
    return redirect(pages.home_href(said, standing), 303)


@blueprint.post("/comments/<ref>/withdrawal")
def withdraw(ref: str) -> Page:
    """Take one's own comment back."""
    _found(ref)
    if g.person is None or not TokenForm().validate_on_submit():
        flash(gettext("The comment was not withdrawn. Press the button again."), "error")
    else:
        writing.withdraw(g.person, ref)
        flash(gettext("Your comment is withdrawn."), "success")
    return redirect(web.address("comments_pages.thread", ref=ref), 303)


@blueprint.get("/c/<consultation>/comments")
def listing(consultation: str) -> Response:
    """The comments of a consultation that fit what is asked for."""
    found = documents.consultation(consultation)
    summary = documents.summary_of(found)
    listed = documents.proposals(found.id)
    headings = editions.headings(found.id, g.lang)
    wanted = chosen(request.args, listed, headings)
    key = (*state_of(summary), *((p.revision, p.comments) for p in listed))

    def render() -> str:
        place = pages.place(wanted.order)
        page = reading.in_consultation(found.id, wanted.filters, *place, wanted.order)
        scene = Scene(found.window, consultation, headings=headings)
        return render_template(
            "comments/list.html",
            consultation=card(summary),
            comments_html=cards_html(page.comments, scene),
            pager=pages.pager(page),
            choice=pages.choice(wanted, page, _fitting(found.id, listed, wanted, page)),
            passage=passages.passage_head(wanted.filters, headings),
        )

    return caching.page(key, render)


def _fitting(
    consultation_id: int, listed: list[Listed], wanted: Chosen, page: Slice[Said]
) -> int | None:
    """How many comments fit, where that is known or can be counted quickly."""
    total = sum(p.comments for p in listed)
    if not wanted.chooses:
        return total
    if total > reading.COUNTED or (page.onward is None and page.back is None):
        return None
    return reading.fitting(consultation_id, wanted.filters)


@blueprint.get("/me")
def mine() -> Page:
    """Everything that the signed-in person said."""
    if g.person is None:
        return redirect(web.address("accounts_pages.sign_in", next=request.path), 303)
    found = reading.by_author(g.person.id, *pages.place())
    page = pages.own_page(found)
    return render_template("comments/mine.html", **page, pager=pages.pager(found))

"""The publisher's pages: upload a draft, read it over, correct it, publish it."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from consult import web, wording
from consult.documents import reading as documents
from consult.errors import Conflict, Invalid, Unreadable
from consult.permission import Refusal, RefusedToPerson, require
from consult.proposals.presenters import card
from consult.proposals.services import reading
from consult.publishing import presenters, rules
from consult.publishing.forms import (
    PublishForm,
    RevisionForm,
    TextForm,
    UploadForm,
    corrected,
    reasons,
)
from consult.publishing.models import Manuscript
from consult.publishing.services import desk, manuscripts
from consult.publishing.services.publication import Publication

blueprint = Blueprint("publishing_pages", __name__, url_prefix="/<any(en,ru,kk):lang>/publishing")
Page = str | tuple[str, int] | BaseResponse
_LARGEST_TEXT = 4 * 2**20


@blueprint.before_request
def _publishers_only() -> BaseResponse | None:
    """The desk is for publishers; who has not signed in is asked to first."""
    if g.person is None:
        return redirect(web.address("accounts_pages.sign_in", next=request.path), 303)
    if not g.person.publishes:
        raise RefusedToPerson(Refusal.NOT_A_PUBLISHER)
    return None


@blueprint.get("/")
def index() -> str:
    """The desk: drafts being read over, and where to upload one."""
    shown = presenters.desk_page(
        manuscripts.consultations(g.person), manuscripts.on_the_desk(g.person)
    )
    return render_template("publishing/index.html", **shown)


@blueprint.route("/<consultation>/upload", methods=["GET", "POST"])
def upload(consultation: str) -> Page:
    """Upload a file: a new version of a proposal, or a new proposal."""
    found = reading.consultation(consultation)
    require(rules.may_publish(g.person, found))
    slug = request.args.get("proposal", "")
    request.max_content_length = documents.LARGEST + 2**16
    form, status = UploadForm(formdata=None), 200
    if request.method == "POST":
        try:
            form, status = UploadForm(), 422
            sent = form.sent(new=not slug)
            if sent is not None:
                number = form.number.data or 0
                name = slug or form.slug.data or ""
                draft_id = desk.upload(g.person, consultation, name, number, sent)
                return _to("draft", draft_id=draft_id, text=sent.lang)
        except RequestEntityTooLarge:
            form, status = UploadForm(formdata=None), 413
            form.file.errors = [gettext("The file is larger than 20 MiB.")]
        except Unreadable as error:
            form.file.errors = [
                gettext("The file cannot be read: %(why)s", why=wording.of_reader(reason))
                for _, reason in error.problems
            ]
    summary = card(reading.summary_of(found))
    page = render_template("publishing/upload.html", form=form, consultation=summary, proposal=slug)
    return page, status


def _to(endpoint: str, **values: object) -> BaseResponse:
    return redirect(web.address(f"publishing_pages.{endpoint}", **values), 303)


@blueprint.get("/drafts/<int:draft_id>")
def draft(draft_id: int) -> str:
    """The clauses that were found, to be read over and corrected."""
    found, lang = _asked(draft_id)
    page = max(request.args.get("page", 1, type=int), 1)
    shown = presenters.draft_page(found, manuscripts.document(found, lang), page)
    return render_template("publishing/draft.html", **shown, form=_revision(found))


def _asked(draft_id: int) -> tuple[Manuscript, str]:
    """The draft, and the language in which it is asked for, else its first."""
    found = manuscripts.one(g.person, draft_id)
    languages = [text.lang for text in found.texts]
    asked = str(request.args.get("text", g.lang))
    return found, asked if asked in languages else languages[0]


def _revision(found: Manuscript) -> RevisionForm:
    form = RevisionForm(formdata=None)
    form.revision.data = str(found.revision)
    return form


@blueprint.post("/drafts/<int:draft_id>/corrections")
def correct(draft_id: int) -> Page:
    """Correct levels, kinds and labels of the clauses on a page; what is refused comes back."""
    found, lang = _asked(draft_id)
    page = max(request.args.get("page", 1, type=int), 1)
    document = manuscripts.document(found, lang)
    first = (page - 1) * presenters.PAGE
    given = corrected(request.form, document.clauses[first : first + presenters.PAGE])
    form = RevisionForm()
    status, refused = 422, gettext("Nothing was changed. Press the button again.")
    try:
        if form.validate():
            desk.correct(g.person, draft_id, lang, form.seen(), given)
            flash(gettext("The corrections are kept."), "success")
            return _to("draft", draft_id=draft_id, text=lang, page=page)
    except Invalid as error:
        refused = str(wording.PROBLEMS[error.field, str(error)])
    except Conflict:
        status, refused = 409, _meanwhile()
    flash(refused, "error")
    shown = presenters.draft_page(found, document, page, given)
    return render_template("publishing/draft.html", **shown, form=_revision(found)), status


def _meanwhile() -> str:
    return str(gettext("Somebody else corrected this draft meanwhile. Look at it again."))


@blueprint.route("/drafts/<int:draft_id>/text", methods=["GET", "POST"])
def text(draft_id: int) -> Page:
    """The whole text of a draft, to be changed by hand."""
    request.max_content_length = request.max_form_memory_size = _LARGEST_TEXT
    found, lang = _asked(draft_id)
    form, status = TextForm(), 200
    if not form.is_submitted():
        form.text.data = manuscripts.source(found, lang)
        form.revision.data = str(found.revision)
    elif form.validate():
        try:
            desk.rewrite(g.person, draft_id, lang, form.seen(), form.text.data or "")
            return _to("draft", draft_id=draft_id, text=lang)
        except Conflict:
            form.text.errors, status = [_meanwhile()], 409
            form.revision.data = str(found.revision)  # seen now: pressing again is meant
    else:
        status = 422
    shown = presenters.draft_page(found, manuscripts.document(found, lang), 1)
    return render_template("publishing/text.html", **shown, form=form), status


@blueprint.post("/drafts/<int:draft_id>/acceptance")
def accept(draft_id: int) -> BaseResponse:
    """Say that what could not be placed was looked at."""
    found, lang = _asked(draft_id)
    form = RevisionForm()
    try:
        if form.validate():
            desk.accept(g.person, draft_id, lang, form.seen())
    except Conflict:
        flash(_meanwhile(), "error")
    return _to("draft", draft_id=found.id, text=lang)


@blueprint.route("/drafts/<int:draft_id>/publish", methods=["GET", "POST"])
def publish(draft_id: int) -> Page:
    """Publish a draft as a version; what will happen is said before it happens."""
    found = manuscripts.one(g.person, draft_id)
    shown = presenters.publish_page(found)
    form, status = PublishForm(), 200
    to_look_at = bool(shown["findings"] or shown["warnings"] or shown["missing_languages"])
    if not form.is_submitted():
        form.revision.data = str(found.revision)
    elif form.validate() and not shown["problems"]:
        if to_look_at and not form.looked.data:
            form.looked.errors, status = [gettext("Look at the list first.")], 422
        else:
            try:
                why = reasons(request.form)
                done = desk.publish(g.person, draft_id, form.seen(), form.note.data or "", why)
                return _published(found, done)
            except Conflict:
                form.note.errors, status = [_meanwhile()], 409
                form.revision.data = str(found.revision)  # seen now: pressing again is meant
    else:
        status = 422
    page = render_template(
        "publishing/publish.html",
        **shown,
        form=form,
        to_look_at=to_look_at,
        why_given=reasons(request.form),
    )
    return page, status


def _published(found: Manuscript, done: Publication) -> BaseResponse:
    flash(gettext("The version is published."), "success")
    for counts in done.carried.values():
        if total := sum(counts.values()):
            told = ", ".join(f"{wording.ANCHORED[o]}: {n}" for o, n in sorted(counts.items()))
            flash(
                gettext("Annotations carried over: %(total)s (%(told)s).", total=total, told=told)
            )
    address = web.address(
        "proposals_pages.document", consultation=found.consultation.slug, proposal=found.slug
    )
    return redirect(address, 303)


@blueprint.post("/drafts/<int:draft_id>/removal")
def put_away(draft_id: int) -> BaseResponse:
    """Take a draft off the desk."""
    if RevisionForm().validate():
        desk.put_away(g.person, draft_id)
        flash(gettext("The draft was put away. Nothing of it was published."), "success")
    return _to("index")

"""Being told of new comments: one's subscriptions, the link in letters, the feeds."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from consult import caching, web
from consult.errors import NotFound
from consult.forms import TokenForm
from consult.subscriptions import presenters, writers
from consult.subscriptions.models import Frequency, Scope
from consult.subscriptions.services import keeping, newest
from consult.subscriptions.services.newest import Place

blueprint = Blueprint("subscriptions_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")
# Outside of the languages: what mail providers press must be short and stay for good.
unsubscribing = Blueprint("unsubscribing", __name__)
feeds = Blueprint("feeds", __name__, url_prefix="/feeds/<any(en,ru,kk):lang>")
Page = str | tuple[str, int] | BaseResponse


def attach(app: Flask) -> None:
    """Let pages of lower features show how often one is told of what they are about."""
    app.jinja_env.globals |= {
        "following": presenters.following,
        "feed_href": presenters.feed_href,
    }
    for pages in (blueprint, unsubscribing, feeds):
        app.register_blueprint(pages)


@blueprint.get("/me/subscriptions")
def mine() -> Page:
    """What the signed-in person is told of by mail."""
    if g.person is None:
        return redirect(web.address("accounts_pages.sign_in", next=request.path), 303)
    found = [presenters.subject(s) for s in keeping.of_person(g.person.id)]
    return render_template("subscriptions/list.html", subscriptions=found)


@blueprint.post("/me/subscriptions")
def change() -> Page:
    """Begin, change or end being told of a place, and go back to it."""
    scope, name = request.form.get("scope", ""), request.form.get("subject", "")
    wanted = request.form.get("frequency", "")
    if scope not in list(Scope) or wanted not in [*Frequency, presenters.NEVER]:
        raise NotFound("there is nothing like this to be told of")
    if "list" in request.form:
        home = web.address("subscriptions_pages.mine")
    else:
        home = presenters.page_href(Scope(scope), name)
    if g.person is None:
        return redirect(web.address("accounts_pages.sign_in", next=home), 303)
    if not TokenForm().validate_on_submit():
        flash(gettext("Nothing was changed. Press the button again."), "error")
    elif wanted == presenters.NEVER:
        keeping.unsubscribe(g.person, Scope(scope), name)
        flash(gettext("You are not told of new comments there."), "success")
    else:
        keeping.subscribe(g.person, Scope(scope), name, Frequency(wanted), g.lang)
        flash(gettext("You will be told of new comments by mail."), "success")
    return redirect(home, 303)


@unsubscribing.route("/unsubscribe/<token>", methods=["GET", "POST"])
def unsubscribe(token: str) -> Page:
    """End a subscription from a letter, without signing in (RFC 8058).

    Looking changes nothing: programs for mail open every link. Whoever has the link may press:
    mail providers do it for their users, from other sites, with no cookie and no token of a form.
    """
    try:
        subscription_id, person_id = keeping.named_by(token)
    except NotFound:
        return render_template("subscriptions/unsubscribe.html", known=False), 404
    found = keeping.one(subscription_id, person_id)
    g.lang = found.lang if found and found.lang in web.LANGUAGES else g.lang
    if request.method == "POST":
        keeping.end(subscription_id, person_id)
    return render_template(
        "subscriptions/unsubscribe.html",
        known=True,
        ended=request.method == "POST" or not (found or subscription_id == keeping.EVERY_DAILY),
        subject=found and presenters.subject(found),
    )


@feeds.get("/c/<consultation>.atom")
def consultation(consultation: str) -> Response:
    """The newest comments of a consultation."""
    return _feed(newest.consultation(consultation))


@feeds.get("/c/<consultation>/<proposal>.atom")
def proposal(consultation: str, proposal: str) -> Response:
    """The newest comments on a proposal."""
    return _feed(newest.proposal(consultation, proposal))


@feeds.get("/comments/<ref>.atom")
def thread(ref: str) -> Response:
    """A comment and its newest replies."""
    return _feed(newest.thread(ref))


def _feed(place: Place) -> Response:
    key = (place.scope, place.id, place.revision, dict(place.titles))

    def render() -> str:
        return writers.atom(presenters.feed(place)).decode()

    return caching.page(key, render, content_type=writers.CONTENT_TYPE)

"""Signing in through an identity provider: going there, coming back, choosing a name."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import (
    Blueprint,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from werkzeug.wrappers import Response

from consult import web
from consult.accounts import presenters, rules
from consult.accounts.forms import JoinForm
from consult.accounts.services import identities, openid
from consult.accounts.views.entering import (
    Page,
    entered,
    form_page,
    network,
    own_address,
    to_the_letter,
)
from consult.errors import NotFound, TooOften, Unavailable
from consult.forms import TokenForm

blueprint = Blueprint("provider_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")
_WAITING, _CLAIMS = "oidc", "claims"


@blueprint.before_request
def _only_where_there_is_one() -> None:
    if presenters.provider() is None:
        raise NotFound("no identity provider is configured")


def _redirect_uri() -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/") + web.address("provider_pages.provided")


@blueprint.get("/sign-in/provider")
def no_button() -> Response:
    """Who reloads the page of going there, or changes its language, begins again."""
    return redirect(web.address("accounts_pages.sign_in"), 303)


@blueprint.post("/sign-in/provider")
def provider() -> Page:
    """Go to the identity provider, by a page of ours.

    A redirect would be refused by the browser: forms may be sent to this site only, and that holds
    for wherever the answer leads on to, at the provider too.
    """
    if not TokenForm().validate_on_submit():
        return _refused("stale", 422)
    after = own_address(request.form.get("next"))
    try:
        address, waiting = openid.begin(_redirect_uri(), after, g.lang, web.now())
    except Unavailable as error:
        return _away(error)
    session[_WAITING] = asdict(waiting)
    name = presenters.provider()
    response = make_response(
        render_template("accounts/to_provider.html", address=address, name=name)
    )
    response.headers["Refresh"] = f"0; url={address}"
    return response


def _refused(why: str, status: int) -> Page:
    name = presenters.provider()
    return render_template("accounts/not_provided.html", why=why, name=name), status


def _away(error: Unavailable) -> Page:
    current_app.logger.warning("identity provider: %s", error)
    return _refused("away", 503)


@blueprint.get("/sign-in/provided")
def provided() -> Page:
    """Come back from the identity provider: signed in, or on to choosing a name."""
    kept = session.get(_WAITING)
    if kept is None:
        return _refused("unsound", 403)
    waiting = openid.Waiting(**kept)
    try:
        claims = openid.finish(waiting, request.args, _redirect_uri(), web.now())
    except NotFound as error:
        current_app.logger.warning("identity provider: %s", error)
        return _refused("unsound", 403)
    except Unavailable as error:
        return _away(error)
    finally:
        if request.args.get("state") == waiting.state:  # another's answer ends nobody's waiting
            session.pop(_WAITING)
    return _come_in(claims, waiting.next)


def _come_in(claims: openid.Claims, after: str) -> Response:
    found = identities.sign_in(claims, presenters.browser())
    if found is not None:
        return entered(*found, after)
    at = int(web.now().timestamp())
    session[_CLAIMS] = asdict(claims) | {"next": after, "at": at}
    return redirect(web.address("provider_pages.join"), 303)


@blueprint.route("/sign-up/provided", methods=["GET", "POST"])
def join() -> Page:
    """Choose a name, after the identity provider has said who one is."""
    kept: dict[str, Any] | None = session.get(_CLAIMS)
    if kept is None or not rules.is_fresh(kept["at"], web.now()):
        session.pop(_CLAIMS, None)
        return _refused("unsound", 403)
    claims = openid.Claims(*(kept[name] for name in ("issuer", "subject", "name", "email")))
    form = JoinForm(data={"next": kept["next"], "email": claims.email})
    if form.validate_on_submit():
        applicant = form.applicant(g.lang)
        try:
            found = identities.join(
                claims, applicant, form.email.data, presenters.browser(), network()
            )
        except TooOften:
            form.email.errors = [presenters.too_many_letters()]
        else:
            # Without a sign-in the claims stay: the letter's link joins them in this browser only.
            return entered(*found, form.next.data) if found else to_the_letter()
    return form_page("accounts/join.html", form, claims=claims)


def known_as() -> tuple[str, str] | None:
    """Whom the provider has recognised in this browser: the issuer, and its name for them."""
    kept = session.get(_CLAIMS)
    return (kept["issuer"], kept["subject"]) if kept else None

"""The pages of sign-up, sign-in and sign-out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
)
from flask_babel import gettext
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from consult import web, wording
from consult.accounts.forms import SignInForm, SignUpForm
from consult.accounts.models import Person
from consult.accounts.services import joining, signing
from consult.errors import Invalid
from consult.forms import Form, TokenForm

blueprint = Blueprint("accounts_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")
Page = str | tuple[str, int] | Response


def attach(app: Flask) -> None:
    """Let Flask-Login know whose sign-in a cookie is; visitors have no cookie to look at."""
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # an address may change within a sign-in, on any phone
    manager.user_loader(lambda token: signing.signed_in(token, web.now()))
    app.before_request(_recognise)


def _recognise() -> None:
    g.person = None
    if (
        current_app.config["SESSION_COOKIE_NAME"] in request.cookies
        and current_user.is_authenticated
    ):
        g.person = current_user._get_current_object()


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Page:
    """Make an account; the person is signed in at once."""
    form = SignUpForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        try:
            person, token = joining.sign_up(
                form.email.data, form.display_name.data, form.password.data, ""
            )
        except Invalid as error:
            form.email.errors = [wording.PROBLEMS[error.field, str(error)]]
        else:
            return _entered(person, token, form.next.data)
    return _form_page("accounts/sign_up.html", form)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    """Sign in with address and password."""
    form = SignInForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        found = signing.with_password(form.email.data, form.password.data, "")
        if found is not None:
            return _entered(*found, form.next.data)
        form.password.errors = [gettext("The e-mail address or the password is not right.")]
    return _form_page("accounts/sign_in.html", form)


def _form_page(template: str, form: Form) -> Page:
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form), status


def _entered(person: Person, token: str, after: str) -> Response:
    """Begin a session of its own, so that one known from before is worth nothing."""
    session.clear()
    person.sign_in_token = token
    login_user(person)
    return redirect(own_address(after), 303)


def own_address(address: str | None) -> str:
    """``address`` when it is a path of this site, else the first page."""
    parts = urlsplit(address or "")
    path = parts.path
    if parts.scheme or parts.netloc or path[:4] not in {f"/{code}/" for code in web.LANGUAGES}:
        return web.address("proposals_pages.index")
    if "\\" in (address or "") or not (address or "").isprintable():
        return web.address("proposals_pages.index")
    return str(address)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the sign-in here and on the server."""
    if TokenForm().validate_on_submit() and g.person is not None:
        signing.sign_out(g.person.sign_in_token)
        logout_user()
        session.clear()
    else:
        flash(gettext("Press the button again to sign out."), "error")
    return redirect(web.address("proposals_pages.index"), 303)

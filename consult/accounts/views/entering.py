"""Signing up; signing in, by password or by link; signing out."""

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

from consult import web
from consult.accounts import presenters, rules
from consult.accounts.forms import LinkForm, SignInForm, SignUpForm
from consult.accounts.models import Person, Purpose
from consult.accounts.services import joining, returning, signing, tries
from consult.errors import TooOften
from consult.forms import Form, TokenForm

blueprint = Blueprint("accounts_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")
Page = str | tuple[str, int] | Response
_LONGEST_ADDRESS = 500  # what a cookie has room for, whatever the script


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


def network() -> str:
    """The network that this request came from."""
    return rules.network(request.remote_addr)


def form_page(template: str, form: Form, **more: object) -> Page:
    """A page with a form, 422 when it comes back."""
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, **more), status


@blueprint.get("/notice")
def notice() -> str:
    """What becomes of what one writes: the notice of publication."""
    return render_template("accounts/notice.html", version=rules.NOTICE)


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Page:
    """Ask for an account: a letter proves the address first."""
    form = SignUpForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        try:
            joining.ask(form.email.data, form.applicant(g.lang), form.password.data, network())
        except TooOften:
            form.email.errors = [presenters.too_many_letters()]
        else:
            return to_the_letter()
    return form_page("accounts/sign_up.html", form, provider=presenters.provider())


def to_the_letter() -> Response:
    """On to what to do while a letter is on its way."""
    return redirect(web.address("accounts_pages.check_mail"), 303)


@blueprint.get("/check-mail")
def check_mail() -> str:
    """What to do while a letter is on its way."""
    return render_template("accounts/check_mail.html", folder=presenters.mail_in_folder())


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    """Sign in with address and password."""
    form = SignInForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        found = _try_password(form)
        if found is not None:
            return entered(*found, form.next.data)
    return form_page("accounts/sign_in.html", form, provider=presenters.provider())


def _try_password(form: SignInForm) -> tuple[Person, str] | None:
    """Whom address and password sign in; None with the reason in the form, which never says
    whether there is such an account.
    """
    hits = _shares(form.email.data)
    if tries.reached(hits, web.now()):
        form.password.errors = [
            gettext("Too many tries. Wait a quarter of an hour, or have a link sent by e-mail.")
        ]
        return None
    found = signing.with_password(form.email.data, form.password.data, presenters.browser())
    if found is None:
        tries.note(*hits)
        form.password.errors = [gettext("The e-mail address or the password is not right.")]
    return found


def _shares(email: str) -> list[tries.Hit]:
    """Whose share of wrong passwords a try uses up: a browser known to this account has its own."""
    address = rules.normalised_email(email)
    known = presenters.known_browser(address)
    if known:
        return [(rules.PASSWORDS_KNOWN, known)]
    return [
        (rules.PASSWORDS_STRANGER, f"{address} {network()}"),
        (rules.PASSWORDS_ACCOUNT, address),
        (rules.PASSWORDS_NETWORK, network()),
    ]


@blueprint.route("/sign-in/link", methods=["GET", "POST"])
def ask_link() -> Page:
    """Have a link sent that signs in."""
    return _ask_for_letter(Purpose.SIGN_IN)


@blueprint.route("/sign-in/reset", methods=["GET", "POST"])
def ask_reset() -> Page:
    """Have a link sent with which a new password is chosen."""
    return _ask_for_letter(Purpose.RESET)


def _ask_for_letter(purpose: Purpose) -> Page:
    form = LinkForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        try:
            returning.send_link(form.email.data, purpose, g.lang, form.next.data, network())
        except TooOften:
            form.email.errors = [presenters.too_many_letters()]
        else:
            return to_the_letter()
    return form_page("accounts/ask_link.html", form, reset=purpose is Purpose.RESET)


def entered(person: Person, token: str, after: str) -> Response:
    """Begin a session of its own, so that one known from before is worth nothing."""
    session.clear()
    person.sign_in_token = token
    login_user(person)
    response = redirect(own_address(after), 303)
    presenters.remember_browser(response, person)
    return response


def own_address(address: str | None) -> str:
    """``address`` when it is a path of this site, else the first page."""
    if len(address or "") > _LONGEST_ADDRESS:
        return web.address("proposals_pages.index")
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

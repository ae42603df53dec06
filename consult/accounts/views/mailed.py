"""The pages that links in letters lead to. Opening one does nothing: programs that look through
mail open links too. What it is for happens when the button is pressed.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from consult import web, wording
from consult.accounts import presenters, rules
from consult.accounts.forms import ResetForm
from consult.accounts.models import OneUseLink, Purpose
from consult.accounts.services import joining, links, returning
from consult.accounts.views.entering import Page, entered
from consult.accounts.views.provided import known_as
from consult.errors import Invalid, NotFound
from consult.forms import Form, TokenForm

blueprint = Blueprint("links_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")


@blueprint.get("/link/<token>")
def link(token: str) -> Page:
    """What a link is for, and the button that does it."""
    try:
        found = links.find(token, web.now())
    except NotFound:
        return _worn_out()
    return _link_page(found.purpose, _form(found.purpose), 200)


def _form(purpose: Purpose) -> Form:
    return ResetForm() if purpose is Purpose.RESET else TokenForm()


def _link_page(purpose: Purpose, form: Form, status: int) -> Page:
    return render_template("accounts/link.html", purpose=purpose.value, form=form), status


def _worn_out() -> Page:
    return render_template("accounts/worn_out.html"), 404


@blueprint.post("/link/<token>")
def use_link(token: str) -> Page:
    """Do what the link is for, once."""
    try:
        found = links.find(token, web.now())
        purpose, elsewhere = found.purpose, _began_elsewhere(found)
        form = _form(purpose)
        if not form.validate_on_submit():
            return _link_page(purpose, form, 422)
        response = _done(purpose, token, form)
    except NotFound:
        return _worn_out()
    except Invalid as error:
        flash(wording.PROBLEMS[error.field, str(error)], "error")
        return redirect(web.address("account_pages.account"), 303)
    if elsewhere:
        flash(
            gettext(
                "You are signed in. To sign in with %(name)s next time, do so once more in this "
                "browser, and open the letter here.",
                name=presenters.provider() or gettext("the identity provider"),
            )
        )
    return response


def _began_elsewhere(link: OneUseLink) -> bool:
    return "identity" in link.data and not rules.joins(link, known_as())


def _done(purpose: Purpose, token: str, form: Form) -> Response:
    browser = presenters.browser()
    if purpose is Purpose.CHANGE_EMAIL:
        returning.change_address(token)
        flash(gettext("Your e-mail address is changed."), "success")
        return redirect(web.address("account_pages.account"), 303)
    if purpose is Purpose.RESET:
        return entered(*returning.reset(token, form["password"].data, browser))
    act = joining.confirm if purpose is Purpose.SIGN_UP else returning.sign_in
    return entered(*act(token, browser, known_as()))

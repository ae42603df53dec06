"""One's own account: names, address, password, where one is signed in."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from consult import web
from consult.accounts import presenters
from consult.accounts.forms import (
    ORGANISATION,
    PERSON,
    AccountForm,
    AddressForm,
    PasswordForm,
    refuse,
)
from consult.accounts.services import returning, signing
from consult.accounts.views.entering import Page, network
from consult.errors import Invalid, TooOften
from consult.forms import TokenForm

blueprint = Blueprint("account_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")


def _to_sign_in() -> Response:
    return redirect(web.address("accounts_pages.sign_in", next=request.path), 303)


def _home(sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(web.address("account_pages.account"), 303)


@blueprint.get("/me/account")
def account() -> Page:
    """Everything about the account that its person can change."""
    return _to_sign_in() if g.person is None else _page()


def _page(**sent: object) -> Page:
    """The page with its forms; one that comes back takes the place of an empty one."""
    person = returning.stored(g.person.id)
    names = {
        "speaks_as": ORGANISATION if person.organisation else PERSON,
        "display_name": person.display_name,
        "organisation": person.organisation,
        "full_name": person.full_name,
        "lang": person.lang,
    }
    forms = {
        "names": AccountForm(formdata=None, data=names, prefix="names-"),
        "address": AddressForm(formdata=None, prefix="address-"),
        "password": PasswordForm(formdata=None, prefix="password-"),
    }
    sign_ins = presenters.sign_ins(signing.current(g.person, web.now()))
    page = render_template(
        "accounts/account.html", **(forms | sent), account=person, sign_ins=sign_ins
    )
    return page, 422 if sent else 200


@blueprint.post("/me/account/names")
def change_names() -> Page:
    """Take another name from now on."""
    form = AccountForm(prefix="names-")
    if g.person is None:
        return _to_sign_in()
    if not form.validate_on_submit():
        return _page(names=form)
    returning.change_names(
        g.person,
        form.display_name.data,
        form.full_name.data or "",
        form.organisation_said,
        form.lang.data,
    )
    return _home(gettext("Your names are changed. What you published keeps the name it had."))


@blueprint.post("/me/account/address")
def change_address() -> Page:
    """Have a letter sent to another address; until its link is used the old one holds."""
    form = AddressForm(prefix="address-")
    if g.person is None:
        return _to_sign_in()
    if not form.validate_on_submit():
        return _page(address=form)
    try:
        returning.ask_for_address(g.person, form.email.data, g.lang, network())
    except TooOften:
        form.email.errors = [presenters.too_many_letters()]
        return _page(address=form)
    return _home(gettext("We have sent a letter to the new address. Press the button in it."))


@blueprint.post("/me/account/password")
def change_password() -> Page:
    """Set another password."""
    form = PasswordForm(prefix="password-")
    if g.person is None:
        return _to_sign_in()
    if not form.validate_on_submit():
        return _page(password=form)
    try:
        returning.change_password(g.person, form.old.data or "", form.password.data)
    except Invalid as error:
        refuse(form, error)
        return _page(password=form)
    return _home(gettext("The password is changed, and other browsers are signed out."))


@blueprint.post("/me/account/sign-ins/<name>")
def end_sign_in(name: str) -> Page:
    """Sign out another browser."""
    return _end(lambda: signing.end(g.person.id, name))


@blueprint.post("/me/account/sign-ins")
def end_other_sign_ins() -> Page:
    """Sign out every other browser."""
    return _end(lambda: signing.end_others(g.person))


def _end(act: Callable[[], None]) -> Page:
    if g.person is None:
        return _to_sign_in()
    if not TokenForm().validate_on_submit():
        flash(gettext("Nobody was signed out. Press the button again."), "error")
        return redirect(web.address("account_pages.account"), 303)
    act()
    return _home(gettext("Signed out there."))

"""What the pages of accounts show, and what they remember of a browser."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import current_app, request
from flask_babel import gettext
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from consult import web
from consult.accounts import rules
from consult.accounts.models import Person, SignIn
from consult.accounts.services import signing

if TYPE_CHECKING:
    from consult.config import Settings

# In the order in which to look: most browsers name others beside themselves.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "YaBrowser": "Yandex Browser",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
_KNOWN = "consult-known"


def browser() -> str:
    """What kind of browser this is, as its owner would name it; nothing finer is kept."""
    agent = request.headers.get("User-Agent", "")
    named = [
        next((name for mark, name in names.items() if mark in agent), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, named))


def too_many_letters() -> str:
    """Why no more letters are sent just now."""
    return str(gettext("Several letters are on their way already. Look for them, or wait an hour."))


def provider() -> str | None:
    """The name of the identity provider, None where none is configured."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.oidc_issuer:
        return None
    return settings.oidc_name or str(gettext("the identity provider"))


def mail_in_folder() -> bool:
    """Whether letters are written to a folder instead of being sent."""
    address: str = current_app.config["SETTINGS"].mail_url
    return not address.startswith("smtp")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known browser")


def known_browser(email: str) -> str | None:
    """A name for this browser where the account with this address has signed in in it before."""
    try:
        kept = _signer().loads(request.cookies.get(_KNOWN, ""))
        number = kept[_account_mark(email)]
    except (BadData, KeyError, TypeError):
        return None
    return str(number)


def _account_mark(email: str) -> str:
    """What stands in the cookie for an account: whoever reads it learns no address."""
    return signing.sha256(f"{current_app.config['SECRET_KEY']} {email}")[:16]


def remember_browser(response: Response, person: Person) -> None:
    """Let this browser keep a share of its own of wrong passwords for this account.

    The cookie goes nowhere but to the page of signing in, so reading goes without any.
    """
    try:
        kept = dict(_signer().loads(request.cookies.get(_KNOWN, "")))
    except (BadData, TypeError, ValueError):
        kept = {}
    kept = dict(list(kept.items())[-4:]) | {_account_mark(person.email): secrets.token_hex(8)}
    for lang in web.LANGUAGES:
        response.set_cookie(
            _KNOWN,
            str(_signer().dumps(kept)),
            max_age=int(rules.KNOWN_BROWSER_LASTS.total_seconds()),
            path=f"/{lang}/sign-in",
            secure=current_app.config["SETTINGS"].secure,
            httponly=True,
            samesite="Lax",
        )


def sign_ins(found: Sequence[tuple[SignIn, bool]]) -> list[dict[str, Any]]:
    """Where someone is signed in, as the page of the account shows it."""
    return [
        {
            "name": signing.public_name(sign_in),
            "browser": sign_in.browser or gettext("Unknown browser"),
            "at": sign_in.signed_in_at,
            "here": here,
        }
        for sign_in, here in found
    ]

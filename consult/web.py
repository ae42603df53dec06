"""Between Flask and the features: languages, headers, errors, what every template may use."""

from __future__ import annotations

import hashlib
import mimetypes
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from flask import (
    Flask,
    current_app,
    g,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.templating import Environment
from flask_babel import Babel, gettext
from flask_wtf.csrf import generate_csrf
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from consult import caching, clock, database, markup, paths, wording
from consult.errors import Conflict, Forbidden, NotFound, Unavailable
from consult.permission import RefusedByRule, RefusedToPerson

_DATES = {"en": "en_GB"}  # 20 July 2020, as English is written outside America
if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
_HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("X-Frame-Options", "DENY"),
]
_SECURE_HEADERS = [*_HEADERS, ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")]
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_CURRENT_SITES = {"same-origin", "none", None}
# The only address that others may send a form to: mail providers unsubscribe their users so
# (RFC 8058). What it may do is said by the signed link alone.
OPEN_TO_OTHER_SITES = {"unsubscribing.unsubscribe"}


def attach(app: Flask) -> None:
    """Attach everything that is the same for every page."""
    proxies = app.config["SETTINGS"].trusted_proxies
    if proxies:
        setattr(app, "wsgi_app", ProxyFix(app.wsgi_app, proxies, proxies, proxies, proxies))
    Babel(app, locale_selector=lambda: g.get("lang", "en"))
    caching.attach(app, _build())
    _attach_templates(app)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.before_request(_refuse_other_sites)
    setattr(app, "wsgi_app", _Headers(app.wsgi_app))
    _attach_errors(app)
    _attach_addresses(app)


def _attach_templates(app: Flask) -> None:
    loader = app.jinja_env.loader
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([x for x in (loader, components) if x is not None])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"day": day_text, "number": number_text, "percent": percent_text}
    app.jinja_env.globals |= {
        "asset": asset,
        "moment": moment_text,
        "until": until_text,
        "language_name": language_name,
        "csrf_token": generate_csrf,
        "url_for": address,
        "_": translate,
    }
    app.context_processor(lambda: {"lang": g.lang, "languages": _languages(), "person": g.person})


def translate(sentence: str, **values: Any) -> Markup:
    """A sentence of ours in the interface's language, ``values`` put in and escaped.

    Flask-Babel's own look-up asks for the locale each time; a page has a hundred sentences.
    """
    words = _sentence(g.lang, sentence)
    return words % values if values else words


@lru_cache(maxsize=8192)
def _sentence(lang: str, sentence: str) -> Markup:
    return markup.safe(_catalogue(lang).gettext(sentence))


@cache
def _catalogue(lang: str) -> Translations | NullTranslations:
    return Translations.load(Path(__file__).parent / "translations", [lang])


def address(endpoint: str, **values: Any) -> str:
    """The path of a page in the interface's language, as ``url_for`` makes it, once."""
    return _address(request.script_root, g.lang, endpoint, tuple(sorted(values.items())))


@lru_cache(maxsize=8192)
def _address(root: str, lang: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def _build() -> str:
    """A name for this build of the pages: it changes with any template, style or script."""
    digest = hashlib.blake2b(digest_size=8)
    for name in ("templates", "static"):
        for path in sorted(paths.folder(name).rglob("*")):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def asset(name: str) -> str:
    """The address of a file in ``static``, with its content in it: it may be kept for ever."""
    content = (paths.folder("static") / name).read_bytes()
    return f"/static/{name}?v={hashlib.blake2b(content, digest_size=6).hexdigest()}"


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    first = request.path[1:3]
    g.lang = (values or {}).pop("lang", None) or (
        first if first in LANGUAGES else preferred_language()
    )


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "_pages." in endpoint:
        values.setdefault("lang", g.lang)


def preferred_language() -> str:
    """The interface language that the browser asks for, English when it asks for none of ours."""
    return request.accept_languages.best_match(list(LANGUAGES)) or "en"


def _languages() -> list[dict[str, Any]]:
    """The interface's languages, each with the address of this page in it."""
    first, _, rest = request.full_path.rstrip("?").lstrip("/").partition("/")
    rest = rest if first in LANGUAGES else ""
    return [
        {"code": code, "name": name, "href": f"/{code}/{rest}", "current": code == g.lang}
        for code, name in LANGUAGES.items()
    ]


def _refuse_other_sites() -> tuple[str, int] | None:
    """A form sent from another site is refused by where the browser says it comes from."""
    if request.method in _SAFE_METHODS or request.endpoint in OPEN_TO_OTHER_SITES:
        return None
    # Behind a proxy the public address is the setting's, whatever this process is asked by.
    public = urlsplit(current_app.config["SETTINGS"].base_url)
    ours = (None, "null", request.host_url.rstrip("/"), f"{public.scheme}://{public.netloc}")
    site = request.headers.get("Sec-Fetch-Site")
    if site not in _CURRENT_SITES or request.headers.get("Origin") not in ours:
        return _error_page(400, gettext("This form was sent from another site."))
    return None


class Templates(Environment):
    """Flask's templates, where what a page shows is dictionaries: ``c.title`` asks those first."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The item of a dictionary, else what Jinja finds."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class _Headers:
    """Adds what every answer carries, errors too, where it costs least: outside the framework."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            more = _SECURE_HEADERS if environ["wsgi.url_scheme"] == "https" else _HEADERS
            if not any(name.lower() == "cache-control" for name, _ in headers):
                more = [*more, ("Cache-Control", "no-store")]
            return start_response(status, headers + more, *rest)

        return self._application(environ, start)


def _attach_errors(app: Flask) -> None:
    app.register_error_handler(NotFound, lambda error: _error_page(404))
    app.register_error_handler(
        RefusedByRule, lambda e: _error_page(409, wording.REFUSALS[e.reason])
    )
    app.register_error_handler(
        RefusedToPerson, lambda e: _error_page(403, wording.REFUSALS[e.reason])
    )
    app.register_error_handler(Conflict, lambda error: _error_page(409))
    app.register_error_handler(Forbidden, lambda error: _error_page(403))
    app.register_error_handler(Unavailable, lambda error: _error_page(503))
    app.register_error_handler(OperationalError, lambda error: _error_page(503))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, partial(_unforeseen, app))


def _http_error(error: HTTPException) -> tuple[str, int] | BaseResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    return _error_page(error.code)


def _unforeseen(app: Flask, error: Exception) -> tuple[str, int]:
    if app.testing:
        raise error
    app.logger.exception("unforeseen error at %s", request.path)
    return _error_page(500)


def _error_page(code: int, sentence: object = None) -> tuple[str, int]:
    """The page for an error. It reads nothing from the database: that may be what failed."""
    g.setdefault("lang", "en")
    g.setdefault("person", None)
    return render_template("error.html", code=code, sentence=sentence, typed=_typed(code)), code


# What people write at length, by the names of the fields of all forms.
_WRITTEN = ("body", "rewording", "quote", "statement", "note", "reason")


def _typed(code: int) -> list[str]:
    """What was typed in the form that could not be taken, so that it can be copied.

    Not where the form was too large to be read, nor where it was another site's.
    """
    if request.method != "POST" or code in (400, 413):
        return []
    return [text for name in _WRITTEN if (text := request.form.get(name, "").strip())]


def static_file(filename: str) -> BaseResponse:
    """A file of ``static``; as it was compressed at build time for those who take it so."""
    folder = paths.folder("static")
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    packed = takes_gzip and (folder / "built" / f"{Path(filename).name}.gz").is_file()
    kind, _ = mimetypes.guess_type(filename)
    name = f"{filename}.gz" if packed else filename
    response = send_from_directory(folder, name, mimetype=kind)
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _attach_addresses(app: Flask) -> None:
    app.add_url_rule("/static/<path:filename>", "static", static_file)

    @app.get("/")
    def root() -> BaseResponse:
        response = redirect(url_for("proposals_pages.index"), 302)
        response.headers["Vary"] = "Accept-Language"
        return response

    @app.get("/healthz")
    def alive() -> tuple[str, int]:
        return "alive\n", 200

    @app.get("/readyz")
    def ready() -> tuple[dict[str, object], int]:
        problems = database.problems()
        return {"ready": not problems, "problems": problems}, 503 if problems else 200


def now() -> datetime:
    """The time that this request is judged by, read once."""
    if "now" not in g:
        g.now = clock.now()
    moment: datetime = g.now
    return moment


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day: int, lang: str) -> str:
    return format_date(date(year, month, day), "long", locale=_DATES.get(lang, lang))


def day_text(moment: datetime) -> str:
    """A day in the manner of the interface's language; the day is that of ``moment``'s zone."""
    return _day(moment.year, moment.month, moment.day, g.lang)


_zone = cache(ZoneInfo)


def moment_text(moment: datetime, zone: str) -> str:
    """Day, hour and minute in ``zone``, and the zone's city."""
    local = moment.astimezone(_zone(zone))
    return f"{day_text(local)}, {local:%H:%M} ({city(zone, g.lang)})"


def until_text(moment: datetime, zone: str) -> str:
    """The end of a window: midnight belongs, as 24:00, to the day that it ends."""
    local = moment.astimezone(_zone(zone))
    if (local.hour, local.minute) != (0, 0):
        return moment_text(moment, zone)
    return f"{day_text(local - timedelta(days=1))}, 24:00 ({city(zone, g.lang)})"


def short_moment(moment: datetime, zone: str) -> str:
    """Day, hour and minute in ``zone``, where the zone is said elsewhere on the page."""
    local = moment.astimezone(_zone(zone))
    return f"{day_text(local)}, {local:%H:%M}"


@cache
def city(zone: str, lang: str) -> str:
    """The city that names a zone, in ``lang``."""
    return Locale(lang).time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2]


@lru_cache(maxsize=4096)
def _number(value: int, lang: str) -> str:
    return format_decimal(value, locale=lang)


def number_text(value: int) -> str:
    """A number with its thousands parted as the interface's language does."""
    return _number(value, g.lang)


def percent_text(share: float) -> str:
    """A share (0 to 1) in percent with one decimal."""
    return format_percent(share, format="#,##0.0%", locale=g.lang)


@lru_cache(maxsize=4096)
def _language(code: str, lang: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_language_name(lang) or code
    except (ValueError, UnknownLocaleError):
        return code


def language_name(code: str) -> str:
    """A language's name in the language of the interface."""
    return _language(code, g.lang)


def in_language(texts: dict[str, str] | Any, lang: str) -> tuple[str, str]:
    """The text in ``lang`` or else in the first language it has, and which language that is."""
    if lang in texts:
        return texts[lang], lang
    first = next(iter(texts), "en")
    return texts.get(first, ""), first

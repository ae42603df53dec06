"""One validated ``Settings``, read from ``CONSULT_*``; every wrong key is named at start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "CONSULT_"
DEMONSTRATION_KEY = "demonstration.key"
MAIL_FOLDER = "mail"
_SHORTEST_SECRET = 32
_LONGEST_ISSUER = 200
_SCHEMES = {
    "base_url": ("http", "https"),
    "redis_url": ("redis", "rediss"),
    "mail_url": ("smtp", "smtps", "file"),
    "oidc_issuer": ("https", "http"),
}
_BEGINNINGS = {"file": "file:///"}


class Misconfigured(Exception):
    """The environment cannot be used; the message has one line a problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """What an operator can set. Each field is ``CONSULT_<NAME>``; the README has the table."""

    instance: Path = Path("var")
    database_url: str = ""
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    redis_url: str = ""
    mail_url: str = ""
    mail_from: str = ""
    trusted_proxies: int = 0
    page_size: int = 50
    page_cache_mib: int = 32
    password_memory_kib: int = 65536
    password_checks_at_once: int = 2
    form_seconds: int = 2
    posts_per_hour: int = 60
    posts_per_network: int = 600
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""

    @property
    def secure(self) -> bool:
        """Whether the public address is HTTPS, and so cookies may be marked Secure."""
        return self.base_url.startswith("https://")


def from_environment(environ: Mapping[str, str] | None = None, *, pages: bool = True) -> Settings:
    """The settings in ``environ`` (the process's own when None).

    ``pages`` says whether pages will be served, and so whether a secret key is needed.
    Raises ``Misconfigured`` with every wrong or unknown key.
    """
    environ = os.environ if environ is None else environ
    given = {k[len(PREFIX) :].lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
    problems: list[str] = []
    values: dict[str, Any] = {}
    for item in fields(Settings):
        if item.name in given:
            values[item.name] = _convert(item.name, item.default, given.pop(item.name), problems)
    problems += [f"{PREFIX}{name.upper()} is not a setting" for name in sorted(given)]
    settings = _complete(values, problems)
    problems += _check(settings, pages=pages) + _check_mail(settings)
    if problems:
        raise Misconfigured(problems)
    return settings


def _convert(name: str, default: object, text: str, problems: list[str]) -> object:
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            problems.append(f"{PREFIX}{name.upper()} must be a whole number, not {text!r}")
            return default
    return Path(text) if isinstance(default, Path) else text


def _complete(values: dict[str, Any], problems: list[str]) -> Settings:
    """Fill in what follows from something else: absolute paths, and the demonstration's key."""
    instance = Path(values.get("instance", Settings.instance)).resolve()
    values["instance"] = instance
    values["database_url"] = _database_url(values.get("database_url", ""), instance, problems)
    base_url = values.get("base_url", Settings.base_url)
    values["mail_url"] = values.get("mail_url") or (instance / MAIL_FOLDER).as_uri()
    values["mail_from"] = values.get("mail_from") or sender_of(base_url)
    key_file = instance / DEMONSTRATION_KEY
    if not values.get("secret_key") and key_file.is_file():
        values["secret_key"] = key_file.read_text().strip()
    return Settings(**values)


def _database_url(text: str, instance: Path, problems: list[str]) -> str:
    if not text:
        return f"sqlite:///{instance / 'consult.sqlite'}"
    try:
        url = make_url(text)
    except ArgumentError:
        problems.append(f"{PREFIX}DATABASE_URL is not a database address")
        return text
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            problems.append(f"{PREFIX}DATABASE_URL must name a file: several workers share it")
            return text
        return f"sqlite:///{Path(str(url.database)).resolve()}"
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    problems.append(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://")
    return text


def sender_of(base_url: str) -> str:
    """Whom letters come from where nothing else is said: nobody who would read an answer."""
    try:
        host = urlsplit(base_url).hostname
    except ValueError:  # said of the address itself
        host = None
    return f"Consult <no-reply@{host or 'localhost'}>"


def _check_mail(settings: Settings) -> list[str]:
    name, _, host = parseaddr(settings.mail_from)[1].rpartition("@")
    problems = []
    if not (name and host and settings.mail_from.isprintable()):
        problems.append(f"{PREFIX}MAIL_FROM must be an address: Name <name@host>")
    parts = urlsplit(settings.mail_url)
    if parts.scheme in ("smtp", "smtps") and not parts.hostname:
        problems.append(f"{PREFIX}MAIL_URL names no server")
    if parts.scheme == "file" and (parts.netloc or len(parts.path) < 2):
        problems.append(f"{PREFIX}MAIL_URL must name a folder: file:///folder")
    return problems


def _check(settings: Settings, *, pages: bool) -> list[str]:
    problems = []
    if pages and not settings.secret_key:
        problems.append(
            f"{PREFIX}SECRET_KEY is not set; make one with: "
            'python -c "import secrets; print(secrets.token_hex(32))"'
        )
    elif settings.secret_key and len(settings.secret_key) < _SHORTEST_SECRET:
        problems.append(f"{PREFIX}SECRET_KEY must have at least {_SHORTEST_SECRET} characters")
    for name, schemes in _SCHEMES.items():
        given = getattr(settings, name)
        if given and urlsplit(given).scheme not in schemes:
            beginnings = " or ".join(_BEGINNINGS.get(scheme, f"{scheme}://") for scheme in schemes)
            problems.append(f"{PREFIX}{name.upper()} must begin with {beginnings}")
    problems += _check_provider(settings)
    for name, least, most in (
        ("trusted_proxies", 0, 10),
        ("page_size", 1, 200),
        ("page_cache_mib", 0, 4096),
        ("password_memory_kib", 64, 1048576),
        ("password_checks_at_once", 1, 64),
        ("form_seconds", 0, 60),
        ("posts_per_hour", 1, 100000),
        ("posts_per_network", 1, 1000000),
    ):
        if not least <= getattr(settings, name) <= most:
            problems.append(f"{PREFIX}{name.upper()} must be from {least} to {most}")
    return problems


def _check_provider(settings: Settings) -> list[str]:
    problems = []
    issuer = settings.oidc_issuer
    if bool(issuer) != bool(settings.oidc_client_id):
        problems.append(f"{PREFIX}OIDC_ISSUER and {PREFIX}OIDC_CLIENT_ID are set together")
    if len(issuer) > _LONGEST_ISSUER or {"?", "#"} & set(issuer):
        problems.append(
            f"{PREFIX}OIDC_ISSUER must be an address without ? and #, "
            f"of at most {_LONGEST_ISSUER} characters"
        )
    return problems


def without_password(url: str) -> str:
    """A database's address that may be shown."""
    return make_url(url).render_as_string(hide_password=True)


def current() -> Settings:
    """The settings of the application at work."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def warnings(settings: Settings) -> list[str]:
    """What works but should not stay so, and what to do about it."""
    found = []
    if not settings.secret_key:
        found.append(f"{PREFIX}SECRET_KEY is not set: consult serve will refuse to start")
    if settings.secure and settings.mail_url == (settings.instance / MAIL_FOLDER).as_uri():
        found.append(f"{PREFIX}MAIL_URL is not set: letters go to a folder and reach nobody")
    if settings.oidc_issuer.startswith("http://"):
        found.append(f"{PREFIX}OIDC_ISSUER is not https: anybody on the way could be anybody")
    return found


def make_demonstration_key(settings: Settings) -> None:
    """Keep a random secret key beside a demonstration's data, once, readable by its owner only."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    path = settings.instance / DEMONSTRATION_KEY
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))


def flask_mapping(settings: Settings) -> dict[str, Any]:
    """The keys that Flask and its extensions read."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key or None,
        "SESSION_COOKIE_NAME": "__Host-consult" if settings.secure else "consult",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
    }

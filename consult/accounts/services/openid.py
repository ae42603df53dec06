"""Signing in through an identity provider: OpenID Connect Core 1.0 with PKCE (RFC 7636).

The provider is one that the operator configured, and nothing else is ever asked: no address comes
from a visitor. Tokens are taken only with the algorithms named here, whatever they say.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select

from consult import database
from consult.accounts import rules
from consult.accounts.models import Identity, Person, Purpose
from consult.accounts.services import links, signing
from consult.accounts.services.joining import Applicant, account_of, know, letters_to
from consult.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from consult.config import Settings

_ALGORITHMS = ["RS256", "PS256", "ES256"]
_SECONDS = 5
_LEEWAY = 60  # seconds that the provider's clock may differ
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Waiting:
    """What must be remembered in the browser's session while the person is at the provider."""

    state: str
    nonce: str
    verifier: str
    next: str


@dataclass(frozen=True)
class Claims:
    """Whom the provider says this is. ``email`` is empty unless the provider has proved it."""

    issuer: str
    subject: str
    name: str
    email: str


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@lru_cache(maxsize=8)
def _metadata(issuer: str) -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0), read once."""
    found = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    secure = urlsplit(issuer).scheme == "https"
    addresses = [str(found.get(name, "")) for name in _ENDPOINTS]
    if found.get("issuer") != issuer or any(
        urlsplit(a).scheme not in (("https",) if secure else ("http", "https")) for a in addresses
    ):
        raise Unavailable("the identity provider describes itself wrongly")
    return found


def _get(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        return cast("dict[str, Any]", answer.json())
    except (requests.RequestException, ValueError) as error:
        raise Unavailable(f"the identity provider does not answer: {error}") from error


def _client(settings: Settings, redirect_uri: str, state: str) -> OAuth2Session:
    return OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret,
        scope="openid email profile",
        redirect_uri=redirect_uri,
        state=state,
        code_challenge_method="S256",
        default_timeout=_SECONDS,
    )


def begin(redirect_uri: str, after: str, lang: str) -> tuple[str, Waiting]:
    """The provider's address to send the person to, and what to remember meanwhile."""
    settings = _settings()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    waiting = Waiting(state, nonce, verifier, after)
    client = _client(settings, redirect_uri, waiting.state)
    address, _ = client.create_authorization_url(
        _metadata(settings.oidc_issuer)["authorization_endpoint"],
        state=waiting.state,
        code_verifier=waiting.verifier,
        nonce=waiting.nonce,
        ui_locales=lang,
    )
    return str(address), waiting


def finish(waiting: Waiting, answer: str, redirect_uri: str, now: datetime) -> Claims:
    """Whom the provider has recognised, from the address it sent the person back to.

    Raises ``NotFound`` when the answer does not belong to ``waiting`` or its token is not sound.
    """
    settings = _settings()
    metadata = _metadata(settings.oidc_issuer)
    client = _client(settings, redirect_uri, waiting.state)
    try:
        token = client.fetch_token(
            metadata["token_endpoint"],
            authorization_response=answer,
            code_verifier=waiting.verifier,
            allow_redirects=False,
        )
        claims = _checked(str(token["id_token"]), metadata, waiting.nonce, now)
    except requests.RequestException as error:
        raise Unavailable(f"the identity provider does not answer: {error}") from error
    except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
        raise NotFound(f"the identity provider's answer is not sound: {error}") from error
    return _claims(claims)


def _checked(id_token: str, metadata: dict[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that is signed by the provider, for us, for this sign-in."""
    keys = KeySet.import_key_set(cast("Any", _get(metadata["jwks_uri"])))
    decoded = jwt.decode(id_token, keys, algorithms=_ALGORITHMS)
    wanted = {
        "iss": {"essential": True, "values": [metadata["issuer"]]},
        "sub": {"essential": True},
        "nonce": {"essential": True, "values": [nonce]},
    }
    client_id = _settings().oidc_client_id
    claims = CodeIDToken(
        decoded.claims, decoded.header, wanted, {"nonce": nonce, "client_id": client_id}
    )
    claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
    if client_id not in _audience(claims):
        raise ValueError("the token is for somebody else")
    return dict(claims)


def _audience(claims: dict[str, Any]) -> list[str]:
    found = claims.get("aud", [])
    return [found] if isinstance(found, str) else list(found)


def _claims(claims: dict[str, Any]) -> Claims:
    email = rules.normalised_email(str(claims.get("email", "")))
    proved = claims.get("email_verified") is True and rules.is_email(email)
    return Claims(
        str(claims["iss"]),
        str(claims["sub"])[:200],
        " ".join(str(claims.get("name", "")).split())[: rules.LONGEST_FULL_NAME],
        email if proved else "",
    )


def sign_in(claims: Claims, browser: str) -> tuple[Person, str] | None:
    """Sign in the person whom the provider knows; None where no account is theirs yet.

    An account with an address that both the provider and a letter of ours have proved is theirs.
    """
    with database.write() as (session, now):
        found = session.get(Identity, (claims.issuer, claims.subject))
        if found is not None:
            person = session.get_one(Person, found.person_id)
            return person, signing.begin(session, person.id, browser, now)
        if not claims.email:
            return None
        by_address = session.scalar(select(Person).where(Person.email == claims.email))
        if by_address is None:
            return None
        know(session, by_address, asdict(claims), now)
        return by_address, signing.begin(session, by_address.id, browser, now)


def join(
    claims: Claims, applicant: Applicant, email: str, browser: str, network: str
) -> tuple[Person, str] | None:
    """Make an account for someone whom the provider has recognised, and sign in.

    None where the address is not proved: then a letter was sent to it, whose link makes the
    account. Raises ``TooOften``.
    """
    if not claims.email or rules.normalised_email(email) != claims.email:
        _ask_for_proof(claims, applicant, rules.normalised_email(email), network)
        return None
    with database.write() as (session, now):
        person = account_of(session, claims.email, applicant, now)
        know(session, person, asdict(claims), now)
        return person, signing.begin(session, person.id, browser, now)


def _ask_for_proof(claims: Claims, applicant: Applicant, email: str, network: str) -> None:
    pending = letters_to(email, network)
    data = asdict(applicant) | {"password_hash": "", "identity": asdict(claims)}
    with database.write() as (session, now):
        pending.count(session, now)
        known = session.scalar(select(Person.id).where(Person.email == email))
        purpose = Purpose.SIGN_UP if known is None else Purpose.SIGN_IN
        links.send(session, now, purpose, email, applicant.lang, person_id=known, data=data)

"""Asking an identity provider who somebody is: OpenID Connect Core 1.0 with PKCE (RFC 7636).

The provider is one that the operator configured, and nothing else is ever asked: no address comes
from a visitor. Tokens are taken only with the algorithms named here, whatever they say. What is
said of an answer that is not sound names no code, token or secret: it goes to the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from consult import config
from consult.accounts import rules
from consult.errors import NotFound, Unavailable

_ALGORITHMS = ["RS256", "PS256", "ES256"]
_SECONDS = 5
_LEEWAY = 60  # seconds that the provider's clock may differ
_KEPT = 600  # seconds for which what the provider says of itself is not asked again
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LONGEST_SUBJECT = 200  # of characters; the standard allows 255, and our column less


@dataclass(frozen=True)
class Waiting:
    """What must be remembered in the browser's session while the person is at the provider.

    ``at`` is when they went there, in seconds since 1970.
    """

    state: str
    nonce: str
    verifier: str
    next: str
    at: int


@dataclass(frozen=True)
class Claims:
    """Whom the provider says this is. ``email`` is empty unless the provider has proved it."""

    issuer: str
    subject: str
    name: str
    email: str


def _metadata(now: datetime) -> dict[str, Any]:
    return _asked(config.current().oidc_issuer, int(now.timestamp()) // _KEPT)


@lru_cache(maxsize=2)
def _asked(issuer: str, span: int) -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0), asked once in each span of
    time. A failure is not kept.
    """
    found = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise Unavailable(f"it calls itself {found.get('issuer')!r:.200}, not {issuer!r}")
    schemes = ("https",) if urlsplit(issuer).scheme == "https" else ("https", "http")
    for name in (*_NEEDED, "userinfo_endpoint"):
        address = found.get(name)
        if address is None and name not in _NEEDED:
            continue
        if not _is_address(address, schemes):
            raise Unavailable(f"its {name} is {address!r:.200}")
    return found


def _is_address(address: object, schemes: tuple[str, ...]) -> bool:
    if not isinstance(address, str) or not (address.isascii() and address.isprintable()):
        return False
    return urlsplit(address).scheme in schemes and bool(urlsplit(address).hostname)


def _get(address: str, **headers: str) -> dict[str, Any]:
    """The JSON object at an address of the provider; a redirect is not followed."""
    try:
        answer = requests.get(address, headers=headers, timeout=_SECONDS, allow_redirects=False)
        found = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as error:
        raise Unavailable(f"{address} does not answer: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise Unavailable(f"{address} answers {answer.status_code}, or not with a JSON object")
    return found


def _client(metadata: dict[str, Any], redirect_uri: str) -> OAuth2Session:
    settings = config.current()
    offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    method = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
    return OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret,
        token_endpoint_auth_method=method if settings.oidc_client_secret else "none",
        scope="openid email profile",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        default_timeout=_SECONDS,
    )


def begin(redirect_uri: str, after: str, lang: str, now: datetime) -> tuple[str, Waiting]:
    """The provider's address to send the person to, and what to remember meanwhile.

    Raises ``Unavailable`` where the provider does not answer, or not as one.
    """
    metadata = _metadata(now)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    address, _ = _client(metadata, redirect_uri).create_authorization_url(
        metadata["authorization_endpoint"],
        state=state,
        code_verifier=verifier,
        nonce=nonce,
        ui_locales=lang,
    )
    return str(address), Waiting(state, nonce, verifier, after, int(now.timestamp()))


def finish(waiting: Waiting, answer: Mapping[str, str], redirect_uri: str, now: datetime) -> Claims:
    """Whom the provider has recognised, from what the address that it sent the person back to says.

    Raises ``NotFound`` when the answer does not belong to ``waiting`` or its token is not sound,
    ``Unavailable`` where the provider does not answer.
    """
    if not secrets.compare_digest(answer.get("state", "").encode(), waiting.state.encode()):
        raise NotFound("the answer is to another question")
    if not rules.is_fresh(waiting.at, now):
        raise NotFound("the answer comes too late")
    metadata = _metadata(now)
    if answer.get("iss", metadata["issuer"]) != metadata["issuer"]:  # RFC 9207
        raise NotFound("the answer is another provider's")
    if not answer.get("code"):
        raise NotFound(f"it answers {answer.get('error', '')!r:.60}")
    try:
        token = _token(metadata, answer["code"], waiting, redirect_uri)
        claims = _checked(token["id_token"], metadata, waiting.nonce, now)
        return _claims(_completed(claims, metadata, token))
    except requests.RequestException as error:
        raise Unavailable(f"it gives no token: {type(error).__name__}") from error
    except (AuthlibBaseError, JoseError, KeyError, TypeError, ValueError) as error:
        raise NotFound(f"its answer is not sound: {_named(error)}") from error


def _named(error: Exception) -> str:
    """An error without what somebody else wrote into it, but for the short names of standards."""
    said = [getattr(error, name, None) for name in ("error", "claim")]
    return " ".join([type(error).__name__, *(f"{word!r:.60}" for word in said if word)])


def _token(
    metadata: dict[str, Any], code: str, waiting: Waiting, redirect_uri: str
) -> dict[str, Any]:
    found = _client(metadata, redirect_uri).fetch_token(
        metadata["token_endpoint"],
        grant_type="authorization_code",
        code=code,
        code_verifier=waiting.verifier,
        allow_redirects=False,
    )
    return cast("dict[str, Any]", found)


def _checked(id_token: str, metadata: dict[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
    """The claims of a token that is signed by the provider, for us, for this sign-in."""
    decoded = jwt.decode(id_token, _keys(metadata), algorithms=_ALGORITHMS)
    client_id = config.current().oidc_client_id
    wanted = {
        "iss": {"essential": True, "value": metadata["issuer"]},
        "sub": {"essential": True},
        "aud": {"essential": True, "value": client_id},
        "nonce": {"essential": True, "value": nonce},
    }
    claims = CodeIDToken(
        decoded.claims, decoded.header, wanted, {"nonce": nonce, "client_id": client_id}
    )
    claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
    return dict(claims)


def _keys(metadata: dict[str, Any]) -> KeySet:
    """The provider's keys as they are now: it may have changed them since the last sign-in."""
    found = _get(metadata["jwks_uri"])
    try:
        return KeySet.import_key_set(cast("Any", found))
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise Unavailable(f"its keys cannot be read: {_named(error)}") from error


def _completed(
    claims: dict[str, Any], metadata: dict[str, Any], token: dict[str, Any]
) -> dict[str, Any]:
    """The claims with name and address: many providers tell those only when asked once more."""
    if "userinfo_endpoint" not in metadata or {"name", "email"} <= claims.keys():
        return claims
    bearer = f"Bearer {token['access_token']}"
    found = _get(metadata["userinfo_endpoint"], Authorization=bearer)
    if found.get("sub") != claims["sub"]:
        raise ValueError("this is told of somebody else")
    # Whether an address is proved is said by whoever says the address.
    names = ("name",) if "email" in claims else ("name", "email", "email_verified")
    return claims | {name: found[name] for name in names if name in found and name not in claims}


def _claims(claims: dict[str, Any]) -> Claims:
    """What is taken of the claims. A long subject is never cut: two would become one."""
    subject: str = claims["sub"]
    if not subject.isprintable() or len(subject) > _LONGEST_SUBJECT:
        raise ValueError("nobody is called so")
    email = claims.get("email")
    email = rules.normalised_email(email) if isinstance(email, str) else ""
    proved = claims.get("email_verified") is True and rules.is_email(email)
    name = claims.get("name")
    name = rules.one_line(name)[: rules.LONGEST_FULL_NAME].strip() if isinstance(name, str) else ""
    return Claims(claims["iss"], subject, name, email if proved else "")

"""A small identity provider that can be told to misbehave, served on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from joserfc import jwk, jws, jwt

CLIENT, SECRET = "consult", "the secret of the client"
Bend = Callable[["Provider", dict[str, Any]], None]


@dataclass
class Provider:
    """What the provider is, whom it recognises, and how it misbehaves.

    ``claims`` are put into the token over the right ones (None takes one out). ``sign`` makes the
    token, ``answers`` are statuses or JSON that an address gives instead of its own, ``told`` is
    what its userinfo address says, where it has one.
    """

    url: str
    now: Callable[[], datetime]
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] | None = None
    sign: Callable[[Provider, dict[str, Any]], str | None] | None = None
    silent: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    redirect_uris: list[str] = field(default_factory=list)
    turns: int = 0

    def __post_init__(self) -> None:
        self.rotate()

    def rotate(self) -> None:
        """Have a new key."""
        self.turns += 1
        self.key = _key(self.turns, f"key-{self.turns}")

    @property
    def issuer(self) -> str:
        """What it calls itself."""
        return self.url

    def description(self) -> dict[str, Any]:
        """Its discovery document."""
        more = {"userinfo_endpoint": f"{self.url}/userinfo"} if self.told is not None else {}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.url}/authorize?tenant=1",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            **more,
            **self.described,
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where to send the person back to, with a code for this question."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        self.redirect_uris.append(query["redirect_uri"])
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        self.seen += [code, query["state"], query["nonce"]]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """A token for a code: once, to the client, at the same address, with the verifier."""
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if "client_secret" in form:
            given = f"{form['client_id']}:{form['client_secret']}"
        self.seen += [form.get("code_verifier", ""), SECRET]
        if unquote_plus(given) != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        question = self.codes.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code" or question is None:
            return 400, {"error": "invalid_grant", "error_description": f"{form.get('code')}?"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (challenge, form["redirect_uri"]) != (
            question["code_challenge"],
            question["redirect_uri"],
        ):
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(16)
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
        token = (self.sign or signed)(self, self._claims(question["nonce"]))
        self.seen += [access, token or ""]
        return 200, answer | ({"id_token": token} if token is not None else {})

    def _claims(self, nonce: str) -> dict[str, Any]:
        now = int(self.now().timestamp())
        right = {"iss": self.issuer, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300}
        found = right | self.person | self.claims
        return {name: value for name, value in found.items() if value is not None}


@cache
def _made(number: int) -> jwk.RSAKey:
    """A key, made once for all tests: that takes longer than a test."""
    return jwk.RSAKey.generate_key(2048)


def _key(number: int, kid: str | None) -> jwk.RSAKey:
    made = _made(number).as_dict(private=True)
    return jwk.RSAKey.import_key(made | {"kid": kid, "use": "sig"})


def signed(provider: Provider, claims: dict[str, Any], **header: Any) -> str:
    """A token as it should be, but for what ``header`` says."""
    given = {"alg": "RS256", "kid": provider.key.kid} | header
    return jwt.encode(given, claims, provider.key, algorithms=[given["alg"]])


def signed_by_another(provider: Provider, claims: dict[str, Any], **header: Any) -> str:
    """A token of another key under the name of the right one."""
    other = _key(0, provider.key.kid)
    if "jwk" in header:
        header["jwk"] = other.as_dict(private=False)
    given = {"alg": "RS256", "kid": provider.key.kid} | header
    # The sizes of what joserfc itself would write or read are not what is tried here.
    registry = jws.JWSRegistry(algorithms=["RS256"])
    registry.max_header_length = 4096
    return jwt.encode(given, claims, other, registry=registry)


def with_secret(secret: str | bytes) -> Callable[[Provider, dict[str, Any]], str]:
    """How to make a token that is signed with a word that others know as well."""

    def sign(provider: Provider, claims: dict[str, Any]) -> str:
        key = secret if secret else provider.key.as_pem(private=False)
        return _compact({"alg": "HS256", "kid": provider.key.kid}, claims, key)

    return sign


def _compact(header: dict[str, Any], claims: dict[str, Any], key: str | bytes | None) -> str:
    """A token made by hand: joserfc rightly refuses to make some of these."""
    parts = [_base64(json.dumps(part).encode()) for part in (header, claims)]
    said = ".".join(parts).encode()
    if key is None:
        return f"{said.decode()}."
    key = key.encode() if isinstance(key, str) else key
    return f"{said.decode()}.{_base64(_hmac(key, said))}"


def _hmac(key: bytes, said: bytes) -> bytes:
    return hmac.new(key, said, hashlib.sha256).digest()


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned(alg: str) -> Callable[[Provider, dict[str, Any]], str]:
    """How to make a token without a signature that says it has this algorithm."""
    return lambda provider, claims: _compact({"alg": alg, "kid": provider.key.kid}, claims, None)


def serve(now: Callable[[], datetime]) -> tuple[Provider, Callable[[], None]]:
    """A provider on a port of this machine, and how to end it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    provider = Provider(f"http://127.0.0.1:{server.server_port}", now)
    server.provider = provider
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()

    def end() -> None:
        provider.silent.set()
        server.shutdown()
        server.server_close()
        thread.join()

    return provider, end


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider, parts = self._provider(), urlsplit(self.path)
        if self._bent(parts.path):
            return
        if parts.path == "/.well-known/openid-configuration":
            self._send(200, provider.description())
        elif parts.path == "/authorize":
            self._redirect(provider.authorize(dict(parse_qsl(parts.query))))
        elif parts.path == "/jwks":
            self._send(200, {"keys": [provider.key.as_dict(private=False)]})
        elif parts.path == "/userinfo":
            self._send(200, provider.told or {})
        else:
            self._send(404, {})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = dict(parse_qsl(self.rfile.read(length).decode()))
        if not self._bent(self.path):
            given = self.headers.get("Authorization", "")
            self._send(*self._provider().token(form, given))

    def _provider(self) -> Provider:
        return self.server.provider

    def _bent(self, path: str) -> bool:
        provider = self._provider()
        provider.asked.append(path)
        bent = provider.answers.get(path)
        if bent is None:
            return False
        if bent == "silence":
            provider.silent.wait(5)
            self.close_connection = True
        elif isinstance(bent, str):
            self._redirect(bent)
        elif isinstance(bent, int):
            self._send(bent, {})
        else:
            self._send(200, bent)
        return True

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Say nothing."""

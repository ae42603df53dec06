"""Answers that need not be made again: ETag with 304, and a memory of visitors' pages.

A page is named by a key that holds everything it depends on (revision, version, stage, day,
language), so nothing is ever invalidated: another state is another key. Visitors have no cookie
and all see the same page; a signed-in person's page is made for them and never kept.

``Front`` stands before the framework. It answers a visitor from memory when the page's witness
still holds: one small read of the database and one look at the clock.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Engine

from consult import clock
from consult.database import db

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_SMALLEST_COMPRESSED = 1000
_GZIP_LEVEL = 4  # half the time of the usual 6, and a tenth larger
_HTML = "text/html; charset=utf-8"
# Weak tags, because the same one names the compressed and the plain form.
_FOR_VISITORS = [
    ("Cache-Control", "public, max-age=0, must-revalidate"),
    ("Vary", "Cookie, Accept-Encoding"),
]


@dataclass(frozen=True)
class Witness:
    """Says whether a page may still be served: nothing has changed, and the moment is not come
    at which the clock alone changes it.
    """

    unchanged: Callable[[Engine], bool]
    until: datetime


@dataclass
class Page:
    """A visitor's page under its tag; its compressed form once somebody has asked for it."""

    etag: str
    body: bytes
    witness: Witness | None
    content_type: str = _HTML
    _compressed: bytes = field(default=b"", repr=False)

    @property
    def size(self) -> int:
        """Bytes in memory, as if it were compressed already (to about a quarter)."""
        return len(self.body) * 5 // 4

    def encoded(self, accepted: str) -> tuple[bytes, list[tuple[str, str]]]:
        """The body for a browser that accepts these encodings, and its headers."""
        headers = [("Content-Type", self.content_type), ("ETag", self.etag), *_FOR_VISITORS]
        if "gzip" not in accepted or len(self.body) < _SMALLEST_COMPRESSED:
            return self.body, headers
        if not self._compressed:
            self._compressed = gzip.compress(self.body, _GZIP_LEVEL, mtime=0)
        return self._compressed, [*headers, ("Content-Encoding", "gzip")]


class PageMemory:
    """The pages used last, by address, at most ``most_bytes``; shared by a process's threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, address: str) -> Page | None:
        """The page at ``address``, if it is still there."""
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def put(self, address: str, page: Page) -> None:
        """Keep ``page`` instead of what was there, and forget those not used for longest."""
        with self._lock:
            before = self._pages.pop(address, None)
            self._bytes -= before.size if before else 0
            self._pages[address] = page
            self._bytes += page.size
            while self._bytes > self._most:
                self._bytes -= self._pages.popitem(last=False)[1].size


class Front:
    """Answers visitors who ask for a page that is in memory and whose witness holds."""

    def __init__(self, application: WSGIApplication, memory: PageMemory, engine: Engine) -> None:
        self._application = application
        self._memory = memory
        self._engine = engine

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer as WSGI asks, or let the application."""
        page = self._kept(environ)
        if page is None:
            return self._application(environ, start)
        if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start("304 NOT MODIFIED", [("ETag", page.etag), *_FOR_VISITORS])
            return [b""]
        body, headers = page.encoded(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _kept(self, environ: WSGIEnvironment) -> Page | None:
        """The page to answer with; None where the framework must be asked."""
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ:
            return None
        page = self._memory.get(_address(environ))
        if page is None or page.witness is None or clock.now() >= page.witness.until:
            return None
        return page if page.witness.unchanged(self._engine) else None


def _address(environ: WSGIEnvironment) -> str:
    return f"{environ['SCRIPT_NAME']}{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"


def attach(app: Flask, build: str) -> None:
    """Give ``app`` a memory of pages; ``build`` changes whenever templates or assets do."""
    memory = PageMemory(app.config["SETTINGS"].page_cache_mib * 2**20)
    app.extensions["consult_build"] = build
    app.extensions["consult_pages"] = memory
    with app.app_context():
        setattr(app, "wsgi_app", Front(app.wsgi_app, memory, db.engine))


def page(
    key: tuple[object, ...],
    render: Callable[[], str],
    witness: Witness | None = None,
    content_type: str = _HTML,
) -> Response:
    """The page that ``key`` names: 304, from memory, or made by ``render``.

    ``key`` must hold everything the page shows that the address does not say. With a
    ``witness`` the page is served again without asking for its key.
    """
    if g.person is not None:
        response = Response(render(), content_type=content_type)
        response.headers["Cache-Control"] = "private, no-cache"
        return response
    etag = _etag(key)
    if etag in request.headers.get("If-None-Match", ""):
        return Response(status=304, headers=[("ETag", etag), *_FOR_VISITORS])
    memory: PageMemory = current_app.extensions["consult_pages"]
    address = _address(request.environ)
    kept = memory.get(address)
    if kept is None or kept.etag != etag:
        kept = Page(etag, render().encode(), witness, content_type)
        memory.put(address, kept)
    body, headers = kept.encoded(request.headers.get("Accept-Encoding", ""))
    return Response(body, headers=headers)


def _etag(key: tuple[object, ...]) -> str:
    build = current_app.extensions["consult_build"]
    named = repr((build, request.full_path, key)).encode()
    return f'W/"{blake2b(named, digest_size=16).hexdigest()}"'

"""Answers that need not be made again: ETag with 304, and a memory of visitors' pages.

A page is named by a key that holds everything it depends on (revision, version, stage, day,
language), so nothing is ever invalidated: another state is another key. Visitors have no cookie
and all see the same page; a signed-in person's page is made for them and never kept.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from flask import Flask, Response, current_app, g, request

_SMALLEST_COMPRESSED = 1000


@dataclass
class _Page:
    """A page, and its compressed form once somebody has asked for it."""

    body: bytes
    _compressed: bytes = b""

    @property
    def size(self) -> int:
        """Bytes in memory, as if it were compressed already (to about a quarter)."""
        return len(self.body) * 5 // 4

    def compressed(self) -> bytes:
        """The page as gzip; made once."""
        if not self._compressed:
            self._compressed = gzip.compress(self.body, 6, mtime=0)
        return self._compressed


class PageMemory:
    """The pages used last, at most ``most_bytes`` of them, shared by the threads of a process."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[str, _Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> _Page | None:
        """The page under ``key``, if it is still there."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: _Page) -> None:
        """Keep ``page``, and forget those not used for longest."""
        with self._lock:
            if key in self._pages or page.size > self._most:
                return
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self._most:
                self._bytes -= self._pages.popitem(last=False)[1].size


def attach(app: Flask, build: str) -> None:
    """Give ``app`` a memory of pages; ``build`` changes whenever templates or assets do."""
    app.extensions["consult_build"] = build
    app.extensions["consult_pages"] = PageMemory(app.config["SETTINGS"].page_cache_mib * 2**20)


def page(key: tuple[object, ...], render: Callable[[], str]) -> Response:
    """The page that ``key`` names: 304, from memory, or made by ``render``.

    ``key`` must hold everything the page shows that the address does not say.
    """
    if g.person is not None:
        response = Response(render(), content_type="text/html; charset=utf-8")
        response.headers["Cache-Control"] = "private, no-cache"
        return response
    etag = _etag(key)
    if etag in request.headers.get("If-None-Match", ""):
        return _for_visitors(Response(status=304), etag)
    memory: PageMemory = current_app.extensions["consult_pages"]
    kept = memory.get(etag)
    if kept is None:
        kept = _Page(render().encode())
        memory.put(etag, kept)
    return _for_visitors(_encoded(kept), etag)


def _etag(key: tuple[object, ...]) -> str:
    build = current_app.extensions["consult_build"]
    named = repr((build, g.lang, request.full_path, key)).encode()
    return f'"{blake2b(named, digest_size=16).hexdigest()}"'


def _encoded(kept: _Page) -> Response:
    small = len(kept.body) < _SMALLEST_COMPRESSED
    if small or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(kept.body, content_type="text/html; charset=utf-8")
    response = Response(kept.compressed(), content_type="text/html; charset=utf-8")
    response.headers["Content-Encoding"] = "gzip"
    return response


def _for_visitors(response: Response, etag: str) -> Response:
    # Weak, because the same tag names the compressed and the plain form.
    response.headers["ETag"] = f"W/{etag}"
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    return response

"""Work done by several processes at once, each with an application of its own.

They are forked, which costs little; no connection is open then, because SQLite's locks do not
survive a fork. What they run is named by a function of a module, so that it can be sent.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, TypeVar

from flask import Flask

from consult import create_app
from consult.config import Settings
from tests.conftest import close

_T = TypeVar("_T")


def in_threads(app: Flask, work: Callable[..., _T], arguments: Sequence[Any]) -> list[_T]:
    """``work`` for each argument in a thread of its own, all at once, in order of arguments."""

    def run(argument: Any) -> _T:
        with app.app_context():
            return work(argument)

    with ThreadPoolExecutor(len(arguments)) as threads:
        return list(threads.map(run, arguments))


class Processes:
    """``many`` processes that can be given work; to be used as a context."""

    def __init__(self, app: Flask, many: int) -> None:
        self._settings: Settings = app.config["SETTINGS"]
        close(app)
        context = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(many, mp_context=context)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def start(self, work: Callable[..., _T], *arguments: Any) -> Future[_T]:
        """``work(app, ...)`` in a process of its own."""
        return self._pool.submit(_in_application, work, self._settings, arguments)


def _in_application(
    work: Callable[..., Any], settings: Settings, arguments: tuple[Any, ...]
) -> tuple[int, Any]:
    app = create_app(settings)
    with app.app_context():
        try:
            return os.getpid(), work(app, *arguments)
        finally:
            close(app)

"""Passwords as Argon2id hashes (RFC 9106), few at once: each check takes its memory."""

from __future__ import annotations

import secrets
import threading
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

if TYPE_CHECKING:
    from consult.config import Settings


@cache
def _passwords(memory_kib: int, at_once: int) -> tuple[PasswordHasher, threading.Semaphore, str]:
    """The hasher, how many may run at once, and a hash of nothing."""
    hasher = PasswordHasher(memory_cost=memory_kib)
    return hasher, threading.Semaphore(at_once), hasher.hash(secrets.token_hex(16))


def _hasher() -> tuple[PasswordHasher, threading.Semaphore, str]:
    settings: Settings = current_app.config["SETTINGS"]
    return _passwords(settings.password_memory_kib, settings.password_checks_at_once)


def hashed(password: str) -> str:
    """The hash of a password, as it is stored."""
    hasher, places, _ = _hasher()
    with places:
        return hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long where there is no account or no password."""
    hasher, places, nobody = _hasher()
    with places:
        try:
            return hasher.verify(password_hash or nobody, password) and bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False

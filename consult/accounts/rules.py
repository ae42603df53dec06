"""What an account must be like. Plain functions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from consult.accounts.models import SignIn

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_NAME = 80
NOTICE = 1  # the newest version of the notice of publication
SIGN_IN_LASTS = timedelta(days=14)

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(?:\.[^@\s\x00-\x1f.]+)+")


def normalised_email(text: str) -> str:
    """The address as it is stored and compared: outer spaces and the case of letters aside."""
    return text.strip().lower()


def is_email(text: str) -> bool:
    """Whether ``text`` has the shape of an address; only a letter sent there proves more."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def lasts(sign_in: SignIn, now: datetime) -> bool:
    """Whether a sign-in still holds at ``now``."""
    return sign_in.ended_at is None and now < sign_in.signed_in_at + SIGN_IN_LASTS

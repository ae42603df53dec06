"""How long work is held, how often it is tried, and how long it waits in between."""

from __future__ import annotations

from datetime import timedelta

LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)
OVERDUE = timedelta(minutes=15)
MOST_ATTEMPTS = 8
_PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 45, 120, 240, 360)]


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts (from 1) that came to nothing."""
    return _PAUSES[min(attempts, len(_PAUSES)) - 1]


def is_spent(attempts: int) -> bool:
    """Whether there was the last attempt."""
    return attempts >= MOST_ATTEMPTS

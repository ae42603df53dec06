"""When those are told who want to be told once a day. Plain functions."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from consult.subscriptions.models import Scope

MOST_LINES = 50
# The closest to a comment says how often its subscriber is told of it.
CLOSEST_FIRST = (Scope.THREAD, Scope.PROPOSAL, Scope.CONSULTATION)
_MORNING = 8
# A daily letter tells of what was posted until a minute before it is written, so that a comment
# that is being stored just then is not passed over; what comes later is for the next morning.
SETTLED = timedelta(minutes=1)
_TOO_LATE = 2 * SETTLED


def next_morning(now: datetime, zone: str) -> datetime:
    """Eight o'clock in ``zone`` on the first morning that is still to come."""
    local = (now + _TOO_LATE).astimezone(ZoneInfo(zone))
    morning = local.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return morning if local < morning else morning + timedelta(days=1)

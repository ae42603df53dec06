"""Letters, before there is any mail: how one is asked for, and what a letter is.

A letter is asked for in the transaction that makes it necessary (``put``) and written when it is
sent. A feature that sends letters has a *maker* for each: a function that gets what ``put`` was
given and reads what it needs as it is by then, so that a text hidden meanwhile is not sent::

    def receipt(data: Mapping[str, Any]) -> Letter | None:
        said = reading.by_ref(data["comment"])
        address = addresses.of(data["person"])
        if address is None:  # erased meanwhile
            return None
        return Letter(address, data["lang"], "receipt", {"said": said})

``data`` holds ``template``, ``lang``, ``person`` (an id) or ``to`` (an address), and the
references. The maker runs in a request of its own in the letter's language (``g.lang``). It returns
None where nobody is to get anything any more.

``templates/mail/<template>.txt`` is what is sent: its first line is ``Subject: …``, its sentences
are in ``_()``, ``url(endpoint, …)`` makes whole addresses, ``quoted(text)`` keeps what somebody
wrote apart from our words. The table of all makers is in ``consult/worker.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.jobs import services as jobs

KIND = "letter"


@dataclass(frozen=True)
class Letter:
    """A letter to be written: to which address, in which language, from which template.

    ``values`` are what the template shows; ``unsubscribe`` is the path at which its reader stops
    getting such letters, where they asked for them. ``once_sent`` is done after it was sent.
    """

    to: str
    lang: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    unsubscribe: str | None = None
    once_sent: Callable[[], None] | None = None


Maker = Callable[[Mapping[str, Any]], Letter | None]


def put(
    session: Session,
    now: datetime,
    template: str,
    lang: str,
    *,
    person_id: int | None = None,
    to: str | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
    **references: Any,
) -> None:
    """Ask for a letter in the caller's transaction, to a person or to an address.

    ``references`` are ids and the like, never texts. With a ``key`` it is sent once.
    """
    data = asked(template, lang, person_id=person_id, to=to, **references)
    jobs.ask(session, KIND, data, now, due_at=due_at, key=key)


def put_all(
    session: Session,
    now: datetime,
    letters: Sequence[tuple[str, dict[str, Any]]],
    *,
    due_at: datetime | None = None,
) -> None:
    """Ask for several letters at once: each its key, and what ``asked`` returns for it."""
    jobs.ask_all(session, KIND, letters, now, due_at=due_at)


def asked(
    template: str,
    lang: str,
    *,
    person_id: int | None = None,
    to: str | None = None,
    **references: Any,
) -> dict[str, Any]:
    """What a job of the kind ``letter`` knows of its letter."""
    whom = {"person": person_id} if person_id is not None else {"to": to}
    return {"template": template, "lang": lang, **whom, **references}


def one_line(text: str) -> str:
    """``text`` without line breaks and control characters: a name or a title in a letter."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

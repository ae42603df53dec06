"""Links that are sent by mail: each works once, for a while, and is used by pressing a button.

The letter is written later, by the worker. So that a copy of the database lets nobody in, what it
keeps is a number from which only the secret key makes the link.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import config, letters
from consult.accounts import rules
from consult.accounts.models import OneUseLink, Purpose
from consult.accounts.services import signing, tries
from consult.database import db
from consult.errors import NotFound


def token_of(number: str) -> str:
    """The token of the link that was made with ``number``."""
    return tries.keyed(config.current().secret_key, f"link:{number}")


def send(
    session: Session,
    now: datetime,
    purpose: Purpose,
    email: str,
    lang: str,
    *,
    person_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Make a link for ``purpose`` and ask for the letter that brings it, in one transaction."""
    number = secrets.token_urlsafe(24)
    session.add(
        OneUseLink(
            token_sha256=signing.sha256(token_of(number)),
            purpose=purpose,
            email=email,
            person_id=person_id,
            data=data or {},
            made_at=now,
        )
    )
    letters.put(session, now, purpose.value, lang, to=email, number=number)


def write(session: Session, now: datetime, template: str, email: str, lang: str) -> None:
    """Ask for a letter without a link."""
    letters.put(session, now, template, lang, to=email)


def find(token: str, now: datetime) -> OneUseLink:
    """The link with this token; raises ``NotFound`` when it was used, is too old, or never was."""
    link = db.session.get(OneUseLink, signing.sha256(token))
    if link is None or not rules.works(link, now):
        raise NotFound("this link has been used or is too old")
    return link


def use(session: Session, token: str, purpose: Purpose, now: datetime) -> OneUseLink:
    """Use a link up, in the transaction that does what it is for; raises ``NotFound``."""
    wanted = select(OneUseLink).where(
        OneUseLink.token_sha256 == signing.sha256(token), OneUseLink.purpose == purpose
    )
    link = session.scalar(wanted.with_for_update())
    if link is None or not rules.works(link, now):
        raise NotFound("this link has been used or is too old")
    link.used_at = now
    return link

"""A round to try things out in: a window that is open, accounts, sample comments."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from consult import clock, paths
from consult.accounts.models import Person, Role
from consult.accounts.services import people as accounts
from consult.comments.models import Opinion
from consult.comments.rules import Draft
from consult.comments.services import writing
from consult.comments.services.writing import Receipt, Target
from consult.database import db
from consult.proposals.models import Consultation, Stance
from consult.proposals.services import editions, folders, publishing, reading

SLUG = "anti-corruption-demo"
_FOLDER = "anti-corruption"
_PEOPLE = {
    "citizen": None,
    "moderator": Role.MODERATOR,
    "analyst": Role.ANALYST,
    "publisher": Role.PUBLISHER,
    "admin": None,
}


def open_round() -> Iterator[str]:
    """Open the round once, and tell of it line by line; a second time changes nothing."""
    if db.session.scalar(select(Consultation.id).where(Consultation.slug == SLUG)) is not None:
        yield f"{SLUG}: nothing new"
        return
    folder = folders.read(paths.folder("proposals") / _FOLDER)
    opens, closes = _window(clock.now().astimezone(ZoneInfo(folder.zone)))
    round_ = replace(
        folder, slug=SLUG, opens_at=opens, closes_at=closes, opens_assumed=False, demonstration=True
    )
    yield from publishing.publish(round_).changes
    people = {}
    yield "accounts, with passwords that are shown only now:"
    for name, role in _PEOPLE.items():
        password = secrets.token_urlsafe(9)
        email = f"{name}@example.org"
        agency = folder.agency if role else None
        people[name] = accounts.create(
            email, name.capitalize(), password, role, agency, agreed=True
        )
        if name == "admin":
            accounts.appoint_administrator(email)
        yield f"  {email}  {password}"
    yield f"{_comment(people)} sample comments"


def _window(local: datetime) -> tuple[datetime, datetime]:
    """From the beginning of this day to the next 20 July, 23:59."""
    opens = local.replace(hour=0, minute=0, second=0, microsecond=0)
    closes = opens.replace(month=7, day=20, hour=23, minute=59)
    if closes - opens < timedelta(days=1):
        closes = closes.replace(year=closes.year + 1)
    return opens, closes


# Invented remarks of nobody in particular: (proposal, clause, language, stance, text).
_REMARKS: list[tuple[str, str, str, Stance | None, str]] = [
    (
        "special-status",
        "art_1__para_1",
        "en",
        Stance.SUPPORT,
        "Those who enforce the law should answer to a *stricter* standard than everyone else.",
    ),
    (
        "special-status",
        "art_1__para_1",
        "ru",
        Stance.AMEND,
        "Нужно прямо перечислить, какие органы считаются специальными, иначе норма будет "
        "толковаться по-разному.",
    ),
    (
        "special-status",
        "art_1__para_1",
        "kk",
        Stance.OPPOSE,
        "Қолданыстағы кодексте ауырлататын мән-жайлар бар. Жаңа санат енгізудің қажеті қандай?",
    ),
    (
        "foreign-assets",
        "art_1__para_1",
        "ru",
        Stance.SUPPORT,
        "Поддерживаю, но прошу учесть тех, кто учится или лечится за рубежом.",
    ),
    (
        "integrity-test",
        "art_1__para_1",
        "kk",
        Stance.NEUTRAL,
        "Тексеруді кім жүргізеді және оның нәтижесіне қалай шағымдануға болады?",
    ),
    (
        "private-sector",
        "art_1__para_1",
        "en",
        Stance.OPPOSE,
        "Small firms need guidance before they need criminal liability.",
    ),
]


def _comment(people: dict[str, Person]) -> int:
    """Post the sample remarks, an answer and an opinion; returns how many comments there are."""
    first: Receipt | None = None
    for at, (slug, eid, lang, stance, text) in enumerate(_REMARKS):
        standing = reading.standing(SLUG, slug)
        clause = editions.edition(standing, lang).clause(eid)
        target = Target(standing.proposal_id, standing.version_id, clause, lang)
        author = people["citizen" if at % 2 else "publisher"]
        receipt = writing.post(author, target, Draft(text, lang, stance), key=f"sample-{at}")
        first = first or receipt
    if first is None:
        return 0
    answer = Draft("And who will judge the judges?", "en")
    writing.reply(people["citizen"], first.ref, answer, key="sample-answer")
    writing.endorse(people["citizen"], first.ref, Opinion.AGREE)
    return len(_REMARKS) + 1

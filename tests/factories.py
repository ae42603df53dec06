"""What tests are about, made through the real services."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Person
from consult.accounts.services import links
from consult.comments.rules import Draft
from consult.comments.services import writing
from consult.comments.services.writing import Receipt, Target
from consult.database import db
from consult.jobs.models import Job
from consult.proposals.services import editions, folders, publishing, reading
from consult.publishing.services import desk, publication
from consult.publishing.services.desk import Upload
from consult.publishing.services.publication import Publication

ENGLISH = """---
title: {title}
---

## Rationale

It is proposed because of **reasons**.

| Figure | What it counts |
|---|---|
| 36 | cases |

## Article 1. Subject {{#art_1}}

1. The first rule is that judges answer more strictly than others. {{#art_1__para_1}}

2. The second rule has points: {{#art_1__para_2}}

   1) the first point; {{#art_1__para_2__point_1}}

## Article 2. The end {{#art_2}}

1. The law is the law, and the law is in force. {{#art_2__para_1}}
"""
RUSSIAN = """---
title: {title} по-русски
translation: Перевод для теста.
---

## Обоснование

Предлагается по причинам; таких дел 36.

## Статья 1. Предмет {{#art_1}}

1. Первое правило: судьи отвечают строже других. {{#art_1__para_1}}

2. Второе правило имеет подпункты: {{#art_1__para_2}}

   1) первый подпункт; {{#art_1__para_2__point_1}}

## Статья 2. Конец {{#art_2}}

1. Закон есть закон, и закон действует. {{#art_2__para_1}}
"""
KAZAKH = """---
title: {title} қазақша
translation: Сынаққа арналған аударма.
---

## Негіздеме

Себептермен ұсынылады; мұндай істер 36.

## 1-бап. Мәні {{#art_1}}

1. Бірінші ереже: судьялар қатаң жауап береді. {{#art_1__para_1}}

2. Екінші ереженің тармақшалары бар: {{#art_1__para_2}}

   1) бірінші тармақша; {{#art_1__para_2__point_1}}

## 2-бап. Соңы {{#art_2}}

1. Заң деген заң, және заң күшінде. {{#art_2__para_1}}
"""
TEXTS = {"en": ENGLISH, "ru": RUSSIAN, "kk": KAZAKH}


def folder(
    path: Path,
    *,
    slug: str = "test-concept",
    agency: str = "test-agency",
    opens: str = "2020-07-01",
    closes: str = "2020-07-20",
    proposals: tuple[str, ...] = ("first", "second"),
    texts: dict[str, str] = TEXTS,
    more: str = 'rules = "kz-practice"',
) -> Path:
    """Write a consultation folder; returns its path."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "consultation.toml").write_text(
        f'slug = "{slug}"\nkind = "concept"\nzone = "Asia/Almaty"\n'
        f"opens = {opens}\ncloses = {closes}\n{more}\n"
        f'[agency]\nslug = "{agency}"\nen = "The Agency"\nru = "Агентство"\nkk = "Агенттік"\n'
        f'[title]\nen = "The Concept"\nru = "Концепция"\nkk = "Тұжырымдама"\n'
        f'[note]\nen = "Why **this** is proposed."\n',
        encoding="utf-8",
    )
    for number, name in enumerate(proposals, 1):
        for lang, text in texts.items():
            document = path / f"{number:02}-{name}.{lang}.md"
            document.write_text(text.format(title=f"Proposal {name}"), encoding="utf-8")
    return path


def publish(path: Path, **given: Any) -> publishing.Published:
    """Write a consultation folder and publish it."""
    return publishing.publish(folders.read(folder(path, **given)))


def new_version(path: Path, *changes: tuple[str, str], note: str = "") -> Publication:
    """Publish the first proposal again with words replaced in every language that has them."""
    for document in path.glob("01-first.*.md"):
        text = document.read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        document.write_text(text, encoding="utf-8")
    return publication.publish(folders.read(path, accept_warnings=True), note=note)


def manuscript(
    person: Person,
    consultation: str,
    proposal: str,
    text: str = ENGLISH.format(title="Draft"),
    lang: str = "en",
    name: str = "draft.md",
) -> int:
    """Put a draft on the publisher's desk; returns its id."""
    return desk.upload(person, consultation, proposal, 9, Upload(name, text.encode(), lang))


def target(consultation: str, proposal: str, eid: str | None, lang: str = "en") -> Target:
    """What a comment is about."""
    standing = reading.standing(consultation, proposal)
    clause = editions.edition(standing, lang).clause(eid) if eid else None
    return Target(standing.proposal_id, standing.version_id, clause, lang)


def comment(
    author: Person,
    consultation: str,
    proposal: str,
    eid: str | None,
    body: str = "A remark.",
    *,
    key: str | None = None,
    text: str = "en",
    **more: Any,
) -> Receipt:
    """Post a comment, made while reading the text in the language ``text``."""
    draft = Draft(body=body, lang=more.pop("lang", "en"), **more)
    about = target(consultation, proposal, eid, text)
    return writing.post(author, about, draft, key=key or str(uuid.uuid4()))


def reply(author: Person, ref: str, body: str = "An answer.", *, key: str | None = None) -> Receipt:
    """Answer a comment."""
    return writing.reply(author, ref, Draft(body=body, lang="en"), key=key or str(uuid.uuid4()))


def link_in_last_letter(email: str, lang: str = "en") -> str:
    """The path of the link in the letter that was asked for last for this address."""
    asked = db.session.scalars(select(Job).where(Job.kind == "letter").order_by(Job.id.desc()))
    number = next(job.data["number"] for job in asked if job.data.get("to") == email)
    return f"/{lang}/link/{links.token_of(number)}"


def letters_to(email: str) -> list[str]:
    """The kinds of the letters that were asked for for this address, in order."""
    asked = db.session.scalars(select(Job).where(Job.kind == "letter").order_by(Job.id))
    return [job.data["template"] for job in asked if job.data.get("to") == email]

"""What holds of limits, whatever counts: a table of the database, or Redis."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.database import db
from tests.client import Page, Visitor

CLAUSE = "/en/c/test-concept/first/art_1__para_1"


def limit(app: Flask, **given: object) -> None:
    """Change settings while the application runs."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **given)


def stored(author: Person | None = None) -> int:
    """How many comments there are in the consultation, of one author or of all."""
    db.session.rollback()
    wanted = select(func.count()).select_from(Comment).where(Comment.body.like("Remark%"))
    return db.session.execute(
        wanted if author is None else wanted.where(Comment.author_id == author.id)
    ).scalar_one()


def send(visitor: Visitor, body: str, page: Page | None = None, **more: str) -> Page:
    """Fill in the form on a clause and send it."""
    return visitor.send(page or visitor.get(CLAUSE), "body", body=body, **more)


def assert_too_often(page: Page, body: str) -> None:
    """It is refused with the wait said, and the text is in the form."""
    assert page.status == 429
    assert "Very much was sent within an hour. Nothing is lost: send this in" in page.text
    assert page.form("body").fields["body"].strip() == body


def assert_a_network_has_its_share_and_retries_are_not_counted(
    app: Flask, one: Visitor, other: Visitor
) -> Page:
    """Three posts come from this network, each sent again and again; the fourth is one too many.

    Returns the page that gave the fourth back.
    """
    limit(app, posts_per_network=3)
    for number in range(3):
        form = (one, other)[number % 2].get(CLAUSE)
        pages = [send((one, other)[number % 2], f"Remark {number}", form) for _ in range(4)]
        assert {page.status for page in pages} == {200}
        assert len({page.path for page in pages}) == 1
    assert stored() == 3
    refused = send(other, "Remark too many")
    assert_too_often(refused, "Remark too many")
    assert stored() == 3
    return refused

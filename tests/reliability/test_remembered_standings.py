"""What a process keeps in memory of the database is never older than the name it is kept under."""

from __future__ import annotations

from consult.accounts.models import Role
from consult.accounts.services import people as accounts
from consult.database import db
from consult.proposals.services import closing, reading
from tests.factories import comment
from tests.reliability.conftest import CLAUSE, PASSWORD, PROPOSAL, SLUG, Place, email
from tests.reliability.processes import in_threads


def read_while(place: Place, change: str) -> reading.Standing:
    """A signed-in request begins to read, ``change`` happens, it goes on; then a visitor reads."""
    reading.standing(SLUG, PROPOSAL)
    db.session.rollback()
    accounts.by_email(email(0))  # what is read from here on is of this moment
    in_threads(place.app, globals()[change], [0])
    reading.standing(SLUG, PROPOSAL)
    db.session.rollback()
    return reading.standing(SLUG, PROPOSAL)


def post(number: int) -> None:
    comment(accounts.by_email(email(number)), SLUG, PROPOSAL, CLAUSE)


def close(number: int) -> None:
    closing.close(accounts.by_email("moderator@example.org"), SLUG, "The law is withdrawn.")


def test_a_request_that_began_before_a_comment_leaves_no_old_count_to_later_readers(
    place: Place,
) -> None:
    place.people(1)
    assert read_while(place, "post").comments == 1


def test_a_request_that_began_before_the_closing_leaves_no_open_discussion_to_later_readers(
    place: Place,
) -> None:
    place.people(1)
    accounts.create(
        "moderator@example.org", "Mo", PASSWORD, Role.MODERATOR, "test-agency", agreed=True
    )
    assert read_while(place, "close").consultation.window.closed_at is not None

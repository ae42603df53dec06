"""What is asked for when a comment was taken or became readable: inside the caller's write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import letters
from consult.accounts.models import Person
from consult.comments.models import Comment
from consult.jobs import services as jobs

POSTED = "comment_posted"
_UNTIL_CARRIED = timedelta(minutes=10)  # by then the other batches are carried over as well


def receipt(session: Session, author: Person, ref: str, now: datetime) -> None:
    """Ask for the letter with which an author keeps what they said."""
    key = f"receipt:{ref}"
    letters.put(session, now, "receipt", author.lang, person_id=author.id, key=key, comment=ref)


def readable(session: Session, comment_id: int, now: datetime) -> None:
    """Ask that those be told who wait for comments here; once, however often it is restored."""
    jobs.ask(session, POSTED, {"comment": comment_id}, now, key=f"posted:{comment_id}")


def carried(session: Session, comment_ids: Iterable[int], version_id: int, now: datetime) -> None:
    """Ask for a letter to each author of these annotations, one for a version whatever the batches.

    It is written a little later and tells of everything that is carried over by then.
    """
    authors = session.execute(
        select(Person.id, Person.lang)
        .where(
            Person.id.in_(select(Comment.author_id).where(Comment.id.in_(list(comment_ids)))),
            Person.erased_at.is_(None),
        )
        .order_by(Person.id)
    )
    wanted = [
        (
            f"carried:{version_id}:{person_id}",
            letters.asked("carried", lang, person_id=person_id, version=version_id),
        )
        for person_id, lang in authors
    ]
    letters.put_all(session, now, wanted, due_at=now + _UNTIL_CARRIED)

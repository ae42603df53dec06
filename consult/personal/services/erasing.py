"""Erasing someone's identity: what they published stays, without them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from consult import database, letters
from consult.accounts import rules as account_rules
from consult.accounts.models import Assurance, Identity, OneUseLink, Person, SignIn
from consult.accounts.services import links
from consult.analysis import indexing
from consult.comments.models import AuthorKind, Comment, Status
from consult.comments.services.writing import change_status, comment_for_write
from consult.errors import NotFound
from consult.jobs.models import Job
from consult.permission import require
from consult.personal import rules
from consult.proposals.models import WHOLE
from consult.proposals.services import counting
from consult.subscriptions.models import Subscription

_NEVER_PUBLIC = (Status.HELD, Status.WITHDRAWN)
_FORGOTTEN = (SignIn, Identity, OneUseLink, Subscription)


def erase(email: str) -> None:
    """Erase who the person with this address is, for good.

    Comments stay, by a former participant; what was held or withdrawn is emptied, since nobody is
    to read it any more. An organisation's statements keep the organisation's name. Opinions stay
    counted. Raises ``NotFound``, or a refusal for who acts for an agency.
    """
    with database.write() as (session, now):
        wanted = select(Person).where(Person.email == account_rules.normalised_email(email))
        person = session.scalar(wanted.with_for_update(of=Person))
        if person is None:
            raise NotFound(f"there is no account {email!r}")
        require(rules.may_be_erased(person))
        _forget_letters(session, person)
        links.write(session, now, "erased", person.email, person.lang)
        _unname_comments(session, person.id)
        for kind in _FORGOTTEN:
            session.execute(delete(kind).where(kind.person_id == person.id))
        session.execute(delete(OneUseLink).where(OneUseLink.email == person.email))
        _unname(person, now)


def _unname(person: Person, now: datetime) -> None:
    person.email = f"erased-{person.id}"  # no address has this shape
    person.display_name = person.full_name = person.organisation = person.password_hash = ""
    person.assurance = Assurance.EMAIL
    person.erased_at = now


def _unname_comments(session: Session, person_id: int) -> None:
    """Take the name off the person's comments, and move the revision of every page they are on."""
    mine = select(Comment.ref, Comment.status).where(Comment.author_id == person_id)
    held = [ref for ref, status in session.execute(mine) if status is Status.HELD]
    for ref in held:
        change_status(session, comment_for_write(session, ref), Status.WITHDRAWN)
    session.flush()
    own = update(Comment).where(Comment.author_id == person_id)
    session.execute(
        own.where(Comment.author_kind == AuthorKind.PERSON).values(author_name="", assurance=None)
    )
    session.execute(
        own.where(Comment.status.in_(_NEVER_PUBLIC)).values(
            body="", body_html="", quote=None, rewording=None, stems=indexing.NOTHING
        )
    )
    touched = select(Comment.proposal_id).where(Comment.author_id == person_id).distinct()
    for proposal_id in session.scalars(touched.order_by(Comment.proposal_id)).all():
        counting.count(session, proposal_id, WHOLE, None, 0)


def _forget_letters(session: Session, person: Person) -> None:
    """Delete what letters there are to the person, sent or not: their rows name the address."""
    mine = or_(
        Job.data["to"].as_string() == person.email, Job.data["person"].as_integer() == person.id
    )
    session.execute(delete(Job).where(Job.kind == letters.KIND, mine))

"""Counting comments in and out, inside the write of whoever changes them."""

from __future__ import annotations

from sqlalchemy import BindParameter, Update, bindparam, update
from sqlalchemy.orm import Session

from consult.proposals.models import Proposal, Stance, Tally

_BY: BindParameter[int] = bindparam("by")


def _moved(stance: Stance | None) -> Update:
    column = "unstated" if stance is None else stance.value
    tally = Tally.__table__
    return (
        update(Tally)
        .where(Tally.proposal_id == bindparam("proposal"), Tally.uid == bindparam("clause"))
        .values({"total": tally.c.total + _BY, column: tally.c[column] + _BY})
    )


# Built once: these run for every comment, while the write lock is held.
_OF_CLAUSE = {stance: _moved(stance) for stance in (None, *Stance)}
_OF_PROPOSAL = (
    update(Proposal)
    .where(Proposal.id == bindparam("proposal"))
    .values(comments=Proposal.comments + _BY, revision=Proposal.revision + 1)
)


def count(session: Session, proposal_id: int, uid: str, stance: Stance | None, by: int) -> None:
    """Count ``by`` comments of ``stance`` in (or out, when negative), and move the revision.

    With ``by`` 0 nothing is counted but the proposal's pages are known to have changed.
    """
    connection = session.connection()
    if by:
        moved = {"proposal": proposal_id, "clause": uid, "by": by}
        connection.execute(_OF_CLAUSE[stance], moved)
    connection.execute(_OF_PROPOSAL, {"proposal": proposal_id, "by": by})

"""Two published versions of one proposal beside each other. Neither ever changes."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from consult.database import db
from consult.documents import comparison, matching
from consult.documents.comparison import Comparison
from consult.documents.matching import Matching
from consult.errors import NotFound
from consult.proposals.models import Clause, ClauseText, Version
from consult.proposals.services import texts


def version_ids(proposal_id: int, *numbers: int) -> list[int]:
    """The ids of these versions of a proposal; raises ``NotFound`` when one is not there."""
    rows = db.session.execute(
        select(Version.number, Version.id).where(
            Version.proposal_id == proposal_id, Version.number.in_(numbers)
        )
    )
    found = {row.number: row.id for row in rows}
    missing = [number for number in numbers if number not in found]
    if missing:
        raise NotFound(f"there is no version {missing[0]}")
    return [found[number] for number in numbers]


def languages(old: int, new: int) -> list[str]:
    """The languages that both versions have; raises ``NotFound`` where they share none."""
    there = texts.clauses(old)
    found = [lang for lang in texts.clauses(new) if lang in there]
    if not found:
        raise NotFound("the versions have no language in common")
    return found


@lru_cache(maxsize=64)
def compared(old: int, new: int, lang: str) -> Comparison:
    """What changed from the version with id ``old`` to ``new`` in ``lang``.

    Which clause is which was settled when they were published: by uid. Raises ``NotFound``
    where one of them is not in that language.
    """
    before, after = texts.clauses(old), texts.clauses(new)
    if lang not in before or lang not in after:
        raise NotFound(f"the versions are not both in {lang}")
    return comparison.compare(before[lang], after[lang], by_uid(old, new))


def by_uid(old: int, new: int) -> Matching:
    """Which clause of one version is which of the other, by their lasting uids."""
    there = {uid: eid for eid, uid in texts.uids(old).items()}
    found = Matching()
    for eid, uid in texts.uids(new).items():
        if uid in there:
            found.pair(there[uid], eid)
    return found


def recognised(old: int, new: int) -> Matching:
    """As ``by_uid``, and which look-alikes a clause has among those of the other version."""
    before, after = texts.clauses(old), texts.clauses(new)
    found = by_uid(old, new)
    languages = [lang for lang in before if lang in after]
    if languages:
        seen = matching.match(texts.joined(before, languages), texts.joined(after, languages))
        found.rivals, found.contested = seen.rivals, seen.contested
    return found


def reasons(version: int, lang: str) -> dict[str, str]:
    """Why clauses were changed in a version, where the agency said so: by eid."""
    rows = db.session.execute(
        select(Clause.eid, ClauseText.why)
        .join(ClauseText, ClauseText.clause_id == Clause.id)
        .where(Clause.version_id == version, ClauseText.lang == lang, ClauseText.why.is_not(None))
    )
    return {row.eid: row.why for row in rows}


def forget() -> None:
    """Empty what is remembered: only for a process that changes databases, as tests do."""
    compared.cache_clear()

"""The clauses of published versions as the pure rooms know them, in all their languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import select

from consult.database import built, db
from consult.documents import matching
from consult.documents.model import Clause as Provision
from consult.documents.model import Document
from consult.documents.readers import markdown
from consult.proposals.models import Clause, ClauseText, Version, VersionText


@lru_cache(maxsize=32)
def clauses(version_id: int) -> Mapping[str, tuple[Provision, ...]]:
    """By language, the clauses of a version in their order. A version never changes."""
    rows = db.session.execute(
        select(
            ClauseText.lang,
            Clause.eid,
            Clause.kind,
            Clause.number,
            ClauseText.label,
            ClauseText.heading,
            Clause.parent_eid,
            ClauseText.text,
        )
        .join(Clause, Clause.id == ClauseText.clause_id)
        .where(Clause.version_id == version_id)
        .order_by(Clause.position)
    )
    found: dict[str, list[Provision]] = {}
    for lang, *facts in rows:
        found.setdefault(lang, []).append(built(Provision, facts))
    return {lang: tuple(provisions) for lang, provisions in found.items()}


@lru_cache(maxsize=32)
def uids(version_id: int) -> Mapping[str, str]:
    """The lasting uid of each clause of a version, by its eid."""
    rows = db.session.execute(select(Clause.eid, Clause.uid).where(Clause.version_id == version_id))
    return {row.eid: row.uid for row in rows}


def used_uids(proposal_id: int) -> set[str]:
    """Every uid that a clause of the proposal ever had."""
    return set(
        db.session.scalars(
            select(Clause.uid)
            .distinct()
            .join(Version, Version.id == Clause.version_id)
            .where(Version.proposal_id == proposal_id)
        )
    )


def joined(
    by_language: Mapping[str, Sequence[Provision]], languages: Iterable[str]
) -> list[Provision]:
    """The clauses with the words of these languages put together, as matching wants them."""
    documents = {
        lang: Document("", lang, "", clauses=list(provisions))
        for lang, provisions in by_language.items()
    }
    return matching.joined(documents, languages)


def document(version_id: int, lang: str) -> Document:
    """A published version in one language as a document. Its preamble is read from its source."""
    text = db.session.get_one(VersionText, (version_id, lang))
    found = Document(text.title, lang, text.format, translation=text.translation)
    found.preamble = markdown.read(text.source, lang).preamble
    found.clauses = list(clauses(version_id)[lang])
    return found


def forget() -> None:
    """Empty what is remembered: only for a process that changes databases, as tests do."""
    clauses.cache_clear()
    uids.cache_clear()

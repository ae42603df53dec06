"""The drafts on the publisher's desk, read: what they hold, and what publishing would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from consult.accounts.models import Person, Role
from consult.database import db
from consult.documents import matching
from consult.documents.comparison import Comparison, compare
from consult.documents.model import Document, Unplaced
from consult.documents.readers import markdown as our_markdown
from consult.errors import NotFound
from consult.proposals.models import Consultation, Proposal, Version
from consult.proposals.services import folders, texts
from consult.proposals.services.folders import Draft, Original
from consult.publishing import rules
from consult.publishing.models import Manuscript


def consultations(person: Person) -> list[Consultation]:
    """The consultations in which ``person`` may publish, the newest end first."""
    agencies = [m.agency_id for m in person.memberships if m.role is Role.PUBLISHER]
    return list(
        db.session.scalars(
            select(Consultation)
            .where(Consultation.agency_id.in_(agencies), Consultation.published_at.is_not(None))
            .order_by(Consultation.closes_at.desc(), Consultation.id)
        )
    )


def on_the_desk(person: Person) -> list[Manuscript]:
    """The drafts on the desks of the agencies of ``person``, the one changed last first."""
    agencies = [m.agency_id for m in person.memberships if m.role is Role.PUBLISHER]
    wanted = (
        select(Manuscript)
        .join(Consultation, Consultation.id == Manuscript.consultation_id)
        .where(Consultation.agency_id.in_(agencies))
        .order_by(Manuscript.changed_at.desc(), Manuscript.id)
    )
    return list(db.session.scalars(wanted))


def one(person: Person | None, manuscript_id: int) -> Manuscript:
    """The draft, for a publisher of its agency; ``NotFound`` for everyone else."""
    found = db.session.get(Manuscript, manuscript_id)
    if found is None or not rules.publishes(person, found.consultation):
        raise NotFound("there is no such draft")
    return found


def document(found: Manuscript, lang: str) -> Document:
    """A manuscript in one language, as it is corrected now; raises ``NotFound``.

    Its warnings are those of the reader as long as nothing was corrected, then those of the
    corrected text.
    """
    text = next((text for text in found.texts if text.lang == lang), None)
    if text is None:
        raise NotFound(f"this draft is not in {lang}")
    read = our_markdown.read(text.text, lang)
    read.format = text.format
    kept = [Unplaced(*warning) for warning in text.warnings]
    if text.format == our_markdown.FORMAT:
        return read
    read.warnings = [*kept, *(w for w in read.warnings if w.reason not in _OF_THE_LAYOUT)]
    return read


def source(found: Manuscript, lang: str) -> str:
    """The text of a manuscript in ``lang``, in our Markdown; raises ``NotFound``."""
    for text in found.texts:
        if text.lang == lang:
            return text.text
    raise NotFound(f"this draft is not in {lang}")


def missing_languages(found: Manuscript) -> list[str]:
    """The languages that the published version has and the manuscript has not."""
    published = db.session.scalar(
        select(Version.languages)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .where(
            Proposal.consultation_id == found.consultation_id,
            Proposal.slug == found.slug,
            Version.number == Proposal.current_version,
        )
    )
    here = {text.lang for text in found.texts}
    return [lang for lang in published or [] if lang not in here]


# What our Markdown asks of those who write it by hand, and other files need not have.
_OF_THE_LAYOUT = {"no number is printed before its text"}


def draft(found: Manuscript, why: Mapping[str, str] | None = None) -> Draft:
    """The manuscript as it would be published; raises ``Unreadable`` where languages disagree.

    ``why`` are reasons for changed clauses by eid, the same in every language.
    """
    documents, originals = {}, {}
    for text in found.texts:
        read = document(found, text.lang)
        read.why |= why or {}
        documents[text.lang] = replace(read, warnings=[])
        originals[text.lang] = Original(text.name, text.content)
    return folders.draft(found.number, found.slug, documents, originals, accept_warnings=True)


def comparison(found: Manuscript, lang: str) -> Comparison | None:
    """What would change against the published version in ``lang``; None where there is none."""
    version_id = db.session.scalar(
        select(Version.id)
        .join(Proposal, Proposal.id == Version.proposal_id)
        .where(
            Proposal.consultation_id == found.consultation_id,
            Proposal.slug == found.slug,
            Version.number == Proposal.current_version,
        )
    )
    before = texts.clauses(version_id) if version_id else {}
    after = {text.lang: document(found, text.lang) for text in found.texts}
    languages = [each for each in before if each in after]
    if lang not in languages:
        return None
    # As long as the languages disagree about the clauses, each is compared by itself.
    ids = [clause.eid for clause in after[lang].clauses]
    languages = [one for one in languages if [c.eid for c in after[one].clauses] == ids]
    seen = matching.match(texts.joined(before, languages), matching.joined(after, languages))
    return compare(before[lang], after[lang].clauses, seen)

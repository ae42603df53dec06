"""Publishing what was read, and carrying the annotations over to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from consult.comments.services import carrying
from consult.documents.carrying import Outcome
from consult.documents.comparison import Change, Comparison
from consult.proposals.models import Consultation
from consult.proposals.services import publishing, texts
from consult.proposals.services.folders import Draft, Folder
from consult.proposals.services.publishing import Published
from consult.versions.services import comparing


@dataclass
class Publication:
    """What publishing did, and what became of the annotations, by proposal id."""

    published: Published
    comparisons: dict[int, Comparison] = field(default_factory=dict)
    carried: dict[int, Counter[Outcome]] = field(default_factory=dict)


Done = Callable[[int], None]


def publish(folder: Folder, *, note: str = "", done: Done = lambda _: None) -> Publication:
    """Publish a folder, then carry over the annotations of each proposal that has a new version.

    The versions are one commit. The annotations follow in batches of their own; where that is
    cut short, the next run goes on. Raises what ``publishing.publish`` raises.
    """
    return _followed(publishing.publish(folder, note=note), done)


def publish_draft(
    consultation: str, draft: Draft, *, note: str, check: Callable[[Consultation], None]
) -> Publication:
    """As ``publish``, for one draft of a consultation that is published already.

    ``check`` is asked inside the write whether it may be published.
    """
    published = publishing.publish_draft(consultation, draft, note=note, check=check)
    return _followed(published, lambda _: None)


def _followed(published: Published, done: Done) -> Publication:
    result = Publication(published)
    for proposal_id, number in published.versions:
        if number > 1:
            result.comparisons[proposal_id] = _against_the_one_before(proposal_id, number)
            result.carried[proposal_id] = carrying.carry(proposal_id, done=done)
    return result


def _against_the_one_before(proposal_id: int, number: int) -> Comparison:
    old, new = comparing.version_ids(proposal_id, number - 1, number)
    lang = next(lang for lang in texts.clauses(new) if lang in texts.clauses(old))
    return comparing.compared(old, new, lang)


def counts(comparison: Comparison) -> dict[Change, int]:
    """How many clauses had each change; those that had none are left out."""
    found = Counter(change for line in comparison.lines for change in line.changes)
    return {change: found[change] for change in Change if found[change]}

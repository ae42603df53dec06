"""From the publisher's desk to what its templates show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import gettext

from consult import web, wording
from consult.documents import parity
from consult.documents.comparison import Comparison
from consult.documents.corrections import DEEPEST, Correction
from consult.documents.model import Clause, Document, depths
from consult.errors import Unreadable
from consult.proposals.models import Consultation
from consult.proposals.presenters import card
from consult.proposals.services import reading
from consult.publishing.models import Manuscript
from consult.publishing.services import manuscripts, publication
from consult.versions.presenters import change_lines

PAGE = 50  # clauses on a page of corrections
_MOST_REASONS = 100  # changed clauses that are asked about one by one
_PREVIEW = 200


def desk_page(
    consultations: Sequence[Consultation], drafts: Sequence[Manuscript]
) -> dict[str, Any]:
    """Drafts being read over, and where new ones can be uploaded."""
    listed = reading.proposals_in([found.id for found in consultations])
    return {
        "drafts": [draft_card(draft) for draft in drafts],
        "consultations": [_with_proposals(found, listed[found.id]) for found in consultations],
    }


def _with_proposals(found: Consultation, listed: Sequence[reading.Listed]) -> dict[str, Any]:
    return card(reading.summary_of(found)) | {
        "upload_href": _href("upload", consultation=found.slug),
        "proposals": [
            {
                "number": proposal.number,
                "title": web.in_language(proposal.titles, g.lang)[0],
                "title_lang": web.in_language(proposal.titles, g.lang)[1],
                "href": _href("upload", consultation=found.slug, proposal=proposal.slug),
            }
            for proposal in listed
        ],
    }


def _href(endpoint: str, **values: Any) -> str:
    return web.address(f"publishing_pages.{endpoint}", **values)


def draft_card(draft: Manuscript) -> dict[str, Any]:
    """A draft as lists and heads show it."""
    return {
        "id": draft.id,
        "number": draft.number,
        "slug": draft.slug,
        "revision": draft.revision,
        "consultation": web.in_language(draft.consultation.title, g.lang)[0],
        "zone": draft.consultation.zone,
        "changed_at": draft.changed_at,
        "begun_by": draft.begun_by.display_name,
        "href": _href("draft", draft_id=draft.id),
        "publish_href": _href("publish", draft_id=draft.id),
        "put_away_href": _href("put_away", draft_id=draft.id),
        "upload_href": _href("upload", consultation=draft.consultation.slug, proposal=draft.slug),
        "languages": [
            {
                "code": text.lang,
                "name": web.LANGUAGES.get(text.lang) or web.language_name(text.lang),
                "href": _href("draft", draft_id=draft.id, text=text.lang),
                "file": text.name,
            }
            for text in draft.texts
        ],
    }


def draft_page(
    draft: Manuscript, document: Document, page: int, typed: Sequence[Correction] = ()
) -> dict[str, Any]:
    """The clauses that were found in a draft, to be corrected, and what could not be placed.

    ``typed`` are corrections that could not be kept, given back in their fields.
    """
    given = {correction.eid: correction for correction in typed}
    first = (page - 1) * PAGE
    levels = depths(document.clauses)
    clauses = document.clauses[first : first + PAGE]
    return {
        "draft": draft_card(draft),
        "document": {
            "title": document.title,
            "lang": document.lang,
            "format": document.format,
            "clauses": len(document.clauses),
            "preamble": document.preamble,
        },
        "warnings": [
            {"line": w.line, "text": w.text, "reason": wording.of_reader(w.reason)}
            for w in document.warnings
        ],
        "clauses": [
            _row(clause, depth, given.get(clause.eid))
            for clause, depth in zip(clauses, levels[first : first + PAGE], strict=True)
        ],
        "kinds": [(kind, str(words)) for kind, words in wording.CLAUSE_KINDS.items()],
        "deepest": DEEPEST,
        "page": page,
        "pages": max(1, -(-len(document.clauses) // PAGE)),
        "page_href": [
            _href("draft", draft_id=draft.id, text=document.lang, page=number)
            for number in range(1, -(-len(document.clauses) // PAGE) + 1)
        ],
        "correct_href": _href("correct", draft_id=draft.id, text=document.lang, page=page),
        "text_href": _href("text", draft_id=draft.id, text=document.lang),
        "accept_href": _href("accept", draft_id=draft.id, text=document.lang),
    }


def _row(clause: Clause, depth: int, typed: Correction | None) -> dict[str, Any]:
    typed = typed or Correction(clause.eid, clause.kind, clause.label, clause.heading, depth)
    short = clause.text[:_PREVIEW]
    return {
        "eid": clause.eid,
        "kind": typed.kind,
        "label": typed.label,
        "heading": typed.heading,
        "depth": min(typed.depth, DEEPEST),
        "join": typed.join,
        "text": short + ("…" if len(clause.text) > len(short) else ""),
        "line": clause.line,
    }


def publish_page(draft: Manuscript) -> dict[str, Any]:
    """What publishing a draft would do: what changes, and what should be looked at first."""
    first = draft.texts[0].lang
    lang = g.lang if any(text.lang == g.lang for text in draft.texts) else first
    compared = manuscripts.comparison(draft, lang)
    problems, findings = _agreement(draft)
    warnings = sum(len(manuscripts.document(draft, text.lang).warnings) for text in draft.texts)
    return {
        "draft": draft_card(draft),
        "lang_of_text": lang,
        "problems": problems,
        "findings": findings,
        "warnings": warnings,
        "missing_languages": [
            web.language_name(code) for code in manuscripts.missing_languages(draft)
        ],
        "new_proposal": compared is None,
        **_changes(compared, lang),
    }


def _agreement(draft: Manuscript) -> tuple[list[str], list[dict[str, Any]]]:
    """Why the draft cannot be published, and where its languages differ in figures."""
    try:
        report = manuscripts.draft(draft).report
    except Unreadable as error:
        return [reason for _, reason in error.problems], []
    return [], [finding_card(finding) for finding in report.findings]


def finding_card(finding: parity.Finding) -> dict[str, Any]:
    """A difference between languages, as templates show it."""
    return {
        "eid": finding.eid,
        "label": finding.label or finding.eid or gettext("Title and rationale"),
        "what": wording.PARITY[finding.kind],
        "sides": [
            {"lang": lang, "name": web.language_name(lang), "says": says}
            for lang, says in zip(finding.langs, finding.says, strict=True)
        ],
    }


def _changes(compared: Comparison | None, lang: str) -> dict[str, Any]:
    if compared is None:
        return {"counts": [], "changes": [], "more": 0}
    counts = publication.counts(compared)
    lines = compared.changed()
    return {
        "counts": [{"name": wording.CHANGES[c], "count": n} for c, n in counts.items()],
        "changes": change_lines(compared, _MOST_REASONS, lang),
        "more": max(0, len(lines) - _MOST_REASONS),
    }

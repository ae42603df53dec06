"""From what the services read to what the templates of consultations and documents show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from flask import current_app, g, request
from flask_babel import gettext

from consult import markup, web
from consult.caching import Witness
from consult.documents.naming import CONTAINER_KINDS
from consult.proposals import rules
from consult.proposals.models import WHOLE, Consultation
from consult.proposals.services import closing, editions, reading
from consult.proposals.services.editions import Edition, Provision
from consult.proposals.services.reading import Count, Standing, Summary

_NOTHING = Count()
_HOTTEST = 4


def card(summary: Summary) -> dict[str, Any]:
    """A consultation as templates show it."""
    title, title_lang = web.in_language(summary.title, g.lang)
    window = summary.window
    now = web.now()
    return {
        "slug": summary.slug,
        "href": web.address("proposals_pages.consultation", consultation=summary.slug),
        "title": title,
        "title_lang": title_lang,
        "agency": web.in_language(summary.agency, g.lang)[0],
        "kind": summary.kind,
        "stage": window.stage(now).value,
        "opens_at": window.opens_at,
        "closes_at": window.closes_at,
        "ends_at": window.ends_at,
        "closed_at": window.closed_at,
        "zone": window.zone,
        "days_left": window.days_left(now),
        "demonstration": summary.demonstration,
    }


def state_of(summary: Summary) -> tuple[object, ...]:
    """What the head of a consultation's pages depends on: part of every page's key."""
    window, now = summary.window, web.now()
    return (summary.slug, window.stage(now), window.days_left(now), window.closed_at)


def witness_of(standing: Standing) -> Witness:
    """What says that a page about a proposal may still be served."""
    until = standing.consultation.window.next_change(web.now())
    return Witness(partial(reading.unchanged, standing), until)


def proposal_line(consultation: str, listed: reading.Listed) -> dict[str, Any]:
    """A proposal in its consultation's list."""
    title, lang = web.in_language(listed.titles, g.lang)
    return {
        "number": listed.number,
        "href": document_href(consultation, listed.slug),
        "title": title,
        "title_lang": lang,
        "clauses": listed.clauses,
        "comments": listed.comments,
    }


def overview(found: Consultation, summary: Summary) -> dict[str, Any]:
    """A consultation with its note, its rules, and how it was closed."""
    note, note_lang = web.in_language(found.note_html, g.lang)
    act = reading.closing(found.id)
    rule_set = closing.rule_set(found)
    slug = found.slug
    return card(summary) | {
        "note_html": markup.safe(note),
        "note_lang": note_lang,
        "opens_assumed": found.opens_assumed,
        "pseudonyms": found.pseudonyms,
        "hold_first": found.hold_first,
        "closing": act and {"at": act.at, "by": act.by.display_name, "reason": act.reason},
        "rules": rule_set
        and {
            "name": web.in_language(rule_set.name, g.lang)[0],
            "source": web.in_language(rule_set.source, g.lang)[0],
            "minimum_working_days": rule_set.minimum_working_days,
            "verified": rule_set.verified,
        },
        "log_href": web.address("moderation_pages.log", consultation=slug),
        "data_href": web.address("digests_pages.data", consultation=slug),
        "comments_href": web.address("comments_pages.listing", consultation=slug),
    }


def close_href(found: Consultation) -> str | None:
    """Where a moderator closes the discussion; None for everyone else, and once it is closed."""
    if found.closed_at is not None or not rules.moderates(g.person, found):
        return None
    return web.address("proposals_pages.close", consultation=found.slug)


def document_href(consultation: str, proposal: str, **more: Any) -> str:
    """The address of a document."""
    return web.address(
        "proposals_pages.document", consultation=consultation, proposal=proposal, **more
    )


def document_page(standing: Standing) -> dict[str, Any]:
    """What the page of a whole document shows."""
    edition = editions.edition(standing, text_language())
    tallies = reading.tallies(standing.proposal_id)
    slug = standing.consultation.slug
    order = [p.slug for p in reading.proposals(standing.consultation.id)]
    at = order.index(standing.slug)
    number = min(max(request.args.get("part", 1, type=int), 1), len(edition.parts))
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, edition) | _details(standing, edition, tallies),
        "clauses": _clause_lines(standing, edition, tallies, edition.parts[number - 1]),
        "contents": _contents(standing, edition, number),
        "part": number,
        "parts": [
            {"number": n, "href": part_href(standing, n)} for n in range(1, len(edition.parts) + 1)
        ],
        "previous": document_href(slug, order[at - 1]) if at else None,
        "next": document_href(slug, order[at + 1]) if at + 1 < len(order) else None,
    }


def part_href(standing: Standing, number: int) -> str:
    """The address of a page of a document; the first is the document's own."""
    part = {"part": number} if number > 1 else {}
    slug = standing.consultation.slug
    return document_href(slug, standing.slug, **kept_arguments(standing), **part)


def place_href(standing: Standing, edition: Edition, clause: Provision) -> str:
    """Where a clause stands in the whole text."""
    return f"{part_href(standing, edition.part_of(clause))}#{clause.eid}"


def _contents(standing: Standing, edition: Edition, number: int) -> list[dict[str, Any]]:
    """The contents: chapters throughout, articles of the page that is read."""
    lines = []
    for at, part in enumerate(edition.parts, 1):
        base = "" if at == number else part_href(standing, at)
        for clause in part:
            chapter = clause.kind in CONTAINER_KINDS or len(edition.parts) == 1
            if not (chapter or at == number or clause is part[0]):
                continue
            if clause.heading or (clause.label and not clause.depth):
                lines.append(
                    {
                        "href": f"{base}#{clause.eid}",
                        "label": clause.label,
                        "heading": clause.heading,
                        "depth": clause.depth,
                    }
                )
    return lines


def text_language() -> str:
    """The language in which the text is wanted: asked for, or that of the interface."""
    return request.args.get("text") or str(g.lang)


def kept_arguments(standing: Standing) -> dict[str, Any]:
    """What the address must go on saying: the text's language and version, where chosen."""
    kept: dict[str, Any] = {}
    if request.args.get("text") in standing.languages and request.args["text"] != g.lang:
        kept["text"] = request.args["text"]
    if standing.version != standing.current_version:
        kept["version"] = standing.version
    return kept


def brief(standing: Standing, edition: Edition) -> dict[str, Any]:
    """A document as the head of its pages shows it."""
    kept = kept_arguments(standing)
    slug = standing.consultation.slug
    return {
        "number": standing.number,
        "slug": standing.slug,
        "href": document_href(slug, standing.slug, **kept),
        "title": edition.title,
        "lang": edition.lang,
        "version": standing.version,
        "translation": edition.translation,
        "languages": [
            {
                "code": code,
                "name": web.LANGUAGES.get(code) or web.language_name(code),
                "href": web.address(
                    str(request.endpoint), **(request.view_args or {}), **(kept | {"text": code})
                ),
                "current": code == edition.lang,
            }
            for code in standing.languages
        ],
        "discussion_href": web.address(
            "comments_pages.whole", consultation=slug, proposal=standing.slug, **kept
        ),
    }


def _details(standing: Standing, edition: Edition, tallies: dict[str, Count]) -> dict[str, Any]:
    versions = [
        {
            "number": number,
            "href": document_href(standing.consultation.slug, standing.slug, version=number),
            "current": number == standing.version,
        }
        for number in range(1, standing.current_version + 1)
    ]
    return {
        "versions": versions,
        "diff_href": _of_version("diff", standing, text=edition.lang)
        if standing.version > 1
        else None,
        "note": edition.note,
        "files": _files(standing, edition.lang),
        "gone": _gone(standing, edition, tallies),
        "published_at": edition.published_at,
        "sha256": edition.sha256,
        "printed_address": current_app.config["SETTINGS"].base_url
        + document_href(standing.consultation.slug, standing.slug),
        "preamble_html": markup.safe(edition.preamble_html),
        "comments": standing.comments,
        "proposal_tally": total(tallies.values()),
        "whole_tally": tallies.get(WHOLE, Count()),
        "heat_href": web.address(
            "comments_pages.heat",
            consultation=standing.consultation.slug,
            proposal=standing.slug,
            **kept_arguments(standing),
        ),
    }


def _of_version(endpoint: str, standing: Standing, **more: Any) -> str:
    """An address below the document's that is about the version being read."""
    version = {"to": standing.version} if endpoint == "diff" else {"version": standing.version}
    return web.address(
        f"versions_pages.{endpoint}",
        consultation=standing.consultation.slug,
        proposal=standing.slug,
        **(version | more),
    )


_FILES = {"docx": "Word (DOCX)", "pdf": "PDF", "xml": "Akoma Ntoso (XML)", "md": "Markdown"}


def _files(standing: Standing, lang: str) -> list[dict[str, str]]:
    """The files of the version that is read, in the language that is read."""
    made = [
        {"name": name, "href": _of_version("file", standing, kind=kind, text=lang)}
        for kind, name in _FILES.items()
    ]
    sent = {
        "name": gettext("The file as the agency sent it"),
        "href": _of_version("original", standing, text=lang),
    }
    return [*made, sent]


def _gone(standing: Standing, edition: Edition, tallies: dict[str, Count]) -> list[dict[str, Any]]:
    """Clauses of earlier versions that have comments and are not in the text any more."""
    here = {clause.uid for clause in edition.clauses}
    uids = [u for u, count in tallies.items() if count.total and u not in here and u != WHOLE]
    return [
        {
            "label": name,
            "comments": tallies[uid].total,
            "version": version,
            "href": document_href(standing.consultation.slug, standing.slug)
            + f"/{eid}?version={version}",
        }
        for uid, eid, version, name in editions.last_seen(standing, uids, edition.lang)
    ]


def total(counts: Iterable[Count]) -> Count:
    """The sum of counts."""
    columns = zip(
        *((c.total, c.support, c.oppose, c.amend, c.neutral, c.unstated) for c in counts),
        strict=True,
    )
    return Count(*(sum(column) for column in columns))


def _clause_lines(
    standing: Standing,
    edition: Edition,
    tallies: dict[str, Count],
    clauses: Sequence[Provision],
) -> list[dict[str, Any]]:
    """The clauses of the page that is rendered most: addresses are made once, not by clause."""
    base, mark, query = document_href(
        standing.consultation.slug, standing.slug, **kept_arguments(standing)
    ).partition("?")
    busiest = max((count.total for uid, count in tallies.items() if uid != WHOLE), default=0)
    return [
        {
            "heat": heat(tallies.get(clause.uid, _NOTHING).total, busiest),
            "eid": clause.eid,
            "label": clause.label,
            "name": edition.full_label(clause),
            "heading": clause.heading,
            "html": markup.safe(clause.html),
            "depth": clause.depth,
            "href": f"{base}/{clause.eid}{mark}{query}",
            "comment_href": f"{base}/{clause.eid}{mark}{query}#write",
            "tally": tallies.get(clause.uid, _NOTHING),
        }
        for clause in clauses
    ]


def heat(comments: int, busiest: int) -> int:
    """How warm the line beside a clause is, 0 to 4: its share of the busiest clause's comments.

    The scale is that of the logarithm: one clause often has a hundred times the comments of the
    others, and they must still be told from those that have none.
    """
    if not comments:
        return 0
    if busiest < 2:
        return 1
    return 1 + int((_HOTTEST - 1) * math.log(comments) / math.log(busiest))


def clause_href(standing: Standing, clause: Provision) -> str:
    """The address of a clause's page."""
    base, mark, query = document_href(
        standing.consultation.slug, standing.slug, **kept_arguments(standing)
    ).partition("?")
    return f"{base}/{clause.eid}{mark}{query}"

"""From two versions, or one, to what the pages and files about them show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, request
from flask_babel import gettext

from consult import web, wording
from consult.documents.citation import citations
from consult.documents.comparison import Change, Comparison, Line
from consult.documents.words import Operation, difference
from consult.documents.writers.comparative_table import Row
from consult.documents.writers.head import Head, Words
from consult.proposals.presenters import brief, card, document_href
from consult.proposals.services import editions
from consult.proposals.services.editions import Edition
from consult.proposals.services.reading import Standing
from consult.versions.services import comparing

PAGE = 50  # changed clauses on a page: a law rewritten whole must not make a page of megabytes
_NOTHING_ELSE = {Change.TEXT, Change.HEADING}


def difference_page(standing: Standing, old: int, lang: str, page: int) -> dict[str, Any]:
    """What changed from version ``old`` to the version of ``standing``."""
    before, after = both(standing, old, lang)
    compared = comparing.compared(before.version_id, after.version_id, after.lang)
    changed = compared.changed()
    shown = changed[(page - 1) * PAGE : page * PAGE]
    why = comparing.reasons(after.version_id, after.lang)
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, after),
        "old": old,
        "new": standing.version,
        "versions": list(range(1, standing.current_version + 1)),
        "note": after.note,
        "counts": _counts(compared),
        "unchanged": sum(1 for line in compared.lines if not line.changes),
        "lines": [_line(line, before, after, why) for line in shown],
        "pager": _pager(page, len(changed)),
        "table_href": _href(standing, "table", **{"from": old, "to": standing.version}, text=lang),
        "document_href": document_href(
            standing.consultation.slug, standing.slug, version=standing.version
        ),
    }


def both(standing: Standing, old: int, lang: str) -> tuple[Edition, Edition]:
    """Both versions in ``lang``, or in the first language that both have."""
    first, second = comparing.version_ids(standing.proposal_id, old, standing.version)
    both = comparing.languages(first, second)
    chosen = lang if lang in both else both[0]
    return editions.of_version(first, chosen), editions.of_version(second, chosen)


def _href(standing: Standing, endpoint: str, **more: Any) -> str:
    return web.address(
        f"versions_pages.{endpoint}",
        consultation=standing.consultation.slug,
        proposal=standing.slug,
        **more,
    )


def _counts(compared: Comparison) -> list[dict[str, Any]]:
    found = Counter(change for line in compared.lines for change in line.changes)
    return [
        {"name": wording.CHANGES[change], "count": found[change]}
        for change in Change
        if found[change]
    ]


def _line(line: Line, before: Edition, after: Edition, why: dict[str, str]) -> dict[str, Any]:
    clause = line.new or line.old
    eid = clause.eid if clause else ""
    edition = after if line.new else before
    return {
        "eid": eid,
        "label": edition.full_label(edition.clause(eid)),
        "was": _was(line, before),
        "changes": _named(line),
        "others": _others(line, before, after),
        "heading": difference(*_both(line, "heading")),
        "paragraphs": paragraphs(difference(*_both(line, "text"))),
        "why": why.get(eid) if line.new else None,
    }


def change_lines(compared: Comparison, most: int, lang: str) -> list[dict[str, Any]]:
    """The first changes against a text that is not published yet, with their citations."""
    old = citations((line.old for line in compared.lines if line.old), lang)
    new = citations((line.new for line in compared.lines if line.new), lang)
    return [
        {
            "eid": clause.eid,
            "label": (new if line.new else old)[clause.eid],
            "heading": difference(*_both(line, "heading")),
            "paragraphs": paragraphs(difference(*_both(line, "text"))),
            "changes": _named(line),
        }
        for line in compared.changed()[:most]
        for clause in [line.new or line.old]
        if clause is not None
    ]


def _named(line: Line) -> list[dict[str, Any]]:
    return [
        {"code": change.value, "name": wording.CHANGES[change]} for change in sorted(line.changes)
    ]


def _both(line: Line, field: str) -> tuple[str, str]:
    """The heading or text as it was and as it is."""
    old, new = (str(getattr(c, field)) if c else "" for c in (line.old, line.new))
    return old, new


def _was(line: Line, before: Edition) -> str | None:
    """What the clause was called, where it is called otherwise now."""
    if line.old is None or line.changes <= _NOTHING_ELSE or line.new is None:
        return None
    return before.full_label(before.clause(line.old.eid))


def _others(line: Line, before: Edition, after: Edition) -> list[str]:
    """The clauses that took a part of it, or that it took up."""
    there = after if Change.SPLIT in line.changes else before
    return [there.full_label(there.clause(clause.eid)) for clause in line.others]


def paragraphs(pieces: Sequence[tuple[Operation, str]]) -> list[list[tuple[str, str]]]:
    """Pieces of a difference cut where paragraphs end, so that each can stand in its own."""
    found: list[list[tuple[str, str]]] = [[]]
    for operation, text in pieces:
        first, *more = text.split("\n\n")
        if first:
            found[-1].append((operation, first))
        found += [[(operation, part)] if part else [] for part in more]
    return [paragraph for paragraph in found if paragraph]


def _pager(page: int, total: int) -> dict[str, str | None]:
    def href(number: int) -> str:
        kept = {k: v for k, v in request.args.items() if k != "page"}
        return f"{request.path}?{urlencode(kept | {'page': number})}"

    return {
        "previous": href(page - 1) if page > 1 else None,
        "next": href(page + 1) if page * PAGE < total else None,
    }


def rows(compared: Comparison, before: Edition, after: Edition, why: dict[str, str]) -> list[Row]:
    """The rows of the comparative table: every clause in which something changed."""
    return [_row(line, before, after, why) for line in compared.changed()]


def _row(line: Line, before: Edition, after: Edition, why: dict[str, str]) -> Row:
    shown = _line(line, before, after, why)
    notes = [str(change["name"]) for change in shown["changes"]]
    if shown["was"]:
        notes.append(gettext("before: %(label)s", label=shown["was"]))
    pieces = difference(_worded(line.old), _worded(line.new))
    return Row(
        label=shown["label"],
        old=[piece for piece in pieces if piece[0] != "insert"] if line.old else [],
        new=[piece for piece in pieces if piece[0] != "delete"] if line.new else [],
        why=shown["why"] or after.note,
        note="; ".join([*notes, *shown["others"]]),
    )


def _worded(clause: Any) -> str:
    """A clause as it is printed: label, heading, text."""
    if clause is None:
        return ""
    first = " ".join(part for part in (clause.label, clause.heading) if part)
    return f"{first} {clause.text}".strip() if not clause.heading else f"{first}\n\n{clause.text}"


def head(standing: Standing, edition: Edition) -> Head:
    """What a file says of where its text comes from, in the words of the interface."""
    consultation = standing.consultation
    base = current_app.config["SETTINGS"].base_url
    return Head(
        consultation=web.in_language(consultation.title, g.lang)[0],
        agency=web.in_language(consultation.agency, g.lang)[0],
        version=standing.version,
        published=web.day_text(edition.published_at),
        sha256=edition.sha256,
        address=base + document_href(consultation.slug, standing.slug, version=standing.version),
        translation=edition.translation or "",
        title=edition.title,
        lang=edition.lang,
        moment=edition.published_at,
        words=_words(),
    )


def _words() -> Words:
    return Words(
        version=gettext("Version %(number)s", number="{number}"),
        page=gettext("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        address=gettext("Address"),
        published=gettext("Published"),
        fingerprint=gettext("SHA-256 of the text"),
        comparative_table=gettext("Comparative table"),
        number=gettext("No."),
        provision=gettext("Provision"),
        old_text=gettext("Old text"),
        new_text=gettext("New text"),
        why=gettext("Why"),
        absent=gettext("Absent"),
        removed=gettext("removed words"),
        added=gettext("added words"),
        unchanged=gettext("Nothing was changed."),
    )

"""A clause with its marked passages, and what a reader selected of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import g, request
from flask_babel import gettext

from consult import markup, web
from consult.comments.forms.writing import CommentForm, offset
from consult.comments.services import reading, selections
from consult.comments.services.lists import Filters
from consult.comments.services.selections import Part
from consult.documents import anchors, sentences
from consult.documents.anchors import Passage
from consult.proposals.presenters import (
    clause_href,
    kept_arguments,
    place_href,
    text_language,
)
from consult.proposals.services import editions
from consult.proposals.services.editions import Edition, Headings, Provision
from consult.proposals.services.reading import Standing

_PASSAGES_SHOWN = 50


_SHOWN = 120  # characters of a passage in a list


_LONG_QUOTE = 300  # characters: a longer one would make too long an address


def selected(
    standing: Standing, edition: Edition, clause: Provision, form: CommentForm | None
) -> dict[str, Any]:
    """What the reader selected, here and in other clauses: from the form, or from the address."""
    if form is not None and form.is_submitted():
        quote, start, sent = form.quote.data or "", form.quote_start.data, form.also.data or ""
        here = selections.quoted(clause, quote, offset(start))
        others = _others(edition, clause, sent.split())
    else:
        here = _addressed(clause)
        others = _others(edition, clause, request.args.getlist("also"))
    if form is not None and not form.is_submitted():
        form.offer(clause.text)
        form.take(here, others)
    everything = [*others, *([here] if here else [])]
    return {"quote": here and here.quote, "others": offers(standing, edition, others, everything)}


def _addressed(clause: Provision) -> Part | None:
    """The part of the clause that the address says: its words and where they begin, or its ends."""
    start, end = offset(request.args.get("start")), offset(request.args.get("end"))
    if request.args.get("quote"):
        return selections.quoted(clause, request.args["quote"], start)
    return None if start is None or end is None else selections.part(clause, start, end)


def _others(edition: Edition, clause: Provision | None, sent: Sequence[str]) -> list[Part]:
    return [part for part in selections.parts(edition, sent) if part.clause != clause]


def offers(
    standing: Standing, edition: Edition, parts: Sequence[Part], everything: Sequence[Part]
) -> list[dict[str, Any]]:
    """Passages to go on with: each link fills in its passage, and carries the other ones on."""
    return [
        {
            "part": str(part),
            "name": edition.full_label(part.clause),
            "quote": sentences.shortened(part.quote, _SHOWN),
            "href": _part_href(standing, part, [other for other in everything if other != part]),
        }
        for part in parts
    ]


def _part_href(standing: Standing, part: Part, others: Sequence[Part]) -> str:
    """The page of a clause with a passage filled in; a long one by its ends alone."""
    said: dict[str, Any] = {"quote": part.quote, "start": part.start}
    if len(part.quote) > _LONG_QUOTE:
        said = {"start": part.start, "end": part.end}
    kept = kept_arguments(standing) | said
    also = [("also", str(other)) for other in others[: selections.MOST_OTHERS]]
    return f"{_clause_path(standing, part.clause)}?{urlencode([*kept.items(), *also])}#write"


def _clause_path(standing: Standing, clause: Provision) -> str:
    return clause_href(standing, clause).partition("?")[0]


def receipt_arguments(
    form: CommentForm, standing: Standing, clause: Provision | None
) -> dict[str, Any]:
    """What the address of the receipt goes on saying: the passages that are still to be had."""
    edition = editions.edition(standing, text_language())
    others = _others(edition, clause, (form.also.data or "").split())
    text = kept_arguments(standing).get("text")
    return {"also": tuple(map(str, others)), "text": text} if others else {}


def clause_card(standing: Standing, edition: Edition, clause: Provision) -> dict[str, Any]:
    """A clause as its page shows it: its marked text, and what stands around it."""
    before, after = edition.neighbours(clause)

    def line(other: Provision | None, label: str = "") -> dict[str, Any] | None:
        if other is None:
            return None
        return {
            "label": label or edition.full_label(other),
            "eid": other.eid,
            "name": edition.full_label(other),
            "heading": other.heading,
            "href": clause_href(standing, other),
            "html": markup.safe(other.html) if other.text else "",
        }

    return {
        "eid": clause.eid,
        "label": clause.label,
        "name": edition.full_label(clause),
        "heading": clause.heading,
        **_marked(standing, edition, clause),
        "href": clause_href(standing, clause),
        "place_href": place_href(standing, edition, clause),
        "parents": [line(parent, parent.label) for parent in edition.parents(clause)],
        "children": [line(child, child.label) for child in edition.children(clause)],
        "previous": line(before),
        "next": line(after),
    }


def _marked(standing: Standing, edition: Edition, clause: Provision) -> dict[str, Any]:
    """The clause's text with the passages that annotations quote marked, and linked to them.

    The passages stand below it as well, each one whole: marks of passages that overlap are parts
    of them, and where there are very many, several in one.
    """
    passages = reading.passages(clause.id, edition.lang) if clause.text else []
    if not passages:
        return {"html": markup.safe(clause.html if clause.text else ""), "passages": None}
    base = _passages_href(standing, edition, clause)
    marks = anchors.marks(len(clause.text), passages)
    pieces = (
        (
            clause.text[mark.start : mark.end],
            f"{base}&passage={mark.start}-{mark.end}",
            mark.annotations,
            f"mark-{mark.start}-{mark.end}",
        )
        for mark in marks
    )
    marked = {(mark.start, mark.end) for mark in marks if mark.annotations}
    return {
        "html": markup.marked_html(pieces, gettext("comments on this passage")),
        "passages": _passage_list(clause, passages, base, marked),
    }


def _passages_href(standing: Standing, edition: Edition, clause: Provision) -> str:
    """The address of the comments on a passage, but for the passage."""
    return web.address(
        "comments_pages.listing",
        consultation=standing.consultation.slug,
        proposal=standing.slug,
        clause=clause.eid,
        kind="annotation",
        version=standing.version,
        text=edition.lang,
    )


def _passage_list(
    clause: Provision,
    passages: Sequence[tuple[Passage, int]],
    base: str,
    marked: Collection[tuple[int, int]],
) -> dict[str, Any]:
    """A page of the passages in the order of the text; ``id`` where none of ``marked`` has it."""
    ordered = sorted(passages, key=lambda one: (one[0].start, one[0].end))
    pages = -(-len(ordered) // _PASSAGES_SHOWN)
    asked = offset(request.args.get("passages"))
    page = min(max(asked or 1, 1), pages)
    first = (page - 1) * _PASSAGES_SHOWN
    return {
        "total": len(ordered),
        "open": asked is not None,
        "page": page,
        "pages": pages,
        "first": first + 1,
        "previous": address_with(passages=page - 1) if page > 1 else None,
        "next": address_with(passages=page + 1) if page < pages else None,
        "shown": [
            {
                "id": None if (p.start, p.end) in marked else f"mark-{p.start}-{p.end}",
                "quote": sentences.shortened(clause.text[p.start : p.end], _SHOWN),
                "href": f"{base}&passage={p.start}-{p.end}",
                "count": count,
            }
            for p, count in ordered[first : first + _PASSAGES_SHOWN]
        ],
    }


def address_with(**changed: Any) -> str:
    """The address of this page with other arguments."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in changed]
    return f"{request.path}?{urlencode([*kept, *changed.items()])}"


def passage_head(filters: Filters, headings: Headings) -> dict[str, Any] | None:
    """The words that a list of comments on a passage is about, and the way back to their mark."""
    clause_id, start, end, lang = filters.passage or (0, 0, 0, None)
    words = reading.words_of(clause_id, lang)[start:end] if lang else ""
    eid = request.args.get("clause", "")
    place = (h for (i, _), h in headings.newest.items() if (i, h.eid) == (filters.proposal_id, eid))
    heading = next(place, None)
    if not words or heading is None:
        return None
    kept = {"version": request.args.get("version"), "text": lang if lang != g.lang else None}
    href = web.address(
        "comments_pages.clause",
        consultation=(request.view_args or {})["consultation"],
        proposal=heading.proposal,
        eid=eid,
        **kept,
    )
    return {
        "quote": words,
        "lang": lang,
        "name": heading.label,
        "href": f"{href}#mark-{start}-{end}",
    }

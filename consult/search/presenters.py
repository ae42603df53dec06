"""From what was found to what the page of the search shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import g, request
from markupsafe import Markup

from consult import markup, web, wording
from consult.analysis import excerpts
from consult.analysis.excerpts import Piece
from consult.documents.citation import cite, cited_from
from consult.search.forms import Asked
from consult.search.services import finding
from consult.search.services.finding import FoundClause, FoundComment, Hits, Place, Places, Step

PAGE = 20
CLAUSES_BESIDE = 10  # shown above the comments; the others have pages of their own
_NONE: Hits[Any] = Hits([], 0, False)


def key_of(places: Places) -> tuple[object, ...]:
    """What the page of a search depends on besides its address: every change that can be seen
    moves a revision, and the titles are in the form.
    """
    return tuple(
        (p.id, p.slug, tuple(p.title.items()), p.zone, p.revision) for p in places.published
    )


def found_page(asked: Asked, places: Places) -> dict[str, Any]:
    """What the page shows; nothing is looked for where no word was asked for."""
    clauses, comments = _looked_for(asked) if asked.question.words else (_NONE, _NONE)
    ids = [clause.id for clause in clauses.shown]
    ways = finding.ways([*ids, *(c.clause_id for c in comments.shown if c.clause_id)])
    by_id = {place.id: place for place in places.published}
    wanted = {token for word in asked.question.words for token in word}
    return {
        "query": asked.query,
        "controls": asked.controls,
        "has_words": bool(asked.question.words),
        "too_many_words": asked.too_many_words,
        "place": asked.place and _place_card(asked.place),
        "clauses": [
            _clause_card(hit, by_id[hit.consultation_id], ways[hit.id], wanted)
            for hit in clauses.shown
        ],
        "comments": [
            _comment_card(hit, by_id[hit.consultation_id], ways.get(hit.clause_id or 0, []), wanted)
            for hit in comments.shown
        ],
        "further": asked.before is not None or asked.page > 1,
        "clause_count": _count(clauses),
        "comment_count": _count(comments),
        "most": finding.MOST_COUNTED,
        **_ways_on(asked, clauses, comments),
    }


def _looked_for(asked: Asked) -> tuple[Hits[FoundClause], Hits[FoundComment]]:
    clauses, comments = _NONE, _NONE
    if asked.wants_clauses:
        alone = asked.what == "clauses"
        many = PAGE if alone else CLAUSES_BESIDE
        start = (asked.page - 1) * PAGE if alone else 0
        clauses = finding.clauses(asked.question, g.lang, many, start)
    if asked.wants_comments:
        comments = finding.comments(asked.question, PAGE, asked.before)
    return clauses, comments


def _count(hits: Hits[Any]) -> dict[str, Any]:
    """The number of hits, or that there are more than are counted."""
    over = hits.count > finding.MOST_COUNTED
    return {"number": min(hits.count, finding.MOST_COUNTED), "over": over}


def _ways_on(
    asked: Asked, clauses: Hits[FoundClause], comments: Hits[FoundComment]
) -> dict[str, str | None]:
    """The addresses of the other pages of what was found; None where there are none."""
    alone = asked.what == "clauses"
    return {
        "all_clauses_href": _href(what="clauses") if clauses.more and not alone else None,
        "next_clauses_href": _href(page=asked.page + 1) if clauses.more and alone else None,
        "previous_clauses_href": _href(page=asked.page - 1) if alone and asked.page > 1 else None,
        "older_href": _href(before=comments.shown[-1].id) if comments.more else None,
        "newest_href": _href() if asked.before is not None else None,
        "everywhere_href": f"{request.path}?{urlencode({'q': asked.query})}"
        if asked.is_narrowed
        else None,
    }


def _href(**more: Any) -> str:
    kept = {k: v for k, v in request.args.items() if k not in ("before", "page") and v}
    return f"{request.path}?{urlencode(kept | more)}"


def _place_card(place: Place) -> dict[str, Any]:
    title, lang = web.in_language(place.title, g.lang)
    href = web.address("proposals_pages.consultation", consultation=place.slug)
    return {"title": title, "title_lang": lang, "href": href}


def _clause_card(
    hit: FoundClause, place: Place, way: Sequence[Step], wanted: Collection[str]
) -> dict[str, Any]:
    other = {"text": hit.lang} if hit.lang != g.lang else {}
    return _place_card(place) | {
        "proposal": hit.proposal,
        "lang": hit.lang,
        "label": _cited(way, hit.lang),
        "heading": _marked(excerpts.excerpt(hit.heading, hit.lang, wanted)),
        "html": _marked(excerpts.excerpt(hit.text, hit.lang, wanted)),
        "clause_href": web.address(
            "comments_pages.clause",
            consultation=place.slug,
            proposal=hit.proposal_slug,
            eid=hit.eid,
            **other,
        ),
    }


def _comment_card(
    hit: FoundComment, place: Place, way: Sequence[Step], wanted: Collection[str]
) -> dict[str, Any]:
    labels = way[-1].labels if way else {}
    label_lang = next((x for x in (g.lang, hit.lang, "en", "ru", "kk") if x in labels), None)
    label_lang = label_lang or next(iter(labels), g.lang)
    pieces, lang, in_wording = _where_it_fits(hit, wanted)
    return _place_card(place) | {
        "ref": hit.ref,
        "comment_href": web.address("comments_pages.thread", ref=hit.ref),
        "author": hit.author or str(wording.FORMER_PARTICIPANT),
        "posted": web.short_moment(hit.posted_at, place.zone),
        "posted_iso": hit.posted_at.isoformat(),
        "stance": str(wording.STANCES[hit.stance]) if hit.stance else None,
        "proposal": hit.proposal,
        "label": _cited(way, label_lang) if way else None,
        "label_lang": label_lang,
        "lang": lang,
        "html": _marked(pieces),
        "in_wording": in_wording,
    }


def _where_it_fits(hit: FoundComment, wanted: Collection[str]) -> tuple[list[Piece], str, bool]:
    """The excerpt of the comment, or of the wording that it proposes where only that one fits."""
    body = excerpts.excerpt(hit.body, hit.lang, wanted)
    if hit.rewording and not any(piece.asked for piece in body):
        lang = hit.rewording_lang or hit.lang
        return excerpts.excerpt(hit.rewording, lang, wanted), lang, True
    return body, hit.lang, False


def _marked(pieces: Sequence[Piece]) -> Markup:
    return markup.found_html(pieces)


def _cited(way: Sequence[Step], lang: str) -> str:
    """How a clause is cited in full: ``Article 1, paragraph 2``."""
    name = None
    for step in way[cited_from([step.kind for step in way]) :]:
        label = step.labels.get(lang) or next(iter(step.labels.values()), "")
        name = cite(lang, step.kind, step.number, label, name)
    return name or (way[-1].labels.get(lang, "") if way else "")

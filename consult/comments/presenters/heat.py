"""Where the discussion is: the table behind the line beside the text."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_babel import gettext

from consult.comments.forms.writing import offset
from consult.comments.presenters.passages import address_with
from consult.comments.services import heat
from consult.proposals.models import WHOLE
from consult.proposals.presenters import (
    brief,
    card,
    clause_href,
    text_language,
)
from consult.proposals.services import editions
from consult.proposals.services.editions import Edition
from consult.proposals.services.reading import Standing

_LINES_SHOWN = 200


def heat_page(standing: Standing) -> dict[str, Any]:
    """What the page shows that says where in a document the discussion is."""
    edition = editions.edition(standing, text_language())
    found = heat.lines(standing, edition)
    sort = request.args.get("sort")
    page = max(offset(request.args.get("page")) or 1, 1)
    shown = heat.ordered(found, sort)
    first = (page - 1) * _LINES_SHOWN
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, edition),
        "lines": [_heat_line(standing, edition, line) for line in shown[first:][:_LINES_SHOWN]],
        "total": heat.total(found),
        "sort": sort if sort in (*heat.COLUMNS, heat.PASSAGES) else None,
        "sort_hrefs": {
            name: address_with(sort=name, page=1) for name in ("text", *heat.COLUMNS, heat.PASSAGES)
        },
        "page": page,
        "previous": address_with(page=page - 1) if page > 1 else None,
        "next": address_with(page=page + 1) if len(shown) > first + _LINES_SHOWN else None,
    }


def _heat_line(standing: Standing, edition: Edition, line: heat.Line) -> dict[str, Any]:
    clause = line.clause
    if clause is None:
        whole = line.uid == WHOLE
        names = {True: gettext("The proposal as a whole"), False: gettext("No longer in the text")}
        href = brief(standing, edition)["discussion_href"] if whole else None
        found = {"label": names[whole], "heading": "", "href": href, "lang": g.lang}
    else:
        found = {
            "label": edition.full_label(clause) or clause.eid,
            "heading": clause.heading,
            "href": clause_href(standing, clause),
            "lang": edition.lang,
        }
    return found | line.counts

"""The page of the search."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from consult import caching
from consult.search import presenters
from consult.search.forms import asked
from consult.search.services import finding

blueprint = Blueprint("search_pages", __name__, url_prefix="/<any(en,ru,kk):lang>")


@blueprint.get("/search")
def search() -> Response:
    """Clauses and comments by their words; the form alone where no words are given."""
    places = finding.places()

    def render() -> str:
        page = presenters.found_page(asked(request.args, places), places)
        return render_template("search/search.html", **page)

    return caching.page(presenters.key_of(places), render)

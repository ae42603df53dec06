"""Nothing that a stranger writes comes out of the renderers as anything that runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from consult import markup
from tests.realdata.attacks import NEEDED, VECTORS, checker

pytestmark = [pytest.mark.realdata, NEEDED]


def _marked(text: str) -> str:
    return str(markup.marked_html([(text, "/x", 0, ""), (text, "/x", 1, "m")], "n"))


def _difference(app: Flask) -> Callable[[str], str]:
    """How words that went and came are shown."""
    pieces = app.jinja_env.get_template("macros/words.html").module.pieces
    return lambda text: str(pieces([("equal", text), ("delete", text), ("insert", text)]))


def _card(app: Flask) -> Callable[[str], str]:
    """A comment as pages show it to visitors, all of it written by the stranger."""
    cards = app.jinja_env.get_template("macros/discussion.html").module.cards
    shown = {"ref": "r", "href": "/en/comments/r", "status": "visible", "kind": "rewording"}
    shown |= {"lang": "en", "agree": 0, "disagree": 0, "pass_": 0}

    def render(text: str) -> str:
        said = {"author": text, "quote": text, "rewording": text, "clause_label": text}
        return str(cards([shown | said | {"body_html": markup.safe("")}], "en"))

    return render


def test_no_vector_is_active_in_what_is_rendered(app: Flask) -> None:
    active = checker()
    ways: dict[str, Callable[[str], str]] = {
        "comment": markup.comment_html,
        "document": markup.document_html,
        "paragraphs": markup.paragraphs_html,
        "marked": lambda text: str(
            markup.marked_html([(text, "/x", 0, ""), (text, "/x", 1, "m")], "n")
        ),
        "difference": _difference(app),
        "card": _card(app),
    }
    found = {
        (name, text): what
        for name, render in ways.items()
        for text in VECTORS
        if (what := active(render(text)))
    }
    assert found == {}
    assert len(VECTORS) > 700


def test_the_check_finds_what_is_active() -> None:
    active = checker()
    assert sum(active(text) is not None for text in VECTORS) > 300
    assert active('<p><a href="https://example.org">x</a></p>') is None

"""What is asked for, as the address says it; what it does not know is as if not asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _

from consult import web, wording
from consult.analysis import stems
from consult.comments.services.lists import UNSTATED
from consult.proposals.models import Stance
from consult.search.services.finding import Place, Places
from consult.search.services.matching import Question

MOST_WORDS = 12
_WHAT = {"comments": _("Comments"), "clauses": _("Clauses")}
_ANYTHING = {"what": _("Clauses and comments"), "consultation": _("All consultations")}
_LARGEST = 2**62


@dataclass(frozen=True)
class Asked:
    """A search as it was asked for, and the controls that say so.

    ``what`` is ``comments``, ``clauses`` or empty for both; ``before`` the id of the comment
    after which the page goes on, ``page`` that of the clauses, from 1.
    """

    query: str
    question: Question
    place: Place | None
    what: str
    before: int | None
    page: int
    too_many_words: bool
    controls: list[dict[str, Any]]

    @property
    def wants_clauses(self) -> bool:
        """Whether clauses are looked for: they take no stance, and stand on the first page."""
        return self.what != "comments" and self.question.stance is None and self.before is None

    @property
    def is_narrowed(self) -> bool:
        """Whether not everything is looked through."""
        question = self.question
        return bool(self.place or self.what or question.lang or question.stance)

    @property
    def wants_comments(self) -> bool:
        """Whether comments are looked for."""
        return self.what != "clauses"


def asked(args: Mapping[str, str], places: Places) -> Asked:
    """Read the address of a search."""
    query = args.get("q", "").strip()
    place = next((p for p in places.published if p.slug == args.get("consultation")), None)
    what = args["what"] if args.get("what") in _WHAT else ""
    stance = args.get("stance")
    question = Question(
        words=tuple(map(tuple, stems.asked(query, MOST_WORDS))),
        consultation_id=place.id if place else None,
        lang=args["lang"] if args.get("lang") in web.LANGUAGES else None,
        stance=Stance(stance) if stance in list(Stance) else stance if stance == UNSTATED else None,
        unpublished=() if place else places.unpublished,
    )
    return Asked(
        query=query,
        question=question,
        place=place,
        what=what,
        before=_number(args.get("before")),
        page=min(_number(args.get("page")) or 1, 100),
        too_many_words=len(set(stems.words(query))) > MOST_WORDS,
        controls=_controls(question, place, what, places),
    )


def _number(text: str | None) -> int | None:
    """A whole number from 1; None where there is none."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    return int(text) if 0 < int(text) < _LARGEST else None


def _controls(
    question: Question, place: Place | None, what: str, places: Places
) -> list[dict[str, Any]]:
    stances = [(stance.value, str(wording.STANCES[stance])) for stance in Stance]
    titles = [(p.slug, web.in_language(p.title, g.lang)[0]) for p in places.published]
    given = {
        "consultation": (_("Consultation"), titles, place.slug if place else ""),
        "what": (_("Look in"), list(_WHAT.items()), what),
        "lang": (_("Language"), list(web.LANGUAGES.items()), question.lang or ""),
        "stance": (
            _("Position"),
            [*stances, (UNSTATED, wording.UNSTATED)],
            str(question.stance or ""),
        ),
    }
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": value, "label": text, "selected": value == selected}
                for value, text in [("", _ANYTHING.get(name, _("Any"))), *options]
            ],
        }
        for name, (label, options, selected) in given.items()
    ]

"""Which comments are asked for by an address, and the controls that say so."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from consult import web, wording
from consult.comments.models import Channel, Status
from consult.comments.services.lists import UNSTATED as NO_STANCE
from consult.comments.services.lists import Filters, Order, Who
from consult.proposals.models import WHOLE, Stance
from consult.proposals.services.editions import Headings
from consult.proposals.services.reading import Listed

_AS_A_WHOLE = "whole"


_Code = TypeVar("_Code", bound=enum.StrEnum)


_LANG = re.compile(r"[A-Za-z0-9-]{1,20}")


@dataclass(frozen=True)
class Chosen:
    """Which comments are asked for, in which order, and the controls that say so.

    ``kept`` is what the address says besides, and ``any`` whether something is chosen at all.
    """

    filters: Filters
    order: Order
    controls: list[dict[str, Any]]
    kept: dict[str, str]

    @property
    def any(self) -> bool:
        """Whether not everything is shown, or not the newest first."""
        return self.order is not Order.NEW or self.chooses

    @property
    def chooses(self) -> bool:
        """Whether not everything is shown."""
        return self.filters != Filters()


def chosen(args: Mapping[str, str], listed: list[Listed], headings: Headings) -> Chosen:
    """Read the address of a list of comments; what it does not know is as if not asked for."""
    proposal = next((p for p in listed if p.slug == args.get("proposal")), None)
    uid = _uid(args.get("clause"), proposal, headings)
    filters = replace(
        _filters(args, tuple(wording.KINDS)),
        proposal_id=proposal.id if proposal else None,
        clause_uid=uid,
        channel=_member(Channel, args.get("channel")),
        status=_member(Status, args.get("status")) if args.get("status") != Status.HELD else None,
        passage=_passage(args, proposal, headings),
    )
    if filters.passage is not None:  # it says which clause, of which version
        filters = replace(filters, clause_uid=None)
    order = _member(Order, args.get("sort")) or Order.NEW
    slug = proposal.slug if proposal else None
    of_proposal = _control("proposal", _("Proposal"), [(p.slug, p.number) for p in listed], slug)
    controls = _controls(_asked(filters), order, tuple(wording.KINDS), g.lang)
    more = ("clause", "version", "passage", "channel", "status")
    return Chosen(filters, order, [controls[0], of_proposal, *controls[1:]], _kept(args, more))


def chosen_here(args: Mapping[str, str]) -> Chosen:
    """Read which comments of one clause are asked for; a reply stands in its thread there."""
    kinds = tuple(kind for kind in wording.KINDS if kind != "reply")
    filters = _filters(args, kinds)
    order = _member(Order, args.get("sort")) or Order.NEW
    controls = _controls(_asked(filters), order, kinds, g.lang)
    return Chosen(filters, order, controls, _kept(args, ("text", "version")))


def _kept(args: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: args[name] for name in names if args.get(name)}


def _asked(filters: Filters) -> Filters:
    """What the selects show of ``filters``."""
    return Filters(stance=filters.stance, lang=filters.lang, kind=filters.kind, who=filters.who)


def _filters(args: Mapping[str, str], kinds: Collection[str]) -> Filters:
    stance, kind, lang = args.get("stance"), args.get("kind"), args.get("lang", "")
    return Filters(
        stance=stance if stance == NO_STANCE else _member(Stance, stance),
        lang=lang if _LANG.fullmatch(lang) else None,
        kind=kind if kind in kinds else None,
        who=_member(Who, args.get("who")),
        unanswered=args.get("sort") == Order.UNANSWERED,
    )


def _uid(clause: str | None, proposal: Listed | None, headings: Headings) -> str | None:
    """The uid of the clause that is asked for by its eid; ``whole`` is the proposal as such."""
    if proposal is None or not clause:
        return None
    if clause == _AS_A_WHOLE:
        return WHOLE
    fitting = (
        uid for (i, uid), h in headings.newest.items() if i == proposal.id and h.eid == clause
    )
    return next(fitting, clause)


def _member(kind: type[_Code], value: str | None) -> _Code | None:
    return kind(value) if value in list(kind) else None


def _passage(
    args: Mapping[str, str], proposal: Listed | None, headings: Headings
) -> tuple[int, int, int, str | None] | None:
    """The passage that is asked for, in the version that is said or else the newest.

    In the language that is said, or in whichever it was quoted.
    """
    found = re.fullmatch(r"(\d{1,7})-(\d{1,7})", args.get("passage", ""))
    number = re.fullmatch(r"\d{1,6}", args.get("version", "0"))
    if not found or not number or proposal is None:
        return None
    clause_id = headings.ids.get((proposal.id, int(number[0]), args.get("clause", "")))
    return (clause_id, int(found[1]), int(found[2]), args.get("text")) if clause_id else None


@lru_cache(maxsize=512)
def _controls(
    filters: Filters, order: Order, kinds: tuple[str, ...], lang: str
) -> list[dict[str, Any]]:
    """The selects of a list in ``lang``: the order first, which has no answer that means any."""
    named = [(kind, wording.KINDS[kind]) for kind in kinds]
    stances = [*wording.STANCES.items(), (NO_STANCE, wording.UNSTATED)]
    languages = [(c, web.language_name(c)) for c in _languages(filters)]
    return [
        _control("sort", _("Order"), list(wording.ORDERS.items()), order, none=False),
        _control("stance", _("Position"), stances, filters.stance),
        _control("kind", _("Kind"), named, filters.kind),
        _control("who", _("Who"), list(wording.WHO.items()), filters.who),
        _control("lang", _("Language"), languages, filters.lang),
    ]


def _control(
    name: str,
    label: object,
    options: Sequence[tuple[str, object]],
    chosen: str | None,
    none: bool = True,
) -> dict[str, Any]:
    given = [("", gettext("Any")), *options] if none else options
    return {
        "name": name,
        "label": str(label),
        "options": [
            {"value": value, "label": str(text), "selected": value == (chosen or "")}
            for value, text in given
        ],
    }


def _languages(filters: Filters) -> list[str]:
    more = [filters.lang] if filters.lang and filters.lang not in web.LANGUAGES else []
    return [*web.LANGUAGES, *more]

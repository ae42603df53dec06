"""The forms of taking part."""

from __future__ import annotations

import enum
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from flask import g
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice

from consult import web, wording
from consult.accounts.rules import NOTICE
from consult.analysis.personal_data import find
from consult.comments import rules
from consult.comments.models import Channel, Status
from consult.comments.rules import Draft
from consult.comments.services.reading import Filters
from consult.errors import Invalid, TooOften
from consult.forms import GuardedForm
from consult.proposals.models import WHOLE, Stance
from consult.proposals.services.editions import Headings
from consult.proposals.services.reading import Listed

NO_STANCE = "unstated"
_AS_A_WHOLE = "whole"
_KINDS = {"annotation": _("On a passage"), "rewording": _("Proposes a wording")}
_Code = TypeVar("_Code", bound=enum.StrEnum)
_KEY = re.compile(r"[0-9a-f-]{32,36}")
_LIMITS = {
    "body": rules.LONGEST_BODY,
    "rewording": rules.LONGEST_REWORDING,
    "quote": rules.LONGEST_QUOTE,
}


class ReplyForm(GuardedForm):
    """An answer to a comment. ``key`` makes a repeated send one reply.

    ``agree`` is there for who has not agreed to the newest notice, ``personal`` where what was
    typed looks like personal data.
    """

    key = HiddenField()
    body = TextAreaField(_("Your reply"))
    lang = SelectField(
        _("Language you write in"),
        choices=[SelectChoice(code, name) for code, name in web.LANGUAGES.items()],
    )
    personal = BooleanField(_("It is meant to be public: publish it as it is."))
    agree = BooleanField(_("I have read the notice and agree that what I write is published."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # How a comment will appear, where that is unusual, and where to change it.
        self.terms: list[tuple[str, str | None]] = []
        if g.person is None or g.person.notice >= NOTICE:
            del self.agree
        self._found = _personal_data(self._texts()) if self.is_submitted() else []
        if not self._found:
            del self.personal

    def _texts(self) -> list[str]:
        """What would be published of what was typed."""
        return [self[name].data or "" for name in ("body", "rewording") if name in self]

    @property
    def agrees(self) -> bool:
        """Whether the box was ticked, where there is one."""
        return "agree" in self and bool(self.agree.data)

    def _check_boxes(self) -> bool:
        """Whether every box that is there is ticked; else it is said beside it."""
        if "agree" in self and not self.agree.data:
            self.agree.errors = [gettext("Read the notice and tick the box to go on.")]
        if "personal" in self and not self.personal.data:
            self.personal.errors = [_warning(self._found)]
        return not any(self[name].errors for name in ("agree", "personal") if name in self)

    def prepare(self, lang: str, quote: str) -> None:
        """Make an empty form ready: a key of its own, the language of the page, the passage."""
        self.key.data = str(uuid.uuid4())
        self.lang.data = lang
        if "quote" in self:
            self["quote"].data = quote[: rules.LONGEST_QUOTE]

    def idempotency_key(self) -> str:
        """The key that was sent, or a new one where it is none of ours."""
        sent = self.key.data or ""
        return sent if _KEY.fullmatch(sent) else str(uuid.uuid4())

    def draft(self) -> Draft:
        """What was typed."""
        return Draft(body=_lines(self.body.data), lang=self.lang.data)

    def typed(self) -> list[tuple[str, str]]:
        """The label and the text of each field that has one, to be given back."""
        fields = [self[name] for name in _LIMITS if name in self]
        return [(str(field.label.text), field.data) for field in fields if field.data]

    def checked(self) -> Draft | None:
        """The draft when nothing is wrong with the form; else None, with the errors in it."""
        valid = self.validate()
        valid = self._check_boxes() and valid
        try:
            draft = self.draft() if valid else None
            if draft is not None:
                rules.check_draft(draft)
        except Invalid as error:
            self.refuse(error)
            return None
        return draft

    def refuse(self, error: Invalid) -> None:
        """Say what is wrong beside the field it is about."""
        self[error.field].errors = [self._sentence(error)]

    def say_unavailable(self) -> None:
        """Say that nothing could be stored just now; what was typed stays in the form."""
        self.body.errors = [
            gettext("We could not store this just now. Nothing is lost: try again in a minute.")
        ]

    def say_too_often(self, error: TooOften) -> None:
        """Say when the next one can be sent; what was typed stays in the form."""
        self.body.errors = [
            ngettext(
                "Very much was sent within an hour. Nothing is lost: send this in %(num)s minute.",
                "Very much was sent within an hour. Nothing is lost: send this in %(num)s minutes.",
                int(error.wait.total_seconds() // 60) + 1,
            )
        ]

    def _sentence(self, error: Invalid) -> str:
        if str(error) != "too_long":
            return str(wording.PROBLEMS[error.field, str(error)])
        sentence: str = ngettext(
            "The text is too long: cut %(num)s character.",
            "The text is too long: cut %(num)s characters.",
            len(_lines(self[error.field].data)) - _LIMITS[error.field],
        )
        return sentence


class CommentForm(ReplyForm):
    """A comment on a clause or a proposal, with a stance, a passage, a proposed wording."""

    stance = RadioField(
        _("Your position"),
        choices=[
            *(SelectChoice(stance, label) for stance, label in wording.STANCES.items()),
            SelectChoice(NO_STANCE, wording.UNSTATED),
        ],
        default=NO_STANCE,
    )
    quote = TextAreaField(
        _("The passage"),
        description=_("Copy here the words of the clause that your comment is about."),
    )
    quote_start = HiddenField()
    body = TextAreaField(_("Your comment"))
    rewording = TextAreaField(
        _("Your wording"), description=_("How the clause should read instead.")
    )

    def draft(self) -> Draft:
        """What was typed."""
        start = self.quote_start.data or ""
        return Draft(
            body=_lines(self.body.data),
            lang=self.lang.data,
            stance=None if self.stance.data == NO_STANCE else Stance(self.stance.data),
            quote=_lines(self.quote.data),
            quote_start=int(start)
            if start.isascii() and start.isdigit() and len(start) < 8
            else None,
            rewording=_lines(self.rewording.data),
        )


@dataclass(frozen=True)
class Chosen:
    """Which comments are asked for, and the controls that say so."""

    filters: Filters
    controls: list[dict[str, Any]]


def chosen(args: Mapping[str, str], listed: list[Listed], headings: Headings) -> Chosen:
    """Read the address of a list of comments; what it does not know is as if not asked for."""
    proposal = next((p for p in listed if p.slug == args.get("proposal")), None)
    uid = _uid(args.get("clause"), proposal, headings)
    stance = args.get("stance")
    filters = Filters(
        proposal_id=proposal.id if proposal else None,
        clause_uid=uid,
        stance=stance if stance == NO_STANCE else _member(Stance, stance),
        lang=args.get("lang") or None,
        channel=_member(Channel, args.get("channel")),
        kind=args["kind"] if args.get("kind") in _KINDS else None,
        status=_member(Status, args.get("status")) if args.get("status") != Status.HELD else None,
        passage=_passage(args, proposal, headings),
    )
    if filters.passage is not None:  # it says which clause, of which version
        filters = replace(filters, clause_uid=None)
    return Chosen(filters, _controls(args, listed, filters))


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
) -> tuple[int, int, int] | None:
    """The passage that is asked for, in the version that is said or else the newest."""
    found = re.fullmatch(r"(\d{1,7})-(\d{1,7})", args.get("passage", ""))
    number = re.fullmatch(r"\d{1,6}", args.get("version", "0"))
    if not found or not number or proposal is None:
        return None
    clause_id = headings.ids.get((proposal.id, int(number[0]), args.get("clause", "")))
    return (clause_id, int(found[1]), int(found[2])) if clause_id else None


def _controls(
    args: Mapping[str, str], listed: list[Listed], filters: Filters
) -> list[dict[str, Any]]:
    stances = [(stance, str(label)) for stance, label in wording.STANCES.items()]
    given = {
        "proposal": (
            _("Proposal"),
            [(p.slug, str(p.number)) for p in listed],
            args.get("proposal"),
        ),
        "stance": (_("Position"), [*stances, (NO_STANCE, wording.UNSTATED)], filters.stance),
        "kind": (_("Kind"), list(_KINDS.items()), filters.kind),
        "lang": (
            _("Language"),
            [(c, web.language_name(c)) for c in _languages(filters)],
            filters.lang,
        ),
    }
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": value, "label": text, "selected": value == (selected or "")}
                for value, text in [("", gettext("Any")), *options]
            ],
        }
        for name, (label, options, selected) in given.items()
    ]


def _languages(filters: Filters) -> list[str]:
    more = [filters.lang] if filters.lang and filters.lang not in web.LANGUAGES else []
    return [*web.LANGUAGES, *more]


def _personal_data(texts: list[str]) -> list[tuple[str, str]]:
    """The kind and the words of what looks like personal data, each once."""
    found = [(f.kind.value, text[f.start : f.end]) for text in texts for f in find(text)]
    return list(dict.fromkeys(found))


def _warning(found: list[tuple[str, str]]) -> str:
    """What was found, in words, and what to do about it."""
    listed = "; ".join(f"{wording.PERSONAL_DATA[kind]}: {words}" for kind, words in found)
    sentence: str = gettext(
        "This looks like personal data (%(found)s). Everyone will be able to read it. Take it out, "
        "or tick the box to publish it.",
        found=listed,
    )
    return sentence


def _lines(text: str | None) -> str:
    """What was typed, with the line ends that browsers send (CR LF) made one character."""
    return (text or "").replace("\r\n", "\n").replace("\x00", "").strip()

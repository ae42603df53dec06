"""The forms to comment, answer and reword, and what is wrong with what was typed."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from consult import web, wording
from consult.accounts.rules import NOTICE
from consult.analysis.personal_data import find
from consult.comments import rules
from consult.comments.rules import Draft
from consult.comments.services import selections
from consult.comments.services.lists import UNSTATED as NO_STANCE
from consult.comments.services.selections import Part
from consult.errors import Invalid, TooOften
from consult.forms import GuardedForm
from consult.proposals.models import Stance

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
                self.judge(draft)
        except Invalid as error:
            self.refuse(error)
            return None
        return draft

    def judge(self, draft: Draft) -> None:
        """Raise ``Invalid`` with the field and a code when the draft cannot be taken."""
        rules.check_draft(draft)

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


def _stances(default: str) -> RadioField:
    return RadioField(
        _("Your position"),
        choices=[
            *(SelectChoice(stance, label) for stance, label in wording.STANCES.items()),
            SelectChoice(NO_STANCE, wording.UNSTATED),
        ],
        default=default,
    )


def _stance(chosen: str | None) -> Stance | None:
    return Stance(chosen) if chosen and chosen != NO_STANCE else None


class CommentForm(ReplyForm):
    """A comment on a clause or a proposal, with a stance and a passage."""

    stance = _stances(NO_STANCE)
    sentence = SelectField(
        _("Choose a sentence"), choices=[SelectChoice("", _("None"))], validate_choice=False
    )
    quote = TextAreaField(
        _("The passage"),
        description=_("Or copy here the words of the clause that your comment is about."),
    )
    quote_start = HiddenField()
    also = HiddenField()
    body = TextAreaField(_("Your comment"))
    _text = ""

    def draft(self) -> Draft:
        """What was typed. Words that were copied count, or else the sentence that was chosen."""
        quote, start = _lines(self.quote.data), offset(self.quote_start.data)
        chosen = re.fullmatch(r"([0-9]{1,7})-([0-9]{1,7})", self.sentence.data or "")
        if chosen and not quote:
            start = int(chosen[1])
            quote = self._text[start : int(chosen[2])]
        return Draft(
            body=_lines(self.body.data),
            lang=self.lang.data,
            stance=_stance(self.stance.data),
            quote=quote,
            quote_start=start,
        )

    def offer(self, text: str) -> None:
        """Offer the sentences of the clause's text, so that nothing must be copied."""
        self._text = text
        self.sentence.choices = [
            SelectChoice("", _("None")),
            *(SelectChoice(value, shown) for value, shown in selections.sentences(text)),
        ]

    def validate_sentence(self, field: SelectField) -> None:
        """A sentence is one of those that are listed; beside copied words it does not matter."""
        listed = {choice.value for choice in field.choices}
        if field.data and field.data not in listed and not _lines(self.quote.data):
            raise ValidationError(
                gettext("Choose one of the sentences that are listed, or copy the words.")
            )

    def take(self, here: Part | None, others: Sequence[Part]) -> None:
        """Fill in what the reader selected: in this clause, and in others, to be offered later."""
        if here is not None:
            self.quote.data, self.quote_start.data = here.quote, str(here.start)
        self.also.data = " ".join(map(str, others))


class RewordingForm(ReplyForm):
    """Another wording of a clause's text, published once its author has seen the difference.

    ``seen`` is the digest of the wording whose difference was shown last.
    """

    seen = HiddenField()
    act = HiddenField()  # which button was pressed
    rewording = TextAreaField(
        _("Your wording"), description=_("Change the words that should be different.")
    )
    stance = _stances(Stance.AMEND)
    body = TextAreaField(_("Why (optional)"))

    original = text_lang = ""  # the text of the clause, and its language
    compared: str | None = None  # the wording whose difference must be shown now
    unseen = False  # whether it was to be published before its difference had been seen

    @classmethod
    def of(cls, original: str, lang: str) -> RewordingForm:
        """The form for a clause whose text in ``lang`` is ``original``."""
        form = cls()
        form.original, form.text_lang = original, lang
        return form

    def prepare(self, lang: str, quote: str) -> None:
        """Make an empty form ready: the clause's own words, to be changed, and their language."""
        super().prepare(self.text_lang if self.text_lang in web.LANGUAGES else lang, quote)
        self.rewording.data = self.original
        # What the browser kept of an earlier beginning is newer than the text it began with.
        self.rewording.render_kw = {"data-draft-over": ""}

    def draft(self) -> Draft:
        """What was typed."""
        return Draft(
            body=_lines(self.body.data),
            lang=self.lang.data,
            stance=_stance(self.stance.data),
            rewording=_lines(self.rewording.data),
        )

    def judge(self, draft: Draft) -> None:
        """Raise ``Invalid`` where the text is not reworded, or the draft cannot be taken."""
        rules.check_rewording(draft, self.original)

    def checked(self) -> Draft | None:
        """The draft, once it is to be published as its author has seen it compared."""
        draft = super().checked()
        if draft is None:
            return None
        self.compared = draft.rewording
        before = self.seen.data
        self.seen.data = hashlib.sha256(draft.rewording.encode()).hexdigest()
        if self.act.data == "publish" and before == self.seen.data:
            return draft
        self.unseen = self.act.data == "publish"
        return None


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


def offset(text: str | None) -> int | None:
    """The place in a text that was sent, None where it is no such number."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,7}", text) else None


def _lines(text: str | None) -> str:
    """What was typed, with the line ends that browsers send (CR LF) made one character."""
    return (text or "").replace("\r\n", "\n").replace("\x00", "").strip()

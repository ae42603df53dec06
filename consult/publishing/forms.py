"""The forms of the publisher's desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from consult import web
from consult.documents import corrections, reading
from consult.documents.corrections import Correction
from consult.documents.model import Clause
from consult.forms import Form
from consult.proposals.services.folders import RESERVED
from consult.publishing.services.desk import Upload

_LONGEST_LABEL = 200
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class UploadForm(Form):
    """A file with a draft; for a new proposal its number and its address too."""

    file = FileField(
        _("File"),
        description=_(
            "Word (.docx), Akoma Ntoso or USLM (.xml), HTML, Bluebell or plain text, "
            "our Markdown; at most 20 MiB."
        ),
    )
    language = SelectField(
        _("Language of the text"),
        choices=[SelectChoice(code, name) for code, name in web.LANGUAGES.items()],
    )
    number = IntegerField(
        _("Number of the proposal"),
        validators=[Optional(), NumberRange(1, 999, _("A number from 1 to 999."))],
    )
    slug = StringField(
        _("Name in the address"),
        description=_("Small Latin letters, digits and hyphens, such as foreign-assets."),
        validators=[
            Optional(),
            Length(max=80, message=_("The name is too long.")),
            Regexp(
                r"^[a-z0-9]+(-[a-z0-9]+)*$",
                message=_("Small Latin letters, digits and hyphens only."),
            ),
        ],
    )

    def sent(self, *, new: bool) -> Upload | None:
        """What was sent when nothing is wrong with it; else None, with the errors in the form."""
        valid = self.validate()
        given = self.file.data
        content = given.read(reading.LARGEST + 1) if given else b""
        if not content:
            self.file.errors = [gettext("Choose a file that is not empty.")]
            valid = False
        if new and (not self.number.data or not self.slug.data or self.slug.data in RESERVED):
            self.slug.errors = [gettext("A new proposal needs a number and a name of its own.")]
            valid = False
        if not valid:
            return None
        return Upload(given.filename or "file", content, self.language.data)


class RevisionForm(Form):
    """What every act on a draft says: which revision of it was looked at."""

    revision = HiddenField(validators=[InputRequired()])

    def seen(self) -> int:
        """The revision that the form was made of; 0 where it is none."""
        text = self.revision.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


class TextForm(RevisionForm):
    """The whole text of a draft, in our Markdown."""

    text = TextAreaField(_("Text"))


class PublishForm(RevisionForm):
    """What a new version is published with."""

    note = TextAreaField(
        _("What changed, and why"),
        description=_("Published with the version, and in the comparative table."),
        validators=[Length(max=2000, message=_("The note is too long."))],
    )
    looked = BooleanField(_("I have looked at what is listed above, and it is right as it is."))


def corrected(sent: Mapping[str, str], clauses: Iterable[Clause]) -> list[Correction]:
    """The corrections that were sent for these clauses; what was not sent stays as it is."""
    return [_correction(sent, clause) for clause in clauses if f"kind-{clause.eid}" in sent]


def _correction(sent: Mapping[str, str], clause: Clause) -> Correction:
    depth = sent.get(f"depth-{clause.eid}", "")
    return Correction(
        eid=clause.eid,
        kind=sent.get(f"kind-{clause.eid}", clause.kind),
        label=sent.get(f"label-{clause.eid}", clause.label)[:_LONGEST_LABEL],
        heading=sent.get(f"heading-{clause.eid}", clause.heading),
        depth=min(int(depth), corrections.DEEPEST) if re.fullmatch(r"[0-9]{1,2}", depth) else 0,
        join=f"join-{clause.eid}" in sent,
    )


def reasons(sent: Mapping[str, str]) -> dict[str, str]:
    """The reasons that were given for changed clauses, by eid."""
    given: dict[str, Any] = {
        name.removeprefix("why-"): " ".join(text.split())[:2000]
        for name, text in sent.items()
        if name.startswith("why-")
    }
    return {eid: text for eid, text in given.items() if text}

"""The form that hides or restores a comment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from consult import wording
from consult.forms import Form
from consult.moderation import rules
from consult.moderation.models import Reason


class DecisionForm(Form):
    """A reason by its code, and in words that everyone may read."""

    reason = SelectField(
        _("Reason"),
        choices=[
            SelectChoice(code, label)
            for code, label in wording.REASONS.items()
            if code != Reason.IN_ORDER
        ],
    )
    statement = TextAreaField(
        _("Explanation"),
        description=_(
            "Published in the log with your name. Do not repeat the text of the comment."
        ),
        validators=[
            DataRequired(_("Write the reason in words: it is published in the log.")),
            Length(max=rules.LONGEST_STATEMENT, message=_("The explanation is too long.")),
        ],
    )

"""The form that closes a discussion."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import Length

from consult.forms import Form


class CloseForm(Form):
    """Why the discussion is closed; needed when it is before the announced end."""

    reason = TextAreaField(
        _("Reason"),
        description=_("Published with your name. Needed when closing before the announced end."),
        validators=[Length(max=1000, message=_("The reason is too long."))],
    )

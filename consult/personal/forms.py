"""The form of being forgotten."""

from __future__ import annotations

from flask import g
from flask_babel import lazy_gettext as _
from wtforms import EmailField
from wtforms.validators import InputRequired, ValidationError

from consult.accounts import rules
from consult.forms import Form


class ErasureForm(Form):
    """The address, written once more, so that nobody is erased by a slip of the hand."""

    email = EmailField(
        _("Your e-mail address, to make sure"),
        validators=[InputRequired(_("Enter your e-mail address."))],
    )

    def validate_email(self, field: EmailField) -> None:
        """Refuse any address but one's own."""
        if rules.normalised_email(field.data or "") != g.person.email:
            raise ValidationError(_("This is not the address of your account."))

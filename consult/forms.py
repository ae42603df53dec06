"""What every form shares: a token, words for the day when it has expired, and what keeps robots
out without asking people to prove that they are none.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeSerializer
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from consult import web


class Form(FlaskForm):
    """A form whose expired token is explained; what was typed stays in it."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything is right; the errors are beside their fields."""
        valid = super().validate(extra_validators)
        if self.csrf_token.errors:
            self.csrf_token.errors = [
                gettext("This form was open for too long. Nothing is lost: press the button again.")
            ]
        return bool(valid)


class TokenForm(Form):
    """Only the token: what is to be done is said by the address and the button."""


class GuardedForm(Form):
    """A form that robots fill in too fast, or fill in where people see nothing to fill in.

    ``shown`` says, signed, when the form was made. Either way nothing is lost: the form comes
    back with a sentence, and the button is pressed again.
    """

    shown = HiddenField()
    website = StringField(_("Leave this field empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted() or self._shown_at() is None:
            self._early = self.is_submitted()
            self.shown.data = _signer().dumps(int(web.now().timestamp()))
        else:
            self._early = False

    def _shown_at(self) -> int | None:
        try:
            return int(_signer().loads(self.shown.data or ""))
        except (BadData, TypeError, ValueError):
            return None

    def validate_shown(self, field: HiddenField) -> None:
        """Refuse what was sent faster than anybody can type."""
        age = int(web.now().timestamp()) - (self._shown_at() or 0)
        least = current_app.config["SETTINGS"].form_seconds
        if least and (self._early or age < least):
            raise ValidationError(
                gettext(
                    "That was very fast. Nothing is lost: wait a moment, press the button again."
                )
            )

    def validate_website(self, field: StringField) -> None:
        """Refuse what was written where people see no field."""
        if field.data:
            raise ValidationError(
                gettext("Something filled in a field that must stay empty. Empty it and try again.")
            )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form shown at")

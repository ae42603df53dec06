"""What every form shares: a token, and words for the day when the token has expired."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm


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

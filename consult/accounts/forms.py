"""The forms of sign-up and sign-in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from consult.accounts import rules
from consult.forms import Form


class SignInForm(Form):
    """Address and password, and where to go afterwards."""

    next = HiddenField()
    email = EmailField(_("E-mail"), validators=[InputRequired(_("Enter your e-mail address."))])
    password = PasswordField(_("Password"), validators=[InputRequired(_("Enter your password."))])


class SignUpForm(Form):
    """What an account needs."""

    next = HiddenField()
    display_name = StringField(
        _("Name shown with your comments"),
        description=_("Your name or a pseudonym. Everyone can read it."),
        validators=[
            InputRequired(_("Enter the name to show with your comments.")),
            Length(max=rules.LONGEST_NAME, message=_("The name is too long.")),
        ],
    )
    email = EmailField(
        _("E-mail"),
        description=_("It is never shown to anybody."),
        validators=[InputRequired(_("Enter your e-mail address."))],
    )
    password = PasswordField(
        _("Password"),
        description=_(
            "At least %(number)s characters. Several words are easy to remember.",
            number=rules.SHORTEST_PASSWORD,
        ),
        validators=[
            InputRequired(_("Choose a password.")),
            Length(
                min=rules.SHORTEST_PASSWORD,
                message=_(
                    "The password needs at least %(number)s characters.",
                    number=rules.SHORTEST_PASSWORD,
                ),
            ),
            Length(max=rules.LONGEST_PASSWORD, message=_("The password is too long.")),
        ],
    )

    def validate_email(self, field: EmailField) -> None:
        """Refuse what does not have the shape of an address."""
        if not rules.is_email((field.data or "").strip()):
            raise ValidationError(_("Enter an e-mail address such as name@example.org."))

    def validate_display_name(self, field: StringField) -> None:
        """Refuse a name of blanks or with control characters."""
        name = (field.data or "").strip()
        if not name or not name.isprintable():
            raise ValidationError(_("Enter the name to show with your comments."))

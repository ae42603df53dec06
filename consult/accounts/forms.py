"""The forms of becoming someone, coming back, and changing how one is named."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consult import web, wording
from consult.accounts import rules
from consult.accounts.services.joining import Applicant
from consult.errors import Invalid
from consult.forms import Form, GuardedForm

PERSON, ORGANISATION = "person", "organisation"
_SHORTEST = _("The password needs at least %(number)s characters.", number=rules.SHORTEST_PASSWORD)
_LENGTH = [
    Length(min=rules.SHORTEST_PASSWORD, message=_SHORTEST),
    Length(max=rules.LONGEST_PASSWORD, message=_("The password is too long.")),
]


def _shaped(form: Form, field: EmailField) -> None:
    """Refuse what does not have the shape of an address."""
    if not rules.is_email((field.data or "").strip()):
        raise ValidationError(_("Enter an e-mail address such as name@example.org."))


def _one_line(form: Form, field: StringField) -> None:
    """Refuse control characters."""
    if not (field.data or "").strip().isprintable():
        raise ValidationError(_("Write the name in one line, in letters."))


def _email() -> EmailField:
    return EmailField(
        _("E-mail"),
        description=_("It is never shown to anybody."),
        validators=[InputRequired(_("Enter your e-mail address.")), _shaped],
    )


class SignInForm(Form):
    """Address and password, and where to go afterwards."""

    next = HiddenField()
    email = EmailField(_("E-mail"), validators=[InputRequired(_("Enter your e-mail address."))])
    password = PasswordField(_("Password"), validators=[InputRequired(_("Enter your password."))])


class LinkForm(GuardedForm):
    """Where to send a link."""

    next = HiddenField()
    email = EmailField(
        _("E-mail"), validators=[InputRequired(_("Enter your e-mail address.")), _shaped]
    )


class NamesForm(GuardedForm):
    """Whether one speaks for oneself or for an organisation, and under which name."""

    speaks_as = RadioField(
        _("I speak"),
        choices=[
            SelectChoice(PERSON, _("for myself")),
            SelectChoice(ORGANISATION, _("for an organisation")),
        ],
        default=PERSON,
    )
    display_name = StringField(
        _("Name shown with your comments"),
        description=_("Your name or a pseudonym. Everyone can read it."),
        validators=[
            InputRequired(_("Enter the name to show with your comments.")),
            Length(max=rules.LONGEST_NAME, message=_("The name is too long.")),
            _one_line,
        ],
    )
    organisation = StringField(
        _("Name of the organisation"),
        description=_("Only if you speak for one. It is shown instead of yours."),
        validators=[
            Length(max=rules.LONGEST_ORGANISATION, message=_("The name is too long.")),
            _one_line,
        ],
    )

    def validate_display_name(self, field: StringField) -> None:
        """Refuse a name of blanks."""
        if not (field.data or "").strip():
            raise ValidationError(_("Enter the name to show with your comments."))

    def validate_organisation(self, field: StringField) -> None:
        """Who speaks for an organisation says which."""
        if self.speaks_as.data == ORGANISATION and not (field.data or "").strip():
            raise ValidationError(_("Enter the name of the organisation."))

    @property
    def organisation_said(self) -> str:
        """The organisation that is spoken for; empty for a person."""
        return (self.organisation.data or "").strip() if self.speaks_as.data != PERSON else ""


class JoinForm(NamesForm):
    """What an account needs where somebody else has said who this is."""

    next = HiddenField()
    email = _email()
    agree = BooleanField(
        _("I have read the notice and agree that what I write is published."),
        validators=[InputRequired(_("Read the notice and tick the box to go on."))],
    )

    def applicant(self, lang: str) -> Applicant:
        """What was said."""
        name = self.display_name.data.strip()
        return Applicant(name, self.organisation_said, lang, self.next.data or "")


class SignUpForm(JoinForm):
    """What an account needs."""

    password = PasswordField(
        _("Password"),
        description=_(
            "At least %(number)s characters; several words are easy to remember. Leave it empty "
            "if you would rather sign in with a link by e-mail each time.",
            number=rules.SHORTEST_PASSWORD,
        ),
        validators=[Optional(), *_LENGTH],
    )


class ResetForm(Form):
    """A new password, by a link."""

    password = PasswordField(
        _("New password"),
        description=_(
            "At least %(number)s characters. Several words are easy to remember.",
            number=rules.SHORTEST_PASSWORD,
        ),
        validators=[InputRequired(_("Choose a password.")), *_LENGTH],
    )


class PasswordForm(ResetForm):
    """Another password, by someone who is signed in."""

    old = PasswordField(_("Password now"), description=_("Leave it empty if you have none yet."))


class AddressForm(Form):
    """Another address."""

    email = _email()


class AccountForm(NamesForm):
    """How one is named from now on."""

    full_name = StringField(
        _("Full name"),
        description=_("Shown only in consultations that take no pseudonyms. You may leave it out."),
        validators=[
            Length(max=rules.LONGEST_FULL_NAME, message=_("The name is too long.")),
            _one_line,
        ],
    )
    lang = SelectField(
        _("Language of letters to me"),
        choices=[SelectChoice(code, name) for code, name in web.LANGUAGES.items()],
    )


def refuse(form: Any, error: Invalid) -> None:
    """Say what is wrong beside the field it is about."""
    form[error.field].errors = [wording.PROBLEMS[error.field, str(error)]]

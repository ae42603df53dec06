"""The words for the domain's codes, in the language of the interface."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from consult.comments.models import AuthorKind, Channel, Status
from consult.moderation.models import Reason
from consult.permission import Refusal
from consult.proposals.models import Stance

STANCES = {
    Stance.SUPPORT: _("Support"),
    Stance.OPPOSE: _("Oppose"),
    Stance.AMEND: _("Amend"),
    Stance.NEUTRAL: _("Neutral"),
}
UNSTATED = _("No position")
CHANNELS = {
    Channel.WEB: _("This site"),
    Channel.EMAIL: _("E-mail"),
    Channel.PAPER: _("Paper"),
    Channel.HEARING: _("Hearing"),
    Channel.IMPORT: _("Another platform"),
}
STATUSES = {
    Status.HELD: _("Waiting for a moderator"),
    Status.VISIBLE: _("Visible"),
    Status.HIDDEN: _("Hidden"),
    Status.WITHDRAWN: _("Withdrawn"),
}
AUTHOR_KINDS = {
    AuthorKind.PERSON: _("person"),
    AuthorKind.ORGANISATION: _("organisation"),
    AuthorKind.STATE_BODY: _("state body"),
}
REASONS = {
    Reason.PERSONAL_DATA: _("Personal data"),
    Reason.INSULT: _("Insult or threat"),
    Reason.OFF_TOPIC: _("Not about this draft"),
    Reason.ADVERTISING: _("Advertising"),
    Reason.UNLAWFUL: _("Unlawful"),
    Reason.DUPLICATE: _("Sent twice"),
    Reason.MISTAKE: _("Hidden by mistake"),
    Reason.OTHER: _("Another reason"),
}
REFUSALS = {
    Refusal.SIGN_IN: _("Sign in first. Your text is kept below."),
    Refusal.NOT_PUBLISHED: _("This consultation is not published."),
    Refusal.NOT_YET_OPEN: _("The discussion has not opened yet."),
    Refusal.CLOSED: _("The discussion is closed: nothing more can be added."),
    Refusal.WITHDRAWN: _("This consultation was withdrawn."),
    Refusal.OWN_COMMENT: _("This is your own comment."),
    Refusal.NOT_YOURS: _("This is not your comment."),
    Refusal.NOT_VISIBLE: _("This comment is hidden or withdrawn."),
    Refusal.NOT_HIDDEN: _("This comment is not hidden."),
    Refusal.NOT_A_MODERATOR: _("Only a moderator of the agency can do this."),
    Refusal.NOT_AN_ANALYST: _("Until the discussion closes, only members of the agency can do this."),
    Refusal.ALREADY_CLOSED: _("The discussion has been closed already."),
    Refusal.BEFORE_MINIMUM_TERM: _(
        "The discussion cannot be closed before its minimum term has run."
    ),
    Refusal.REASON_NEEDED: _("Closing before the announced end needs a reason."),
}
# What is wrong with a draft, by the field and the code of ``errors.Invalid``.
PROBLEMS = {
    ("body", "empty"): _("Write what you think, or propose another wording."),
    ("quote", "no_clause"): _("A passage can be quoted from a clause only."),
    ("quote", "not_in_clause"): _(
        "These words do not stand in the clause. Copy them exactly as they are printed."
    ),
    ("quote", "several_places"): _(
        "These words stand in the clause more than once. Copy a few more words around them."
    ),
    ("statement", "empty"): _("Write the reason in words: it is published in the log."),
    ("email", "taken"): _("There is an account with this address. Sign in instead."),
}

"""The words for the domain's codes, in the language of the interface.

Keyed by the codes themselves, so that nothing here depends on a feature; a test holds each table
against the codes that there are.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from consult.permission import Refusal

STANCES = {
    "support": _("Support"),
    "oppose": _("Oppose"),
    "amend": _("Amend"),
    "neutral": _("Neutral"),
}
UNSTATED = _("No position")
CHANNELS = {
    "web": _("This site"),
    "email": _("E-mail"),
    "paper": _("Paper"),
    "hearing": _("Hearing"),
    "import": _("Another platform"),
}
STATUSES = {
    "held": _("Waiting for a moderator"),
    "visible": _("Visible"),
    "hidden": _("Hidden"),
    "withdrawn": _("Withdrawn"),
}
REASONS = {
    "personal_data": _("Personal data"),
    "insult": _("Insult or threat"),
    "off_topic": _("Not about this draft"),
    "advertising": _("Advertising"),
    "unlawful": _("Unlawful"),
    "duplicate": _("Sent twice"),
    "mistake": _("Hidden by mistake"),
    "other": _("Another reason"),
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
    Refusal.NOT_AN_ANALYST: _(
        "Until the discussion closes, only members of the agency can do this."
    ),
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

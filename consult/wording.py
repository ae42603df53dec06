"""The words for the domain's codes, in the language of the interface.

Keyed by the codes themselves, so that nothing here depends on a feature; a test holds each table
against the codes that there are.
"""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from consult.permission import Refusal


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators that a room without languages says by itself."""
    return sentence


# What readers of documents say most; rarer sentences stay in English.
READERS = (
    gettext_noop("its number follows no provision above it, so it was read as text"),
    gettext_noop("a quotation begins here and does not end; what follows is read as provisions"),
    gettext_noop(
        "no provision was found: no line begins with a number, or with a word such as Article 1"
    ),
    gettext_noop("the file has tracked changes; it is read as if all were accepted"),
    gettext_noop("the file has comments; they are left out"),
    gettext_noop("the file has pictures; they are left out"),
    gettext_noop("the file has hidden text; it is left out"),
    gettext_noop("the file has a table of contents; it is left out"),
    gettext_noop("a heading among the provisions needs an id such as {#art_1}"),
    gettext_noop("it has neither a heading nor a text"),
    gettext_noop("no provision was found in it"),
    gettext_noop("it declares a DOCTYPE, which could hide entities; take that line out"),
    gettext_noop("it is not text"),
    gettext_noop("a PDF shows a page and not its structure; send the .docx that it was made from"),
    gettext_noop("it is in Word's old format; open it in Word and save it as .docx"),
    gettext_noop("it is RTF; open it in Word or LibreOffice and save it as .docx"),
    gettext_noop("it is a picture; send the text"),
)


def of_reader(reason: str) -> str:
    """What a reader said, in the language of the interface where the sentence is known."""
    return str(gettext(reason))


STANCES = {
    "support": _("Support"),
    "oppose": _("Oppose"),
    "amend": _("Amend"),
    "neutral": _("Neutral"),
}
UNSTATED = _("No position")
FORMER_PARTICIPANT = _("Former participant")
ORDERS = {
    "new": _("Newest first"),
    "old": _("Oldest first"),
    "agreed": _("Most agreed with"),
    "disputed": _("Most disputed"),
    "unanswered": _("Not answered yet"),
}
KINDS = {
    "comment": _("Comments"),
    "annotation": _("On a passage"),
    "rewording": _("Proposed wordings"),
    "reply": _("Replies"),
}
WHO = {
    "people": _("People"),
    "bodies": _("Organisations and state bodies"),
}
CHANNELS = {
    "web": _("This site"),
    "email": _("E-mail"),
    "paper": _("Paper"),
    "hearing": _("Hearing"),
    "import": _("Another platform"),
}
ASSURANCES = {
    "email": _("By e-mail"),
    "identity_provider": _("Identity provider"),
    "": _("Not known (imported)"),
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
    "in_order": _("Read before it appeared"),
    "other": _("Another reason"),
}
PERSONAL_DATA = {
    "iin": _("an individual identification number"),
    "phone": _("a telephone number"),
    "card": _("a card number"),
    "iban": _("an account number"),
    "email": _("an e-mail address"),
}
OUTCOMES = {
    "exact": _("The passage stands unchanged in version %(number)s."),
    "moved": _("In version %(number)s the passage stands elsewhere, word for word."),
    "edited": _("In version %(number)s the passage was edited."),
    "ambiguous": _(
        "In version %(number)s several passages fit as well, so it is attached to none."
    ),
    "orphaned": _("The passage is not in version %(number)s any more."),
}
ANCHORED = {
    "exact": _("unchanged"),
    "moved": _("moved"),
    "edited": _("edited"),
    "ambiguous": _("not to be told apart"),
    "orphaned": _("no longer in the text"),
}
CLAUSE_KINDS = {
    "component": _("Document"),
    "tome": _("Volume"),
    "book": _("Book"),
    "part": _("Part"),
    "subpart": _("Subpart"),
    "title": _("Title"),
    "subtitle": _("Subtitle"),
    "division": _("Division"),
    "subdivision": _("Subdivision"),
    "chapter": _("Chapter"),
    "subchapter": _("Subchapter"),
    "section": _("Section"),
    "subsection": _("Subsection"),
    "article": _("Article"),
    "rule": _("Rule"),
    "paragraph": _("Paragraph"),
    "subparagraph": _("Subparagraph"),
    "clause": _("Clause"),
    "subclause": _("Subclause"),
    "point": _("Point"),
    "subpoint": _("Subpoint"),
    "item": _("Item"),
    "subitem": _("Subitem"),
    "indent": _("Indent"),
    "level": _("Level"),
    "tblock": _("Block of text"),
    "crossHeading": _("Heading between provisions"),
    "annex": _("Annex"),
    "recital": _("Recital"),
    "resolvingClause": _("Resolving clause"),
    "quotedStructure": _("Quoted text"),
    "alinea": _("Paragraph without a number"),
    "wrapUp": _("Closing words"),
}
PARITY = {
    "missing": _("The clause is missing in one language"),
    "order": _("The clauses stand in another order"),
    "kind": _("The kind of clause differs"),
    "number": _("The number of the clause differs"),
    "numbers": _("Numbers differ"),
    "dates": _("Dates differ"),
    "references": _("References differ"),
}
CHANGES = {
    "added": _("Added"),
    "removed": _("Removed"),
    "moved": _("Moved"),
    "renumbered": _("Renumbered"),
    "split": _("Split"),
    "merged": _("Merged"),
    "heading_changed": _("Heading changed"),
    "text_changed": _("Text changed"),
}
REFUSALS = {
    Refusal.SIGN_IN: _("Sign in first. Your text is kept below."),
    Refusal.NOTICE: _("Read the notice and tick the box first. Your text is kept below."),
    Refusal.FULL_NAME: _(
        "This consultation takes no pseudonyms: write your full name in your account first, then "
        "press the button again. Your text is kept below."
    ),
    Refusal.NOT_PUBLISHED: _("This consultation is not published."),
    Refusal.NOT_YET_OPEN: _("The discussion has not opened yet."),
    Refusal.CLOSED: _("The discussion is closed: nothing more can be added."),
    Refusal.WITHDRAWN: _("This consultation was withdrawn."),
    Refusal.ACTS_FOR_AGENCY: _(
        "Who acts for an agency cannot be erased: the membership must end first."
    ),
    Refusal.OWN_COMMENT: _("This is your own comment."),
    Refusal.NOT_YOURS: _("This is not your comment."),
    Refusal.NOT_VISIBLE: _("This comment is hidden or withdrawn."),
    Refusal.HELD: _("This comment waits for a moderator: nobody can answer it yet."),
    Refusal.NOT_HELD: _("This comment is not waiting any more."),
    Refusal.NOT_HIDDEN: _("This comment is not hidden."),
    Refusal.NOT_A_MODERATOR: _("Only a moderator of the agency can do this."),
    Refusal.NOT_AN_ANALYST: _(
        "Until the discussion closes, only members of the agency can do this."
    ),
    Refusal.NOT_A_PUBLISHER: _("Only a publisher of the agency can do this."),
    Refusal.ALREADY_CLOSED: _("The discussion has been closed already."),
    Refusal.BEFORE_MINIMUM_TERM: _(
        "The discussion cannot be closed before its minimum term has run."
    ),
    Refusal.REASON_NEEDED: _("Closing before the announced end needs a reason."),
}
# What is wrong with a draft, by the field and the code of ``errors.Invalid``.
PROBLEMS = {
    ("body", "empty"): _("Write what you think, or propose another wording."),
    ("rewording", "empty"): _("Write how the clause should read."),
    ("rewording", "unchanged"): _("You have not changed the text yet."),
    ("quote", "no_clause"): _("A passage can be quoted from a clause only."),
    ("quote", "not_in_clause"): _(
        "These words do not stand in the clause. Copy them exactly as they are printed."
    ),
    ("quote", "several_places"): _(
        "These words stand in the clause more than once. Copy a few more words around them."
    ),
    ("statement", "empty"): _("Write the reason in words: it is published in the log."),
    ("kind", "unknown"): _("This is no kind of clause."),
    ("join", "nothing_above"): _("There is no clause above the first one to join it to."),
    ("email", "taken"): _("There is an account with this address."),
    ("old", "wrong_password"): _("The password is not right."),
}

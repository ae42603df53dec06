"""The form to write, or why there is none, and where it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request
from flask_babel import gettext

from consult import web, wording
from consult.accounts.rules import name_shown
from consult.comments import rules
from consult.comments.forms.writing import ReplyForm
from consult.comments.models import Status
from consult.comments.presenters.cards import token
from consult.comments.rules import Terms
from consult.comments.services import reading
from consult.comments.services.reading import Said
from consult.permission import Permission, Refusal, Refused
from consult.proposals.presenters import (
    kept_arguments,
)
from consult.proposals.services.editions import Provision
from consult.proposals.services.reading import Standing, Summary

# The person can do something about these and send the form again.
_KEEP_THE_FORM = (None, Refusal.SIGN_IN, Refusal.NOTICE, Refusal.FULL_NAME)


def taking_part(
    permission: Permission,
    kind: Callable[[], ReplyForm],
    form: ReplyForm | None,
    refused: Refusal | None,
    consultation: Summary,
) -> dict[str, Any]:
    """The form to write, or why there is none; ``refused`` gives back what was typed."""
    reason = refused or (permission.reason if isinstance(permission, Refused) else None)
    if form is None and (permission or reason is Refusal.NOTICE):
        form = kind()
        form.prepare(g.lang, request.args.get("quote", ""))
    if form is not None:
        form.terms = _terms(consultation)
    asked_to_sign_in = reason is Refusal.SIGN_IN
    returned = form.typed() if form is not None and refused not in _KEEP_THE_FORM else None
    return {
        "form": form if refused in _KEEP_THE_FORM else None,
        "returned": returned,
        "refusal": wording.REFUSALS[reason]
        if reason and (refused or reason not in (Refusal.SIGN_IN, Refusal.NOTICE))
        else None,
        "sign_in_href": _sign_in_href() if asked_to_sign_in else None,
        "token": token(),
    }


def _terms(consultation: Summary) -> list[tuple[str, str | None]]:
    """What whoever writes must know of how their comment will appear, where it is unusual:
    sentences, and where to do something about it.
    """
    if g.person is None:
        return []
    said: list[tuple[str, str | None]] = []
    terms = Terms(consultation.agency_id, consultation.pseudonyms, consultation.hold_first)
    if not rules.may_be_named(g.person, terms):
        sentence = gettext("Comments bear full names here. Write yours in your account first.")
        said.append((sentence, web.address("account_pages.account")))
    elif not terms.pseudonyms:
        name = name_shown(g.person, pseudonyms=False)
        sentence = gettext("Comments bear full names here. Yours will be: %(name)s", name=name)
        said.append((sentence, None))
    if terms.hold_first:
        visible = reading.visible_at(g.person.id, terms.agency_id)
        if rules.first_status(terms, visible) is Status.HELD:
            sentence = gettext("A moderator reads your first comments here before they appear.")
            said.append((sentence, None))
    return said


def _sign_in_href() -> str:
    """Sign in, and come back to this page; from an address of POST alone, to the page above it."""
    path = request.full_path.rstrip("?")
    methods = request.url_rule.methods if request.url_rule else None
    if "GET" not in (methods or ()):
        query = request.query_string.decode()
        path = request.path.rpartition("/")[0] + (f"?{query}" if query else "")
    return web.address("accounts_pages.sign_in", next=f"{path}#write")


def post_href(standing: Standing, clause: Provision | None) -> str:
    """Where a comment is sent to; it goes on saying which text and version is being read."""
    endpoint = "create" if clause else "create_on_whole"
    return discussion_href(endpoint, standing, clause, **kept_arguments(standing))


def discussion_href(
    endpoint: str, standing: Standing, clause: Provision | None, **arguments: Any
) -> str:
    """The address of what ``endpoint`` does in the discussion of a clause or a whole proposal."""
    if clause is not None:
        arguments["eid"] = clause.eid
    return web.address(
        f"comments_pages.{endpoint}",
        consultation=standing.consultation.slug,
        proposal=standing.slug,
        **arguments,
    )


def rewording_href(
    standing: Standing, clause: Provision | None, permission: Permission
) -> str | None:
    """Where one proposes another wording; None where there is no text, or nothing can be said."""
    closed = isinstance(permission, Refused) and permission.reason is not Refusal.SIGN_IN
    if clause is None or not clause.text or closed:
        return None
    return discussion_href("rewording", standing, clause, **kept_arguments(standing))


def rewording_key(standing: Standing, uid: str, lang: str | None) -> str:
    """The key under which the browser keeps another wording while it is being written."""
    return f"rewording/{standing.consultation.slug}/{standing.slug}/{uid}/{standing.version}/{lang}"


def draft_key(said: Said, standing: Standing) -> str:
    """The key under which the browser kept this comment while it was being written."""
    if said.root_id is not None:
        return f"reply/{said.parent_ref}"
    if said.rewording is not None:
        return rewording_key(standing, said.clause_uid, said.rewording_lang)
    return f"{standing.consultation.slug}/{standing.slug}/{said.clause_uid}"

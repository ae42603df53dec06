"""What each page of comments shows, from what the services read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, request
from flask_babel import gettext

from consult import markup, web, wording
from consult.comments import rules
from consult.comments.forms.choosing import Chosen, chosen_here
from consult.comments.forms.writing import CommentForm, ReplyForm, RewordingForm
from consult.comments.models import Status
from consult.comments.presenters.cards import (
    Scene,
    anchor_card,
    cards,
    cards_html,
    comment_card,
    token,
)
from consult.comments.presenters.passages import clause_card, offers, selected
from consult.comments.presenters.taking_part import (
    discussion_href,
    draft_key,
    post_href,
    rewording_href,
    rewording_key,
    taking_part,
)
from consult.comments.services import reading, selections
from consult.comments.services.lists import Cursor, Order, Slice, cursor_of
from consult.comments.services.reading import Said
from consult.documents import words
from consult.permission import Refusal
from consult.proposals.models import WHOLE
from consult.proposals.presenters import (
    brief,
    card,
    clause_href,
    kept_arguments,
    place_href,
    text_language,
)
from consult.proposals.services import editions
from consult.proposals.services import reading as documents
from consult.proposals.services.editions import Provision
from consult.proposals.services.reading import Standing
from consult.versions.presenters import paragraphs


def discussion_page(
    standing: Standing,
    clause: Provision | None,
    form: CommentForm | None = None,
    refused: Refusal | None = None,
) -> dict[str, Any]:
    """What the page of a clause, or of a proposal as a whole (``clause`` None), shows.

    ``form`` is the form as it was sent, when it comes back; ``refused`` says why it cannot be
    taken at all, and then what was typed is given back.
    """
    edition = editions.edition(standing, text_language())
    uid = clause.uid if clause else WHOLE
    window = standing.consultation.window
    wanted = chosen_here(request.args)
    filters = wanted.filters if wanted.chooses else None
    here = reading.here(standing.proposal_id, uid, filters)
    found = reading.on_clause(
        standing.proposal_id, uid, *place(wanted.order), wanted.order, filters
    )
    scene = Scene(window, standing.consultation.slug, standing.version, standing=standing)
    permission = rules.may_take_part(g.person, window, web.now())
    writing = taking_part(permission, CommentForm, form, refused, standing.consultation)
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, edition),
        "clause": clause and clause_card(standing, edition, clause),
        "tally": here.tally,
        "comments_html": cards_html(found.comments, scene, threads=True),
        "pager": pager(found),
        "choice": choice(wanted, found, here.fitting),
        "rewordings": _rewordings(standing, clause, here.rewordings),
        "rewording_href": rewording_href(standing, clause, permission),
        "post_href": post_href(standing, clause),
        "draft_key": f"{standing.consultation.slug}/{standing.slug}/{uid}",
        "selected": clause and selected(standing, edition, clause, writing["form"]),
        **writing,
    }


def choice(wanted: Chosen, found: Slice[Said], fitting: int | None) -> dict[str, Any]:
    """How comments are sorted and chosen, and how many fit where that is known without a search."""
    complete = found.onward is None and found.back is None
    return {
        "controls": wanted.controls,
        "kept": wanted.kept,
        "any": wanted.any,
        "chooses": wanted.chooses,
        "fitting": len(found.comments) if complete else fitting,
        "action": f"{request.path}#comments",
        "all_href": f"{request.path}{_query(_only(wanted.kept, ('text', 'version')))}",
        "beyond": not found.comments and _somewhere(),
    }


def _only(arguments: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: arguments[name] for name in names if name in arguments}


def _query(arguments: dict[str, Any]) -> str:
    return f"?{urlencode(arguments)}" if arguments else ""


def _somewhere() -> bool:
    """Whether the address asks for a page other than the first."""
    return "before" in request.args or "after" in request.args


def _rewordings(
    standing: Standing, clause: Provision | None, count: int | None
) -> dict[str, Any] | None:
    """The way to the wordings that are proposed for a clause; None where there are none."""
    if clause is None or count == 0:
        return None
    only = discussion_href("clause", standing, clause, kind="rewording", **kept_arguments(standing))
    return {
        "count": count,
        "href": f"{only}#comments",
        "all_href": f"{clause_href(standing, clause)}#comments",
        "current": request.args.get("kind") == "rewording",
    }


def rewording_page(
    standing: Standing,
    clause: Provision,
    form: RewordingForm | None = None,
    refused: Refusal | None = None,
) -> dict[str, Any]:
    """What the page shows on which another wording of ``clause`` is proposed."""
    edition = editions.edition(standing, text_language())
    permission = rules.may_take_part(g.person, standing.consultation.window, web.now())
    compared = form.compared if form is not None else None
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, edition),
        "clause": {
            "name": edition.full_label(clause),
            "heading": clause.heading,
            "href": clause_href(standing, clause),
            "html": markup.safe(clause.html),
        },
        "difference": paragraphs(words.difference(clause.text, compared)) if compared else None,
        "unseen": form is not None and form.unseen,
        "draft_key": rewording_key(standing, clause.uid, edition.lang),
        **taking_part(
            permission,
            partial(RewordingForm.of, clause.text, edition.lang),
            form,
            refused,
            standing.consultation,
        ),
    }


def thread_page(
    root: Said,
    standing: Standing,
    to: Said | None = None,
    form: ReplyForm | None = None,
    refused: Refusal | None = None,
) -> dict[str, Any]:
    """What the page of one comment with its replies shows; ``to`` is the reply being answered."""
    edition = editions.edition(standing, text_language())
    found = reading.replies(root, *place(Order.OLD))
    to = to or _answered(root, found.comments)
    window = standing.consultation.window
    scene = Scene(window, standing.consultation.slug, standing.version)
    permission = rules.may_reply(g.person, (to or root).status, window, web.now())
    clause = next((c for c in edition.clauses if c.uid == root.clause_uid), None)
    first, *answers = cards([root, *found.comments], scene)
    ledger = reading.anchors([root]).get(root.id, [])
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, edition),
        "clause": clause
        and {"name": edition.full_label(clause), "href": place_href(standing, edition, clause)},
        "home_href": home_href(root, standing),
        "comment": first,
        "to": to and {"author": to.author, "ref": to.ref, "cancel_href": f"{first['href']}#write"},
        "ledger": [anchor_card(anchor) for anchor in ledger],
        "replies": answers,
        "pager": pager(found),
        "post_href": f"/{g.lang}/comments/{(to or root).ref}/replies",
        "draft_key": f"reply/{(to or root).ref}",
        **taking_part(permission, ReplyForm, form, refused, standing.consultation),
    }


def _answered(root: Said, shown: Sequence[Said]) -> Said | None:
    """The reply that the address says is to be answered, where it stands in this thread."""
    ref = request.args.get("to")
    if g.person is None or not ref or ref == root.ref:
        return None
    said = next((s for s in shown if s.ref == ref), None) or reading.in_thread(root, ref)
    return said if said is not None and said.status is Status.VISIBLE else None


def home_href(said: Said, standing: Standing) -> str:
    """The address of the discussion in which a comment stands, at the comment."""
    if said.root_id is not None:
        return web.address("comments_pages.thread", ref=said.ref)
    edition = editions.edition(standing, text_language())
    clause = next((c for c in edition.clauses if c.uid == said.clause_uid), None)
    here = str(cursor_of(said, Order.NEW, beside=1))
    address = discussion_href(
        "clause" if clause else "whole", standing, clause, before=here, **kept_arguments(standing)
    )
    return f"{address}#comment-{said.ref}"


def place(order: Order = Order.NEW) -> tuple[int, Cursor | None, Cursor | None]:
    """How many comments to show, and from where on: for the keyset pages."""
    size = current_app.config["SETTINGS"].page_size
    before, after = (Cursor.parse(request.args.get(name), order) for name in ("before", "after"))
    return size, before, after


def pager(found: Slice[Said]) -> dict[str, Any]:
    """The addresses of the pages on and back, None at the ends; by time they have other names."""
    kept = {k: v for k, v in request.args.items() if k not in ("before", "after", "to")}

    def href(name: str, cursor: Cursor | None) -> str | None:
        return f"{request.path}{_query(kept | {name: str(cursor)})}" if cursor else None

    onward, back = found.names
    return {
        "onward_href": href(onward, found.onward),
        "back_href": href(back, found.back),
        "order": found.order,
    }


def receipt_page(said: Said, standing: Standing) -> dict[str, Any]:
    """What the page of thanks shows."""
    scene = Scene(standing.consultation.window, standing.consultation.slug)
    (shown,) = cards([said], scene)
    edition = editions.edition(standing, text_language())
    others = selections.parts(edition, request.args.getlist("also"))
    return {
        "others": offers(standing, edition, others, others),
        "others_lang": edition.lang,
        "consultation": card(standing.consultation),
        "comment": shown,
        "sha256": said.sha256,
        "back_href": brief(standing, edition)["href"],
        "draft_key": draft_key(said, standing),
    }


def own_page(found: Slice[Said]) -> dict[str, Any]:
    """What someone's own contributions show: each with where it stands and what became of it."""
    standings = documents.standings_of({said.proposal_id for said in found.comments})
    ledger = reading.anchors(found.comments)
    shown = []
    for said in found.comments:
        standing = standings[said.proposal_id]
        window = standing.consultation.window
        is_open = window.is_open(web.now())
        own = comment_card(said, window.zone, None, (None, None), False, {}, is_open)
        consultation = web.in_language(standing.consultation.title, g.lang)[0]
        shown.append(
            own
            | {
                "replies": [],
                "anchor": anchor_card(ledger[said.id][-1]) if said.id in ledger else None,
                "clause_label": f"{consultation} · "
                + gettext("Proposal %(number)s", number=standing.number),
                "clause_href": own["href"],
                "status_name": wording.STATUSES[said.status],
            }
        )
    return {"comments": shown, "token": token()}

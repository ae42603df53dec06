"""From what the services read to what the templates of comments show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, request
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from consult import markup, web, wording
from consult.accounts.rules import name_shown
from consult.comments import rules
from consult.comments.forms import CommentForm, ReplyForm
from consult.comments.models import Opinion, Status
from consult.comments.rules import Terms
from consult.comments.services import reading
from consult.comments.services.reading import Anchor, Cursor, Said, Slice
from consult.documents import anchors
from consult.documents.carrying import Outcome
from consult.permission import Permission, Refusal, Refused
from consult.proposals.models import WHOLE, Window
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
from consult.proposals.services.editions import Edition, Headings, Provision
from consult.proposals.services.reading import Standing, Summary

# The person can do something about these and send the form again.
_KEEP_THE_FORM = (None, Refusal.SIGN_IN, Refusal.NOTICE, Refusal.FULL_NAME)


@dataclass(frozen=True)
class Scene:
    """Where comments are shown: what their cards depend on besides themselves."""

    window: Window
    consultation: str
    version: int | None = None  # the version being read, where the page is about one
    headings: Headings | None = None  # where cards must say which clause they are about
    interactive: bool = True  # whether one can answer and agree here


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
    found = reading.on_clause(standing.proposal_id, uid, *place())
    scene = Scene(window, standing.consultation.slug, standing.version)
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, edition),
        "clause": clause and _clause_card(standing, edition, clause),
        "tally": documents.tally(standing.proposal_id, uid),
        "comments_html": cards_html(found.comments, scene, threads=True),
        "pager": pager(found),
        "filters": None,
        "post_href": post_href(standing, clause),
        "draft_key": f"{standing.consultation.slug}/{standing.slug}/{uid}",
        **taking_part(
            rules.may_take_part(g.person, window, web.now()),
            CommentForm,
            form,
            refused,
            standing.consultation,
        ),
    }


def thread_page(
    root: Said,
    standing: Standing,
    form: ReplyForm | None = None,
    refused: Refusal | None = None,
) -> dict[str, Any]:
    """What the page of one comment with its replies shows."""
    edition = editions.edition(standing, text_language())
    found = reading.replies(root.id, *place())
    window = standing.consultation.window
    scene = Scene(window, standing.consultation.slug, standing.version)
    clause = next((c for c in edition.clauses if c.uid == root.clause_uid), None)
    first, *answers = cards([root, *found.comments], scene)
    ledger = reading.anchors([root]).get(root.id, [])
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, edition),
        "clause": clause
        and {"name": edition.full_label(clause), "href": clause_href(standing, clause)},
        "comment": first,
        "ledger": [anchor_card(anchor) for anchor in ledger],
        "replies": answers,
        "pager": pager(found),
        "post_href": f"/{g.lang}/comments/{root.ref}/replies",
        "draft_key": f"reply/{root.ref}",
        **taking_part(
            rules.may_reply(g.person, root.status, window, web.now()),
            ReplyForm,
            form,
            refused,
            standing.consultation,
        ),
    }


def place() -> tuple[int, Cursor | None, Cursor | None]:
    """How many comments to show, and from where on: for the keyset pages."""
    size = current_app.config["SETTINGS"].page_size
    return size, Cursor.parse(request.args.get("before")), Cursor.parse(request.args.get("after"))


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


def taking_part(
    permission: Permission,
    kind: type[ReplyForm],
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


def token() -> str | None:
    """The token for the buttons on a page; visitors have none, nor a cookie to keep it in."""
    return generate_csrf() if g.person is not None else None


def _sign_in_href() -> str:
    """Sign in, and come back to this page; from an address of POST alone, to the page above it."""
    path = request.full_path.rstrip("?")
    if request.method == "POST":
        path = request.path.rpartition("/")[0]
    return web.address("accounts_pages.sign_in", next=f"{path}#write")


def pager(found: Slice) -> dict[str, str | None]:
    """The addresses of the older and the newer comments, None at the ends."""
    kept = {k: v for k, v in request.args.items() if k not in ("before", "after")}

    def href(name: str, cursor: Cursor | None) -> str | None:
        return f"{request.path}?{urlencode(kept | {name: str(cursor)})}" if cursor else None

    return {"older_href": href("before", found.older), "newer_href": href("after", found.newer)}


def _clause_card(standing: Standing, edition: Edition, clause: Provision) -> dict[str, Any]:
    before, after = edition.neighbours(clause)

    def line(other: Provision | None, label: str = "") -> dict[str, Any] | None:
        if other is None:
            return None
        return {
            "label": label or edition.full_label(other),
            "heading": other.heading,
            "href": clause_href(standing, other),
            "html": markup.safe(other.html) if other.text else "",
        }

    return {
        "eid": clause.eid,
        "label": clause.label,
        "name": edition.full_label(clause),
        "heading": clause.heading,
        "html": _marked(standing, edition, clause),
        "href": clause_href(standing, clause),
        "place_href": place_href(standing, edition, clause),
        "parents": [line(parent, parent.label) for parent in edition.parents(clause)],
        "children": [line(child, child.label) for child in edition.children(clause)],
        "previous": line(before),
        "next": line(after),
    }


def _marked(standing: Standing, edition: Edition, clause: Provision) -> Markup:
    """The clause's text with the passages that annotations quote marked, and linked to them."""
    if not clause.text:
        return markup.safe("")
    passages = reading.passages(clause.id, edition.lang)
    if not passages:
        return markup.safe(clause.html)
    base = web.address(
        "comments_pages.listing",
        consultation=standing.consultation.slug,
        proposal=standing.slug,
        clause=clause.eid,
        kind="annotation",
        version=standing.version,
    )
    pieces = (
        (clause.text[s.start : s.end], f"{base}&passage={s.start}-{s.end}", s.annotations)
        for s in anchors.segments(len(clause.text), passages)
    )
    return markup.marked_html(pieces, gettext("comments on this passage"))


def cards(comments: Sequence[Said], scene: Scene, *, threads: bool = False) -> list[dict[str, Any]]:
    """Comments as templates show them; with their first replies when ``threads``."""
    answers = _answers(comments) if threads else {}
    anchors = _newest_anchors(comments, scene)
    shown = [*comments, *(reply for replies in answers.values() for reply in replies)]
    taking_part = g.person is not None and scene.interactive
    opinions = reading.opinions(g.person.id, [c.id for c in shown]) if taking_part else {}
    is_open = taking_part and scene.window.is_open(web.now())

    def build(said: Said) -> dict[str, Any]:
        replies = [build(reply) for reply in answers.get(said.id, ())]
        where = (scene.window.zone, scene.version, _where(said, scene))
        own = _card(said, *where, opinions, is_open)
        return own | {"anchor": anchor_card(anchors.get(said.id)), "replies": replies}

    return [build(said) for said in comments]


def cards_html(comments: Sequence[Said], scene: Scene, *, threads: bool = False) -> Markup:
    """Comments as HTML. All visitors see the same, so for them each is rendered once.

    When something is added to a discussion, its page is made anew from cards that were not.
    """
    if g.person is not None:
        return _rendered(cards(comments, scene, threads=threads), g.lang, token())
    answers = _answers(comments) if threads else {}
    anchors = _newest_anchors(comments, scene)
    place = (scene.window.zone, scene.version)
    return markup.joined(
        _visitors_card(
            said,
            answers.get(said.id, ()),
            anchors.get(said.id),
            *place,
            _where(said, scene),
            g.lang,
        )
        for said in comments
    )


def _newest_anchors(comments: Sequence[Said], scene: Scene) -> dict[int, Anchor]:
    """What became of annotations in the version that is read, or else in the newest."""
    older = [c for c in comments if scene.version is None or c.version < scene.version]
    found = reading.anchors(older)
    return {
        comment_id: anchors[-1]
        for comment_id, anchors in found.items()
        if scene.version in (None, anchors[-1].version)
    }


def anchor_card(anchor: Anchor | None) -> dict[str, Any] | None:
    """What became of a passage, as templates show it."""
    if anchor is None:
        return None
    label, href = None, None
    if anchor.eid is not None:
        edition = editions.of_version(anchor.version_id, anchor.lang)
        label = edition.full_label(edition.clause(anchor.eid))
        href = web.address(
            "comments_pages.clause",
            consultation=anchor.consultation,
            proposal=anchor.proposal,
            eid=anchor.eid,
            version=anchor.version,
        )
    return {
        "outcome": anchor.outcome,
        "sentence": str(wording.OUTCOMES[anchor.outcome]) % {"number": anchor.version},
        "version": anchor.version,
        "quote": anchor.quote if anchor.outcome is Outcome.EDITED else None,
        "lang": anchor.lang,
        "score": anchor.score,
        "label": label,
        "href": href,
        "at": anchor.at,
    }


def _answers(comments: Sequence[Said]) -> dict[int, tuple[Said, ...]]:
    found = reading.first_replies([c.id for c in comments if c.replies_count])
    return {root: tuple(replies) for root, replies in found.items()}


@lru_cache(maxsize=4096)
def _visitors_card(
    said: Said,
    answers: tuple[Said, ...],
    anchor: Anchor | None,
    zone: str,
    version: int | None,
    clause: tuple[str | None, str | None],
    lang: str,
) -> Markup:
    """A comment with its first replies; it depends on what it is given and nothing else."""
    card = _card(said, zone, version, clause, {}, False) | {"anchor": anchor_card(anchor)}
    replies = [_card(answer, zone, version, clause, {}, False) for answer in answers]
    nothing: dict[str, Any] = {"replies": []}
    return _rendered([card | {"replies": [reply | nothing for reply in replies]}], lang, None)


def _rendered(shown: list[dict[str, Any]], lang: str, token: str | None) -> Markup:
    macros = current_app.jinja_env.get_template("macros/discussion.html").module
    html: Markup = getattr(macros, "cards")(shown, lang, token)
    return html


def _card(
    said: Said,
    zone: str,
    version: int | None,
    clause: tuple[str | None, str | None],
    opinions: dict[int, Opinion],
    is_open: bool,
) -> dict[str, Any]:
    href = f"/{g.lang}/comments/{said.ref}"
    own = g.person is not None and said.author_id == g.person.id
    return {
        "ref": said.ref,
        "href": href,
        "author": said.author,
        "author_kind": said.author_kind,
        "posted": web.short_moment(said.posted_at, zone),
        "posted_iso": said.posted_at.isoformat(),
        "lang": said.lang,
        "kind": said.kind,
        "stance": said.stance,
        "quote": said.quote,
        "quote_lang": said.quote_lang,
        "body_html": markup.safe(said.body_html),
        "rewording": said.rewording,
        "agree": said.agree,
        "disagree": said.disagree,
        "pass_": said.passed,
        "status": said.status,
        "hidden_reason": said.status_note,
        "version": said.version if version not in (None, said.version) else None,
        "reply_count": said.replies_count,
        "mine": own,
        "my_endorsement": opinions.get(said.id),
        "may_endorse": is_open and not own,
        "endorse_href": f"{href}/endorsement",
        "reply_href": f"{href}#write" if is_open and said.root_id is None else None,
        "withdraw_href": f"{href}/withdrawal" if own and is_open else None,
        "clause_label": clause[0],
        "clause_href": clause[1],
    }


def _where(said: Said, scene: Scene) -> tuple[str | None, str | None]:
    """Which clause a card is about, where the page is not about one."""
    if scene.headings is None:
        return None, None
    heading = scene.headings.in_version.get((said.version_id, said.clause_uid))
    if heading is None:
        return gettext("The proposal as a whole"), None
    href = web.address(
        "comments_pages.clause",
        consultation=scene.consultation,
        proposal=heading.proposal,
        eid=heading.eid,
    )
    return heading.label, href


def receipt_page(said: Said, standing: Standing) -> dict[str, Any]:
    """What the page of thanks shows."""
    scene = Scene(standing.consultation.window, standing.consultation.slug)
    (shown,) = cards([said], scene)
    return {
        "consultation": card(standing.consultation),
        "comment": shown,
        "sha256": said.sha256,
        "back_href": brief(standing, editions.edition(standing, text_language()))["href"],
        "draft_key": draft_key(said, standing),
    }


def draft_key(said: Said, standing: Standing) -> str:
    """The key under which the browser kept this comment while it was being written."""
    if said.root_id is not None:
        return f"reply/{reading.by_id(said.root_id).ref}"
    return f"{standing.consultation.slug}/{standing.slug}/{said.clause_uid}"


def own_page(found: Slice) -> dict[str, Any]:
    """What someone's own contributions show: each with where it stands and what became of it."""
    standings = documents.standings_of({said.proposal_id for said in found.comments})
    ledger = reading.anchors(found.comments)
    shown = []
    for said in found.comments:
        standing = standings[said.proposal_id]
        window = standing.consultation.window
        own = _card(said, window.zone, None, (None, None), {}, window.is_open(web.now()))
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

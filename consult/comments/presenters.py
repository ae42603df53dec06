"""From what the services read to what the templates of comments show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, request
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from consult import markup, web, wording
from consult.accounts.rules import name_shown
from consult.comments import rules
from consult.comments.forms import (
    Chosen,
    CommentForm,
    ReplyForm,
    RewordingForm,
    chosen_here,
    offset,
)
from consult.comments.models import Opinion, Status
from consult.comments.rules import Terms
from consult.comments.services import heat, reading, rewordings, selections
from consult.comments.services.lists import Cursor, Filters, Order, Slice, cursor_of
from consult.comments.services.reading import Anchor, Said
from consult.comments.services.selections import Part
from consult.documents import anchors, sentences, words
from consult.documents.anchors import Passage
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
from consult.versions.presenters import paragraphs

# The person can do something about these and send the form again.
_KEEP_THE_FORM = (None, Refusal.SIGN_IN, Refusal.NOTICE, Refusal.FULL_NAME)
_PASSAGES_SHOWN = 50
_SHOWN = 120  # characters of a passage in a list
_LONG_QUOTE = 300  # characters: a longer one would make too long an address
_LINES_SHOWN = 200


@dataclass(frozen=True)
class Scene:
    """Where comments are shown: what their cards depend on besides themselves."""

    window: Window
    consultation: str
    version: int | None = None  # the version being read, where the page is about one
    headings: Headings | None = None  # where cards must say which clause they are about
    interactive: bool = True  # whether one can answer and agree here
    standing: Standing | None = None  # where the text that is read beside them stands


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
        "clause": clause and _clause_card(standing, edition, clause),
        "tally": here.tally,
        "comments_html": cards_html(found.comments, scene, threads=True),
        "pager": pager(found),
        "choice": choice(wanted, found, here.fitting),
        "rewordings": _rewordings(standing, clause, here.rewordings),
        "rewording_href": _rewording_href(standing, clause, permission),
        "post_href": post_href(standing, clause),
        "draft_key": f"{standing.consultation.slug}/{standing.slug}/{uid}",
        "selected": clause and _selected(standing, edition, clause, writing["form"]),
        **writing,
    }


def _selected(
    standing: Standing, edition: Edition, clause: Provision, form: CommentForm | None
) -> dict[str, Any]:
    """What the reader selected, here and in other clauses: from the form, or from the address."""
    if form is not None and form.is_submitted():
        quote, start, sent = form.quote.data or "", form.quote_start.data, form.also.data or ""
        here = selections.quoted(clause, quote, offset(start))
        others = _others(edition, clause, sent.split())
    else:
        here = _addressed(clause)
        others = _others(edition, clause, request.args.getlist("also"))
    if form is not None and not form.is_submitted():
        form.offer(clause.text)
        form.take(here, others)
    everything = [*others, *([here] if here else [])]
    return {"quote": here and here.quote, "others": offers(standing, edition, others, everything)}


def _addressed(clause: Provision) -> Part | None:
    """The part of the clause that the address says: its words and where they begin, or its ends."""
    start, end = offset(request.args.get("start")), offset(request.args.get("end"))
    if request.args.get("quote"):
        return selections.quoted(clause, request.args["quote"], start)
    return None if start is None or end is None else selections.part(clause, start, end)


def _others(edition: Edition, clause: Provision | None, sent: Sequence[str]) -> list[Part]:
    return [part for part in selections.parts(edition, sent) if part.clause != clause]


def offers(
    standing: Standing, edition: Edition, parts: Sequence[Part], everything: Sequence[Part]
) -> list[dict[str, Any]]:
    """Passages to go on with: each link fills in its passage, and carries the other ones on."""
    return [
        {
            "part": str(part),
            "name": edition.full_label(part.clause),
            "quote": sentences.shortened(part.quote, _SHOWN),
            "href": _part_href(standing, part, [other for other in everything if other != part]),
        }
        for part in parts
    ]


def _part_href(standing: Standing, part: Part, others: Sequence[Part]) -> str:
    """The page of a clause with a passage filled in; a long one by its ends alone."""
    said: dict[str, Any] = {"quote": part.quote, "start": part.start}
    if len(part.quote) > _LONG_QUOTE:
        said = {"start": part.start, "end": part.end}
    kept = kept_arguments(standing) | said
    also = [("also", str(other)) for other in others[: selections.MOST_OTHERS]]
    return f"{_clause_path(standing, part.clause)}?{urlencode([*kept.items(), *also])}#write"


def _clause_path(standing: Standing, clause: Provision) -> str:
    return clause_href(standing, clause).partition("?")[0]


def receipt_arguments(
    form: CommentForm, standing: Standing, clause: Provision | None
) -> dict[str, Any]:
    """What the address of the receipt goes on saying: the passages that are still to be had."""
    edition = editions.edition(standing, text_language())
    others = _others(edition, clause, (form.also.data or "").split())
    text = kept_arguments(standing).get("text")
    return {"also": tuple(map(str, others)), "text": text} if others else {}


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


def _rewording_href(
    standing: Standing, clause: Provision | None, permission: Permission
) -> str | None:
    """Where one proposes another wording; None where there is no text, or nothing can be said."""
    closed = isinstance(permission, Refused) and permission.reason is not Refusal.SIGN_IN
    if clause is None or not clause.text or closed:
        return None
    return discussion_href("rewording", standing, clause, **kept_arguments(standing))


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
        "draft_key": _rewording_key(standing, clause.uid, edition.lang),
        **taking_part(
            permission,
            partial(RewordingForm.of, clause.text, edition.lang),
            form,
            refused,
            standing.consultation,
        ),
    }


def _rewording_key(standing: Standing, uid: str, lang: str | None) -> str:
    return f"rewording/{standing.consultation.slug}/{standing.slug}/{uid}/{standing.version}/{lang}"


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


def token() -> str | None:
    """The token for the buttons on a page; visitors have none, nor a cookie to keep it in."""
    return generate_csrf() if g.person is not None else None


def _sign_in_href() -> str:
    """Sign in, and come back to this page; from an address of POST alone, to the page above it."""
    path = request.full_path.rstrip("?")
    methods = request.url_rule.methods if request.url_rule else None
    if "GET" not in (methods or ()):
        query = request.query_string.decode()
        path = request.path.rpartition("/")[0] + (f"?{query}" if query else "")
    return web.address("accounts_pages.sign_in", next=f"{path}#write")


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


def _clause_card(standing: Standing, edition: Edition, clause: Provision) -> dict[str, Any]:
    before, after = edition.neighbours(clause)

    def line(other: Provision | None, label: str = "") -> dict[str, Any] | None:
        if other is None:
            return None
        return {
            "label": label or edition.full_label(other),
            "eid": other.eid,
            "name": edition.full_label(other),
            "heading": other.heading,
            "href": clause_href(standing, other),
            "html": markup.safe(other.html) if other.text else "",
        }

    return {
        "eid": clause.eid,
        "label": clause.label,
        "name": edition.full_label(clause),
        "heading": clause.heading,
        **_marked(standing, edition, clause),
        "href": clause_href(standing, clause),
        "place_href": place_href(standing, edition, clause),
        "parents": [line(parent, parent.label) for parent in edition.parents(clause)],
        "children": [line(child, child.label) for child in edition.children(clause)],
        "previous": line(before),
        "next": line(after),
    }


def _marked(standing: Standing, edition: Edition, clause: Provision) -> dict[str, Any]:
    """The clause's text with the passages that annotations quote marked, and linked to them.

    The passages stand below it as well, each one whole: marks of passages that overlap are parts
    of them, and where there are very many, several in one.
    """
    passages = reading.passages(clause.id, edition.lang) if clause.text else []
    if not passages:
        return {"html": markup.safe(clause.html if clause.text else ""), "passages": None}
    base = _passages_href(standing, edition, clause)
    marks = anchors.marks(len(clause.text), passages)
    pieces = (
        (
            clause.text[mark.start : mark.end],
            f"{base}&passage={mark.start}-{mark.end}",
            mark.annotations,
            f"mark-{mark.start}-{mark.end}",
        )
        for mark in marks
    )
    marked = {(mark.start, mark.end) for mark in marks if mark.annotations}
    return {
        "html": markup.marked_html(pieces, gettext("comments on this passage")),
        "passages": _passage_list(clause, passages, base, marked),
    }


def _passages_href(standing: Standing, edition: Edition, clause: Provision) -> str:
    """The address of the comments on a passage, but for the passage."""
    return web.address(
        "comments_pages.listing",
        consultation=standing.consultation.slug,
        proposal=standing.slug,
        clause=clause.eid,
        kind="annotation",
        version=standing.version,
        text=edition.lang,
    )


def _passage_list(
    clause: Provision,
    passages: Sequence[tuple[Passage, int]],
    base: str,
    marked: Collection[tuple[int, int]],
) -> dict[str, Any]:
    """A page of the passages in the order of the text; ``id`` where none of ``marked`` has it."""
    ordered = sorted(passages, key=lambda one: (one[0].start, one[0].end))
    pages = -(-len(ordered) // _PASSAGES_SHOWN)
    asked = offset(request.args.get("passages"))
    page = min(max(asked or 1, 1), pages)
    first = (page - 1) * _PASSAGES_SHOWN
    return {
        "total": len(ordered),
        "open": asked is not None,
        "page": page,
        "pages": pages,
        "first": first + 1,
        "previous": _with(passages=page - 1) if page > 1 else None,
        "next": _with(passages=page + 1) if page < pages else None,
        "shown": [
            {
                "id": None if (p.start, p.end) in marked else f"mark-{p.start}-{p.end}",
                "quote": sentences.shortened(clause.text[p.start : p.end], _SHOWN),
                "href": f"{base}&passage={p.start}-{p.end}",
                "count": count,
            }
            for p, count in ordered[first : first + _PASSAGES_SHOWN]
        ],
    }


def _with(**changed: Any) -> str:
    """The address of this page with other arguments."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in changed]
    return f"{request.path}?{urlencode([*kept, *changed.items()])}"


def passage_head(filters: Filters, headings: Headings) -> dict[str, Any] | None:
    """The words that a list of comments on a passage is about, and the way back to their mark."""
    clause_id, start, end, lang = filters.passage or (0, 0, 0, None)
    words = reading.words_of(clause_id, lang)[start:end] if lang else ""
    eid = request.args.get("clause", "")
    place = (h for (i, _), h in headings.newest.items() if (i, h.eid) == (filters.proposal_id, eid))
    heading = next(place, None)
    if not words or heading is None:
        return None
    kept = {"version": request.args.get("version"), "text": lang if lang != g.lang else None}
    href = web.address(
        "comments_pages.clause",
        consultation=(request.view_args or {})["consultation"],
        proposal=heading.proposal,
        eid=eid,
        **kept,
    )
    return {
        "quote": words,
        "lang": lang,
        "name": heading.label,
        "href": f"{href}#mark-{start}-{end}",
    }


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
        where = (scene.window.zone, scene.version, _where(said, scene), _reads_so(said, scene))
        own = _card(said, *where, opinions, is_open)
        return own | {"anchor": anchor_card(anchors.get(said.id)), "replies": replies}

    return _linked([build(said) for said in comments])


def _linked(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same cards, where a reply leads straight to whom it answers if that is on the page."""
    every = [*shown, *(reply for own in shown for reply in own["replies"])]
    refs = {own["ref"] for own in every}
    for own in every:
        if own["answers_ref"] in refs:
            own["answers_href"] = f"#comment-{own['answers_ref']}"
    return shown


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
            _reads_so(said, scene),
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
    reads_so: bool,
    lang: str,
) -> Markup:
    """A comment with its first replies; it depends on what it is given and nothing else."""
    card = _card(said, zone, version, clause, reads_so, {}, False)
    card |= {"anchor": anchor_card(anchor)}
    replies = [_card(answer, zone, version, clause, False, {}, False) for answer in answers]
    nothing: dict[str, Any] = {"replies": []}
    shown = _linked([card | {"replies": [reply | nothing for reply in replies]}])
    return _rendered(shown, lang, None)


def _rendered(shown: list[dict[str, Any]], lang: str, token: str | None) -> Markup:
    macros = current_app.jinja_env.get_template("macros/discussion.html").module
    html: Markup = getattr(macros, "cards")(shown, lang, token)
    return html


def _card(
    said: Said,
    zone: str,
    version: int | None,
    clause: tuple[str | None, str | None],
    reads_so: bool,
    opinions: dict[int, Opinion],
    is_open: bool,
) -> dict[str, Any]:
    href = f"/{g.lang}/comments/{said.ref}"
    to = "" if said.root_id is None else f"?to={said.ref}"
    own = g.person is not None and said.author_id == g.person.id
    return {
        "ref": said.ref,
        "href": href,
        "author": said.author or str(wording.FORMER_PARTICIPANT),
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
        "rewording_lang": said.rewording_lang or said.lang,
        "difference": _difference(said),
        "reads_so": reads_so,
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
        "reply_href": f"{href}{to}#write" if is_open else None,
        "answers": said.answers,
        "answers_ref": said.answers_ref,
        "answers_href": f"/{g.lang}/comments/{said.answers_ref}",
        "withdraw_href": f"{href}/withdrawal" if own and is_open else None,
        "clause_label": clause[0],
        "clause_href": clause[1],
    }


def _difference(said: Said) -> list[list[tuple[str, str]]] | None:
    """What a proposed wording changes, paragraph by paragraph; None where it is read by itself."""
    if said.rewording is None or said.reworded is None:
        return None
    pieces = rewordings.against(said.reworded, said.rewording)
    return None if pieces is None else paragraphs(pieces)


def _reads_so(said: Said, scene: Scene) -> bool:
    """Whether the text that is read is a newer version and has the wording that was proposed."""
    standing, lang = scene.standing, said.rewording_lang
    if standing is None or said.rewording is None or said.version >= standing.version:
        return False
    if lang not in standing.languages:
        return False
    clauses = editions.edition(standing, lang).clauses
    text = next((c.text for c in clauses if c.uid == said.clause_uid), "")
    return rewordings.same(text, said.rewording)


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


def draft_key(said: Said, standing: Standing) -> str:
    """The key under which the browser kept this comment while it was being written."""
    if said.root_id is not None:
        return f"reply/{said.parent_ref}"
    if said.rewording is not None:
        return _rewording_key(standing, said.clause_uid, said.rewording_lang)
    return f"{standing.consultation.slug}/{standing.slug}/{said.clause_uid}"


def own_page(found: Slice[Said]) -> dict[str, Any]:
    """What someone's own contributions show: each with where it stands and what became of it."""
    standings = documents.standings_of({said.proposal_id for said in found.comments})
    ledger = reading.anchors(found.comments)
    shown = []
    for said in (c for c in found.comments if c.proposal_id in standings):
        standing = standings[said.proposal_id]
        window = standing.consultation.window
        is_open = window.is_open(web.now())
        own = _card(said, window.zone, None, (None, None), False, {}, is_open)
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


def heat_page(standing: Standing) -> dict[str, Any]:
    """What the page shows that says where in a document the discussion is."""
    edition = editions.edition(standing, text_language())
    found = heat.lines(standing, edition)
    sort = request.args.get("sort")
    page = max(offset(request.args.get("page")) or 1, 1)
    shown = heat.ordered(found, sort)
    first = (page - 1) * _LINES_SHOWN
    return {
        "consultation": card(standing.consultation),
        "document": brief(standing, edition),
        "lines": [_heat_line(standing, edition, line) for line in shown[first:][:_LINES_SHOWN]],
        "total": heat.total(found),
        "sort": sort if sort in (*heat.COLUMNS, heat.PASSAGES) else None,
        "sort_hrefs": {
            name: _with(sort=name, page=1) for name in ("text", *heat.COLUMNS, heat.PASSAGES)
        },
        "page": page,
        "previous": _with(page=page - 1) if page > 1 else None,
        "next": _with(page=page + 1) if len(shown) > first + _LINES_SHOWN else None,
    }


def _heat_line(standing: Standing, edition: Edition, line: heat.Line) -> dict[str, Any]:
    clause = line.clause
    if clause is None:
        whole = line.uid == WHOLE
        names = {True: gettext("The proposal as a whole"), False: gettext("No longer in the text")}
        href = brief(standing, edition)["discussion_href"] if whole else None
        found = {"label": names[whole], "heading": "", "href": href, "lang": g.lang}
    else:
        found = {
            "label": edition.full_label(clause) or clause.eid,
            "heading": clause.heading,
            "href": clause_href(standing, clause),
            "lang": edition.lang,
        }
    return found | line.counts

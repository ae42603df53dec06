"""Comments as the templates show them, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, g
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from consult import markup, web, wording
from consult.comments.models import Opinion
from consult.comments.services import reading, rewordings
from consult.comments.services.reading import Anchor, Said
from consult.documents.carrying import Outcome
from consult.proposals.models import Window
from consult.proposals.services import editions
from consult.proposals.services.editions import Headings
from consult.proposals.services.reading import Standing
from consult.versions.presenters import paragraphs


@dataclass(frozen=True)
class Scene:
    """Where comments are shown: what their cards depend on besides themselves."""

    window: Window
    consultation: str
    version: int | None = None  # the version being read, where the page is about one
    headings: Headings | None = None  # where cards must say which clause they are about
    interactive: bool = True  # whether one can answer and agree here
    standing: Standing | None = None  # where the text that is read beside them stands


def token() -> str | None:
    """The token for the buttons on a page; visitors have none, nor a cookie to keep it in."""
    return generate_csrf() if g.person is not None else None


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
        own = comment_card(said, *where, opinions, is_open)
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
    card = comment_card(said, zone, version, clause, reads_so, {}, False)
    card |= {"anchor": anchor_card(anchor)}
    replies = [comment_card(answer, zone, version, clause, False, {}, False) for answer in answers]
    nothing: dict[str, Any] = {"replies": []}
    shown = _linked([card | {"replies": [reply | nothing for reply in replies]}])
    return _rendered(shown, lang, None)


def _rendered(shown: list[dict[str, Any]], lang: str, token: str | None) -> Markup:
    macros = current_app.jinja_env.get_template("macros/discussion.html").module
    html: Markup = getattr(macros, "cards")(shown, lang, token)
    return html


def comment_card(
    said: Said,
    zone: str,
    version: int | None,
    clause: tuple[str | None, str | None],
    reads_so: bool,
    opinions: dict[int, Opinion],
    is_open: bool,
) -> dict[str, Any]:
    """One comment as templates show it: ``opinions`` are those of the reader, by comment."""
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

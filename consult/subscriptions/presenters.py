"""From what services read to what the pages, the forms and the feeds show."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import current_app, g
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from consult import mail, web
from consult.letters import one_line
from consult.subscriptions.models import Frequency, Scope
from consult.subscriptions.services import keeping, newest
from consult.subscriptions.services.keeping import Subscribed
from consult.subscriptions.services.newest import Entry, Place

if TYPE_CHECKING:
    from consult.config import Settings

NEVER = "never"


@dataclass(frozen=True)
class Item:
    """An entry: when it was posted, by whom, and its words as HTML."""

    id: str
    href: str
    title: str
    author: str
    posted_at: datetime
    lang: str
    html: str


@dataclass(frozen=True)
class Feed:
    """A feed: its lasting id, where it is, the page that it is of, and its entries."""

    id: str
    href: str
    page: str
    title: str
    lang: str
    updated_at: datetime
    items: Sequence[Item]


def _tag(host: str, day: datetime, name: str) -> str:
    """An id that names something for good (RFC 4151): its host owned the name on that day."""
    return f"tag:{host},{day.astimezone(UTC):%Y-%m-%d}:{name}"


def _html_of(body_html: str, quote: str | None, rewording: str | None) -> str:
    """A comment as HTML: the passage that it quotes, what it says, the wording it proposes."""
    parts = [f"<blockquote>{html.escape(quote)}</blockquote>"] if quote else []
    parts.append(body_html)
    if rewording:
        parts.append(f"<p><ins>{html.escape(rewording)}</ins></p>")
    return "\n".join(filter(None, parts))


def following(scope: str, name: str) -> dict[str, Any] | None:
    """How often whoever asks is told of new comments there; None for a visitor."""
    if g.person is None:
        return None
    told = keeping.frequency(g.person.id, Scope(scope), name)
    return {
        "token": generate_csrf(),
        "told": told is not None,
        "choices": [
            (code, label, code == (told or NEVER))
            for code, label in (
                (Frequency.EACH.value, gettext("At once")),
                (Frequency.DAILY.value, gettext("Once a day, in the morning")),
                (NEVER, gettext("Not by mail")),
            )
        ],
    }


def feed_href(scope: str, name: str) -> str:
    """The path of the feed of a place."""
    if Scope(scope) is Scope.THREAD:
        return web.address("feeds.thread", lang=g.lang, ref=name)
    slug, _, proposal = name.partition("/")
    if not proposal:
        return web.address("feeds.consultation", lang=g.lang, consultation=slug)
    return web.address("feeds.proposal", lang=g.lang, consultation=slug, proposal=proposal)


def subject(subscribed: Subscribed) -> dict[str, Any]:
    """A subscription as its owner's page shows it."""
    title, lang = web.in_language(subscribed.titles, g.lang)
    name, label = subscribed.consultation, ""
    if subscribed.proposal is not None:
        label = gettext("Proposal %(number)s", number=subscribed.number)
        name = f"{name}/{subscribed.proposal}"
    if subscribed.ref is not None:
        known = {"ref": subscribed.ref, "author": subscribed.author}
        label = f"{label} · " + gettext("Comment %(ref)s by %(author)s", **known)
        name = subscribed.ref
    return {
        "id": subscribed.id,
        "scope": subscribed.scope.value,
        "name": name,
        "title": title,
        "title_lang": lang,
        "label": label,
        "href": page_href(subscribed.scope, name),
        "frequency": subscribed.frequency.value,
    }


def page_href(scope: Scope, name: str) -> str:
    """The path of the page of a place."""
    if scope is Scope.THREAD:
        return web.address("comments_pages.thread", ref=name)
    slug, _, proposal = name.partition("/")
    if scope is Scope.CONSULTATION:
        return web.address("proposals_pages.consultation", consultation=slug)
    return web.address("proposals_pages.document", consultation=slug, proposal=proposal)


def feed(place: Place) -> Feed:
    """The feed of a place, in the language of its address."""
    settings: Settings = current_app.config["SETTINGS"]
    host = urlsplit(settings.base_url).hostname or "localhost"
    name = place.ref or "/".join(filter(None, (place.consultation, place.proposal)))
    entries = newest.comments(place)
    moments = [place.published_at, *(entry.posted_at for entry in entries)]
    return Feed(
        id=_tag(host, place.published_at, f"{place.scope.value}/{name}/{g.lang}"),
        href=mail.whole(feed_href(place.scope, name)),
        page=mail.whole(page_href(place.scope, name)),
        title=_title(place),
        lang=g.lang,
        updated_at=max(moments),
        items=[_item(entry, host) for entry in entries],
    )


def _title(place: Place) -> str:
    parts = [web.in_language(place.titles, g.lang)[0]]
    if place.number is not None:
        parts.append(gettext("Proposal %(number)s", number=place.number))
    if place.ref is not None:
        known = {"ref": place.ref, "author": place.author}
        parts.append(gettext("Comment %(ref)s by %(author)s", **known))
    return one_line(" · ".join(parts))


def _item(entry: Entry, host: str) -> Item:
    author = one_line(entry.author)
    said = gettext("Reply by %(author)s", author=author) if entry.is_reply else author
    number = gettext("Proposal %(number)s", number=entry.proposal)
    return Item(
        id=_tag(host, entry.posted_at, f"comment/{entry.ref}"),
        href=mail.whole(web.address("comments_pages.thread", ref=entry.ref)),
        title=f"{said} · {number}",
        author=author,
        posted_at=entry.posted_at,
        lang=entry.lang,
        html=_html_of(entry.body_html, entry.quote, entry.rewording),
    )

"""Markdown to safe HTML: the only sanitiser, and the only place that calls text safe.

bleach runs first and nh3 after it: bleach lets some ``javascript:`` addresses through, nh3 does
not, and together they let nothing through that we know of. python-markdown is quadratic in
brackets, and follows lists in lists until Python's stack ends, so a text is checked with
``too_complex`` before it is parsed.
"""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterable
from importlib.metadata import version

import markdown
import nh3
from bleach.sanitizer import Cleaner
from markupsafe import Markup, escape

SANITISER = f"bleach-{version('bleach')}+nh3-{version('nh3')}"
MOST_BRACKETS = 50
DEEPEST = 80  # columns of indentation and of markers of lists and quotes, at the start of a line

_COMMENT_TAGS = frozenset({"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "a"})
_DOCUMENT_TAGS = _COMMENT_TAGS | {
    "h2",
    "h3",
    "h4",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
}
_ATTRIBUTES = {"a": ["href"]}
_SCHEMES = frozenset({"http", "https"})
_local = threading.local()

# Words and their punctuation, in lines that begin with a letter: what neither Markdown nor HTML
# gives a meaning, and most of what people write.
_LINE = r"[^\W\d_](?:[^\W_]|[ .,;:!?()'%–—«»“”„’№…/-])*(?<! )"
_PLAIN = re.compile(rf"{_LINE}(?:\n{{1,2}}{_LINE})*")


# What opens lists and quotes at the start of a line; each can open a list within a list.
_OPENING = re.compile(r"^(?:[ \t]|[*+-](?=[ \t])|>|\d++\.(?=[ \t]))++", re.MULTILINE)


def too_complex(text: str) -> bool:
    """Whether ``text`` has more brackets, or lists in lists, than may be parsed."""
    many = sum(text.count(bracket) for bracket in "[]<`") > 2 * MOST_BRACKETS
    return many or _too_deep(text)


def _too_deep(text: str) -> bool:
    return any(len(found[0].expandtabs(4)) > DEEPEST for found in _OPENING.finditer(text))


def comment_html(text: str) -> str:
    """A comment's Markdown as safe HTML: paragraphs, emphasis, lists, quotes and links."""
    if _PLAIN.fullmatch(text):
        return _plain_html(text)
    if too_complex(text):
        return paragraphs_html(text)
    return sanitise(_parser("comment", ["nl2br", "sane_lists"]).convert(text), _COMMENT_TAGS)


def _plain_html(text: str) -> str:
    """What the parser and the sanitisers would make of plain words, thirty times faster."""
    paragraphs = (part.replace("\n", "<br>\n") for part in text.split("\n\n"))
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def document_html(text: str) -> str:
    """An agency's Markdown (a rationale, a note) as safe HTML; headings from h2, tables."""
    if _too_deep(text):
        return paragraphs_html(text)
    return sanitise(_parser("document", ["tables", "sane_lists"]).convert(text), _DOCUMENT_TAGS)


def paragraphs_html(text: str) -> str:
    """Plain text as HTML, a ``<p>`` for what empty lines part.

    The empty lines stay between the paragraphs, so that the text content of the HTML is
    ``text`` itself and offsets are the same in both.
    """
    parts = (f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n\n"))
    return "\n\n".join(parts)


def marked_html(pieces: Iterable[tuple[str, str, int, str]], words: str) -> Markup:
    """A text cut into pieces (text, address, number of annotations, id) as paragraphs with marks.

    A piece with annotations is a ``<mark>`` holding a link, of class ``many`` where there are
    several; ``words`` say, after the number and for those who cannot see the mark, what the link
    leads to. A mark that goes on in another paragraph has its id in the first.
    """
    written = []
    for text, href, count, name in pieces:
        shown = html.escape(text, quote=False)
        if count:
            title = html.escape(f"{count}: {words}")
            many = ' class="many"' if count > 1 else ""
            start = f'<mark><a href="{html.escape(href)}" title="{title}"{many}'
            shown = shown.replace("\n\n", f"</a></mark></p>\n\n<p>{start}>")
            shown = f'{start} id="{html.escape(name)}">{shown}</a></mark>'
        else:
            shown = shown.replace("\n\n", "</p>\n\n<p>")
        written.append(shown)
    return Markup(f"<p>{''.join(written)}</p>")


def found_html(pieces: Iterable[tuple[str, bool]]) -> Markup:
    """Plain text in pieces, those that were asked for marked."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(text) if asked else escape(text) for text, asked in pieces
    )


def sanitise(dirty: str, tags: frozenset[str] | set[str]) -> str:
    """``dirty`` with nothing left but ``tags``, and links to web pages."""
    once = _cleaner(frozenset(tags)).clean(dirty)
    return nh3.clean(
        once,
        tags=set(tags),
        attributes={"a": {"href"}},
        url_schemes=set(_SCHEMES),
        link_rel="nofollow ugc noopener",
    )


def joined(parts: Iterable[Markup]) -> Markup:
    """Safe parts one after another."""
    return Markup("").join(parts)


def safe(clean: str) -> Markup:
    """``clean``, marked as not to be escaped again. Only for what this module made."""
    return Markup(clean)


def _cleaner(tags: frozenset[str]) -> Cleaner:
    """This thread's cleaner for these tags."""
    cleaners: dict[frozenset[str], Cleaner] = _local.__dict__.setdefault("cleaners", {})
    if tags not in cleaners:
        cleaners[tags] = Cleaner(tags=tags, attributes=_ATTRIBUTES, protocols=_SCHEMES, strip=True)
    return cleaners[tags]


def _parser(name: str, extensions: list[str]) -> markdown.Markdown:
    """This thread's parser: making one is dear, and one cannot be shared."""
    parser: markdown.Markdown | None = getattr(_local, name, None)
    if parser is None:
        parser = markdown.Markdown(extensions=extensions, output_format="html")
        if name == "comment":  # underlined headings: comments have none, and they are quadratic
            parser.parser.blockprocessors.deregister("setextheader")
        setattr(_local, name, parser)
    return parser.reset()

"""The PDF of a document: tagged, with bookmarks, the same bytes for the same content and fonts."""

from __future__ import annotations

import importlib
import re
from dataclasses import replace
from html import escape
from typing import Any

from consult.documents.model import Document
from consult.documents.writers import layout, printable
from consult.documents.writers.head import Head
from consult.documents.writers.pdf_style import DEEPEST, css
from consult.documents.writers.word_file import short
from consult.documents.writers.word_styles import is_right_to_left
from consult.errors import Unavailable

NEEDED = "PDF needs the Pango library on this machine."

# "14-абзац", "4-1-бап": a number and its word stay in one line, as Kazakh law is set.
_ORDINAL = re.compile(r"(?<=[\s>(«])\d[\d-]*-[^\W\d_]{1,12}(?![\w-])")
_COUNTED = re.compile(r"\{(pages?)\}")


def write(document: Document, head: Head) -> bytes:
    """The document as a PDF/UA file. Nothing is fetched, from a network or from a disk.

    Raises ``Unavailable`` where this machine lacks the library that sets the text.
    """
    weasyprint = _weasyprint()
    page = weasyprint.HTML(string=html(document, head), url_fetcher=_refuse)
    made: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return made


def is_possible() -> bool:
    """Whether this machine has what a PDF needs."""
    try:
        _weasyprint()
    except Unavailable:
        return False
    return True


def _weasyprint() -> Any:
    """The library, asked for only when a PDF is: what it is built on may not be installed."""
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError) as missing:
        raise Unavailable(NEEDED) from missing


def _refuse(url: str, *_: object, **__: object) -> Any:
    raise ValueError(f"A document fetches nothing: {url}")


def html(document: Document, head: Head) -> str:
    """The page that becomes the PDF, whole: its style is inside, and it names no other file."""
    clean, said = printable.document(document), printable.head(head)
    said = replace(said, translation=said.translation or clean.translation or "")
    lang = escape(clean.lang)
    mirrored = is_right_to_left(clean.lang)
    direction = "rtl" if mirrored else "ltr"
    style = css(right_to_left=mirrored)
    preamble = [layout.preamble_html(clean)] if clean.preamble else []
    body = "\n".join([*preamble, *(_clause(place) for place in layout.placed(clean))])
    return (
        f'<!DOCTYPE html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{escape(clean.title)}</title>{_metadata(said)}<style>{style}</style></head><body>"
        f"{_running(said, clean.title)}{_masthead(said)}<h1>{escape(clean.title)}</h1>"
        f"{_ORDINAL.sub(_whole, body)}</body></html>"
    )


def _whole(found: re.Match[str]) -> str:
    return f'<span class="whole">{found[0]}</span>'


def _metadata(head: Head) -> str:
    """What the file says of itself; when it was made only where the head tells."""
    found = [("author", head.agency), ("description", head.consultation)]
    if head.moment:
        found.append(("dcterms.created", head.moment.strftime("%Y-%m-%dT%H:%M:%SZ")))
    return "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in found)


def _running(head: Head, title: str) -> str:
    """The heads and feet of pages, which stand once in the text and are taken out of it."""
    imprint = "<br>".join(f"{escape(name)}: {escape(value)}" for name, value in head.imprint())
    parts = [
        ("later-title", "top", escape(short(title))),
        ("later-version", "top end", escape(head.version_words())),
        ("first-foot", "foot", imprint or "&nbsp;"),
        ("later-foot", "foot", escape(head.address) or "&nbsp;"),
        ("page-number", "foot end", _page_number(head.words.page)),
    ]
    return "".join(f'<p id="{i}" class="running {kind}">{inner}</p>' for i, kind, inner in parts)


def _page_number(words: str) -> str:
    parts = enumerate(_COUNTED.split(words))
    return "".join(
        f'<span class="{part}"></span>' if place % 2 else escape(part) for place, part in parts
    )


def _masthead(head: Head) -> str:
    agency, consultation = escape(head.agency), escape(head.consultation)
    lines = [f'<p class="agency">{agency}</p>', f"<p>{consultation}</p>"]
    lines.append(f"<p>{escape(head.dated())}</p>")
    note = f'<p class="note">{escape(head.translation)}</p>' if head.translation else ""
    return f'<div class="masthead">{"".join(lines)}</div>{note}'


def _clause(place: layout.Placed) -> str:
    clause, blocks = place.clause, layout.blocks(place.clause.text)
    label = f'<span class="label">{escape(clause.label)}</span>' if clause.label else ""
    name, inside = f' id="{escape(clause.eid)}"', _class(place.text_column)
    written = []
    if place.level:
        tag, words = f"h{min(place.level + 1, 6)}", escape(clause.heading)
        line = " ".join(part for part in (label, words) if part)
        written.append(f"<{tag}{name}{_class(place.column)}>{line}</{tag}>")
    elif place.hangs:
        first = blocks.pop(0) if blocks and isinstance(blocks[0], str) else ""
        kind = _class(place.column, "hangs")
        written.append(f"<p{name}{kind}>{label}{escape(str(first))}</p>")
    return "\n".join([*written, *(_block(block, inside) for block in blocks)])


def _class(column: int, *kinds: str) -> str:
    """The attribute that sets an element at a step of indentation, and says what else it is."""
    names = [*kinds, *([f"in-{min(column, DEEPEST)}"] if column else [])]
    return f' class="{" ".join(names)}"' if names else ""


def _block(block: str | layout.Table, place: str) -> str:
    if isinstance(block, str):
        return f"<p{place}>{escape(block)}</p>"
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block)
    # A table as wide as the text would stand out of it on the other side.
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<div{place}><table>{table}</table></div>"

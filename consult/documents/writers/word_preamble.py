"""A preamble in a Word file: headings, paragraphs, lists, quotes and tables from safe HTML."""

from __future__ import annotations

import re
from typing import Any

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import html

from consult.documents.writers import word_tables
from consult.documents.writers.word_styles import DEEPEST

_HEADINGS = {"h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}
_STYLES = {"strong": "Strong", "em": "Emphasis"}


def add(file: Word, source: str) -> None:
    """Write what ``layout.preamble_html`` made at the end of ``file``."""
    for block in html.fragment_fromstring(source, create_parent="div"):
        _block(file, block)


def _block(file: Word, block: Any) -> None:
    if block.tag in ("ul", "ol"):
        _list(file, block, 1)
    elif block.tag == "table":
        _table(file, block)
    elif block.tag == "blockquote":
        for inner in block:
            _inline(file.add_paragraph("", "Quote"), inner)
    elif block.tag != "hr":
        _inline(file.add_paragraph("", _HEADINGS.get(block.tag, "Normal")), block)


def _list(file: Word, block: Any, depth: int) -> None:
    """The items with their marks typed, as everything numbered is in these files."""
    step = min(depth, DEEPEST)
    style = f"List {step}" if step > 1 else "List"
    for place, item in enumerate(block, 1):
        paragraph = file.add_paragraph("", style)
        paragraph.add_run(f"{place}.\t" if block.tag == "ol" else "•\t")
        _inline(paragraph, item)
        for inner in item:
            if inner.tag in ("ul", "ol"):
                _list(file, inner, depth + 1)


def _table(file: Word, block: Any) -> None:
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in block.iter("tr")]
    width = max((len(row) for row in rows), default=0)
    if width:
        filled = [row + [""] * (width - len(row)) for row in rows]
        word_tables.add(file, filled, header=block.find("thead") is not None)


def _inline(paragraph: Paragraph, element: Any, style: str | None = None) -> None:
    """The words of an element, with what is strong, stressed or a link."""
    _words(paragraph, element.text, style)
    for inner in element:
        if inner.tag == "br":
            paragraph.add_run().add_break()
        elif inner.tag == "a" and inner.get("href"):
            _link(paragraph, inner)
        elif inner.tag not in ("ul", "ol"):
            _inline(paragraph, inner, _STYLES.get(inner.tag, style))
        _words(paragraph, inner.tail, style)


def _words(paragraph: Paragraph, text: str | None, style: str | None) -> None:
    """Words with their white space folded, as a reader of HTML does."""
    if not text or (text.isspace() and "\n" in text):
        return
    paragraph.add_run(re.sub(r"\s+", " ", text), style)


def _link(paragraph: Paragraph, element: Any) -> None:
    key = paragraph.part.relate_to(element.get("href"), RELATIONSHIP_TYPE.HYPERLINK, True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = paragraph.add_run(" ".join(element.text_content().split()), "Hyperlink")
    link.append(run._r)
    paragraph._p.append(link)

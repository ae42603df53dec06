"""The Word file of a document: one that a ministry can go on working with.

Headings are Word's own, so that its navigation works. Labels are typed, not counted by Word, so
that no number ever shifts. What says where the text comes from stands in the heads and feet of
pages: the body is the law alone, and reads back as such.
"""

from __future__ import annotations

from dataclasses import replace

from docx.document import Document as Word
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from consult.documents.model import Document
from consult.documents.writers import layout, printable, word_file, word_preamble, word_tables
from consult.documents.writers.head import Head
from consult.documents.writers.word_styles import DEEPEST, STEP


def write(document: Document, head: Head) -> bytes:
    """The document as a DOCX file; the same bytes for the same content and head.

    Characters that XML forbids are left out.
    """
    clean, said = printable.document(document), printable.head(head)
    said = replace(said, translation=said.translation or clean.translation or "")
    file = word_file.blank(said, clean.title, clean.lang)
    file.add_paragraph(clean.title, "Title")
    if clean.preamble:
        word_preamble.add(file, layout.preamble_html(clean))
    for place in layout.placed(clean):
        _clause(file, place)
    return word_file.content(file)


def _clause(file: Word, place: layout.Placed) -> None:
    blocks = layout.blocks(place.clause.text)
    if place.level:
        _heading(file, place)
    elif place.hangs:
        first = blocks.pop(0) if blocks and isinstance(blocks[0], str) else ""
        line = _paragraph(file, place.text_column, hanging=True)
        line.add_run(place.clause.label, "Provision Number")
        line.add_run(f"\t{first}")
    for block in blocks:
        if isinstance(block, str):
            _paragraph(file, place.text_column, hanging=False).add_run(block)
        else:
            word_tables.add(file, block, place.text_column)


def _heading(file: Word, place: layout.Placed) -> None:
    clause = place.clause
    line = file.add_paragraph("", f"Heading {min(place.level, 9)}")
    if place.column:
        line.paragraph_format.left_indent = Twips(place.column * STEP)
    if clause.label:
        line.add_run(clause.label, "Provision Number")
    if clause.heading:
        line.add_run(f" {clause.heading}" if clause.label else clause.heading)


def _paragraph(file: Word, column: int, *, hanging: bool) -> Paragraph:
    """An empty paragraph whose words stand at a step of indentation."""
    if not column:
        return file.add_paragraph("", "Normal")
    name = "List" if hanging else "List Continue"
    line = file.add_paragraph("", name if column == 1 else f"{name} {min(column, DEEPEST)}")
    if column > DEEPEST:
        line.paragraph_format.left_indent = Twips(column * STEP)
    return line

"""A blank Word file of ours, and its bytes: the same bytes for the same content.

python-docx brings a template with hundreds of styles, a picture and the name of a machine's
program. What is not ours is taken out before anything is written.
"""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENTATION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer, _Header
from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph

from consult.documents.writers import word_styles
from consult.documents.writers.head import Head

_KEPT = (RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS)
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="{step}"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting '
    'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
)
_FIELD = re.compile(r"\{(pages?)\}")
_FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}
_SHORT = 64  # characters of a title that fit in the head of a page beside the version
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can say


def blank(head: Head, title: str, lang: str, *, wide: bool = False) -> Word:
    """A file on A4 with our styles, its language, its properties, heads and feet of pages."""
    file = docx.Document()
    _forget(file)
    width = _pages(file, wide)
    _fill(file.styles.element, word_styles.styles(lang, width.twips))
    settings = _SETTINGS.format(step=word_styles.STEP)
    _fill(file.settings.element, f"<w:settings {nsdecls('w')}>{settings}</w:settings>")
    _properties(file, head, title, lang)
    _heads(file, head, title)
    _feet(file, head)
    return file


def content(file: Word) -> bytes:
    """The file as bytes. Nothing in them says when or on which machine they were made."""
    made, result = io.BytesIO(), io.BytesIO()
    file.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return result.getvalue()


def _forget(file: Word) -> None:
    """Take out the template's theme, numbering, thumbnail and the program that made it."""
    for relations, kept in (
        (file.part.rels, _KEPT),
        (file.part.package.rels, (RELATIONSHIP_TYPE.OFFICE_DOCUMENT,)),
    ):
        for key in [key for key, one in relations.items() if one.reltype not in kept]:
            del relations[key]


def _fill(element: Any, xml: str) -> None:
    """Give an element of the template the content of ``xml`` in place of its own."""
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(xml)))


def _pages(file: Word, wide: bool) -> Length:
    """Set A4, upright or ``wide``; returns the width of the text."""
    section = file.sections[0]
    width, height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    left, right = (Mm(18), Mm(18)) if wide else (Mm(30), Mm(25))
    section.orientation = WD_ORIENTATION.LANDSCAPE if wide else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin, section.right_margin = left, right
    section.top_margin, section.bottom_margin = (Mm(20), Mm(18)) if wide else (Mm(26), Mm(24))
    section.header_distance = section.footer_distance = Mm(10 if wide else 12)
    section.different_first_page_header_footer = True
    return Length(width - left - right)


def _properties(file: Word, head: Head, title: str, lang: str) -> None:
    said = file.core_properties
    said.title, said.subject = title[:255], head.consultation[:255]
    said.author, said.language = head.agency[:255], lang
    said.version = str(head.version)
    for name in ("comments", "last_modified_by"):
        setattr(said, name, "")
    if head.moment:
        said.created = said.modified = head.moment
        return
    element = file.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element
    for name in ("dcterms:created", "dcterms:modified"):
        for child in element.findall(qn(name)):
            element.remove(child)


def _heads(file: Word, head: Head, title: str) -> None:
    """The first page begins with who asks; the others repeat the title and the version."""
    section = file.sections[0]
    first = _lines(section.first_page_header, 3 + bool(head.translation))
    first[0].add_run(head.agency, "Strong")
    first[1].add_run(head.consultation)
    first[2].add_run(head.dated())
    _rule(first[2], "bottom")
    if head.translation:
        first[3].paragraph_format.space_before = Mm(2)
        first[3].add_run(head.translation, "Note")
    first[-1].paragraph_format.space_after = Mm(5)
    later = _lines(section.header, 1)[0]
    later.add_run(f"{short(title)}\t{head.version_words()}")
    _rule(later, "bottom")


def _feet(file: Word, head: Head) -> None:
    """The first page ends with address and fingerprint; every page with its number."""
    section = file.sections[0]
    imprint = head.imprint()
    first = _lines(section.first_page_footer, max(len(imprint), 1))
    for line, (name, value) in zip(first, imprint, strict=False):
        line.add_run(f"{name}: {value}")
    later = _lines(section.footer, 1)[0]
    later.add_run(head.address if len(head.address) <= 2 * _SHORT else "")
    _rule(first[0], "top")
    _rule(later, "top")
    for line in (first[0], later):
        line.add_run("\t")
        _page_number(line, head.words.page)


def short(title: str) -> str:
    """A title that fits in one line of the head of a page."""
    return textwrap.shorten(title, _SHORT, placeholder=" …")


def _lines(place: _Header | _Footer, count: int) -> list[Paragraph]:
    """So many empty paragraphs in the head or the foot of a page."""
    style = place.paragraphs[0].style
    return [place.paragraphs[0], *(place.add_paragraph("", style) for _ in range(count - 1))]


def _rule(line: Paragraph, edge: str) -> None:
    """A thin line above or below a paragraph."""
    border = f'<w:{edge} w:val="single" w:sz="6" w:space="4" w:color="{word_styles.ACCENT}"/>'
    properties = line._p.get_or_add_pPr()
    properties.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"), "w:tabs", "w:spacing", "w:ind"
    )


def _page_number(line: Paragraph, words: str) -> None:
    """``Page 2 of 5``, where Word counts."""
    for part, field in enumerate(_FIELD.split(words)):
        if part % 2 == 0:
            line.add_run(field)
            continue
        element = OxmlElement("w:fldSimple")
        element.set(qn("w:instr"), f" {_FIELDS[field]} ")
        element.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
        line._p.append(element)

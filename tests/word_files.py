"""Word files for tests: each part written as it is meant to be read, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

TRANSITIONAL = "http://schemas.openxmlformats.org"
STRICT = "http://purl.oclc.org/ooxml"
_W = {TRANSITIONAL: "/wordprocessingml/2006/main", STRICT: "/wordprocessingml/main"}
_R = {TRANSITIONAL: "/officeDocument/2006/relationships", STRICT: "/officeDocument/relationships"}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def names(family: str = TRANSITIONAL) -> str:
    """The namespaces that the parts declare."""
    return (
        f'xmlns:w="{family}{_W[family]}" xmlns:r="{family}{_R[family]}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )


def relations(family: str = TRANSITIONAL, **targets: str) -> str:
    """A part of relations: to each target by the last word of its kind."""
    kinds = f"{family}{_R[family]}/"
    found = "".join(
        f'<Relationship Id="r{number}" Type="{kinds}{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{found}</Relationships>'


def part(root: str, inside: str, family: str = TRANSITIONAL) -> str:
    """A part with one root, in the namespace of Word."""
    return f"<w:{root} {names(family)}>{inside}</w:{root}>"


def parts(body: str, family: str = TRANSITIONAL, **more: str) -> dict[str, str]:
    """The parts of a file with ``body``; ``more`` are the insides of styles, footnotes…"""
    targets = {kind: f"{kind}.xml" for kind in more if kind != "core"}
    found = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(family, officeDocument="word/document.xml"),
        "word/_rels/document.xml.rels": relations(family, **targets),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>", family),
    }
    return found | {f"word/{kind}.xml": part(kind, inside, family) for kind, inside in more.items()}


def packed(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(body: str, family: str = TRANSITIONAL, **more: str) -> bytes:
    """A Word file with ``body``."""
    return packed(parts(body, family, **more))


def p(text: str = "", properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p>{ppr(properties)}{r(text, run)}</w:p>"


def ppr(inside: str) -> str:
    """The properties of a paragraph, if there are any."""
    return f"<w:pPr>{inside}</w:pPr>" if inside else ""


def r(text: str, look: str = "") -> str:
    """A run."""
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def num(number: int, level: int = 0) -> str:
    """The properties that put a paragraph into a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(depth: int, form: str, pattern: str, more: str = "", start: int = 1) -> str:
    """A level of a kind of list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'{more}<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def kind(number: int, *levels: str, more: str = "") -> str:
    """A kind of list."""
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def listing(number: int, of: int, more: str = "") -> str:
    """A list of a kind."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def style(name: str, called: str, inside: str = "", based: str = "") -> str:
    """A style of paragraphs."""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/>{base}'
        f"{inside}</w:style>"
    )

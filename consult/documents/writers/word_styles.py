"""The styles of a Word file: Word's own by name, so that its navigation and its menus know them.

Written as WordprocessingML because a file begins with these and no others; the order of the
elements is the one that the standard's schema demands.
"""

from __future__ import annotations

from collections.abc import Iterator

STEP = 624  # one step of indentation, in twentieths of a point: 11 mm, room for "13-2."
DEEPEST = 5  # Word knows List to List 5
ACCENT, GREY, RED, GREEN = "0B4A5A", "55595C", "7B1712", "124A30"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONT = "Times New Roman"  # on every office machine, and it has every Kazakh letter
_EAST_ASIAN = {"zh": "SimSun", "ja": "MS Mincho", "ko": "Batang"}
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ug", "ur", "yi"})
_REGIONS = {
    **{"ar": "ar-SA", "be": "be-BY", "de": "de-DE", "en": "en-GB", "es": "es-ES", "fr": "fr-FR"},
    **{"he": "he-IL", "it": "it-IT", "ja": "ja-JP", "kk": "kk-KZ", "ko": "ko-KR", "ky": "ky-KG"},
    **{"pl": "pl-PL", "pt": "pt-PT", "ru": "ru-RU", "tg": "tg-TJ", "tr": "tr-TR", "ug": "ug-CN"},
    **{"uk": "uk-UA", "uz": "uz-UZ", "zh": "zh-CN"},
}
# Half points and the space above, in twentieths of a point, of headings 1 to 9.
_HEADINGS = [(30, 360), (26, 300), *[(24, 240)] * 7]


def is_right_to_left(lang: str) -> bool:
    """Whether a language is written from right to left."""
    main, *rest = lang.lower().replace("_", "-").split("-")
    return main in _RIGHT_TO_LEFT or "arab" in rest or "hebr" in rest


def language(lang: str) -> str:
    """``w:lang`` for a language: Word's spelling knows languages by their regions."""
    tag = _REGIONS.get(lang.lower(), lang)
    main = lang.lower().partition("-")[0]
    if is_right_to_left(lang):
        return f'<w:lang w:val="{tag}" w:bidi="{tag}"/>'
    if main in _EAST_ASIAN:
        return f'<w:lang w:val="{tag}" w:eastAsia="{tag}"/>'
    return f'<w:lang w:val="{tag}"/>'


def styles(lang: str, width: int) -> str:
    """The whole of ``styles.xml`` for a language and a text of ``width`` twentieths of a point."""
    body = "".join([_defaults(lang), *_texts(lang), *_lists(), *_page(width), *_words(), _TABLES])
    return f'<w:styles xmlns:w="{_W}">{body}</w:styles>'


def _defaults(lang: str) -> str:
    east = _EAST_ASIAN.get(lang.lower().partition("-")[0], _FONT)
    fonts = f'w:ascii="{_FONT}" w:eastAsia="{east}" w:hAnsi="{_FONT}" w:cs="{_FONT}"'
    run = f"<w:rFonts {fonts}/>{_size(24)}{language(lang)}"
    return f"<w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault></w:docDefaults>"


def _texts(lang: str) -> Iterator[str]:
    right = is_right_to_left(lang)
    bidi, rtl = ("<w:bidi/>", "<w:rtl/>") if right else ("", "")
    yield _style("Normal", f"<w:widowControl/>{bidi}{_spacing(0, 120, 276)}", rtl)
    title = _KEPT + _spacing(120, 280, 252)
    yield _style("Title", title, f"{_BOLD}{_colour(ACCENT)}{_size(44)}")
    yield _style("Subtitle", _KEPT + _spacing(0, 120, 252), f"{_colour(GREY)}{_size(26)}")
    for level, (size, above) in enumerate(_HEADINGS, 1):
        paragraph = f'{_KEPT}{_spacing(above, 120, 252)}<w:outlineLvl w:val="{level - 1}"/>'
        slope = _ITALIC if level > 5 else ""
        yield _style(f"heading {level}", paragraph, f"{_BOLD}{slope}{_size(size)}")
    yield _style("Quote", f'<w:ind w:left="{STEP}" w:right="{STEP}"/>', _ITALIC)
    yield _style("Table Text", _spacing(40, 40, 252), _size(20))
    yield _style("Table Gap", _spacing(0, 80, 120), _size(8))


def _lists() -> Iterator[str]:
    """Provisions: Word's lists hang their labels without numbering anything by themselves."""
    for step in range(1, DEEPEST + 1):
        more = f" {step}" if step > 1 else ""
        left = f'w:left="{step * STEP}"'
        yield _style(f"List{more}", f'<w:ind {left} w:hanging="{STEP}"/>')
        yield _style(f"List Continue{more}", f"<w:ind {left}/>")


def _page(width: int) -> Iterator[str]:
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    for name in ("header", "footer"):
        yield _style(name, tabs + _spacing(0, 0, 252), f"{_colour(GREY)}{_size(17)}")


def _words() -> Iterator[str]:
    yield (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>'
    )
    yield _style("Strong", run=_BOLD, kind="character")
    yield _style("Emphasis", run=_ITALIC, kind="character")
    yield _style("Hyperlink", run=_colour(ACCENT) + '<w:u w:val="single"/>', kind="character")
    yield _style("Provision Number", run=_colour(ACCENT), kind="character")
    yield _style("Note", run=_ITALIC + _colour(GREY), kind="character")
    # Never by colour alone: what went is struck through, what came is bold and underlined.
    yield _style("Deleted Words", run="<w:strike/>" + _colour(RED), kind="character")
    inserted = f'{_BOLD}{_colour(GREEN)}<w:u w:val="single"/>'
    yield _style("Inserted Words", run=inserted, kind="character")


def _style(name: str, paragraph: str = "", run: str = "", kind: str = "paragraph") -> str:
    default = ' w:default="1"' if name == "Normal" else ""
    based = "" if default or kind == "character" else '<w:basedOn w:val="Normal"/>'
    follows = '<w:next w:val="Normal"/>' if name.startswith(("heading", "Title", "Sub")) else ""
    custom = ' w:customStyle="1"' if name in _OURS else ""
    inner = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    inner += f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f'<w:style w:type="{kind}"{default}{custom} w:styleId="{identifier(name)}">'
        f'<w:name w:val="{name}"/>{based}{follows}<w:qFormat/>{inner}</w:style>'
    )


def identifier(name: str) -> str:
    """The identifier of a style in the file: ``heading 1`` -> ``Heading1``."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def _spacing(above: int, below: int, line: int) -> str:
    """Space around a paragraph in twentieths of a point, and in it in 240ths of a line."""
    around = f'w:before="{above}" w:after="{below}"'
    return f'<w:spacing {around} w:line="{line}" w:lineRule="auto"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _colour(rgb: str) -> str:
    return f'<w:color w:val="{rgb}"/>'


_KEPT = "<w:keepNext/><w:keepLines/>"
_BOLD, _ITALIC = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"
_OURS = frozenset({"Table Text", "Table Gap", "Provision Number", "Note"}) | {
    "Deleted Words",
    "Inserted Words",
}
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="8A8F92"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = "".join(
    f'<w:{edge} w:w="{width}" w:type="dxa"/>'
    for edge, width in (("top", 30), ("left", 100), ("bottom", 30), ("right", 100))
)
_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_EDGES}</w:tblBorders>'
    f"<w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr></w:style>"
)

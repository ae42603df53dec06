"""Languages by their ISO 639 codes: two letters here, three in Akoma Ntoso's metadata."""

from __future__ import annotations

# ISO 639-1 -> ISO 639-2, terminological.
_PAIRS = """
    ar:ara az:aze be:bel bg:bul cs:ces da:dan de:deu el:ell en:eng es:spa et:est fa:fas fi:fin
    fr:fra ga:gle he:heb hi:hin hr:hrv hu:hun hy:hye id:ind is:isl it:ita ja:jpn ka:kat kk:kaz
    ko:kor ky:kir lt:lit lv:lav mn:mon mt:mlt nb:nob nl:nld nn:nno no:nor pl:pol pt:por ro:ron
    ru:rus sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa tg:tgk tk:tuk tr:tur ug:uig uk:ukr ur:urd
    uz:uzb vi:vie zh:zho
"""
# ISO 639-2, bibliographic -> ISO 639-1, where it differs.
_OLDER_PAIRS = """
    alb:sq arm:hy chi:zh cze:cs dut:nl fre:fr geo:ka ger:de gre:el ice:is per:fa rum:ro slo:sk
"""
_THREE = dict(pair.split(":") for pair in _PAIRS.split())
_OLDER = dict(pair.split(":") for pair in _OLDER_PAIRS.split())
_TWO = {three: two for two, three in _THREE.items()} | _OLDER


def short(code: str) -> str:
    """The two-letter code: ``kaz`` -> ``kk``, ``en-GB`` -> ``en``; others as given."""
    language = code.strip().lower().replace("_", "-").partition("-")[0]
    return _TWO.get(language, language)


def long(code: str) -> str:
    """The three-letter code: ``kk`` -> ``kaz``; others as given."""
    return _THREE.get(code, code)

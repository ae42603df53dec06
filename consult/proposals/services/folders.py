"""A consultation folder: read whole and checked, or refused with every reason."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from consult import markup
from consult.documents import parity, reading
from consult.documents.model import Document
from consult.documents.readers import markdown as our_markdown
from consult.documents.writers import markdown
from consult.errors import Unreadable
from consult.proposals.services.closing import rule_sets

CONFIGURATION = "consultation.toml"
RESERVED = {"outcome", "log", "record", "data", "comments", "close", "diff"}
_BESIDE_CLAUSES = {"comments", "diff", "heat", "original"}  # pages where a clause's would be
_DOCUMENT = re.compile(
    r"^(?P<number>\d+)-(?P<slug>[a-z0-9-]+)\.(?P<lang>[A-Za-z-]+)"
    r"\.(?:md|txt|xml|akn|html?|docx)$",
    re.IGNORECASE,
)
_NAMED = "a document is named <number>-<slug>.<language>.md (or .txt, .xml, .html, .docx)"
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_KEYS = {
    "slug",
    "kind",
    "agency",
    "zone",
    "opens",
    "opens_assumed",
    "closes",
    "rules",
    "pseudonyms",
    "hold_first",
    "title",
    "note",
}


MOST_HELD = 20


@dataclass(frozen=True)
class Original:
    """A file as it was sent."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Draft:
    """One proposal as read from its files, one document a language.

    ``sources`` are in our Markdown: the file itself, or what was read from it written so.
    """

    number: int
    slug: str
    documents: dict[str, Document]
    sources: dict[str, str]
    originals: dict[str, Original]
    report: parity.Report

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical JSON of the sources by language, in hexadecimal."""
        text = json.dumps(self.sources, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Folder:
    """A consultation folder, read whole and checked; nothing of it is stored yet.

    ``pseudonyms`` says whether comments may bear a chosen name, ``hold_first`` how many visible
    comments someone must have at the agency before the next appears unread.
    """

    slug: str
    kind: str
    agency: str
    agency_name: dict[str, str]
    zone: str
    opens_at: datetime
    closes_at: datetime
    opens_assumed: bool
    rules: str | None
    title: dict[str, str]
    note_html: dict[str, str]
    drafts: list[Draft]
    demonstration: bool = False
    pseudonyms: bool = True
    hold_first: int = 0


def read(path: Path, *, closes: str | None = None, accept_warnings: bool = False) -> Folder:
    """Read a consultation folder, or one document of it with its other languages.

    ``closes`` replaces the folder's closing day. Raises ``Unreadable`` with every problem. Lines
    that could not be placed, and numbers that differ between languages, are no problem when
    ``accept_warnings`` says that someone has looked at them.
    """
    folder, only = (path, None) if path.is_dir() else (path.parent, path.name)
    configuration = folder / CONFIGURATION
    if not configuration.is_file():
        raise Unreadable(str(path), [(0, f"there is no {CONFIGURATION} in this folder")])
    try:
        given = tomllib.loads(configuration.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(str(configuration), [(0, f"it is not valid TOML: {error}")]) from error
    if closes:
        given["closes"] = _day_or_moment(closes)
    drafts = _drafts(folder, only, accept_warnings)
    return replace(_configured(configuration, given), drafts=drafts)


def _day_or_moment(text: str) -> date | datetime | str:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text


def _configured(path: Path, given: dict[str, Any]) -> Folder:
    problems: list[str] = [f"unknown key {key!r}" for key in sorted(set(given) - _KEYS)]
    problems += [
        f"{key!r} is missing" for key in ("slug", "kind", "agency", "zone") if not given.get(key)
    ]
    problems += [
        f"{key!r} is missing" for key in ("opens", "closes", "title") if not given.get(key)
    ]
    try:
        zone = ZoneInfo(str(given.get("zone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError):
        problems.append(f"{given['zone']!r} is not a time zone such as Asia/Almaty")
        zone = ZoneInfo("UTC")
    if not _SLUG.match(str(given.get("slug", ""))):
        problems.append("'slug' must be made of small Latin letters, digits and single hyphens")
    if given.get("rules") and given["rules"] not in rule_sets():
        problems.append(f"there is no rule set {given['rules']!r}")
    opens = _moment(given.get("opens"), zone, closing=False, problems=problems)
    closes = _moment(given.get("closes"), zone, closing=True, problems=problems)
    if opens >= closes and not problems:
        problems.append("'closes' is not after 'opens'")
    agency, name = _agency(given.get("agency"), problems)
    pseudonyms, hold_first = _terms(given, problems)
    for key in ("title", "note"):
        if not _is_texts(given.get(key, {})):
            problems.append(f"[{key}] must be a table of texts by language")
    if problems:
        raise Unreadable(str(path), [(0, problem) for problem in problems])
    notes = given.get("note", {})
    return Folder(
        slug=given["slug"],
        kind=given["kind"],
        agency=agency,
        agency_name=name,
        zone=given["zone"],
        opens_at=opens,
        closes_at=closes,
        opens_assumed=bool(given.get("opens_assumed", False)),
        rules=given.get("rules"),
        title=given["title"],
        note_html={lang: markup.document_html(text) for lang, text in notes.items()},
        drafts=[],
        pseudonyms=pseudonyms,
        hold_first=hold_first,
    )


def _terms(given: dict[str, Any], problems: list[str]) -> tuple[bool, int]:
    """On what terms comments are taken. In TOML, true is no number and 1 is not true."""
    pseudonyms, hold_first = given.get("pseudonyms", True), given.get("hold_first", 0)
    if not isinstance(pseudonyms, bool):
        problems.append("'pseudonyms' must be true or false")
    if type(hold_first) is not int or not 0 <= hold_first <= MOST_HELD:
        problems.append(f"'hold_first' must be a whole number from 0 to {MOST_HELD}")
    return pseudonyms, hold_first


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _agency(value: object, problems: list[str]) -> tuple[str, dict[str, str]]:
    """``agency`` is a name, or a table of a slug and the name by language."""
    if isinstance(value, str):
        slug = re.sub(r"[^\w]+", "-", value.lower()).strip("-")
        return slug, {"en": value}
    if _is_texts(value) and isinstance(value, dict) and value.get("slug") and len(value) > 1:
        return value["slug"], {lang: name for lang, name in value.items() if lang != "slug"}
    problems.append("'agency' must be a name, or a table with a slug and a name by language")
    return "", {}


def _moment(value: object, zone: ZoneInfo, *, closing: bool, problems: list[str]) -> datetime:
    """A local day or moment in ``zone``; a closing day counts whole, so it ends at midnight."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        day = value + timedelta(days=1) if closing else value
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    if value is not None:
        problems.append(f"{value!r} is not a day such as 2020-07-20")
    return datetime(2000, 1, 1, tzinfo=zone)


def _drafts(folder: Path, only: str | None, accept_warnings: bool) -> list[Draft]:
    """The proposals in ``folder``, or just the one to which the file ``only`` belongs."""
    wanted = _DOCUMENT.match(only) if only else None
    if only and not wanted:
        raise Unreadable(only, [(0, _NAMED)])
    found: dict[tuple[int, str], dict[str, Path]] = {}
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in reading.SUFFIXES):
        name = _DOCUMENT.match(path.name)
        if name is None:
            raise Unreadable(str(path), [(0, _NAMED)])
        if wanted is not None and name["slug"] != wanted["slug"]:
            continue
        files = found.setdefault((int(name["number"]), name["slug"]), {})
        if name["lang"] in files:
            raise Unreadable(str(path), [(0, f"so is {files[name['lang']].name}: leave one")])
        files[name["lang"]] = path
    if not found:
        raise Unreadable(str(folder), [(0, "there is no document in it")])
    return [
        _from_files(number, slug, files, accept_warnings)
        for (number, slug), files in sorted(found.items())
    ]


def _from_files(number: int, slug: str, files: dict[str, Path], accept_warnings: bool) -> Draft:
    documents, originals = {}, {}
    for lang, path in files.items():
        if path.stat().st_size > reading.LARGEST:
            raise Unreadable(str(path), [(0, f"it is larger than {reading.LARGEST >> 20} MiB")])
        originals[lang] = Original(path.name, path.read_bytes())
        try:
            documents[lang] = reading.read(path.name, originals[lang].content, lang)
        except Unreadable as error:
            raise Unreadable(str(path), error.problems) from error
        if documents[lang].warnings and not accept_warnings:
            problems = [(w.line, f"{w.reason}: {w.text}") for w in documents[lang].warnings]
            raise Unreadable(str(path), problems)
    return draft(number, slug, documents, originals, accept_warnings=accept_warnings)


def draft(
    number: int,
    slug: str,
    documents: dict[str, Document],
    originals: dict[str, Original],
    *,
    accept_warnings: bool,
) -> Draft:
    """A proposal ready to be published, with the report of how its languages agree.

    Clauses meet across languages by id, so every language must have the same ones in order:
    raises ``Unreadable`` otherwise, and, unless accepted, where figures differ.
    """
    if slug in RESERVED:
        raise Unreadable(slug, [(0, f"{slug!r} is an address of the platform's own")])
    for lang, document in documents.items():
        if not document.clauses:
            raise Unreadable(originals[lang].name, [(0, "no provision was found in it")])
        for eid in sorted(_BESIDE_CLAUSES.intersection(c.eid for c in document.clauses)):
            problem = f"the id {eid!r} is an address of the platform's own"
            raise Unreadable(originals[lang].name, [(0, problem)])
    report = parity.compare(documents, preamble=True)
    if report.unequal or (report.findings and not accept_warnings):
        name = f"{number:02}-{slug}"
        raise Unreadable(name, [(0, parity.sentence(finding)) for finding in report.findings])
    sources = {lang: _source(document, originals[lang]) for lang, document in documents.items()}
    return Draft(number, slug, documents, sources, originals, report)


def _source(document: Document, original: Original) -> str:
    """The text that the version is: the file where it is our Markdown, else that written so."""
    if document.format != our_markdown.FORMAT:
        return markdown.write(document)
    return reading.decoded(original.name, original.content).replace("\r\n", "\n")

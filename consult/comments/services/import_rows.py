"""A file of comments to import: its rows, and what each says, judged by itself."""

from __future__ import annotations

import csv
import enum
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from consult import markup
from consult.comments import rules
from consult.comments.models import AuthorKind, Channel, Status
from consult.comments.services.writing import found_by, new_ref, passage
from consult.errors import Unreadable
from consult.proposals.models import WHOLE, Consultation, Stance
from consult.proposals.services import editions, reading

COLUMNS = (
    "external_id",
    "proposal",
    "clause",
    "parent",
    "author",
    "author_kind",
    "channel",
    "lang",
    "stance",
    "body",
    "quote",
    "rewording",
    "posted_at",
    "agree",
    "disagree",
    "pass",
    "status",
)
LONGEST_IMPORTED = 50_000

_Kind = TypeVar("_Kind", bound=enum.StrEnum)


@dataclass
class Row:
    """A row of the file: where it stands (lines from 1), and its cells by column."""

    line: int
    cells: Mapping[str, str]


class BadRow(Exception):
    """This row cannot be taken; the message says why."""


def read_rows(path: Path, ignored: list[str]) -> Iterator[Row]:
    """The rows of a CSV file (``,`` or ``;``) or JSON Lines; unknown columns go to ``ignored``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _json_rows(file) if path.suffix in (".jsonl", ".ndjson") else _csv_rows(file)
            for row in rows:
                ignored += [c for c in row.cells if c not in COLUMNS and c not in ignored]
                yield row
    except UnicodeDecodeError as error:
        raise Unreadable(str(path), [(0, "it is not text in UTF-8")]) from error
    except csv.Error as error:
        raise Unreadable(str(path), [(0, f"it is not CSV: {error}")]) from error


def _csv_rows(file: Iterable[str]) -> Iterator[Row]:
    lines = iter(file)
    head = next(lines, "")
    delimiter = ";" if head.count(";") > head.count(",") else ","
    columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
    if "external_id" not in columns:
        raise csv.Error("its first line does not name a column external_id")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 2
    for cells in reader:
        if any(cells):
            named = dict(zip(columns, cells, strict=False))
            more = {"(too many cells)": "x"} if len(cells) > len(columns) else {}
            yield Row(line, named | more)
        line = reader.line_num + 2


def _json_rows(file: Iterable[str]) -> Iterator[Row]:
    for line, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            given = json.loads(text)
        except json.JSONDecodeError:
            given = None
        if isinstance(given, dict):
            yield Row(line, {k: "" if v is None else str(v) for k, v in given.items()})
        else:
            yield Row(line, {"(not an object of JSON)": text.strip()[:200]})


class Places:
    """Finds the clause that a row names."""

    def __init__(self, consultation: Consultation) -> None:
        self.zone = ZoneInfo(consultation.zone)
        self.slug = consultation.slug
        listed = reading.proposals(consultation.id)
        self._slugs = {p.slug: p.slug for p in listed} | {str(p.number): p.slug for p in listed}
        self._only = listed[0].slug if len(listed) == 1 else None
        self._standings: dict[str, reading.Standing] = {}

    def standing(self, proposal: str) -> reading.Standing:
        """The proposal with this slug or number; the only one where ``proposal`` is empty."""
        slug = self._slugs.get(proposal) if proposal else self._only
        if slug is None:
            raise BadRow(f"there is no proposal {proposal!r}" if proposal else "proposal is empty")
        if slug not in self._standings:
            self._standings[slug] = reading.standing(self.slug, slug)
        return self._standings[slug]

    def clause(self, standing: reading.Standing, name: str, lang: str) -> editions.Provision | None:
        """The clause with this eid or printed label; None where ``name`` is empty."""
        if not name:
            return None
        edition = editions.edition(standing, lang)
        if name in edition.by_eid:
            return edition.by_eid[name]
        for language in standing.languages:
            edition = editions.edition(standing, language)
            fitting = [c for c in edition.clauses if _same(name, *edition.names(c))]
            if len(fitting) > 1:
                raise BadRow(f"several clauses are labelled {name!r}; give the eid")
            if fitting:
                return editions.edition(standing, lang).by_eid[fitting[0].eid]
        raise BadRow(f"there is no clause {name!r}")


def _same(name: str, *labels: str) -> bool:
    return name.strip().rstrip(".):").casefold() in {x.rstrip(".):").casefold() for x in labels}


def values_of(cells: Mapping[str, str], places: Places) -> dict[str, Any]:
    """The columns of a comment from a row's cells; raises ``BadRow`` or ``Invalid``."""
    odd = next((name for name in cells if name.startswith("(")), None)
    if odd:
        raise BadRow(odd.strip("()"))
    cell = {name: (cells.get(name) or "").strip() for name in COLUMNS}
    body, lang = cell["body"], cell["lang"] or "und"
    if not cell["external_id"]:
        raise BadRow("external_id is empty")
    if not body and not cell["rewording"]:
        raise BadRow("body is empty")
    if len(body) > LONGEST_IMPORTED:
        raise BadRow(f"body has {len(body)} characters; {LONGEST_IMPORTED} are taken")
    if len(cell["rewording"]) > rules.LONGEST_REWORDING:
        raise BadRow(f"rewording has more than {rules.LONGEST_REWORDING} characters")
    # A reply stands where its parent does, so it need not name a proposal.
    standing = places.standing(cell["proposal"]) if not cell["parent"] or cell["proposal"] else None
    clause = places.clause(standing, cell["clause"], lang) if standing else None
    text_lang = editions.edition(standing, lang).lang if standing else lang
    rewording_lang = text_lang if cell["rewording"] and clause else None
    return {
        "external_id": cell["external_id"],
        "parent": cell["parent"] or None,
        "ref": new_ref(),
        "proposal_id": standing.proposal_id if standing else None,
        "version_id": standing.version_id if standing else None,
        "clause_id": clause.id if clause else None,
        "clause_uid": clause.uid if clause else WHOLE,
        "author_name": cell["author"] or "—",
        "author_kind": _one_of(AuthorKind, cell, "author_kind", AuthorKind.PERSON),
        "channel": _one_of(Channel, cell, "channel", Channel.IMPORT),
        "lang": lang,
        "stance": _one_of(Stance, cell, "stance", None),
        "body": body,
        "body_html": markup.comment_html(body),
        "sanitiser": markup.SANITISER,
        "rewording": cell["rewording"] or None,
        "rewording_lang": rewording_lang,
        "stems": found_by(body, lang, cell["rewording"], rewording_lang),
        "posted_at": _moment(cell["posted_at"], places.zone),
        "status": _one_of(Status, cell, "status", Status.VISIBLE),
        "agree": _count(cell, "agree"),
        "disagree": _count(cell, "disagree"),
        "disputed": min(_count(cell, "agree"), _count(cell, "disagree")),
        "passed": _count(cell, "pass"),
        **passage(clause, text_lang, cell["quote"], None),
    }


def _one_of(
    kind: type[_Kind], cell: Mapping[str, str], name: str, default: _Kind | None
) -> _Kind | None:
    try:
        return kind(cell[name]) if cell[name] else default
    except ValueError:
        raise BadRow(f"{name} {cell[name]!r} is not one of {', '.join(kind)}") from None


def _count(cell: Mapping[str, str], name: str) -> int:
    if not cell[name]:
        return 0
    if not cell[name].isascii() or not cell[name].isdigit() or len(cell[name]) > 9:
        raise BadRow(f"{name} {cell[name]!r} is not a whole number from 0")
    return int(cell[name])


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadRow(
            f"posted_at {text!r} is not a moment such as 2020-07-05T10:00:00+06:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)

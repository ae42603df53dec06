"""From a digest to what its page and its HTML and XLSX files show."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import g
from flask_babel import gettext

from consult import web, wording
from consult.comments.models import Channel, Status
from consult.comments.presenters.cards import Scene, cards
from consult.digests import rules
from consult.digests.rules import UNSTATED, Cell, Part
from consult.digests.services import Digest, Table, assurances, exported
from consult.proposals.models import WHOLE, Stance
from consult.proposals.presenters import card
from consult.proposals.services.reading import Summary

STANCES = [*(stance.value for stance in Stance), UNSTATED]


def stance_names() -> dict[str, str]:
    """The names of the stances, and of none, in the order of the columns."""
    return {stance: str(name) for stance, name in wording.STANCES.items()} | {
        UNSTATED: str(wording.UNSTATED)
    }


def page(digest: Digest, *, files: bool) -> dict[str, Any]:
    """What the digest's page shows; ``files`` says whether this person may take the files."""
    summary = digest.consultation
    listing = web.address("comments_pages.listing", consultation=summary.slug)
    scene = Scene(summary.window, summary.slug, headings=digest.headings, interactive=False)
    return {
        "interim": digest.interim,
        "made_at": digest.as_of,
        "consultation": card(summary) | {"comments_href": listing},
        "totals": {
            "visible": digest.visible,
            "hidden": digest.statuses[Status.HIDDEN],
            "withdrawn": digest.statuses[Status.WITHDRAWN],
            "held": digest.statuses[Status.HELD],
            "authors": digest.authors,
        },
        "by_stance": _parts(
            digest, "stance", stance_names(), lambda c: c.stance or UNSTATED, listing
        ),
        "by_language": _parts(digest, "lang", {}, lambda c: c.lang, listing),
        "by_channel": _parts(digest, "channel", _channels(), lambda c: c.channel, listing),
        "by_proposal": by_proposal(digest, listing),
        "by_clause": by_clause(digest, listing),
        "most_agreed": cards(digest.most_agreed, scene),
        "most_disputed": cards(digest.most_disputed, scene),
        "rewordings": cards(digest.rewordings, scene),
        "rewordings_href": f"{listing}?kind=rewording",
        "files": _files(digest) if files else [],
    }


def analysis_page(analysed: list[tuple[Summary, int, int]]) -> list[dict[str, Any]]:
    """What the analysts' list shows of each consultation; how sure it is who wrote stands
    nowhere else.
    """
    sure = assurances([summary.id for summary, *_ in analysed])
    return [
        card(summary)
        | {
            "comments": comments,
            "data_href": web.address("digests_pages.data", consultation=summary.slug),
            "assurances": [
                (wording.ASSURANCES[assurance or ""], count)
                for assurance, count in sure[summary.id].items()
            ],
        }
        for summary, _, comments in analysed
    ]


def _channels() -> dict[str, str]:
    return {channel.value: str(wording.CHANNELS[channel]) for channel in Channel}


def _parts(
    digest: Digest, name: str, names: dict[str, str], key: Any, listing: str
) -> list[dict[str, Any]]:
    def line(part: Part) -> dict[str, Any]:
        return {
            "key": part.key,
            "label": names.get(part.key) or web.language_name(part.key),
            "count": part.count,
            "share": part.share,
            "href": f"{listing}?{urlencode({name: part.key})}",
        }

    return [line(part) for part in rules.breakdown(digest.cells, key)]


def by_proposal(digest: Digest, listing: str) -> list[dict[str, Any]]:
    """A line a proposal: how many comments, and how they stand."""
    lines = []
    for proposal in digest.proposals:
        cells = [c for c in digest.cells if c.proposal_id == proposal.id]
        title, lang = web.in_language(proposal.titles, g.lang)
        lines.append(
            _counts(cells)
            | {
                "number": proposal.number,
                "title": title,
                "lang": lang,
                "label": None,
                "href": f"{listing}?{urlencode({'proposal': proposal.slug})}",
            }
        )
    return lines


def by_clause(digest: Digest, listing: str) -> list[dict[str, Any]]:
    """A line a clause that was spoken about, in the order of the documents."""
    cells: dict[tuple[int, str], list[Cell]] = {}
    for cell in digest.cells:
        cells.setdefault((cell.proposal_id, cell.uid), []).append(cell)
    places = [(p.id, WHOLE) for p in digest.proposals] + list(digest.headings.newest)
    numbers = {p.id: p.number for p in digest.proposals}
    ordered = sorted(
        (place for place in places if place in cells), key=lambda place: numbers[place[0]]
    )
    return [_clause_line(digest, place, cells[place], listing) for place in ordered]


def _clause_line(
    digest: Digest, place: tuple[int, str], cells: list[Cell], listing: str
) -> dict[str, Any]:
    proposal = next(p for p in digest.proposals if p.id == place[0])
    heading = digest.headings.newest.get(place)
    wanted = {"proposal": proposal.slug, "clause": heading.eid if heading else "whole"}
    return _counts(cells) | {
        "number": proposal.number,
        "proposal": proposal.number,
        "label": heading.label if heading else gettext("The proposal as a whole"),
        "heading": heading.heading if heading else "",
        "href": f"{listing}?{urlencode(wanted)}",
    }


def _counts(cells: list[Cell]) -> dict[str, Any]:
    counts = rules.by_stance(cells)
    return {"total": sum(counts.values())} | {name: counts[name] for name in STANCES}


def _files(digest: Digest) -> list[dict[str, Any]]:
    slug, rows = digest.consultation.slug, exported(digest.statuses)
    every = gettext("every comment that can be read, one a row")
    about = {
        "comments.csv": ("CSV", rows, every),
        "comments.jsonl": ("JSON Lines", rows, every),
        "digest.xlsx": ("XLSX", rows, gettext("the numbers of this page, and every comment")),
        "digest.html": ("HTML", None, gettext("this page as one file, to keep or to print")),
    }
    return [
        {
            "name": name,
            "href": web.address("digests_pages.file", consultation=slug, name=name),
            "format": kind,
            "rows": count,
            "about": sentence,
        }
        for name, (kind, count, sentence) in about.items()
    ]


def tables(shown: dict[str, Any]) -> list[Table]:
    """The digest's numbers as tables for the workbook: a title, a head, lines."""
    names = stance_names()
    head = [gettext("All"), *(names[name] for name in STANCES)]
    totals = shown["totals"]
    result: list[Table] = [
        (
            shown["consultation"]["title"],
            [gettext("Status"), gettext("Comments")],
            [
                [gettext("Visible"), totals["visible"]],
                [gettext("Hidden"), totals["hidden"]],
                [gettext("Withdrawn"), totals["withdrawn"]],
                [gettext("Waiting for a moderator"), totals["held"]],
                [gettext("Authors"), totals["authors"]],
            ],
        )
    ]
    for title, key in (
        (gettext("By position"), "by_stance"),
        (gettext("By language"), "by_language"),
        (gettext("By channel"), "by_channel"),
    ):
        lines: list[list[object]] = [[part["label"], part["count"]] for part in shown[key]]
        result.append((title, ["", gettext("Comments")], lines))
    for title, key in (
        (gettext("By proposal"), "by_proposal"),
        (gettext("By clause"), "by_clause"),
    ):
        rows: list[list[object]] = [
            [_line_name(line), line["total"], *(line[name] for name in STANCES)]
            for line in shown[key]
        ]
        result.append((title, ["", *head], rows))
    return result


def _line_name(line: dict[str, Any]) -> str:
    if line["label"]:
        return f"{line['number']} · {line['label']} {line['heading']}".strip()
    return f"{line['number']}. {line['title']}"

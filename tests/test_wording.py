"""Every code has words, and every word is translated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from consult import wording
from consult.analysis.personal_data import Kind
from consult.comments.models import Channel, Status
from consult.comments.services.lists import KINDS, Order, Who
from consult.documents import naming, parity
from consult.documents.carrying import Outcome
from consult.documents.comparison import Change
from consult.moderation.models import Reason
from consult.permission import Refusal
from consult.proposals.models import Stance

ROOT = Path(__file__).parent.parent
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\}")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (wording.STANCES, Stance),
        (wording.CHANNELS, Channel),
        (wording.ORDERS, Order),
        (wording.KINDS, KINDS),
        (wording.WHO, Who),
        (wording.STATUSES, Status),
        (wording.PERSONAL_DATA, Kind),
        (wording.REASONS, Reason),
        (wording.REFUSALS, Refusal),
        (wording.OUTCOMES, Outcome),
        (wording.ANCHORED, Outcome),
        (wording.CHANGES, Change),
        (wording.PARITY, parity.Kind),
        (wording.CLAUSE_KINDS, naming.PREFIX_OF),
    ],
)
def test_every_code_has_words(words: dict[str, object], codes: Iterable[str]) -> None:
    assert set(words) == set(codes)


def test_the_sentences_of_readers_that_are_translated_are_said_by_them() -> None:
    sources = (ROOT / "consult").glob("documents/**/*.py")
    services = (ROOT / "consult").glob("proposals/services/*.py")
    code = "\n".join(path.read_text(encoding="utf-8") for path in (*sources, *services))
    assert [sentence for sentence in wording.READERS if sentence not in code] == []


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> set[object]:
    """Every sentence of the interface, as the sources and templates have it now."""
    template = tmp_path_factory.mktemp("babel") / "messages.pot"
    command = ["pybabel", "-q", "extract", "-F", str(ROOT / "pyproject.toml"), "-o", str(template)]
    CommandLineInterface().run([*command, str(ROOT)])
    with template.open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


@pytest.mark.parametrize("lang", ["ru", "kk"])
def test_every_sentence_is_translated_with_its_placeholders(
    sentences: set[object], lang: str
) -> None:
    path = ROOT / "consult" / "translations" / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=lang)
    translated = {message.id: message for message in catalog if message.id}
    assert sentences - set(translated) == set()
    for key in sentences:
        _check(translated[key], catalog.num_plurals)


def _check(message: Message, plurals: int) -> None:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    wanted = message.id if isinstance(message.id, tuple) else (message.id,)
    assert not message.fuzzy, message.id
    assert len(forms) == (plurals if len(wanted) > 1 else 1), message.id
    for form in forms:
        assert form, message.id
        expected = {p for text in wanted for p in _PLACEHOLDER.findall(text)}
        assert set(_PLACEHOLDER.findall(form)) == expected, message.id

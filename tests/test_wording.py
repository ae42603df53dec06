"""Every code has words, and every word is translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from consult import wording
from consult.comments.models import Channel, Status
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
        (wording.STATUSES, Status),
        (wording.REASONS, Reason),
        (wording.REFUSALS, Refusal),
    ],
)
def test_every_code_has_words(words: dict[str, object], codes: type) -> None:
    assert set(words) == set(codes)


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

"""Files by which others have shown how readers of XML are harmed: each is read or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from consult.documents import reading
from consult.errors import Unreadable

SOURCE = Path(__file__).parents[3] / "shared" / "data" / "attacks-uploads"
FILES = sorted(path for path in SOURCE.rglob("*.xml") if path.is_file())

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not FILES, reason=f"no real data beside the project: {SOURCE.name}"),
]


@pytest.mark.parametrize("lang", ["en", None])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_hostile_upload_is_refused_in_a_plain_sentence(path: Path, lang: str | None) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.read(path.name, path.read_bytes(), lang)
    [(_, sentence)] = refused.value.problems
    assert 20 < len(sentence) < 250
    assert "\n" not in sentence

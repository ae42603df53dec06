"""Containers that strangers send: read part by part, or refused in one sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from consult.documents.readers import docx
from consult.documents.readers.archive import Container
from consult.documents.readers.archive_entries import Limits
from consult.errors import Unreadable
from tests import hostile
from tests import word_files as words

Found = dict[str, tuple[str, float, float]]


def test_parts_are_read_by_name_whatever_its_capitals() -> None:
    container = Container(words.packed({"Word/A.xml": "текст", "b/": ""}), "a.docx")
    assert container.names == ("Word/A.xml",)
    assert container.read("word/a.XML", 100) == "текст".encode()
    assert "WORD/A.xml" in container
    assert container.size("word/a.xml") == 10


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_large_parts_come_in_pieces(method: int) -> None:
    text = bytes(range(256)) * 3000
    container = Container(words.packed({"a": text}, method), "a.docx")
    pieces = list(container.chunks("a", len(text)))
    assert b"".join(pieces) == text
    assert len(pieces) > 5


def test_a_part_larger_than_asked_for_is_refused_before_it_is_unpacked() -> None:
    container = Container(words.packed({"a": b"x" * 100}), "a.docx")
    with pytest.raises(Unreadable, match="a in it is"):
        container.read("a", 99)


def test_a_part_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(Unreadable, match="b is missing"):
        Container(words.packed({"a": b"x"}), "a.docx").read("b", 9)


def test_what_a_streaming_program_wrote_is_read(tmp_path: Path) -> None:
    class Unseekable:
        def __init__(self) -> None:
            self.written = bytearray()

        def write(self, data: bytes) -> int:
            self.written += data
            return len(data)

        def flush(self) -> None:
            pass

    target = Unseekable()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", "text")
        with archive.open("b", "w", force_zip64=True) as part:
            part.write(b"more")
    container = Container(bytes(target.written), "a.docx")
    assert [container.read(name, 9) for name in container.names] == [b"text", b"more"]


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(entries=1), "2 parts"),
        (Limits(total=100), "unpack"),
        (Limits(small=1, part_ratio=2), "grow"),
        (Limits(small=2, part_ratio=9999, whole_ratio=2), "grow"),
    ],
)
def test_each_limit_is_kept(limits: Limits, says: str) -> None:
    content = words.packed({"a": b"x" * 9000, "b": b""})
    assert Container(content, "a.docx").names == ("a", "b")
    with pytest.raises(Unreadable, match=says):
        Container(content, "a.docx", limits)


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Those that this run asks about: each takes time."""
    folder = tmp_path_factory.mktemp("hostile")
    here = [i for i in request.session.items if i.path == request.path and hasattr(i, "callspec")]
    hostile.make(folder, {name for i in here if (name := i.callspec.params.get("name"))})
    return hostile.measure(folder)


def _some_now(names: Iterable[str]) -> list[object]:
    """One in five is tried in every run, all of them in the long one."""
    long = pytest.mark.long
    return [pytest.param(n, marks=[long] if at % 5 else []) for at, n in enumerate(sorted(names))]


@pytest.mark.parametrize("name", _some_now(hostile.REFUSED))
def test_every_hostile_file_is_refused_in_a_plain_sentence_and_little_memory(
    measured: Found, name: str
) -> None:
    said, _, grown = measured[name]
    assert not said.startswith(("read:", "killed:"))
    assert 20 < len(said) < 250
    assert not any(word in said for word in ("Error", "Traceback", "\n", "0x"))
    assert grown < hostile.MOST_MEMORY


@pytest.mark.parametrize("name", _some_now(hostile.READ))
def test_what_is_only_large_or_strange_is_read_in_little_memory(measured: Found, name: str) -> None:
    said, _, grown = measured[name]
    assert said.startswith("read:")
    assert grown < hostile.MOST_MEMORY


def _cut(content: bytes, place: int) -> bytes:
    return content[:place] + b"\xff" + content[place + 1 :]


@pytest.mark.parametrize("harm", [_cut, lambda content, place: content[:place]])
def test_no_damage_to_a_file_is_anything_but_unreadable(
    harm: Callable[[bytes, int], bytes],
) -> None:
    content = words.word(words.p("Статья 1. Предмет"), styles=words.style("a", "A"))
    found = {_said(harm(content, place)) for place in range(len(content))}
    assert len(found) > 1


def _said(content: bytes) -> str:
    """What is said of a file; any other error than that it is unreadable is raised."""
    try:
        return str(docx.lines_of(content, "a.docx"))
    except Unreadable as refused:
        return refused.problems[0][1]

"""What is written reads back: the same tree, whatever the tree."""

from __future__ import annotations

from hypothesis import given, settings

from consult.documents.model import Document
from consult.documents.readers import markdown as reader
from consult.documents.writers import markdown as writer
from tests.trees import documents


@settings(deadline=None, max_examples=200)
@given(documents())
def test_markdown_reads_back_to_the_same_tree(document: Document) -> None:
    written = writer.write(document)
    again = reader.read(written, document.lang)
    assert again.tree() == document.tree(), written
    assert writer.write(again) == written

"""What a column of tokens holds, for every database alike."""

from __future__ import annotations

from consult.analysis import stems

# Stands for a text without words. No word has an underscore, so nobody can ask for it.
NOTHING = "_"


def found_by(*parts: tuple[str | None, str]) -> str:
    """The tokens of texts, each given with its language; never empty.

    An empty column is one that nobody has filled yet, so a text without words has ``NOTHING``.
    """
    tokens = {
        token for text, lang in parts if text for token in stems.indexed(text, lang).split(" ")
    }
    return " ".join(sorted(tokens - {""})) or NOTHING

"""Texts made to keep a parser of Markdown busy."""

from __future__ import annotations

from collections.abc import Callable


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def _growing(line: Callable[[int], str]) -> Callable[[int], str]:
    """Lines of which each goes deeper than the one before."""

    def make(length: int) -> str:
        lines, size = [], 0
        while size < length:
            lines.append(line(len(lines)))
            size += len(lines[-1])
        return "".join(lines)[:length]

    return make


# Each makes a text of as many characters as it is asked for.
SHAPES: dict[str, Callable[[int], str]] = {
    "open brackets": _repeated("["),
    "open links": _repeated("[a]("),
    "open pictures": _repeated("![ "),
    "link titles": _repeated('[a](b "'),
    "backticks": _repeated("`"),
    "stars and underscores": _repeated("*a_ "),
    "emphasis in emphasis": _repeated("**a"),
    "tags never closed": _repeated("<a "),
    "entities never closed": _repeated("&#"),
    "quotes in quotes": _repeated("> "),
    "quotes ever deeper": _growing(lambda depth: ">" * (depth + 1) + " a\n"),
    "lists in lists": _repeated("1. "),
    "lists ever deeper": _growing(lambda depth: "    " * depth + "- a\n"),
    "rules or lists": _repeated("- - - "),
    "tables": _repeated("|a"),
    "headings": _repeated("a\n=\n"),
}

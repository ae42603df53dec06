"""What stands before the first provision: the title, and a preamble in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consult.documents.model import line_folded
from consult.documents.readers.lines import Line

_TITLE_LENGTH = 600
_SPECIAL = re.compile(r"[\\`*_\[\]]")
_ENTITY = str.maketrans({"&": "&amp;", "<": "&lt;"})
_AT_START = re.compile(r"([#>+-]|\d{1,9}(?=[.)]))")


def read(lines: Sequence[Line], title: str) -> tuple[str, str]:
    """The title, where none is given the first heading or line; and what else there is."""
    rest = list(lines)
    if not title and rest:
        chosen = next((line for line in rest if line.heading), rest[0])
        if len(chosen.text) <= _TITLE_LENGTH:
            title = line_folded(chosen.printed)
            rest.remove(chosen)
    blocks: list[list[str]] = []
    heading = True
    for line in rest:
        goes_on = line.broken and not line.after_gap and not line.heading and not heading
        if goes_on and blocks:
            blocks[-1].append(line.printed)
        else:
            blocks.append(["##" if line.heading else "", line.printed])
        heading = bool(line.heading)
    return title, "\n\n".join(_block(*block) for block in blocks)


def _block(mark: str, *lines: str) -> str:
    text = markdown(line_folded(" ".join(lines)))
    return f"{mark} {text}" if mark else text


def markdown(text: str) -> str:
    """Plain ``text`` so that Markdown shows it as it is."""
    text = _SPECIAL.sub(r"\\\g<0>", text.translate(_ENTITY))
    found = _AT_START.match(text)
    if found and found[0].isdecimal():
        return f"{found[0]}\\{text[found.end() :]}"
    return "\\" + text if found else text

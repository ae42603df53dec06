"""How a provision is cited: «Article 1, paragraph 2», «статья 1, пункт 2», «1-бап, 2-тармақ»."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from consult.documents.model import Clause
from consult.documents.naming import BASE_KINDS

# By language and kind; what stands here by no kind is cited by its label as printed. The Russian
# and Kazakh names are those of Kazakhstan's legal acts: article, пункт/тармақ, подпункт/тармақша.
_NAMES = {
    "en": {"paragraph": "paragraph {}", "subparagraph": "subparagraph {}", "point": "point {}"},
    "ru": {"paragraph": "пункт {}", "subparagraph": "подпункт {}", "point": "подпункт {}"},
    "kk": {"paragraph": "{}-тармақ", "subparagraph": "{}-тармақша", "point": "{}-тармақша"},
}


# What has no number is cited by what it is.
_UNNUMBERED = {
    "en": {
        "alinea": "paragraph without a number",
        "wrapUp": "closing words",
        "quotedStructure": "quoted text",
    },
    "ru": {
        "alinea": "абзац без номера",
        "wrapUp": "заключительный абзац",
        "quotedStructure": "цитируемый текст",
    },
    "kk": {
        "alinea": "нөмірі жоқ абзац",
        "wrapUp": "қорытынды абзац",
        "quotedStructure": "дәйексөз мәтіні",
    },
}


def cite(lang: str, kind: str, number: str, label: str, above: str | None = None) -> str:
    """The full name of a provision: that of the one it stands in, ``above``, then its own."""
    if not label:
        own = _UNNUMBERED.get(lang, _UNNUMBERED["en"]).get(kind, "")
    else:
        pattern = _NAMES.get(lang, {}).get(kind)
        own = pattern.format(number) if pattern else _bare(label)
    return ", ".join(part for part in (above, own) if part)


def _bare(label: str) -> str:
    """A label without the marks at its end; ``(2)`` keeps both of its brackets."""
    return label.rstrip(".:") if "(" in label else label.rstrip(".):")


def cited_from(kinds: Sequence[str]) -> int:
    """Which of the provisions down to one, by their kinds, a citation begins with.

    A law is cited by its articles or sections, whatever chapters they stand in.
    """
    return next((at for at, kind in enumerate(kinds) if kind in BASE_KINDS), 0)


def citations(clauses: Iterable[Clause], lang: str) -> dict[str, str]:
    """How each clause of a document is cited in full, by its eid."""
    found: dict[str, tuple[tuple[str, ...], str]] = {}  # the kinds down to it, and its name
    for clause in clauses:
        kinds, above = found.get(clause.parent or "", ((), ""))
        kinds = (*kinds, clause.kind)
        begins = clause.kind in BASE_KINDS and cited_from(kinds) == len(kinds) - 1
        name = cite(lang, clause.kind, clause.number, clause.label, None if begins else above)
        found[clause.eid] = kinds, name
    return {eid: name for eid, (_, name) in found.items()}

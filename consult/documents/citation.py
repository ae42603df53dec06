"""How a provision is cited: «Article 1, paragraph 2», «статья 1, пункт 2», «1-бап, 2-тармақ»."""

from __future__ import annotations

# By language and kind; what stands here by no kind is cited by its label as printed. The Russian
# and Kazakh names are those of Kazakhstan's legal acts: article, пункт/тармақ, подпункт/тармақша.
_NAMES = {
    "en": {"paragraph": "paragraph {}", "subparagraph": "subparagraph {}", "point": "point {}"},
    "ru": {"paragraph": "пункт {}", "subparagraph": "подпункт {}", "point": "подпункт {}"},
    "kk": {"paragraph": "{}-тармақ", "subparagraph": "{}-тармақша", "point": "{}-тармақша"},
}


def cite(lang: str, kind: str, number: str, label: str, above: str | None = None) -> str:
    """The full name of a provision: that of the one it stands in, ``above``, then its own."""
    pattern = _NAMES.get(lang, {}).get(kind)
    own = pattern.format(number) if pattern else label.rstrip(".):")
    return f"{above}, {own}" if above else own

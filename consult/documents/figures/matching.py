"""Which figures of one text the other does not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from consult.documents.figures.tokens import NEVER, OPPOSED, SURE, Figure

_Key = tuple[str, int]
_Groups = dict[_Key, list[Figure]]


def unmatched(one: Sequence[Figure], other: Sequence[Figure]) -> tuple[list[Figure], list[Figure]]:
    """What either text says and the other does not, each as often as it is said.

    Figures meet by value. Those of one unit meet first; then a unit that is not known fits any, as
    does a word with several meanings. What stands in words and may be no number is told only
    where the other text has another such figure left.
    """
    here, there = _by_value(one), _by_value(other)
    for value in here.keys() & there.keys():
        for fits in (_alike, _same_unit, _may_be):
            _meet(here[value], there[value], fits)
    left, right = _left(here), _left(there)
    return _told(left, right), _told(right, left)


def _by_value(figures: Sequence[Figure]) -> dict[str, _Groups]:
    found: dict[str, _Groups] = {}
    for figure in figures:
        groups = found.setdefault(figure.value, {})
        groups.setdefault((figure.unit, figure.weight), []).append(figure)
    return found


def _meet(here: _Groups, there: _Groups, fits: Callable[[_Key, _Key], bool]) -> None:
    """Strike out what stands in both, the first ones first."""
    for one, mine in here.items():
        for other, yours in there.items():
            if mine and yours and fits(one, other):
                common = min(len(mine), len(yours))
                del mine[:common], yours[:common]


def _alike(one: _Key, other: _Key) -> bool:
    return one == other


def _same_unit(one: _Key, other: _Key) -> bool:
    return one[0] == other[0]


def _may_be(one: _Key, other: _Key) -> bool:
    return not (one[0] and other[0]) or bool({*one[0].split("|")} & {*other[0].split("|")})


def _left(groups: dict[str, _Groups]) -> list[Figure]:
    left = [f for by_key in groups.values() for figures in by_key.values() for f in figures]
    return sorted(left, key=lambda figure: (figure.start, figure.value))


def _told(mine: Sequence[Figure], yours: Sequence[Figure]) -> list[Figure]:
    opposite = {_class(figure): figure.weight for figure in reversed(yours)}
    for figure in yours:
        opposite[_class(figure)] = max(opposite[_class(figure)], figure.weight)
    return [
        figure
        for figure in mine
        if figure.weight == SURE
        or (figure.weight == OPPOSED and opposite.get(_class(figure), NEVER) >= OPPOSED)
    ]


def _class(figure: Figure) -> tuple[str, str]:
    """What may stand for each other where it is not certain: ordinals for ordinals only."""
    cited = figure.unit if figure.kind == "reference" else ""
    return figure.kind, cited or str(figure.unit == "ordinal")

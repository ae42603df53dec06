"""Mutations of a text whose truth is known: what happened to each character of it.

Every mutation keeps, beside the new clauses, where each old clause's words went, so that an
anchor carried over can be judged without asking the code that carries it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from consult.documents import naming
from consult.documents.model import Clause


@dataclass
class Mutated:
    """A text and what was done to it.

    ``came_from`` says, by the new eid, which old clause each clause is (None: it is new);
    ``pieces`` which stretches of it are stretches of that old clause, as (new start, old eid,
    old start, length). ``moved`` are the old eids of clauses, or parts of them, that stand
    elsewhere; ``touched`` those whose words were changed or are gone.
    """

    kind: str
    clauses: list[Clause]
    pieces: dict[str, list[tuple[int, str, int, int]]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def true_place(self, eid: str, start: int, end: int) -> tuple[str, int, int] | None:
        """Where the characters of an old passage are now, when they stand together unbroken."""
        for new, pieces in self.pieces.items():
            for at, old, begin, length in pieces:
                if old == eid and begin <= start and end <= begin + length:
                    return new, at + start - begin, at + end - begin
        return None

    def was_moved(self, eid: str, start: int) -> bool:
        """Whether the words from ``start`` on went elsewhere with their clause or sentence."""
        starts = [
            int(part.partition(":")[2] or 0) for part in self.moved if part.partition(":")[0] == eid
        ]
        return any(start >= begin for begin in starts)

    def true_clause(self, eid: str) -> set[str]:
        """The new clauses that hold words of the old one."""
        return {new for new, pieces in self.pieces.items() for _, old, _, _ in pieces if old == eid}


@dataclass(frozen=True)
class _Row:
    """A clause on its way, with the old stretches it is made of."""

    clause: Clause
    pieces: tuple[tuple[int, str, int, int], ...]
    twin: str = ""  # the clause that it was copied from


def mutate(clauses: Sequence[Clause], kinds: Sequence[str], dice: random.Random) -> Mutated | None:
    """One mutation of each of ``kinds`` after the other; None where one finds no place."""
    rows = [_Row(c, ((0, c.eid, 0, len(c.text)),) if c.text else ()) for c in clauses]
    result = Mutated(" + ".join(kinds), [])
    for kind in kinds:
        done = _KINDS[kind](rows, result, dice)
        if done is None:
            return None
        rows = done
    result.clauses, result.pieces = _numbered(rows)
    return result


def _part(row: _Row, start: int, end: int, to: int) -> tuple[tuple[int, str, int, int], ...]:
    """The old stretches in ``text[start:end]`` of a row, as they stand when it begins at ``to``."""
    found = []
    for at, eid, begin, length in row.pieces:
        a, b = max(at, start), min(at + length, end)
        if a < b:
            found.append((to + a - start, eid, begin + a - at, b - a))
    return tuple(found)


def _numbered(rows: list[_Row]) -> tuple[list[Clause], dict[str, list[tuple[int, str, int, int]]]]:
    """The clauses with ids that follow from their labels, as a reader would give them."""
    ids = naming.Ids()
    renamed: dict[str, str] = {}
    clauses, pieces = [], {}
    for row in rows:
        clause = row.clause
        parent = renamed.get(clause.parent) if clause.parent else None
        eid = ids.give(clause.kind, clause.number, parent)
        renamed[clause.eid] = eid
        clauses.append(replace(clause, eid=eid, parent=parent))
        pieces[eid] = list(row.pieces)
    return clauses, pieces


def _end(rows: Sequence[_Row], at: int) -> int:
    """Where the subtree that begins at ``at`` ends."""
    inside = {rows[at].clause.eid}
    end = at + 1
    while end < len(rows) and rows[end].clause.parent in inside:
        inside.add(rows[end].clause.eid)
        end += 1
    return end


def _siblings(rows: Sequence[_Row], at: int) -> list[int]:
    """The clauses beside the one at ``at``, of its kind, in order, itself too."""
    one = rows[at].clause
    return [
        n
        for n, row in enumerate(rows)
        if (row.clause.parent, row.clause.kind) == (one.parent, one.kind)
    ]


def _renumber(rows: list[_Row], first: int, by: int) -> None:
    """Shift the plain numbers of what stands beside ``first``, from it on."""
    for n in [n for n in _siblings(rows, first) if n >= first]:
        clause = rows[n].clause
        if clause.number.isdigit():
            number = str(int(clause.number) + by)
            label = clause.label.replace(clause.number, number, 1)
            rows[n] = replace(rows[n], clause=replace(clause, number=number, label=label))


def _pick(
    rows: Sequence[_Row], dice: random.Random, fits: Callable[[Clause], bool] = lambda c: True
) -> int | None:
    found = [
        n
        for n, r in enumerate(rows)
        if r.clause.number and len(r.clause.text.split()) > 5 and fits(r.clause)
    ]
    return dice.choice(found) if found else None


def _fresh(rows: Sequence[_Row], name: str) -> str:
    return f"{name}-{len(rows)}-{sum(row.clause.eid.startswith(name) for row in rows)}"


_NEW = [
    "Положения настоящего пункта применяются с учетом особенностей, установленных Правительством.",
    "Осы тармақтың ережелері уәкілетті орган белгілеген тәртіппен қолданылады және жарияланады.",
    "The competent authority publishes a yearly account of how this provision has been applied.",
    "Die zuständige Behörde veröffentlicht jährlich einen Bericht über die Anwendung der Regel.",
]


def _insert(rows: list[_Row], result: Mutated, dice: random.Random) -> list[_Row] | None:
    at = _pick(rows, dice)
    if at is None:
        return None
    clause = rows[at].clause
    new = replace(clause, eid=_fresh(rows, "new"), text=dice.choice(_NEW), heading="")
    _renumber(rows, at, 1)
    return [*rows[:at], _Row(new, ()), *rows[at:]]


def _delete(rows: list[_Row], result: Mutated, dice: random.Random) -> list[_Row] | None:
    """A clause goes; not one that has a near-identical copy, for that would be a rewording."""
    copied = {row.twin for row in rows}
    at = _pick(rows, dice, lambda clause: clause.eid not in copied)
    if at is None:
        return None
    end = _end(rows, at)
    result.touched |= {eid for row in rows[at:end] for _, eid, _, _ in row.pieces}
    after = [n for n in _siblings(rows, at) if n > at]
    if after:
        _renumber(rows, after[0], -1)
    return [*rows[:at], *rows[end:]]


def _move(rows: list[_Row], result: Mutated, dice: random.Random) -> list[_Row] | None:
    """A clause goes to another place: among its neighbours, or into another clause."""
    at = _pick(rows, dice, lambda c: bool(c.parent))
    if at is None:
        return None
    end = _end(rows, at)
    block, rest = rows[at:end], [*rows[:at], *rows[end:]]
    one = block[0].clause
    places = [
        n
        for n, r in enumerate(rest)
        if r.clause.kind == one.kind and r.clause.parent != one.parent and r.clause.number
    ]
    if not places:
        return None
    to = dice.choice(places)
    parent = rest[to].clause.parent
    number = "99"
    label = one.label.replace(one.number, number, 1)
    block[0] = replace(block[0], clause=replace(one, parent=parent, number=number, label=label))
    result.moved |= {eid for row in block for _, eid, _, _ in row.pieces}
    to = _end(rest, max(n for n in _siblings(rest, to)))
    return [*rest[:to], *block, *rest[to:]]


def _move_sentence(rows: list[_Row], result: Mutated, dice: random.Random) -> list[_Row] | None:
    """A sentence goes from the end of one clause to the end of another."""
    at = _pick(rows, dice, lambda c: len(_sentences(c.text)) > 1)
    to = _pick(rows, dice)
    if at is None or to is None or at == to:
        return None
    text = rows[at].clause.text
    start, end = _sentences(text)[-1]
    kept, target = text[:start].rstrip(), rows[to].clause.text
    joined = f"{target} {text[start:end]}"
    pieces = _part(rows[at], start, end, len(target) + 1)
    result.moved |= {f"{eid}:{begin}" for _, eid, begin, _ in pieces}
    rows[to] = _Row(replace(rows[to].clause, text=joined), (*rows[to].pieces, *pieces))
    rows[at] = _Row(replace(rows[at].clause, text=kept), _part(rows[at], 0, len(kept), 0))
    return rows


def _sentences(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for at, character in enumerate(text):
        last = at + 1 == len(text)
        if character in ".;" and (last or text[at + 1] == " "):
            found.append((start, at + 1))
            start = at + 2
    if start < len(text):
        found.append((start, len(text)))
    return [(a, b) for a, b in found if b - a > 30]


def _reword(rows: list[_Row], result: Mutated, dice: random.Random) -> list[_Row] | None:
    """One to three words in a row become others."""
    at = _pick(rows, dice)
    if at is None:
        return None
    clause = rows[at].clause
    words = clause.text.split(" ")
    first = dice.randrange(len(words) - 3)
    count = dice.randint(1, 3)
    start = len(" ".join(words[:first])) + (1 if first else 0)
    end = start + len(" ".join(words[first : first + count]))
    new = " ".join(dice.choice(["жаңа", "особый", "other", "neue", "өзге"]) for _ in range(count))
    text = clause.text[:start] + new + clause.text[end:]
    before = _part(rows[at], 0, start, 0)
    after = _part(rows[at], end, len(clause.text), start + len(new))
    result.touched |= {eid for _, eid, _, _ in rows[at].pieces}
    rows[at] = _Row(replace(clause, text=text), (*before, *after))
    return rows


def _duplicate(rows: list[_Row], result: Mutated, dice: random.Random) -> list[_Row] | None:
    """A near-identical clause appears after, or before, the one it looks like."""
    at = _pick(rows, dice)
    if at is None:
        return None
    clause = rows[at].clause
    words = clause.text.split(" ")
    words[dice.randrange(len(words))] = dice.choice(["иной", "другой", "another", "басқа"])
    copy = _Row(replace(clause, eid=_fresh(rows, "copy"), text=" ".join(words)), (), clause.eid)
    end = _end(rows, at)
    if dice.random() < 0.5:
        _renumber(rows, at, 1)
        return [*rows[:at], copy, *rows[at:]]
    after = [n for n in _siblings(rows, at) if n > at]
    if after:
        _renumber(rows, after[0], 1)
    number = str(int(clause.number) + 1) if clause.number.isdigit() else clause.number + "-1"
    label = clause.label.replace(clause.number, number, 1)
    copy = replace(copy, clause=replace(copy.clause, number=number, label=label))
    return [*rows[:end], copy, *rows[end:]]


def _renumber_all(rows: list[_Row], result: Mutated, dice: random.Random) -> list[_Row] | None:
    """Everything beside a clause gets a higher number, as when one was put before."""
    at = _pick(rows, dice)
    if at is None:
        return None
    _renumber(rows, at, dice.randint(1, 3))
    return rows


_KINDS: dict[str, Callable[[list[_Row], Mutated, random.Random], list[_Row] | None]] = {
    "insert": _insert,
    "delete": _delete,
    "move": _move,
    "move sentence": _move_sentence,
    "renumber": _renumber_all,
    "reword": _reword,
    "duplicate": _duplicate,
}
KINDS = tuple(_KINDS)

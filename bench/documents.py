"""Documents: a law of a thousand clauses read and compared, and annotations carried over.

Carrying is measured in a process of its own, with its memory; beside it the bare INSERT of as
many rows of the ledger.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from bench import samples
from bench.figures import Figure, in_turn
from bench.ground import Ground
from bench.load import ROOT
from consult.documents import comparison, reading

CLAUSES = 1000
ANNOTATIONS = 100_000
READ, COMPARED, CARRIED, MOST_MIB = 2.0, 5.0, 60.0, 30.0


def measure(ground: Ground, rounds: int) -> Iterator[Figure]:
    """The figures of documents, in seconds; each beside what a bare library does."""
    text = law(random.Random(1))
    old, new = text, amended(text, random.Random(2))
    lines = old.splitlines(), new.splitlines()
    read = [reading.read("law.txt", each.encode(), "ru") for each in (old, new)]
    subjects = {
        "read": _timed(lambda: reading.read("law.txt", old.encode(), "ru")),
        "compare": _timed(lambda: comparison.compare(read[0].clauses, read[1].clauses)),
    }
    rounds = min(rounds, 3)
    split = _timed(lambda: [re.findall(r"\w+|\W+", line) for line in lines[0]])
    aligned = _timed(lambda: SequenceMatcher(None, *lines, autojunk=False).get_opcodes())
    name = f"{len(read[0].clauses):,} clauses"
    pairs = in_turn(rounds, {"read": subjects["read"]}, split)["read"]
    yield _seconds(f"reading a law of {name}", pairs, "its words by a regex", READ)
    pairs = in_turn(rounds, {"compare": subjects["compare"]}, aligned)["compare"]
    yield _seconds(f"comparing it, {name}", pairs, "difflib over its lines", COMPARED)
    yield from _carrying(ground)


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def run() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return run


def _seconds(name: str, pairs: list[tuple[float, float]], yardstick: str, bound: float) -> Figure:
    """The slowest of the rounds in seconds, with its ratio to the yardstick beside."""
    worst, beside = max(pairs)
    more = {"times the yardstick": worst / beside}
    return Figure(name, "s", worst, yardstick, beside, worst, bound, at_most=True, more=more)


def _carrying(ground: Ground) -> Iterator[Figure]:
    ground.copy("carried")
    found = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.carriers", str(ANNOTATIONS)],
            env=ground.environment("carried"),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        ).stdout
    )
    name = f"{ANNOTATIONS:,} annotations"
    pairs = [(found["seconds"], found["bare_seconds"])]
    yield _seconds(f"carrying over {name}", pairs, "bare INSERT of as many", CARRIED)
    grown = found["grown_mib"]
    yield Figure(
        "memory growth of that",
        "MiB",
        grown,
        "",
        None,
        grown,
        MOST_MIB,
        at_most=True,
        more={"MiB held": found["resident_mib"]},
    )


def law(dice: random.Random) -> str:
    """A law in the Russian manner: chapters, articles, numbered points and their parts."""
    writer = samples.Writer(3)
    lines, article = ["Закон о порядке", ""], 0
    for chapter in range(1, 21):
        lines.append(f"Глава {chapter}. {writer.sentence().rstrip('.')}")
        for _ in range(10):
            article += 1
            lines.append(f"Статья {article}. Предмет регулирования")
            for point in range(1, 4):
                lines.append(f"{point}. {writer.sentence()} {writer.sentence()[:-1]}:")
                if point == 1:
                    lines.append(f"1) {writer.sentence()[:-1].lower()};")
                    lines.append(f"2) {writer.sentence().lower()}")
                else:
                    lines[-1] = lines[-1][:-1] + "."
    return "\n".join(lines) + "\n"


def amended(text: str, dice: random.Random) -> str:
    """The law with a tenth of its lines reworded, some taken out, some put in their place."""
    writer = samples.Writer(4)
    result = []
    for line in text.splitlines():
        chance = dice.random()
        words = line.split(" ")
        if chance < 0.1 and len(words) > 8:
            words[dice.randrange(4, len(words) - 1)] = "иначе"
        elif chance < 0.12 and re.match(r"[2-9]\) ", line):
            continue
        result.append(" ".join(words))
        if chance > 0.98 and line.startswith("2) "):
            result.append(f"3) {writer.sentence().lower()}")
    return "\n".join(result) + "\n"

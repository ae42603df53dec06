"""Files that are made to do harm, and how much time and memory it takes to refuse them.

``python -m tests.hostile`` prints a table: the file, its size, what was said, seconds and MiB.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from consult.documents.readers import docx
from consult.errors import Unreadable
from tests import hostile_archives, hostile_xml
from tests import word_files as words

MOST_MEMORY = 50  # MiB
REFUSED = hostile_archives.REFUSED | hostile_xml.REFUSED
READ = hostile_xml.READ


def make(folder: Path, names: Collection[str] = REFUSED | READ) -> None:
    """Write the files with these names into ``folder``."""
    for name in names:
        (folder / name).write_bytes((REFUSED | READ)[name]())


def measure(folder: Path) -> dict[str, tuple[str, float, float]]:
    """For each file in ``folder`` what was said, the seconds, and by how many MiB memory grew.

    They are read in a process of its own, and each in a fork of that: what the tests have
    loaded, or what another file has left, would hide what a file needs.
    """
    command = [sys.executable, "-m", "tests.hostile", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: (said, seconds, grown) for name, said, seconds, grown in lines}


def _measure_here(folder: Path) -> None:
    docx.read(words.word(words.p("Статья 1.")), "a.docx", None)
    resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
    for path in sorted(folder.iterdir()):
        if child := os.fork():
            _, status = os.waitpid(child, 0)
            if status:
                sys.stdout.write(json.dumps([path.name, f"killed: {status}", 0, 0]) + "\n")
            continue
        resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
        content = path.read_bytes()
        before, begun = _memory("VmRSS"), time.perf_counter()
        try:
            document = docx.read(content, "law.docx", "ru")
            said = f"read: {len(document.clauses)} clauses, {len(document.warnings)} warnings"
        except Unreadable as error:
            said = error.problems[0][1]
        seconds = time.perf_counter() - begun
        grown = _memory("VmHWM") - before
        sys.stdout.write(json.dumps([path.name, said, seconds, grown]) + "\n")
        sys.stdout.flush()
        os._exit(0)


def _memory(field: str) -> float:
    """A number of MiB that Linux tells of this process: ``VmRSS`` now, ``VmHWM`` at its most.

    ``getrusage`` would also count what the process that started this one had.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"{field}:\s*(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def _table() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make(folder)
        sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
        found = measure(folder)
    for name in REFUSED | READ:
        said, seconds, grown = found[name]
        line = f"{name:52} {sizes[name] / 1024:9.0f} KiB {seconds:6.2f} s {grown:6.1f} MiB  {said}"
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measure_here(Path(sys.argv[1]))
    else:
        _table()

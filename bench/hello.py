"""The yardstick of pages: a bare Flask application, served exactly as ``consult serve`` does."""

from __future__ import annotations

from flask import Flask
from granian import Granian

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """The least that Flask can answer."""
    return "hello"


def _with_hello(target: str, **settings: object) -> Granian:
    """The server that the command asks for, with this application in the place of ours."""
    return Granian("bench.hello:app", **settings)


if __name__ == "__main__":
    from consult import cli

    cli.Granian = _with_hello
    cli.serve()

"""The application as a WSGI server wants it: ``consult.wsgi:app``."""

from __future__ import annotations

from consult import create_app

app = create_app()

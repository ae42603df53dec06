"""Letters in a test: the worker's work done at once, and what came of it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Flask, current_app

from consult import clock, mail, worker
from consult.jobs import services as jobs


def work_off() -> int:
    """Do everything that is due, as the worker does; returns how many jobs there were."""
    app: Flask = current_app._get_current_object()
    known = worker.handlers()
    done = 0
    while worker.in_context(app, lambda: jobs.is_due(clock.now()) and jobs.work_off(known)):
        done += 1
        assert done < 10_000
    return done


def letters(to: str = "", about: str = "", place: Path | None = None) -> list[EmailMessage]:
    """The letters in the folder, in order: to this address, with this word in the subject."""
    folder = place or mail.folder(current_app.config["SETTINGS"].mail_url)
    found = [read(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]
    return [m for m in found if to in str(m["To"]) and about in str(m["Subject"])]


def read(content: bytes) -> EmailMessage:
    """A message as a program for mail reads it."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message

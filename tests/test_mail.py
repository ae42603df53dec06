"""Letters: asked for with what makes them necessary, written when they are sent."""

from __future__ import annotations

import itertools
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from consult import database, letters, mail, worker
from consult.accounts.models import Person
from consult.comments.models import Status
from consult.comments.services import writing
from consult.config import Settings
from consult.database import db
from consult.errors import Hopeless, Unavailable
from consult.jobs import services as jobs
from consult.jobs.models import Job
from consult.moderation import services as moderation
from consult.moderation.models import Reason
from tests import mailbox
from tests.conftest import Clock
from tests.factories import comment, new_version
from tests.smtp import Server, running

CLAUSE = "art_1__para_1"


def waiting(kind: str = letters.KIND) -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(select(Job).where(Job.kind == kind, Job.done_at.is_(None))))


def test_a_receipt_has_the_number_the_fingerprint_and_the_words(
    consultation: str, citizen: Person
) -> None:
    receipt = comment(
        citizen, consultation, "first", CLAUSE, "Құқық < заң & *түсінікті*", quote="judges"
    )
    mailbox.work_off()
    (message,) = mailbox.letters(citizen.email)
    words = message.get_content()
    for wanted in (receipt.ref, receipt.sha256, "> Құқық < заң & *түсінікті*", "> judges"):
        assert wanted in words
    assert f"http://127.0.0.1:8000/en/comments/{receipt.ref}" in words
    assert "10 July 2020, 18:00 (Almaty)" in words
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Consult <no-reply@localhost>"
    assert message["List-Unsubscribe"] is None


def speak_kazakh(person: Person) -> None:
    """Let the person's letters be in Kazakh."""
    with database.write() as (session, _):
        session.get_one(Person, person.id).lang = "kk"
    person.lang = "kk"


def test_a_receipt_is_one_letter_in_the_authors_language(
    consultation: str, citizen: Person
) -> None:
    speak_kazakh(citizen)
    for _ in range(2):
        comment(citizen, consultation, "first", CLAUSE, key="k" * 32)
    mailbox.work_off()
    (message,) = mailbox.letters(citizen.email)
    assert message["Content-Language"] == "kk"
    assert "Тұжырымдама" in message.get_content()
    assert "/kk/comments/" in message.get_content()


def test_a_post_that_is_rolled_back_asks_for_no_letter(
    consultation: str, citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(waiting())

    def fail(*rest: object) -> None:
        raise RuntimeError("cut short")

    monkeypatch.setattr(writing, "Receipt", fail)
    with pytest.raises(RuntimeError, match="cut short"):
        comment(citizen, consultation, "first", CLAUSE)
    assert len(waiting()) == before


def test_what_was_hidden_before_the_letter_was_sent_is_not_in_it(
    consultation: str, citizen: Person, moderator: Person
) -> None:
    ref = comment(
        citizen, consultation, "first", CLAUSE, "Secret words", rewording="Secret wording"
    ).ref
    moderation.decide(moderator, ref, Status.HIDDEN, Reason.INSULT, "It insults.")
    mailbox.work_off()
    found = mailbox.letters(citizen.email)
    assert len(found) == 2
    assert all("Secret" not in message.get_content() for message in found)
    (decision,) = mailbox.letters(citizen.email, "is hidden")
    assert "> It insults." in decision.get_content()
    assert "Insult or threat" in decision.get_content()


def test_an_erased_person_gets_nothing(consultation: str, citizen: Person, time: Clock) -> None:
    comment(citizen, consultation, "first", CLAUSE)
    with database.write() as (session, now):
        session.get_one(Person, citizen.id).erased_at = now
    mailbox.work_off()
    assert mailbox.letters(citizen.email) == []
    assert waiting() == []


def test_an_author_hears_once_what_became_of_all_passages_in_a_version(
    consultation: str,
    citizen: Person,
    neighbour: Person,
    time: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("consult.comments.services.carrying.BATCH", 1)
    for quote in ("The first rule", "more strictly than others"):
        comment(citizen, consultation, "first", CLAUSE, quote=quote)
    comment(neighbour, consultation, "first", CLAUSE, "Of the clause.")
    new_version(tmp_path / "folder", ("more strictly than others", "as others do"))
    mailbox.work_off()
    assert mailbox.letters(about="new version") == []
    time.moment += timedelta(minutes=11)
    mailbox.work_off()
    (message,) = mailbox.letters(about="new version")
    assert message["To"] == citizen.email
    assert "- unchanged: 1" in message.get_content()
    assert "/en/me" in message.get_content()


def put(**given: object) -> jobs.Task:
    """A letter that was asked for, as the worker takes it."""
    with database.write() as (session, now):
        session.execute(text("DELETE FROM job"))
        letters.put(session, now, "plain", "en", **{"to": "a@example.org", **given})
    task = jobs.take()
    assert task is not None
    return task


def test_nothing_in_a_name_makes_a_header(app: Flask, tmp_path: Path, time: Clock) -> None:
    settings = current_app.config["SETTINGS"]
    for subject in ("One\r\nBcc: x@example.org", "One\nBcc: x", "One\x0bBcc: x\u2028Bcc: y\x85z"):
        values = {"outcomes": [], "version": letters.one_line(subject), "number": 1}
        letter = letters.Letter("a@example.org", "en", "carried", values)
        message = mail.compose(settings, letter, put())
        assert message["Bcc"] is None
        assert b"\nBcc" not in message.as_bytes()
    for address in ("a@example.org\r\nBcc: x@example.org", "a@b, c@d", "", "a@", "<a@b>"):
        with pytest.raises(Hopeless):
            mail.compose(settings, letters.Letter(address, "en", "carried", values), put())


def test_work_is_tried_again_with_longer_pauses_and_fails_in_the_end_with_words(
    app: Flask, time: Clock
) -> None:
    calls = []

    def break_down(task: jobs.Task) -> None:
        calls.append(time.moment)
        raise OSError("no route")

    put()
    with database.write() as (session, _):
        session.execute(text("UPDATE job SET lease_until = NULL, attempts = 0"))
    while not db.session.scalar(select(Job.failed_at)):
        jobs.work_off({"letter": break_down})
        time.moment += timedelta(minutes=1)
        assert len(calls) < 20
    pauses = [later - earlier for earlier, later in itertools.pairwise(calls)]
    assert len(calls) == 8
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(minutes=1), timedelta(hours=6))
    assert jobs.problems(time.moment) == [
        "1 jobs have failed, the last one because: OSError: no route"
    ]


def test_a_job_that_is_held_is_taken_by_nobody_until_its_lease_has_passed(
    app: Flask, time: Clock
) -> None:
    first = put()
    assert jobs.take() is None
    time.moment += timedelta(minutes=5)
    second = jobs.take()
    assert second is not None
    assert (second.id, second.attempts) == (first.id, 2)
    jobs.put_off(first, "it was slow", hopeless=True)  # it is not in its hands any more
    assert db.session.scalar(select(Job.failed_at)) is None


def test_what_was_done_is_deleted_after_thirty_days(app: Flask, time: Clock) -> None:
    jobs.finish(put())
    time.moment += timedelta(days=29)
    assert jobs.purge(time.moment) == 0
    time.moment += timedelta(days=2)
    assert jobs.purge(time.moment) == 1


def test_an_unknown_letter_fails_at_once(app: Flask, time: Clock) -> None:
    put()
    time.moment += timedelta(minutes=6)
    mailbox.work_off()
    assert db.session.scalar(select(Job.error)) == "there is no letter 'plain'"
    assert db.session.scalar(select(Job.failed_at)) is not None


def test_overdue_work_is_told_of(app: Flask, time: Clock) -> None:
    put()
    time.moment += timedelta(minutes=30)
    assert jobs.problems(time.moment) == ["1 jobs wait for a worker: is consult worker running?"]


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    """A mail server to which this application sends."""
    with running() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=server.url)
        yield server


def test_a_server_receives_a_letter_in_kazakh(
    consultation: str, citizen: Person, server: Server
) -> None:
    mailbox.work_off()
    server.kept.clear()
    speak_kazakh(citizen)
    words = "Түсінікті. " * 200
    ref = comment(citizen, consultation, "first", CLAUSE, f".\nҚұқық\n.\n{words}").ref
    mailbox.work_off()
    (content,) = server.kept
    assert content.isascii(), "an old server could not carry it"
    assert max(map(len, content.splitlines())) <= 998
    message = mailbox.read(content)
    assert server.said[-3].upper() == f"RCPT TO:<{citizen.email}>".upper()
    assert ref in message["Subject"]
    content_text = message.get_content().replace("\r\n", "\n")
    assert "> .\n> Құқық\n> ." in content_text
    assert words.strip() in content_text
    assert message["Message-ID"].endswith("@127.0.0.1>")


@pytest.mark.parametrize("word", ["RCPT", "MAIL", "DATA"])
def test_what_a_server_refuses_for_good_fails_at_once_and_other_things_are_tried_again(
    consultation: str, citizen: Person, server: Server, word: str, time: Clock
) -> None:
    mailbox.work_off()
    server.answers[word] = "451 come back later"
    comment(citizen, consultation, "first", CLAUSE)
    mailbox.work_off()
    (job,) = waiting()
    assert job.failed_at is None
    assert "come back later" in job.error
    server.answers[word] = "550 no such user"
    time.moment += timedelta(minutes=1)
    mailbox.work_off()
    (job,) = waiting()
    assert job.failed_at == time.moment
    assert job.error == "the mail server refuses it: 550 no such user"


def test_no_password_is_sent_in_the_clear(app: Flask, time: Clock) -> None:
    class Plain:
        """A server far away that offers no TLS."""

        def ehlo(self) -> None:
            return None

        def close(self) -> None:
            return None

        def has_extn(self, name: str) -> bool:
            return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail, "_connected", lambda *given: Plain())
        with pytest.raises(smtplib.SMTPException, match="gets no password"):
            mail._post("smtp://user:secret@mail.example:587", EmailMessage())


def test_where_letters_go_is_told_without_the_password() -> None:
    settings = Settings(mail_url="smtp://u:secret@mail.example:587", mail_from="A <a@b.example>")
    told = mail.described(settings)
    assert told == "letters are sent by smtp://mail.example:587 from A <a@b.example>"


def test_a_folder_is_for_its_owner_only(consultation: str, app: Flask) -> None:
    mailbox.work_off()
    folder = Path(app.instance_path) / "mail"
    assert folder.stat().st_mode & 0o077 == 0
    (letter,) = folder.iterdir()
    assert letter.stat().st_mode & 0o077 == 0


def test_a_worker_waits_for_a_database_that_is_busy_or_away_and_goes_on(
    app: Flask, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = [Unavailable("it is busy"), OperationalError("SELECT", {}, OSError("it is away"))]
    looked, is_due = [], jobs.is_due

    def look(now: datetime) -> bool:
        looked.append(now)
        if away:
            raise away.pop()
        return is_due(now)

    class Ending(worker.Ending):
        """After the third look."""

        def __bool__(self) -> bool:
            return len(looked) > 2

        def wait(self, seconds: float) -> None:
            """Not in a test."""

    monkeypatch.setattr(jobs, "is_due", look)
    with database.write() as (session, now):
        letters.put(session, now, "unknown", "en", to="a@example.org")
    worker.run(app, Ending())
    assert db.session.scalar(select(Job.error)) == "there is no letter 'unknown'"

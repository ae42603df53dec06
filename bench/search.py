"""Searching two hundred thousand comments: queries of every kind, by the service and as pages.

Beside the service stand the same statements on a bare cursor. What the index takes and what it
costs those who post is given too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import event

from bench import crowd, export
from bench.figures import Figure
from bench.ground import SLUG, Ground, application, close
from bench.samples import Writer
from consult import database
from consult.analysis import stems
from consult.database import db
from consult.proposals.models import Stance
from consult.search.services import finding
from consult.search.services.matching import Question

BOUND_MS = 50.0
_INFLECTED = (
    *("законом", "статьями", "комиссиями", "гражданам", "решения", "проверок", "поправкой"),
    *("обсуждениях", "ответственности", "служащими", "имуществу", "заңның", "азаматтарға"),
    *("тексерулер", "комиссияның", "құқықтары", "табысын", "шешімдері", "мерзімге"),
    *("laws", "citizens", "commissions", "penalties", "decisions", "reviewing", "rights"),
)
Seen = tuple[str, tuple[Any, ...]]


def measure(ground: Ground, rounds: int) -> Iterator[Figure]:
    """The figures of searching: 95 of 100 queries are answered within these times."""
    name = export.large(ground)
    questions = list(_questions(Writer(5)))
    app = application(ground, name)
    with app.test_request_context():
        sent = [_statements(question) for question in questions]
        service, page, bare = [], [], []
        _spent(questions, _look)  # brings the file into memory
        for number in range(rounds):
            bare += _bare(ground, name, sent)
            service += _spent(questions, _look)
            page += _pages(app, questions, number)
        size, tokens = _sizes(ground, name)
        close(app)
    worst, beside = _p95(service), _p95(bare)
    title = f"searching {crowd.COMMENTS:,}, p95 of {len(questions)}"
    more = {"times the yardstick": worst / beside, "ms median": _p95(service, 50)}
    where = "bare cursor"
    yield Figure(title, "ms", worst, where, beside, worst, BOUND_MS, at_most=True, more=more)
    slow = _p95(page)
    more = {"ms median": _p95(page, 50)}
    yield Figure("the page of that, p95", "ms", slow, "", None, slow, more=more)
    yield Figure("index of those comments", "MB", size, more={"MB of tokens": tokens})


def _questions(writer: Writer) -> Iterator[Question]:
    """Two hundred: common words, two at once, other forms, names, narrowed ones, none."""
    dice = writer.random
    for _ in range(40):
        yield _asked(writer.word(writer.language()))
    for _ in range(50):
        lang = writer.language()
        yield _asked(f"{writer.word(lang)} {writer.word(lang)}")
    for word in _INFLECTED:
        yield _asked(word)
    for _ in range(30):
        yield _asked(writer.name())
    for _ in range(14):
        yield _asked(f"{writer.name()} {writer.word('ru')} {writer.word('ru')}")
    for number in range(20):  # not in one comment, or nowhere
        yield _asked(f"{writer.word('ru')} {writer.word('en')}" if number % 2 else f"нет{number}")
    for _ in range(20):
        lang = writer.language()
        question = _asked(writer.word(lang))
        other = dice.choice(("en", "ru", "kk"))
        yield replace(question, consultation_id=1, lang=other, stance=dice.choice(list(Stance)))


def _asked(query: str) -> Question:
    return Question(tuple(map(tuple, stems.asked(query))))


def _look(question: Question) -> None:
    finding.places()
    finding.clauses(question, "ru", 10, 0)
    finding.comments(question, 20, None)
    db.session.rollback()


def _spent(questions: Sequence[Any], work: Callable[[Any], object]) -> list[float]:
    """Milliseconds for each."""
    found = []
    for question in questions:
        begun = time.perf_counter()
        work(question)
        found.append((time.perf_counter() - begun) * 1000)
    return found


def _p95(times: Sequence[float], percent: int = 95) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def _statements(question: Question) -> list[Seen]:
    """What the service sends for a question, and its values."""
    seen: list[Seen] = []

    def remember(connection: object, cursor: object, sql: str, values: Any, *more: object) -> None:
        seen.append((sql, tuple(values)))

    event.listen(db.engine, "before_cursor_execute", remember)
    _look(question)
    event.remove(db.engine, "before_cursor_execute", remember)
    return [pair for pair in seen if pair[0].startswith("SELECT")]


def _bare(ground: Ground, name: str, sent: list[list[Seen]]) -> list[float]:
    connection = database.sqlite_module.connect(str(ground.database(name)), isolation_level=None)
    for pragma in database._PRAGMAS:
        connection.execute(pragma)

    def ask(statements: list[Seen]) -> None:
        for sql, values in statements:
            connection.execute(sql, values).fetchall()

    ask(sent[0])
    found = _spent(sent, ask)
    connection.close()
    return found


def _pages(app: Flask, questions: list[Question], number: int) -> list[float]:
    """Milliseconds for the page of each; no address was asked for before."""
    client = app.test_client()

    def ask(question: Question) -> None:
        words = " ".join(word[-1] for word in question.words)
        given = {"q": words, "lang": question.lang or "", "stance": question.stance or ""}
        place = {"consultation": SLUG} if question.consultation_id else {}
        address = f"/ru/search?{urlencode(given | place | {'round': number})}"
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} was answered with {answer.status_code}")

    return _spent(questions, ask)


def _sizes(ground: Ground, name: str) -> tuple[float, float]:
    """Megabytes of the index of comments, and of the tokens that stand in their rows."""
    connection = database.sqlite_module.connect(str(ground.database(name)))
    (index,) = connection.execute("SELECT sum(length(block)) FROM comment_search_data").fetchone()
    (tokens,) = connection.execute(
        "SELECT sum(length(CAST(stems AS blob))) FROM comment"
    ).fetchone()
    connection.close()
    return index / 1e6, tokens / 1e6

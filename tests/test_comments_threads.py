"""Threads: two levels deep, read downwards, each answer with an address of its own."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from consult.accounts.models import Person
from consult.comments.services import writing
from tests.client import Visitor
from tests.factories import comment, reply

CLAUSE = "/en/c/test-concept/first/art_1__para_1"
FIRST = ("first", "art_1__para_1")
Browser = Callable[[Person], Visitor]


def test_an_answer_to_an_answer_stays_on_the_second_level_and_says_whom_it_answers(
    consultation: str, citizen: Person, neighbour: Person, browser: Browser, visitor: Visitor
) -> None:
    root = comment(citizen, consultation, *FIRST, "The question").ref
    answer = reply(neighbour, root, "The answer").ref
    me = browser(citizen)
    page = me.get(f"/en/comments/{answer}?to={answer}")
    assert page.path == f"/en/comments/{root}?to={answer}"
    assert "You answer Pavel" in page.text
    sent = me.send(page, "body", body="The second answer")
    second = sent.path.split("/")[3]
    assert f'data-draft-sent="reply/{answer}"' in sent.html
    for path in (f"/en/comments/{root}", CLAUSE):
        seen = visitor.get(path)
        assert seen.text.count("answers Pavel") == 1
        assert f'href="#comment-{answer}"' in seen.html
        assert seen.html.index("The answer") < seen.html.index("The second answer")
    listed = visitor.get("/en/c/test-concept/comments?kind=reply&sort=new").html
    assert f'answers <a href="/en/comments/{answer}">Pavel</a>' in listed
    assert visitor.get(f"/en/comments/{second}").path == f"/en/comments/{root}"


def test_a_refused_answer_to_an_answer_comes_back_in_its_thread(
    consultation: str, citizen: Person, neighbour: Person, browser: Browser
) -> None:
    root = comment(citizen, consultation, *FIRST, "The question").ref
    answer = reply(neighbour, root, "The answer").ref
    me = browser(citizen)
    page = me.send(me.get(f"/en/comments/{root}?to={answer}"), "body", body="")
    assert page.status == 422
    assert "You answer Pavel" in page.text
    assert "The question" in page.text
    again = me.send(page, "body", body="Now")
    assert "Thank you" in again.text


def test_only_a_readable_answer_of_the_same_thread_is_answered(
    consultation: str, citizen: Person, neighbour: Person, browser: Browser
) -> None:
    root, other = (comment(citizen, consultation, *FIRST).ref for _ in range(2))
    elsewhere, gone = reply(neighbour, other).ref, reply(neighbour, root).ref
    writing.withdraw(neighbour, gone)
    me = browser(citizen)
    for ref in (elsewhere, gone, root, "nothing"):
        page = me.get(f"/en/comments/{root}?to={ref}")
        assert "You answer" not in page.text
        assert page.form("body").action == f"/en/comments/{root}/replies"


def test_a_thread_is_read_downwards_page_by_page_and_opens_at_an_answer(
    app: Flask, consultation: str, citizen: Person, neighbour: Person, visitor: Visitor
) -> None:
    size = app.config["SETTINGS"].page_size
    root = comment(citizen, consultation, *FIRST, "The question").ref
    refs = [reply(neighbour, root, f"Answer no. {n:03}").ref for n in range(size + 5)]
    first = visitor.get(f"/en/comments/{root}")
    assert first.text.index("Answer no. 000") < first.text.index("Answer no. 001")
    assert f"Answer no. {size - 1:03}" in first.text
    assert f"Answer no. {size:03}" not in first.text
    assert visitor.get(f"/en/comments/{refs[size - 1]}").path == f"/en/comments/{root}"
    for at in (size, size + 4):
        page = visitor.get(f"/en/comments/{refs[at]}", follow=False)
        address, _, fragment = page.headers["Location"].partition("#")
        assert fragment == f"comment-{refs[at]}"
        shown = visitor.get(address)
        assert f'id="comment-{refs[at]}"' in shown.html
        assert "The question" in shown.text
    assert "Older comments" in shown.text


def test_a_withdrawn_question_keeps_its_answers_and_takes_no_new_ones(
    consultation: str, citizen: Person, neighbour: Person, browser: Browser, visitor: Visitor
) -> None:
    root = comment(citizen, consultation, *FIRST, "The question").ref
    answer = reply(neighbour, root, "The answer").ref
    writing.withdraw(citizen, root)
    page = visitor.get(f"/en/comments/{root}")
    assert "The question" not in page.text
    assert "The answer" in page.text
    me = browser(citizen)
    assert "This comment is hidden or withdrawn." in me.get(f"/en/comments/{root}").text
    assert "You answer Pavel" in me.get(f"/en/comments/{root}?to={answer}").text


def test_a_shared_comment_leads_to_its_place_and_back_to_its_discussion(
    consultation: str, citizen: Person, visitor: Visitor
) -> None:
    ref = comment(citizen, consultation, *FIRST, "The question").ref
    comment(citizen, consultation, *FIRST, "Later words")
    page = visitor.get(f"/en/comments/{ref}")
    assert page.href("Proposal 1").endswith("/first#art_1__para_1")
    back = page.href('<p class="actions">')
    assert back.startswith(f"{CLAUSE}?before=")
    assert back.endswith(f"#comment-{ref}")
    assert f'id="comment-{ref}"' in visitor.get(back.partition("#")[0]).html

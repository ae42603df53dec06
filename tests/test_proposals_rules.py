"""The legal clock: what open means, stages, days, and when a discussion may be closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consult.proposals.models import Stage, Window
from consult.proposals.rules import RuleSet, earliest_closing

ALMATY = ZoneInfo("Asia/Almaty")
OPENS = datetime(2020, 7, 1, tzinfo=ALMATY)
CLOSES = datetime(2020, 7, 21, tzinfo=ALMATY)
NOON = datetime(2020, 7, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def window(**facts: datetime | None) -> Window:
    given: dict[str, datetime | None] = {
        "published_at": OPENS,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "closed_at": None,
        "concluded_at": None,
        "withdrawn_at": None,
    }
    return Window("Asia/Almaty", **(given | facts))


@pytest.mark.parametrize(
    ("facts", "now", "stage"),
    [
        ({"published_at": None}, NOON, Stage.DRAFT),
        ({}, OPENS - SECOND, Stage.ANNOUNCED),
        ({}, OPENS, Stage.OPEN),
        ({}, CLOSES - SECOND, Stage.OPEN),
        ({}, CLOSES, Stage.CLOSED),
        ({"closed_at": NOON}, NOON, Stage.CLOSED),
        ({"closed_at": NOON}, NOON - SECOND, Stage.OPEN),
        ({"concluded_at": CLOSES}, CLOSES, Stage.CONCLUDED),
        ({"withdrawn_at": NOON}, NOON, Stage.WITHDRAWN),
    ],
)
def test_the_stage_follows_from_the_facts(
    facts: dict[str, datetime | None], now: datetime, stage: Stage
) -> None:
    assert window(**facts).stage(now) is stage


def test_days_left_are_local_days_and_the_last_day_has_none_left() -> None:
    assert window().days_left(NOON) == 10
    assert window().days_left(datetime(2020, 7, 20, 17, 59, tzinfo=UTC)) == 0
    assert window().days_left(datetime(2020, 7, 19, 18, 0, tzinfo=UTC)) == 0
    assert window().days_left(CLOSES) is None


def test_almaty_was_six_hours_ahead_in_july_2020_and_is_five_since_march_2024() -> None:
    assert CLOSES.astimezone(UTC) == datetime(2020, 7, 20, 18, tzinfo=UTC)
    assert datetime(2027, 7, 21, tzinfo=ALMATY).astimezone(UTC).hour == 19


def rules(**more: object) -> RuleSet:
    given = {"minimum_working_days": 10, "opening_day_counts": False, "calendar": "KZ"}
    return RuleSet("r", {}, {}, verified=False, **(given | more))


def test_the_minimum_term_counts_neither_weekends_nor_holidays() -> None:
    # From Thursday 2 July 2020: Friday 3, Tuesday 7 (Monday 6 is Capital City Day) to 10,
    # Monday 13 to Friday 17 are ten working days with the opening day left out.
    opens = datetime(2020, 7, 2, tzinfo=ALMATY)
    assert earliest_closing(rules(), window(opens_at=opens)) == date(2020, 7, 18)


def test_the_opening_day_counts_where_the_rule_set_says_so() -> None:
    opens = datetime(2020, 7, 2, tzinfo=ALMATY)
    first = earliest_closing(rules(opening_day_counts=True), window(opens_at=opens))
    assert first == date(2020, 7, 17)


def test_without_a_rule_set_there_is_no_minimum_term() -> None:
    assert earliest_closing(None, window()) == date(2020, 7, 1)

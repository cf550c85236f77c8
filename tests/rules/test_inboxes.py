"""Working hours."""

import pytest

from balcao.domain.inboxes.rules import DEFAULT_HOURS, changed_hours

WEEK = list(DEFAULT_HOURS)


def test_the_week_that_an_inbox_starts_with() -> None:
    assert [day["closed_all_day"] for day in WEEK] == [True, False, False, False, False, False, True]
    assert (WEEK[1]["open_hour"], WEEK[1]["close_hour"]) == (9, 17)


def test_only_the_days_that_are_sent_change() -> None:
    always = {"day_of_week": "0", "open_all_day": "true"}
    late = {"day_of_week": 2, "open_hour": 13, "open_minutes": "30", "close_hour": "24", "close_minutes": 0, "x": 1}
    week = changed_hours(WEEK, [always, late])
    assert week[0]["open_all_day"] is True
    assert week[2] == {
        "day_of_week": 2, "closed_all_day": False, "open_hour": 13, "open_minutes": 30, "close_hour": 24,
        "close_minutes": 0, "open_all_day": False,
    }  # fmt: skip
    assert [week[n] for n in (1, 3, 4, 5, 6)] == [WEEK[n] for n in (1, 3, 4, 5, 6)]


@pytest.mark.parametrize(
    "day",
    [
        "monday", {}, {"day_of_week": 7}, {"day_of_week": -1}, {"day_of_week": 1},
        {"day_of_week": 1, "open_hour": 17, "close_hour": 9}, {"day_of_week": 1, "open_hour": 9, "close_hour": 9},
        {"day_of_week": 1, "open_hour": 9, "close_hour": 25}, {"day_of_week": 1, "open_hour": 9, "close_hour": 24, "close_minutes": 30},
        {"day_of_week": 1, "open_all_day": True, "closed_all_day": True},
    ],
)  # fmt: skip
def test_hours_that_cannot_be_kept_are_refused(day: object) -> None:
    with pytest.raises(ValueError, match=r"must|cannot"):
        changed_hours(WEEK, [day])

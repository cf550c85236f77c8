"""What an inbox may be told: hours, names, limits. Pure."""

from typing import Any

from balcao.kit.text import flag

DAYS = 7
MESSAGE_MAX = 10_000
SENDER_NAMES = ("friendly", "professional")
_HOUR_KEYS = ("open_hour", "open_minutes", "close_hour", "close_minutes")

Day = dict[str, Any]


def _day(number: int) -> Day:
    weekend = number in (0, 6)
    hours = (None, None, None, None) if weekend else (9, 0, 17, 0)
    return {
        "day_of_week": number,
        "closed_all_day": weekend,
        **dict(zip(_HOUR_KEYS, hours, strict=True)),
        "open_all_day": False,
    }


DEFAULT_HOURS = tuple(_day(number) for number in range(DAYS))
"""Monday to Friday from nine to five; 0 is Sunday."""


def changed_hours(before: list[Day], sent: list[Any]) -> list[Day]:
    """A week after some of its days were changed. Raises ValueError with the reason."""
    week = {day["day_of_week"]: day for day in before}
    for day in sent:
        if not isinstance(day, dict):
            raise ValueError("must be a list of days")  # noqa: TRY004 - every refusal is the same kind
        tidy = _tidy(day)  # pyright: ignore[reportUnknownArgumentType] - JSON
        week[tidy["day_of_week"]] = tidy
    return [week[number] for number in range(DAYS)]


def _tidy(day: Day) -> Day:
    number = _number(day.get("day_of_week"), DAYS - 1)
    if number is None:
        raise ValueError("must name the day of the week from 0 (Sunday) to 6")
    closed, always = flag(day.get("closed_all_day")), flag(day.get("open_all_day"))
    if closed and always:
        raise ValueError("cannot be open and closed all day")
    hours = {key: _number(day.get(key), 24 if key.endswith("hour") else 59) for key in _HOUR_KEYS}
    if not closed and not always and not _is_span(hours):
        raise ValueError("must open before they close")
    return {"day_of_week": number, "closed_all_day": closed, **hours, "open_all_day": always}


def _is_span(hours: dict[str, int | None]) -> bool:
    opens, opens_at, closes, closes_at = (hours[key] for key in _HOUR_KEYS)
    if opens is None or closes is None:
        return False
    return (opens, opens_at or 0) < (closes, closes_at or 0) <= (24, 0)


def _number(value: Any, most: int) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and int(text) <= most else None

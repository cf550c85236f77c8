"""What a calendar invitation says, in one small summary."""

from datetime import UTC, date, datetime
from typing import Any, Final

from balcao.channels.email.mime.encoded import one_line
from balcao.kit.text import plain

CALENDAR_MOST: Final = 131_072
_WORDS_MOST = 300


def invitation(data: bytes) -> dict[str, Any] | None:
    """`{method, summary, starts_at, ends_at, location, organizer}` of the first event; None for what is no invitation.

    Moments are ISO 8601 in UTC, without a zone where the invitation has none, and days where it lasts all day.
    """
    if len(data) > CALENDAR_MOST or b"BEGIN:VEVENT" not in data.upper():
        return None
    try:
        return _summary(data)
    except Exception:  # noqa: BLE001 - the library names no limit to what it may raise, and the file is kept anyway
        return None


def _summary(data: bytes) -> dict[str, Any] | None:
    from icalendar import Calendar  # noqa: PLC0415 - heavy, and only invitations need it

    calendar = Calendar.from_ical(data)
    event = next(iter(calendar.walk("VEVENT")), None)
    if event is None:
        return None
    starts = _moment(event.get("DTSTART"))
    return {
        "method": _said(calendar.get("METHOD", "")).upper() or None,
        "summary": _said(event.get("SUMMARY")),
        "starts_at": _iso(starts),
        "ends_at": _iso(_end(event, starts)),
        "location": _said(event.get("LOCATION")),
        "organizer": _organizer(event.get("ORGANIZER")),
    }


def _said(value: Any) -> str:
    return one_line(plain(str(value or "")))[:_WORDS_MOST]


def _moment(value: Any) -> date | None:
    found = getattr(value, "dt", None)
    return found if isinstance(found, date) else None


def _end(event: Any, starts: date | None) -> date | None:
    if "DTEND" in event:
        return _moment(event.get("DTEND"))
    lasts = getattr(event.get("DURATION"), "dt", None)
    return starts + lasts if starts and lasts else None


def _iso(moment: date | None) -> str | None:
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat() if moment else None


def _organizer(value: Any) -> str:
    name = _said(getattr(value, "params", {}).get("CN"))
    address = _said(value)
    address = address[7:] if address.lower().startswith("mailto:") else address
    return f"{name} <{address}>" if name and address else name or address

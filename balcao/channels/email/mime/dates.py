"""When a mail was written, as far as its headers can be believed."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from balcao.channels.email.mime.encoded import unfolded
from balcao.channels.email.mime.headers import Headers
from balcao.kit.clock import DAY, SECOND

YEARS_MOST = 10 * 365 * DAY + 3 * DAY
_AHEAD_MOST = DAY


def sent_at(headers: Headers, now: int) -> int:
    """Microseconds, between ten years ago and now. A nonsensical `Date` gives way to the first server's stamp."""
    written = _moment(headers.get(b"date"))
    if written is not None and now - YEARS_MOST <= written <= now + _AHEAD_MOST:
        return min(written, now)
    received = _moment(_stamp(headers))
    best = received if received is not None else written
    return now if best is None else max(now - YEARS_MOST, min(best, now))


def _stamp(headers: Headers) -> bytes | None:
    received = headers.get(b"received")
    return received.rpartition(b";")[2] if received else None


def _moment(raw: bytes | None) -> int | None:
    if not raw:
        return None
    try:
        when = parsedate_to_datetime(unfolded(raw[:200]))
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        return int(aware.timestamp()) * SECOND
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None

"""A mail that is too large to be fetched whole: its beginning, as far as that can be read."""

import re

from balcao.channels.email.arrivals import divided

MOST = 50 << 20
BEGINNING = 256 << 10
_BOUNDARY = re.compile(rb"""boundary\*?=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)


def whole_parts(start: bytes) -> bytes:
    """The first bytes of a mail without the part in whose middle they end, so that no damaged file comes of it."""
    head, body = divided(start)
    last = -1
    for found in _BOUNDARY.finditer(start):
        last = max(last, body.rfind(b"\n--" + (found[1] or found[2])))
    if b"multipart/" not in head.lower():
        return start
    return head + body[: last + 1] if last > 0 else head

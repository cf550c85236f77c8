"""A mail that is too large to be fetched whole: its beginning, as far as that can be read, and the names of its files."""

import re
from collections.abc import Iterator
from typing import Any

from balcao.channels.email.arrivals import divided
from balcao.channels.email.mime.found import usual_name
from balcao.channels.email.mime.parameters import parameters
from balcao.kit.uploads import file_name

MOST = 50 << 20
BEGINNING = 256 << 10
NAMED_MOST = 50
_SPOKEN = ("text/plain", "text/html", "text/enriched")
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


def files_in(structure: Any) -> list[tuple[str, int]]:
    """Name and bytes of each file in a server's description of a mail (RFC 3501, 7.4.2). Raises for what is none."""
    found = (_file(part) for part in _leaves(structure))
    return [file for file in found if file is not None][:NAMED_MOST]


def _leaves(part: Any) -> Iterator[Any]:
    if isinstance(part[0], list):
        for child in part[0]:
            yield from _leaves(child)
    else:
        yield part


def _file(part: Any) -> tuple[str, int] | None:
    kind = b"/".join(part[:2]).decode("ascii", "replace").lower()
    disposition, extra = _disposition(part)
    name = extra.get("filename") or _parameters(part[2]).get("name")
    if kind in _SPOKEN and not name and disposition != "attachment":
        return None
    return file_name(name, kind) if name else usual_name(kind), _decoded_size(part[5], int(part[6]))


def _disposition(part: Any) -> tuple[str, dict[str, str]]:
    # Where it stands depends on the kind of part; nothing else there begins like this.
    for one in part[7:]:
        if isinstance(one, tuple) and len(one) == 2 and str(one[0]).lower() in ("b'attachment'", "b'inline'"):
            return one[0].decode().lower(), _parameters(one[1])
    return "", {}


def _parameters(told: Any) -> dict[str, str]:
    """As a header would have them, in all the ways in which names are written."""
    pairs = zip(told[::2], told[1::2], strict=False) if told else ()
    line = b"".join(b'; %s="%s"' % (key, value.replace(b'"', b'\\"')) for key, value in pairs)
    return dict(parameters(b"x" + line)[1])


def _decoded_size(encoding: Any, size: int) -> int:
    """Base64 says in 78 bytes what is 57."""
    return size * 57 // 78 if str(encoding).lower() == "b'base64'" else size

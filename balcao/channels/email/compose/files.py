"""Which files travel inside a mail: pictures of its text, attachments, and links to what is too large."""

import mimetypes
import re
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from balcao.channels.contract import Line
from balcao.channels.email.compose.headers import one_line
from balcao.channels.outcomes import Rejected
from balcao.envelope import Media, Outbound, Part

MOST: Final = 20_000_000
"""Bytes of files in one mail: more is refused by many of those who receive it."""

GROWTH: Final = 1.37
"""What base64 makes of a byte, with its line ends."""

_ROOM_FOR_TEXT: Final = 64_000
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,62}")
_WRAPPERS = ("message/", "multipart/")


@dataclass(frozen=True, slots=True)
class File:
    """A file in a mail. `cid` (without brackets) names one that stands inside the text."""

    name: str
    content_type: str
    data: bytes
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a mail: `shown` in its text, `attached`, and `linked` because they are too large."""

    shown: tuple[File, ...] = ()
    attached: tuple[File, ...] = ()
    linked: tuple[Part, ...] = ()


def room(size_limit: int | None) -> int:
    """Bytes of files that fit when the server takes mails of `size_limit` bytes."""
    return MOST if size_limit is None else max(0, min(int((size_limit - _ROOM_FOR_TEXT) / GROWTH), MOST))


def weight(message: Outbound) -> int:
    """How many bytes of files are read for it, at most."""
    return min(MOST, sum(part.size or len(part.data or b"") for part in message.parts))


async def collected(message: Outbound, line: Line, html: str, most: int) -> Files:
    """Read what fits into `most` bytes, in order; the rest is linked. Raises `Rejected`."""
    shown, attached, linked, left = list[File](), list[File](), list[Part](), most
    for part in message.parts:
        if part.size is not None and part.size > left:
            linked.append(_linkable(part))
            continue
        file = await _read(part, line)
        if len(file.data) > left:
            linked.append(_linkable(part))
            continue
        left -= len(file.data)
        cid = part.content_id or f"{len(shown)}.{message.delivery}@balcao"
        if part.media is Media.IMAGE and _is_in(html, part):
            shown.append(replace(file, cid=cid.strip("<>")))
        else:
            attached.append(file)
    return Files(tuple(shown), tuple(attached), tuple(linked))


def with_pictures(html: str, message: Outbound, files: Files) -> str:
    """The text with its pictures taken from the mail itself instead of from an address."""
    pictures = iter(files.shown)
    for part in message.parts:
        if part.media is Media.IMAGE and _is_in(html, part) and part not in files.linked:
            html = (
                html.replace(f'src="{escape(part.source)}"', f'src="cid:{next(pictures).cid}"') if part.source else html
            )
    return html


def _is_in(html: str, part: Part) -> bool:
    by_id = part.content_id and f'src="cid:{escape(part.content_id.strip("<>"))}"' in html
    return bool(by_id or (part.source and f'src="{escape(part.source)}"' in html))


def _linkable(part: Part) -> Part:
    if not part.source.startswith(("https://", "http://")):
        raise Rejected(f"The file “{file_name(part)}” is too large for an e-mail.")
    return part


async def _read(part: Part, line: Line) -> File:
    try:
        data = part.data if part.data is not None else await line.read(part)
    except FileNotFoundError:
        raise Rejected(f"The file “{file_name(part)}” is not there any more.") from None
    return File(file_name(part), _type(part), data)


def file_name(part: Part) -> str:
    """One line, and no way out of a folder."""
    name = one_line(part.name.replace("/", "_").replace("\\", "_"), 150)
    return name or f"file{mimetypes.guess_extension(part.content_type) or ''}"


def _type(part: Part) -> str:
    """Its type, unless a mail program would take the file for a part of the mail's own structure."""
    told = part.content_type.partition(";")[0].strip().lower()
    return told if _TYPE.fullmatch(told) and not told.startswith(_WRAPPERS) else "application/octet-stream"

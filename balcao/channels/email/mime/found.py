"""The files of a mail: what they are called, which stand inside the text, and which are too many or too large (EML-16)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import unquote

from balcao.channels.email.mime.encoded import header_text
from balcao.channels.email.mime.headers import read_headers
from balcao.channels.email.mime.parameters import parameters
from balcao.channels.email.mime.tnef import Unpacked
from balcao.channels.email.mime.tree import Node
from balcao.kit.media_types import UNKNOWN, ending_for
from balcao.kit.uploads import file_name

FILES_MOST: Final = 15
FILE_MOST: Final = 40 << 20

_REFERRED = re.compile(r"""cid:([^\s"'<>)\\]{1,998})""", re.IGNORECASE)
_FIXED_NAMES = {"text/calendar": "invite.ics", "message/delivery-status": "delivery-status.txt"}


@dataclass(slots=True, eq=False)
class Found:
    """A file as it was found: a part of the mail, or bytes out of another file."""

    name: str
    kind: str
    content_id: str = ""
    node: Node | None = None
    bytes_: bytes = b""
    is_attachment: bool = False

    def data(self) -> bytes:
        """Its bytes; a part is decoded each time."""
        return self.bytes_ if self.node is None else self.node.content()

    @property
    def size(self) -> int:
        """About how many bytes it has, without decoding it."""
        return len(self.bytes_) if self.node is None else self.node.size


class File(NamedTuple):
    """A file that is taken. `content_id` only where the text refers to it; each id names one file."""

    name: str
    content_type: str
    data: bytes
    content_id: str | None


class Refused(NamedTuple):
    """A file that is not taken; `reason` is `too_many`, `too_large`, `empty`, `too_deep` or `not_fetched`."""

    name: str
    size: int
    reason: str


def found_in(node: Node) -> Found:
    """The file that a part is."""
    disposition, extra = parameters(node.headers.get(b"content-disposition"))
    claimed = extra.get("filename") or node.parameters.get("name") or ""
    kind = node.kind
    name = file_name(claimed, kind) if claimed else _name_for(node)
    cid = header_text(node.headers.get(b"content-id")).strip("<> ")
    return Found(name, kind, cid, node, is_attachment=disposition == "attachment")


def _name_for(node: Node) -> str:
    if node.kind in ("message/rfc822", "message/global"):
        inner, _ = read_headers(node.content()[:65_536])
        subject = header_text(inner.get(b"subject"))[:100].replace("/", "-").replace("\\", "-")
        return file_name(f"{subject or 'message'}.eml", node.kind)
    if node.kind.startswith(("message/", "text/rfc822")):
        return _FIXED_NAMES.get(node.kind, f"{node.kind.partition('/')[2]}.txt")
    return usual_name(node.kind)


def usual_name(kind: str) -> str:
    """How a file is called that has no name of its own."""
    family = kind.partition("/")[0]
    stem = family if family in ("image", "audio", "video") else "file"
    return _FIXED_NAMES.get(kind, stem + ending_for(kind))


def wrapped(inside: Unpacked) -> list[Found]:
    """The files out of a `winmail.dat`."""
    return [
        Found(file_name(file.name, file.content_type), file.content_type or UNKNOWN, file.content_id, bytes_=file.data)
        for file in inside.files
    ]


def chosen(found: list[Found], html: str, too_deep: Iterable[Node] = ()) -> tuple[list[File], list[Refused]]:
    """Those that are taken, in their order, and those that are not. Real files come before pictures in the text."""
    inline = _inline(found, html)
    order = sorted(found, key=lambda file: file in inline)
    taken: dict[int, File] = {}
    refused: list[Refused] = []
    for file in order:
        verdict = _take(file, inline.get(file), full=len(taken) >= FILES_MOST)
        if isinstance(verdict, File):
            taken[id(file)] = verdict
        else:
            refused.append(verdict)
    refused += [Refused("", node.size, "too_deep") for node in too_deep]
    return [taken[id(file)] for file in found if id(file) in taken], refused


def _inline(found: list[Found], html: str) -> dict[Found, str]:
    """The files to which the text refers. Of several with one id the first is meant."""
    if not html:
        return {}
    wanted = {unquote(one) for one in _REFERRED.findall(html)}
    meant: dict[str, Found] = {}
    for file in found:
        if file.content_id in wanted:
            meant.setdefault(file.content_id, file)
    return {file: cid for cid, file in meant.items()}


def _take(file: Found, content_id: str | None, *, full: bool) -> File | Refused:
    if full:
        return Refused(file.name, file.size, "too_many")
    if file.size > FILE_MOST * 2:
        return Refused(file.name, file.size, "too_large")
    data = file.data()
    if not data:
        return Refused(file.name, 0, "empty")
    if len(data) > FILE_MOST:
        return Refused(file.name, len(data), "too_large")
    return File(file.name, file.kind, data, content_id)

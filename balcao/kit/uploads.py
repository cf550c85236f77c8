"""Take in a file that somebody sent: its type from its bytes, its name cleaned, its pictures without metadata."""

import io
import mmap
import re
import struct
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from balcao.kit import text
from balcao.kit.darkroom import in_queue, turned_upright
from balcao.kit.errors import refused
from balcao.kit.files import Files, Kept
from balcao.kit.media_types import HEAD, UNKNOWN, Claim, ending_for, media_type
from balcao.kit.metadata import stripped
from balcao.kit.pictures import MEASURED, Data, Picture, measure

NAME_BYTES = 255


class Upload(Protocol):
    """What arrives: a stream that can be read from its start, and what the sender says about it."""

    @property
    def filename(self) -> str | None: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def file(self) -> BinaryIO: ...


async def keep(files: Files, upload: Upload, limit: int) -> Kept:
    """Store an upload of at most `limit` bytes. A 422 `Problem` says when it is empty or too large."""
    return await in_queue(keep_now, files, upload, limit)


def keep_now(files: Files, upload: Upload, limit: int) -> Kept:
    """The same on this thread."""
    source = upload.file
    _check_size(source, limit)
    source.seek(0)
    claim = Claim(upload.filename or "", upload.content_type or "")
    kind = media_type(source.read(HEAD), claim)
    name = file_name(claim.name, kind)
    if kind in MEASURED:
        return _keep_picture(files, source, name, kind)
    return _write(files, source, name, kind)


def _check_size(source: BinaryIO, limit: int) -> None:
    size = source.seek(0, io.SEEK_END)
    if size == 0:
        raise refused("File is empty")
    if size > limit:
        raise refused(f"File is too large (maximum is {limit >> 20} MB)")


def _write(files: Files, source: BinaryIO, name: str, kind: str, picture: Picture | None = None) -> Kept:
    most = source.seek(0, io.SEEK_END)
    source.seek(0)
    key, size = files.write(source, most)
    return Kept(key, name, kind, size, picture and picture.width, picture and picture.height)


def _keep_picture(files: Files, source: BinaryIO, name: str, kind: str) -> Kept:
    """A picture that is broken or too much for a screen is kept as the plain file that it is."""
    data = _mapped(source)
    picture = measure(data, kind)
    if picture is None or not picture.harmless:
        return _write(files, source, name, UNKNOWN)
    try:
        clean = _without_metadata(data, kind, picture)
    except (ValueError, IndexError, struct.error):
        return _write(files, source, name, UNKNOWN)
    return _write(files, io.BytesIO(clean), name, kind, picture.upright)


def _without_metadata(data: Data, kind: str, picture: Picture) -> bytes:
    """Turned upright where it lies on its side; a picture that cannot be turned keeps that one tag."""
    if picture.orientation != 1 and (turned := turned_upright(data[:])):
        return turned
    return stripped(data, kind, picture.orientation)


def _mapped(source: BinaryIO) -> Data:
    try:
        return mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, AttributeError, ValueError):
        source.seek(0)
        return source.read()


def file_name(claimed: str, kind: str) -> str:
    """A name to show and to download under: one line, no folders, no tricks, at most 255 bytes with its ending."""
    last = re.split(r"[/\\]", claimed)[-1]
    name = text.name(last, len(last)).strip(". ")
    if not name:
        return f"file{ending_for(kind)}"
    return name if len(name.encode()) <= NAME_BYTES else _cut(name)


def _cut(name: str) -> str:
    ending = PurePosixPath(name).suffix
    if len(ending.encode()) > 20:
        ending = ""
    stem = name.removesuffix(ending).encode()[: NAME_BYTES - len(ending.encode())]
    return stem.decode(errors="ignore").rstrip(". ") + ending

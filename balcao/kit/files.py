"""Files on disk: written and flushed before any row names them, found by a key that cannot be guessed."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from balcao.kit.crypto import random_token

KEY_LENGTH = 28
_CHUNK = 1 << 20


class TooLarge(Exception):
    """More bytes than allowed; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file. `content_type` comes from its bytes, never from what the sender claimed."""

    key: str
    file_name: str
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None


class Files:
    """A folder of blobs, spread over sub-folders by the first two characters of the key."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def path(self, key: str) -> Path:
        """Where a blob lies."""
        if not key.isalnum():
            raise FileNotFoundError(key)
        return self.root / key[:2] / key

    def write(self, source: BinaryIO, limit: int) -> tuple[str, int]:
        """Copy a stream to disk, durably; its key and size. Raises `TooLarge` beyond `limit` bytes."""
        key = random_token(KEY_LENGTH)
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            size = _copy(source, target, limit)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
        return key, size

    def rendition(self, key: str) -> Path:
        """Where the small rendition of a picture lies; it goes with the blob."""
        return self.path(key).with_suffix(".thumb")

    def remove(self, key: str) -> None:
        """Forget a blob; fine when it is gone."""
        self.path(key).unlink(missing_ok=True)
        self.rendition(key).unlink(missing_ok=True)


def _copy(source: BinaryIO, target: Path, limit: int) -> int:
    size = 0
    with target.open("xb") as out:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return size


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

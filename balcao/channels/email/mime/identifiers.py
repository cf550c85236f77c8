"""Message-IDs out of raw headers. Everywhere in one form, so that a thread is found whatever a program writes."""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from balcao.channels.email.mime.encoded import unfolded, words

ID_MOST: Final = 255
IDS_MOST: Final = 100

_BRACKETED = re.compile(rb"<([^<>]*)>")
_BLANKS = re.compile(rb"\s+")
_PLAIN = re.compile(rb"[!-~]+")


def identifiers(values: Iterable[bytes]) -> list[str]:
    """Every id in these headers, in order and once; of very many, the last."""
    found: dict[str, None] = {}
    for value in map(_decoded, values):
        for one in _BRACKETED.findall(value) or _bare(value.split()):
            if name := _named(one):
                found.pop(name, None)
                found[name] = None
    return list(found)[-IDS_MOST:]


def own_identifier(values: list[bytes], raw: bytes) -> str:
    """What a mail is called: its Message-ID without brackets, a digest of an unusable one, or one of the mail itself.

    `sha256:<hex>` stands for an id that is too long or not ASCII, `none:<hex>` for a missing one (EML-11).
    """
    first = next(iter(identifiers(values[:1])), None)
    return first or "none:" + hashlib.sha256(raw).hexdigest()


def _decoded(value: bytes) -> bytes:
    """Some programs (Python's own library among them) write a long id as encoded words, which no standard allows."""
    return words(unfolded(value)).encode("utf-8", "replace") if b"=?" in value and b"<" not in value else value


def _bare(said: list[bytes]) -> list[bytes]:
    """Ids without brackets; a sentence that names a mail has none."""
    return said if len(said) == 1 else [word for word in said if b"@" in word]


def _named(raw: bytes) -> str | None:
    pure = _BLANKS.sub(b"", raw).strip(b"<>")
    if not pure:
        return None
    if len(pure) > ID_MOST or not _PLAIN.fullmatch(pure):
        return "sha256:" + hashlib.sha256(pure).hexdigest()
    return pure.decode("ascii")

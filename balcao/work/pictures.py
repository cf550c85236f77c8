"""Fetch the pictures of contacts from the addresses that programs give."""

import io
from dataclasses import dataclass
from typing import BinaryIO

import msgspec
import structlog

from balcao.channels.outcomes import Retry
from balcao.domain.contacts.actions import set_avatar
from balcao.house import House
from balcao.kit.darkroom import in_queue, thumbnail
from balcao.kit.errors import Problem
from balcao.kit.files import Files
from balcao.kit.pictures import MEASURED
from balcao.kit.uploads import keep_now
from balcao.kit.web import Answer, Ask, Unreachable, WebError
from balcao.outbox.jobs import Job

MOST_BYTES = 15 * 1024 * 1024
SECONDS = 15.0
REDIRECTS = 3
TRIES = 4

log = structlog.get_logger()


class Wish(msgspec.Struct):
    """Whose picture, and where it lies."""

    account_id: int
    contact_id: int
    url: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What was fetched, as an upload. Its type is told by its bytes alone."""

    file: BinaryIO
    filename: str | None = None
    content_type: str | None = None


async def fetch_picture(house: House, job: Job) -> None:
    """Job `fetch_picture`: the payload is a `Wish`. A picture that cannot be had is done without."""
    wish = msgspec.json.decode(job.payload, type=Wish)
    answer = await _fetch(house, wish.url, tries=job.attempts + 1)
    key = await in_queue(_small, house.files, answer.body) if answer else None
    if key is None:
        log.info("no picture", contact=wish.contact_id)
        return
    try:
        await house.store.write(lambda tx: set_avatar(tx, wish.account_id, wish.contact_id, key))
    except Problem:
        # The contact is gone, and so is its picture.
        house.files.remove(key)


async def _fetch(house: House, url: str, *, tries: int) -> Answer | None:
    try:
        answer = await house.web.send(Ask(url, seconds=SECONDS, most=MOST_BYTES, redirects=REDIRECTS))
    except Unreachable as failure:
        if tries < TRIES:
            raise Retry(str(failure)) from None
        return None
    except WebError:
        return None
    return answer if answer.ok else None


def _small(files: Files, found: bytes) -> str | None:
    """The key of a small rendition; None for what is no picture."""
    try:
        kept = keep_now(files, _Found(io.BytesIO(found)), MOST_BYTES)
    except Problem:
        return None
    try:
        small = thumbnail(files.path(kept.key)) if kept.content_type in MEASURED else None
    finally:
        files.remove(kept.key)
    return files.write(io.BytesIO(small), len(small))[0] if small else None

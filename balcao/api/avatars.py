"""Avatars: any picture that is sent becomes a small one."""

import asyncio
import io
from typing import Any

from balcao.api.call import Call
from balcao.kit.darkroom import thumbnail
from balcao.kit.errors import invalid
from balcao.kit.files import Kept
from balcao.kit.pictures import MEASURED

SENT_MAX = 15 * 1024 * 1024


async def avatar_sent(call: Call[Any], name: str = "avatar") -> str | None:
    """The key of the small picture that stands for what was sent as `name`; None when nothing was.

    Raises a 422 for what is no picture. Whatever else was uploaded is forgotten.
    """
    sent, others = call.files.pop(name, []), [kept for items in call.files.values() for kept in items]
    small = await asyncio.to_thread(_shrink, call, sent[-1]) if sent else None
    for kept in (*sent, *others):
        call.house.files.remove(kept.key)
    call.files.clear()
    if sent and small is None:
        raise invalid("Avatar is not a picture", "avatar")
    return small


def _shrink(call: Call[Any], sent: Kept) -> str | None:
    files = call.house.files
    picture = thumbnail(files.path(sent.key)) if sent.content_type in MEASURED and sent.size <= SENT_MAX else None
    return files.write(io.BytesIO(picture), len(picture))[0] if picture else None

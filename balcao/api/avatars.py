"""Avatars: any picture that is sent becomes a small one."""

import io
from typing import Any

from balcao.api.call import Call
from balcao.kit.darkroom import in_queue, thumbnail
from balcao.kit.errors import invalid
from balcao.kit.files import Kept
from balcao.kit.pictures import MEASURED

SENT_MAX = 15 * 1024 * 1024


async def avatar_sent(call: Call[Any], name: str = "avatar") -> str | None:
    """The key of the small picture that stands for what was sent as `name`; None when nothing was.

    Raises a 422 for what is no picture. Of all uploads only the small picture is left in `call.files`, so that it is
    forgotten with the call when the call fails.
    """
    sent, uploads = call.files.get(name), [kept for items in call.files.values() for kept in items]
    small = await in_queue(_shrink, call, sent[-1]) if sent else None
    for kept in uploads:
        call.house.files.remove(kept.key)
    call.files = {name: [small]} if small else {}
    if sent and small is None:
        raise invalid("Avatar is not a picture", "avatar")
    return small.key if small else None


def _shrink(call: Call[Any], sent: Kept) -> Kept | None:
    files = call.house.files
    picture = thumbnail(files.path(sent.key)) if sent.content_type in MEASURED and sent.size <= SENT_MAX else None
    if picture is None:
        return None
    key, size = files.write(io.BytesIO(picture), len(picture))
    return Kept(key, sent.file_name, sent.content_type, size)

"""Postmark's inbound webhook: JSON, with the whole mail where that is ticked there."""

from collections.abc import Sequence

import msgspec

from balcao.channels.contract import Hook, Site
from balcao.channels.email.relays.common import Posted, beside
from balcao.channels.email.relays.password import SignedIn
from balcao.kit.errors import refused


class _Told(msgspec.Struct, rename="pascal"):
    raw_email: str = ""
    original_recipient: str = ""


class Postmark(SignedIn):
    """It gives up at a 403 alone, and would come back for hours after anything else."""

    nobody = 403

    async def read(self, hook: Hook, site: Site) -> Sequence[Posted]:
        """`RawEmail`, and the recipient of the envelope."""
        return await beside(self._read, hook, site)

    def _read(self, hook: Hook, _site: Site) -> list[Posted]:
        try:
            told = msgspec.json.decode(hook.body, type=_Told)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise refused("This address takes the JSON of Postmark's inbound webhook") from None
        if not told.raw_email.strip():
            raise refused("RawEmail is missing: tick “Include raw email content in JSON payload” at Postmark")
        recipients = (told.original_recipient,) if told.original_recipient else ()
        return [Posted(told.raw_email.encode("utf-8", "replace"), recipients)]

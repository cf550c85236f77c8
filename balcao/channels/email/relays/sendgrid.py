"""SendGrid's Inbound Parse: a form, with the whole mail where that is ticked there."""

from collections.abc import Sequence

import msgspec

from balcao.channels.contract import Hook, Site
from balcao.channels.email.forms import fields
from balcao.channels.email.relays.common import Posted, beside, mail_in
from balcao.channels.email.relays.password import SignedIn


class _Envelope(msgspec.Struct):
    to: list[str] = []
    sender: str = msgspec.field(name="from", default="")


class Sendgrid(SignedIn):
    """`email` and `envelope`."""

    async def read(self, hook: Hook, site: Site) -> Sequence[Posted]:
        """The mail; one whose envelope cannot be read is no mail to lose."""
        return await beside(self._read, hook, site)

    def _read(self, hook: Hook, _site: Site) -> list[Posted]:
        form = fields(hook)
        try:
            envelope = msgspec.json.decode(form.get("envelope", b"{}"), type=_Envelope)
        except (msgspec.DecodeError, UnicodeDecodeError):
            envelope = _Envelope()
        return [Posted(mail_in(form, "email"), tuple(envelope.to), envelope.sender)]

"""Mailgun's routes: a form that is signed, once, within five minutes."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from balcao.channels.contract import Admission, Hook, Site
from balcao.channels.email.forms import fields
from balcao.channels.email.relays.common import LARGEST, Posted, beside, closed, mail_in, text_in
from balcao.channels.outcomes import Forged
from balcao.kit.clock import MINUTE, SECOND, Clock
from balcao.kit.crypto import hmac_hex, same

FRESH: Final = 5 * MINUTE
_TOKENS_MOST = 50_000


class Mailgun:
    """It gives up at a 406 alone, and would come back for hours after anything else."""

    nobody = 406

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, int] = OrderedDict()

    def admit(self, hook: Hook, site: Site) -> Admission:  # noqa: ARG002 - the signature is in the body
        """Whether this way is in use."""
        self._key(site)
        return Admission(LARGEST)

    async def read(self, hook: Hook, site: Site) -> Sequence[Posted]:
        """`body-mime`, with its envelope."""
        return await beside(self._read, hook, site)

    def note(self, posted: Sequence[Posted]) -> None:
        """Remember the token for as long as it would be taken, and no more of them than anybody needs."""
        self._seen |= {one.proof: self._clock() for one in posted}
        while self._seen and (len(self._seen) > _TOKENS_MOST or self._is_stale(next(iter(self._seen.values())))):
            self._seen.popitem(last=False)

    def _is_stale(self, moment: int) -> bool:
        return abs(self._clock() - moment) > 2 * FRESH

    def _read(self, hook: Hook, site: Site) -> list[Posted]:
        form = fields(hook)
        token = self._verified(form, self._key(site))
        recipient = text_in(form, "recipient")
        return [Posted(mail_in(form, "body-mime"), (recipient,) if recipient else (), text_in(form, "sender"), token)]

    def _verified(self, form: dict[str, bytes], key: str) -> str:
        stamp, token, signature = (text_in(form, name) for name in ("timestamp", "token", "signature"))
        if not same(signature, hmac_hex(key, stamp + token)):
            raise Forged("The signature is not Mailgun's")
        moment = int(stamp) * SECOND if stamp.isascii() and stamp.isdigit() and len(stamp) < 12 else 0
        if abs(self._clock() - moment) > FRESH:
            raise Forged("The call was signed more than five minutes ago: is the clock right?")
        if token in self._seen:
            raise Forged("The call was made before")
        return token

    def _key(self, site: Site) -> str:
        key = site.keys.get("mailgun_signing_key")
        if not key:
            raise closed("BALCAO_MAILGUN_SIGNING_KEY")
        return key

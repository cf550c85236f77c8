"""A message to the app: one signed POST of the public `message_created` document."""

import hashlib
import hmac

from balcao.channels.contract import Line
from balcao.channels.outcomes import Rejected, Retry
from balcao.envelope import Outbound, Receipt
from balcao.kit.clock import HOUR, SECOND
from balcao.kit.web import Answer, Ask, Blocked, TooMuch, Web, WebError

SECONDS = 5.0
REPLY_MOST = 64 * 1024
_TRY_AGAIN = frozenset({408, 425, 429})


class Webhook:
    """Delivers to `webhook_url`; without one the app reads from our interface, and the message is sent at once."""

    async def send(self, message: Outbound, line: Line) -> Receipt:
        """Raises `Retry` while the app is away, `Rejected` when it answers that it will not take the message."""
        url = line.settings.get("webhook_url")
        if not url:
            return Receipt()
        body = bytes(message.fact)
        headers = {"content-type": "application/json", "accept": "application/json"}
        headers |= signature(line.secret, line.now // SECOND, body, message.delivery)
        return _judged(await _post(line.web, Ask(url, "POST", body, headers, SECONDS, REPLY_MOST)))


def signature(secret: str, seconds: int, body: bytes, delivery: str) -> dict[str, str]:
    """The headers by which a receiver knows us: HMAC-SHA256 of `<seconds>.<body>`, and one name for all tries."""
    mac = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    values = {"signature": f"sha256={mac}", "timestamp": str(seconds), "delivery": delivery}
    return {f"x-{house}-{name}": value for house in ("chatwoot", "balcao") for name, value in values.items()}


async def _post(web: Web, ask: Ask) -> Answer:
    try:
        return await web.send(ask)
    except TooMuch as chatty:
        # What it says does not matter, only whether it took the message.
        return Answer(chatty.status, {}, b"")
    except Blocked as refused:
        raise Rejected(str(refused)) from None
    except WebError as failure:
        raise Retry(str(failure)) from None


def _judged(answer: Answer) -> Receipt:
    if answer.ok:
        return Receipt()
    reason = f"The webhook answered with status {answer.status}"
    if answer.status >= 500 or answer.status in _TRY_AGAIN:
        raise Retry(reason, _wait(answer))
    raise Rejected(reason)


def _wait(answer: Answer) -> int | None:
    told = answer.headers.get("retry-after", "")
    return min(int(told) * SECOND, HOUR) if told.isascii() and told.isdigit() and len(told) < 8 else None

"""Connecting an e-mail inbox: what the address tells of its servers, and whether they let us in."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import convert

from balcao.channels.about import Words
from balcao.channels.contract import Health, Line, Setup, Site
from balcao.channels.email.oauth import PROVIDERS, access_token
from balcao.channels.email.servers import can_send, receives
from balcao.channels.outcomes import Disconnected, Retry
from balcao.kit.clock import wall_clock
from balcao.kit.errors import Problem


class EmailSetup(Setup):
    """Nothing is kept that was not tried: a mailbox that cannot be opened is refused with its cause."""

    async def validate(self, settings: dict[str, Any], site: Site) -> dict[str, Any]:
        """Sign in at both servers as the settings say.

        Raises the `Problem` that names the setting, the cause and the way out.
        """
        from balcao.channels.email.trying.both import try_mailbox, unsigned  # noqa: PLC0415 - heavy, and seldom needed
        from balcao.channels.email.trying.failure import unanswering  # noqa: PLC0415 - heavy, and seldom needed

        values = dict(settings)

        async def remember(anew: Mapping[str, Any]) -> None:
            values.update(anew)

        provider, token = str(values.get("provider")), None
        if provider in PROVIDERS:
            trial = Line(0, values, f"trial|{values.get('email')}", site, wall_clock(), remember)
            try:
                token = await access_token(trial)
            except (Retry, Disconnected) as refusal:
                raise unsigned(provider, refusal.reason) from None
        await try_mailbox(values, site, token)
        if receives(values, site) and not can_send(values, site):
            raise unanswering()
        return values

    async def suggest(self, settings: dict[str, Any], site: Site) -> dict[str, Any]:
        """The servers of an address."""
        from balcao.channels.email.guessing.suggest import suggest  # noqa: PLC0415 - heavy, and seldom needed

        return await suggest(settings, site)

    def names(self, settings: Mapping[str, Any]) -> Sequence[str]:
        """Its address, and the part before the @ of the address to which mail may be forwarded."""
        email, key = settings.get("email"), settings.get("forward_key")
        return [*([str(email).lower()] if email else []), *([f"{key}@"] if key else [])]

    async def health(self, line: Line) -> Health:
        """The same trial as before an inbox is kept, with what it has now."""
        from balcao.channels.email.trying.both import try_mailbox  # noqa: PLC0415 - heavy, and seldom needed
        from balcao.channels.email.trying.failure import unanswering  # noqa: PLC0415 - heavy, and seldom needed

        try:
            token = await access_token(line) if line.settings.get("provider") in PROVIDERS else None
            await try_mailbox(line.settings, line.site, token)
        except (Retry, Disconnected) as trouble:
            return Health(ok=False, reason=trouble.reason)
        except Problem as trouble:
            return _unwell(trouble)
        return Health() if can_send(line.settings, line.site) else _unwell(unanswering())


def _unwell(trouble: Problem) -> Health:
    body = trouble.body if isinstance(trouble.body, dict) else {}
    told, detail = str(body.get("message") or trouble.body), body.get("detail")
    words = body.get("words")
    return Health(False, f"{told} ({detail})" if detail else told, words and convert(words, Words), detail)

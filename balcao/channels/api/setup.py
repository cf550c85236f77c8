"""Connecting an API inbox: only its address can be wrong."""

from typing import Any

from balcao.channels.contract import Setup, Site
from balcao.kit.errors import invalid
from balcao.kit.targets import BadAddress


class ApiSetup(Setup):
    """The receiver may be started after its inbox is made, so nothing is called here."""

    async def validate(self, settings: dict[str, Any], site: Site) -> dict[str, Any]:
        """The address must be one that may be called, with its scheme. Raises `Problem`."""
        url = settings.get("webhook_url")
        if url:
            try:
                site.web.check(url)
            except BadAddress as problem:
                raise invalid(f"Webhook url {problem}", "webhook_url") from None
        return settings

"""A script, or the pipe of a mail server: it posts the mail itself."""

from collections.abc import Sequence

from balcao.channels.contract import Hook, Site
from balcao.channels.email.relays.common import Posted
from balcao.channels.email.relays.password import SignedIn
from balcao.kit.errors import refused


class Script(SignedIn):
    """The envelope is told in the query: `recipient` (several, with commas between) and `sender`."""

    async def read(self, hook: Hook, site: Site) -> Sequence[Posted]:  # noqa: ARG002 - others have keys there
        """The body is the mail."""
        kind = hook.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "message/rfc822":
            raise refused("This address takes the mail itself, as message/rfc822", 415)
        if not hook.body.strip():
            raise refused("The mail is empty")
        told = (one.strip() for one in hook.query.get("recipient", "").split(","))
        return [Posted(hook.body, tuple(one for one in told if one), hook.query.get("sender", ""))]

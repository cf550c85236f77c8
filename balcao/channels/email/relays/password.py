"""Relays that sign in with the relay password of the installation: they are known before their mail is read."""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

from balcao.channels.contract import Admission, Hook, Site
from balcao.channels.email.relays.common import LARGEST, Posted, closed
from balcao.channels.outcomes import Guessed
from balcao.kit.crypto import same

USER: Final = "actionmailbox"
"""Whom relays sign in as, since installations that come from elsewhere have told theirs so."""


class SignedIn:
    """By HTTP Basic (RFC 7617)."""

    nobody = 404

    def admit(self, hook: Hook, site: Site) -> Admission:
        """Whether the password is right."""
        password = site.keys.get("mail_relay_password")
        if not password:
            raise closed("BALCAO_MAIL_RELAY_PASSWORD")
        if not same(_said(hook.headers.get("authorization", "")), f"{USER}:{password}".encode()):
            raise Guessed(f"Sign in as {USER} with the relay password of this installation")
        return Admission(LARGEST, proven=True)

    def note(self, posted: Sequence[Posted]) -> None:
        """A repeated call is harmless: a mail is kept once."""


def _said(authorization: str) -> bytes:
    scheme, _, given = authorization.partition(" ")
    try:
        return base64.b64decode(given.strip(), validate=True) if scheme.lower() == "basic" else b""
    except (binascii.Error, ValueError):
        return b""

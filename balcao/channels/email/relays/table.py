"""The relays whose calls are understood, by the last part of their address."""

from balcao.channels.email.relays.common import Relay
from balcao.channels.email.relays.mailgun import Mailgun
from balcao.channels.email.relays.mandrill import Mandrill
from balcao.channels.email.relays.postmark import Postmark
from balcao.channels.email.relays.script import Script
from balcao.channels.email.relays.sendgrid import Sendgrid
from balcao.channels.email.relays.ses import Ses
from balcao.kit.clock import Clock


def relays(clock: Clock) -> dict[str, Relay]:
    """Each once, under all of its names."""
    mailgun, ses = Mailgun(clock), Ses(clock)
    return {
        "relay": Script(),
        "postmark": Postmark(),
        "sendgrid": Sendgrid(),
        "mailgun": mailgun,
        # Mailgun posts the whole mail only to addresses that end so.
        "mailgun-mime": mailgun,
        "mandrill": Mandrill(),
        "ses": ses,
        # As installations that come from elsewhere have told it.
        "amazon_ses": ses,
        "amazon": ses,
    }

"""E-mail as a channel."""

from balcao.channels.contract import Channel
from balcao.channels.email.about import ABOUT
from balcao.channels.email.door import MailDoor
from balcao.channels.email.imap.watch import ImapWatch
from balcao.channels.email.inbound import Letterbox
from balcao.channels.email.original import Originals
from balcao.channels.email.outbound import Sending
from balcao.channels.email.setup import EmailSetup
from balcao.channels.email.sign_in import EmailSignIn
from balcao.kit.clock import HOUR

CHANNEL = Channel(
    ABOUT,
    setup=EmailSetup(),
    inbound=Letterbox(),
    outbound=Sending(),
    watching=ImapWatch(),
    door=MailDoor(),
    sign_in=EmailSignIn(),
    originals=Originals(),
    patience=48 * HOUR,
    repeats=False,
    history=20,
    pace=10,
)

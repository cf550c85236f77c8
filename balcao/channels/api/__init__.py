"""Any other app: it writes through the client interface, and takes our messages at an address of its own."""

from balcao.channels.api.about import ABOUT
from balcao.channels.api.outbound import Webhook
from balcao.channels.api.setup import ApiSetup
from balcao.channels.contract import Channel

CHANNEL = Channel(ABOUT, setup=ApiSetup(), outbound=Webhook())

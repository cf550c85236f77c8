"""Live chat on a website. The visitor writes and reads through our own widget, so nothing is delivered anywhere."""

from balcao.channels.contract import Channel
from balcao.channels.website.about import ABOUT

CHANNEL = Channel(ABOUT)

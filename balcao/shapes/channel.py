"""What channels say of themselves: the picker and every form are drawn from it."""

import msgspec

from balcao.channels.about import About, Step, Words
from balcao.envelope import Capabilities


class ChannelAbout(msgspec.Struct):
    """A channel that an inbox can be made of."""

    kind: str
    channel_type: str
    icon: str
    title: Words
    summary: Words
    steps: tuple[Step, ...]
    capabilities: Capabilities


class Channels(msgspec.Struct):
    """The channels in use."""

    payload: list[ChannelAbout]


def channel_about(about: About) -> ChannelAbout:
    """What a declaration shows."""
    return ChannelAbout(
        about.kind, about.channel_type, about.icon, about.title, about.summary, about.steps, about.capabilities
    )

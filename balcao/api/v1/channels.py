"""The channels in use, as they declare themselves."""

from typing import Any

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.shapes.channel import Channels, channel_about

room = Room("/api/v1/accounts/{account_id}/channels", Who.MEMBER)


@room.get(gives=Channels, own=True)
async def index(call: Call[Any]) -> Channels:
    """What an inbox can be made of; pickers and forms are drawn from it."""
    return Channels([channel_about(channel.about) for channel in call.house.channels])

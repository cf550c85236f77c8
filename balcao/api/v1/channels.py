"""The channels in use, as they declare themselves, and what each knows of a half-filled form."""

from typing import Any

import msgspec

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.channels.about import Kind, Words
from balcao.channels.checks import check, put, take
from balcao.channels.contract import Channel
from balcao.kit.errors import not_found
from balcao.shapes.channel import Channels, channel_about

room = Room("/api/v1/accounts/{account_id}/channels", Who.MEMBER)


class Form(msgspec.Struct):
    """A form that is being filled in."""

    kind: str
    values: dict[str, Any] = {}


class Suggestion(msgspec.Struct):
    """What the rest of a form probably is, and what else is good to know."""

    values: dict[str, Any]
    note: Words | None = None


@room.get(gives=Channels, own=True)
async def index(call: Call[Any]) -> Channels:
    """What an inbox can be made of; pickers and forms are drawn from it."""
    return Channels([channel_about(channel, call.house.site) for channel in call.house.channels])


@room.post(
    "/{kind}/suggest", who=Who.ADMIN, takes=Form, gives=Suggestion, own=True,
    limits=(Limit("suggest", 30, 60),),
)  # fmt: skip
async def suggest(call: Call[Form]) -> Suggestion:
    """What the channel knows of what was filled in so far. Raises `Problem` that names a field."""
    channel = call.house.channels.get(call.p.kind)
    if channel is None:
        raise not_found()
    found = await channel.setup.suggest(_known(channel, call.p.values), call.house.site)
    note = found.pop("note", None)
    return Suggestion(found, note)


def _known(channel: Channel, sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent of the declared values, checked; what is still blank is absent."""
    values: dict[str, Any] = {}
    for field in channel.about.fields:
        value = take(sent, field.key)
        if value not in (None, "", []) and field.kind is not Kind.READONLY_COPY:
            put(values, field.key, check(field, value))
    return values

"""Inboxes: list, connect, change, remove. What a channel's settings are, and what they may be, the channel declares."""

from contextlib import suppress
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.avatars import avatar_sent
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.v1.connecting import add, change, current, draft_of, given, is_connected_anew, settings_of, shown
from balcao.channels.contract import Channel
from balcao.channels.outcomes import Disconnected
from balcao.domain.arrivals.queries import connections
from balcao.domain.inboxes import actions, queries
from balcao.kit.errors import invalid
from balcao.kit.text import loads
from balcao.shapes.inbox import Inbox
from balcao.shapes.members import Members, members
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/inboxes", Who.MEMBER)
_TRIALS = Limit("trials_of_connections", 60, 60)
"""Each leads to a server that somebody typed: no way to look for open ports (SSR-11)."""


class InboxParams(msgspec.Struct, kw_only=True):
    """What is the same for every channel; `channel` holds what the channel declares, with `type` for a new inbox."""

    channel: dict[str, Any] | None = None
    name: str | UnsetType | None = UNSET
    greeting_enabled: bool | UnsetType | None = UNSET
    greeting_message: str | UnsetType | None = UNSET
    enable_auto_assignment: bool | UnsetType | None = UNSET
    auto_assignment_config: dict[str, Any] | UnsetType | None = UNSET
    enable_email_collect: bool | UnsetType | None = UNSET
    allow_messages_after_resolved: bool | UnsetType | None = UNSET
    lock_to_single_conversation: bool | UnsetType | None = UNSET
    sender_name_type: str | UnsetType | None = UNSET
    business_name: str | UnsetType | None = UNSET
    working_hours_enabled: bool | UnsetType | None = UNSET
    working_hours: list[dict[str, Any]] | UnsetType | None = UNSET
    out_of_office_message: str | UnsetType | None = UNSET
    timezone: str | UnsetType | None = UNSET


class InboxChange(InboxParams, kw_only=True):
    """The same of one inbox."""

    id: int


class InboxId(msgspec.Struct):
    """Which inbox."""

    id: int


class Inboxes(msgspec.Struct):
    """The inboxes that the caller sees."""

    payload: list[Inbox]


class Removal(msgspec.Struct):
    """A sentence for the person who asked."""

    message: str


@room.get(gives=Inboxes)
def index(tx: Tx, call: Call[Any]) -> dict[str, Any]:
    """By name; agents see those they are members of."""
    rows = queries.listed(tx, call.member)
    found = connections(tx, call.member.account_id, [row.id for row in rows])
    return {"payload": [shown(call, row, found.get(row.id)) for row in rows]}


@room.get("/{id}", takes=InboxId, gives=Inbox)
def show(tx: Tx, call: Call[InboxId]) -> dict[str, Any]:
    """One inbox."""
    row = queries.show(tx, call.member, call.p.id)
    return shown(call, row, connections(tx, row.account_id, [row.id]).get(row.id))


@room.post(who=Who.ADMIN, takes=InboxParams, gives=Inbox, files=True, own=True)
async def create(call: Call[InboxParams]) -> dict[str, Any]:
    """Connect a new inbox of the channel that `channel.type` names."""
    house = call.house
    channel = house.channels.get(str((call.p.channel or {}).get("type")))
    if channel is None:
        raise invalid("Channel type is not one of those in use", "channel")
    values = settings_of(house, channel, given(call.p))
    call.count(_TRIALS, str(call.member.account_id))
    values = await channel.setup.validate(values, house.site)
    avatar = await avatar_sent(call)

    def unit(tx: Tx) -> queries.InboxRow:
        row = add(tx, house, call.member, channel, draft_of(call.p, values))
        return actions.set_avatar(tx, call.member, row.id, avatar) if avatar else row

    row = await house.store.write(unit)
    await _connect(call, channel, row)
    return shown(call, row)


@room.put("/{id}", who=Who.ADMIN, takes=InboxChange, gives=Inbox, files=True, own=True)
@room.patch("/{id}", who=Who.ADMIN, takes=InboxChange, gives=Inbox, files=True, own=True)
async def update(call: Call[InboxChange]) -> dict[str, Any]:
    """Change what is sent, and nothing else."""
    house, sent = call.house, given(call.p)
    before = await house.store.read(lambda tx: queries.show(tx, call.member, call.p.id))
    channel = house.channels.of(before.kind)
    found = await _tried(call, channel, sent, before)
    avatar = await avatar_sent(call)

    def unit(tx: Tx) -> queries.InboxRow:
        now = queries.show(tx, call.member, call.p.id)
        values = {**settings_of(house, channel, sent, now), **found}
        row = change(tx, house, call.member, now, draft_of(call.p, values))
        return actions.set_avatar(tx, call.member, row.id, avatar) if avatar else row

    row = await house.store.write(unit)
    if loads(row.settings) != loads(before.settings):
        await _connect(call, channel, row)
    return shown(call, row)


async def _tried(call: Call[Any], channel: Channel, sent: dict[str, Any], row: queries.InboxRow) -> dict[str, Any]:
    """What the channel found out when it tried the settings; what does not lead to the provider is not tried."""
    house = call.house
    checked = settings_of(house, channel, sent, row)
    if not is_connected_anew(channel.about, current(house, channel, row), checked):
        return {}
    call.count(_TRIALS, str(row.account_id))
    tried = await channel.setup.validate(dict(checked), house.site)
    return {key: value for key, value in tried.items() if checked.get(key) != value}


@room.delete("/{id}", who=Who.ADMIN, takes=InboxId, gives=Removal, own=True)
async def remove(call: Call[InboxId]) -> Removal:
    """Remove an inbox with its conversations."""
    house = call.house
    row = await house.store.read(lambda tx: queries.show(tx, call.member, call.p.id))
    # An inbox whose secrets cannot be opened any more must be removable all the same.
    with suppress(Disconnected):
        await house.channels.of(row.kind).setup.disconnect(house.line(row))
    await house.store.write(lambda tx: actions.remove_inbox(tx, call.member, row.id))
    return Removal("Your inbox deletion request will be processed in some time.")


@room.delete("/{id}/avatar", who=Who.ADMIN, takes=InboxId)
def drop_avatar(tx: Tx, call: Call[InboxId]) -> None:
    """Take the picture away."""
    actions.set_avatar(tx, call.member, call.p.id, None)


@room.get("/{id}/assignable_agents", takes=InboxId, gives=Members)
def assignable(tx: Tx, call: Call[InboxId]) -> Members:
    """Who may be given conversations of this inbox."""
    found = queries.show(tx, call.member, call.p.id)
    rows = queries.assignable(tx, call.member.account_id, [found.id])
    return Members(members(rows, call.house.lens))


async def _connect(call: Call[Any], channel: Channel, row: queries.InboxRow) -> None:
    # The row names its picture by now, whatever the provider says.
    call.files.clear()
    await channel.setup.connect(call.house.line(row))

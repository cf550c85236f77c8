"""What connecting an inbox takes: the parameters sorted, checked by the channel's declaration, and the answer drawn.

Settings are opened and sealed here: what handlers hold is clear, what the database holds is not.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from balcao.api.call import Call
from balcao.channels.about import About, Kind
from balcao.channels.checks import checked
from balcao.channels.contract import Channel
from balcao.channels.secrets import readable, sealed
from balcao.domain.actors import Member
from balcao.domain.arrivals.actions import start_over
from balcao.domain.arrivals.queries import ConnectionRow
from balcao.domain.inboxes import actions, queries
from balcao.domain.inboxes.actions import InboxDraft
from balcao.domain.inboxes.queries import InboxRow
from balcao.house import House
from balcao.kit.errors import invalid
from balcao.kit.text import loads
from balcao.shapes.connection import fares
from balcao.shapes.inbox import inbox
from balcao.store.tx import Tx

COMMON = tuple(name for name in InboxDraft.__struct_fields__ if name != "settings")
"""The values that every inbox has, whatever its channel."""

_MAY_BE_EMPTY = ("name", "greeting_message", "business_name", "out_of_office_message")


def shown(call: Call[Any], row: InboxRow, connection: ConnectionRow | None = None) -> dict[str, Any]:
    """An inbox for the caller."""
    drawn = inbox(row, call.house.lens, is_admin=call.member.is_admin)
    watching = call.house.channels.of(row.kind).watching
    if watching is None:
        return drawn
    sought = watching.wants(loads(row.settings))
    return {**drawn, **fares(connection, sought=sought, is_admin=call.member.is_admin)}


def given(p: msgspec.Struct) -> dict[str, Any]:
    """What was sent, in one place: form clients put every value under `channel`, others beside it."""
    common = {name: getattr(p, name) for name in COMMON if getattr(p, name) is not UNSET}
    return {**(getattr(p, "channel", None) or {}), **common}


def settings_of(house: House, channel: Channel, sent: Mapping[str, Any], row: InboxRow | None = None) -> dict[str, Any]:
    """Every declared value after the change, checked and open; those that every inbox has are among them."""
    return checked(channel.about, sent, None if row is None else current(house, channel, row))


def current(house: House, channel: Channel, row: InboxRow) -> dict[str, Any]:
    """Every value that an inbox has now, open."""
    declared = {field.key for field in channel.about.fields}
    common = {name: getattr(row, name) for name in COMMON if name in declared}
    return {**readable(channel.about, loads(row.settings), house.keyring), **common}


def is_connected_anew(about: About, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a value has changed that a new inbox is asked for: only those lead to the provider."""
    asked = [field.key.partition(".")[0] for step in about.steps if step.on_create for field in step.fields]
    names = {*asked, *(field.key for field in about.also), *about.kept} - set(COMMON)
    return any(before.get(name) != after.get(name) for name in names)


def add(tx: Tx, house: House, actor: Member, channel: Channel, draft: InboxDraft) -> InboxRow:
    """Keep a new inbox whose settings were tried, under the names that it has at its provider."""
    about, values = channel.about, _settings(draft)
    _check_inboxes(tx, house, actor, about, values)
    kept = msgspec.structs.replace(draft, settings=sealed(about, values, house.keyring))
    row = actions.add_inbox(tx, actor, about.kind, kept)
    _keep_names(tx, channel, row, values)
    return row


def change(tx: Tx, house: House, actor: Member, row: InboxRow, draft: InboxDraft) -> InboxRow:
    """Keep the changed settings of an inbox. What was connected anew is no longer in trouble."""
    channel, values, stored = house.channels.of(row.kind), _settings(draft), loads(row.settings)
    _check_inboxes(tx, house, actor, channel.about, values)
    before = readable(channel.about, stored, house.keyring)
    kept = msgspec.structs.replace(draft, settings=sealed(channel.about, values, house.keyring, stored))
    changed = actions.change_inbox(tx, actor, row.id, kept)
    if is_connected_anew(channel.about, before, values):
        _keep_names(tx, channel, row, values)
        start_over(tx, row.account_id, row.id)
    return changed


def _check_inboxes(tx: Tx, house: House, actor: Member, about: About, values: Mapping[str, Any]) -> None:
    """Another inbox that a setting names must be the account's, and be able to do what it is named for (TEN-03)."""
    for field in about.fields:
        if field.kind is not Kind.INBOX or not values.get(field.key):
            continue
        other = queries.by_id(tx, actor.account_id, values[field.key])
        if other is None or not house.channels.of(other.kind).about.capabilities.carries_on:
            raise invalid("This inbox cannot carry on conversations", field.key)


def _settings(draft: InboxDraft) -> dict[str, Any]:
    return {} if draft.settings is UNSET else draft.settings


def _keep_names(tx: Tx, channel: Channel, row: InboxRow, values: Mapping[str, Any]) -> None:
    named = channel.setup.names({**values, "forward_key": row.public_key.lower()})
    actions.set_names(tx, row, named)


def draft_of(p: msgspec.Struct | None, values: Mapping[str, Any]) -> InboxDraft:
    """Of checked values those that every inbox has, and the channel's own beside them."""
    sent = {name: UNSET if p is None else _tidy(name, getattr(p, name)) for name in COMMON}
    common = {name: values.get(name, sent[name]) for name in COMMON if name in values or sent[name] is not UNSET}
    return InboxDraft(**common, settings={key: value for key, value in values.items() if key not in common})


def _tidy(name: str, value: Any) -> Any:
    if value == "null" or value is None:
        return None if name in _MAY_BE_EMPTY else UNSET
    return value

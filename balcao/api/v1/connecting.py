"""What connecting an inbox takes: the parameters sorted, checked by the channel's declaration, and the answer drawn."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from balcao.api.call import Call
from balcao.channels.checks import checked
from balcao.channels.contract import Channel, Line
from balcao.domain.inboxes.actions import InboxDraft
from balcao.domain.inboxes.queries import InboxRow
from balcao.house import House
from balcao.kit.text import loads
from balcao.shapes.inbox import Lens, inbox, webhook_secret

COMMON = tuple(name for name in InboxDraft.__struct_fields__ if name != "settings")
"""The values that every inbox has, whatever its channel."""

_MAY_BE_EMPTY = ("name", "greeting_message", "business_name", "out_of_office_message")


def lens_of(house: House) -> Lens:
    """What inboxes are drawn with."""
    return Lens(house.urls, house.keyring, house.channels)


def shown(call: Call[Any], row: InboxRow) -> dict[str, Any]:
    """An inbox for the caller."""
    return inbox(row, lens_of(call.house), is_admin=call.member.is_admin)


def line_of(house: House, row: InboxRow) -> Line:
    """The inbox as its channel sees it."""
    return Line(row.id, loads(row.settings), webhook_secret(house.keyring, row), house.web, house.clock())


def given(p: msgspec.Struct) -> dict[str, Any]:
    """What was sent, in one place: form clients put every value under `channel`, others beside it."""
    common = {name: getattr(p, name) for name in COMMON if getattr(p, name) is not UNSET}
    return {**(getattr(p, "channel", None) or {}), **common}


def settings_of(channel: Channel, sent: Mapping[str, Any], row: InboxRow | None = None) -> dict[str, Any]:
    """Every declared value after the change, checked; those that every inbox has are among them."""
    if row is None:
        return checked(channel.about, sent)
    declared = {field.key for field in channel.about.fields}
    common = {name: getattr(row, name) for name in COMMON if name in declared}
    return checked(channel.about, sent, {**loads(row.settings), **common})


def common_of(p: msgspec.Struct, values: Mapping[str, Any]) -> dict[str, Any]:
    """What every inbox has: as the channel's declaration left it, else as it was sent."""
    sent = {name: _tidy(name, getattr(p, name)) for name in COMMON}
    return {name: values.get(name, sent[name]) for name in COMMON if name in values or sent[name] is not UNSET}


def _tidy(name: str, value: Any) -> Any:
    if value == "null" or value is None:
        return None if name in _MAY_BE_EMPTY else UNSET
    return value

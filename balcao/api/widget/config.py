"""The chat's configuration, and small things that it asks of the inbox."""

from typing import Any

import msgspec

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.api.widget.channel import Language, globals_of
from balcao.api.widget.visitors import HEADER, check_origin, site
from balcao.api.widget.welcome import welcome
from balcao.domain.conversations import actions, visits
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.labels import queries as labels
from balcao.kit.text import Json, loads
from balcao.shapes.visitor import VisitorMember, visitor_member
from balcao.shapes.visitor_contact import ConfigContact, config_contact
from balcao.store.tx import Tx

room = Room("/api/v1/widget", Who.VISITOR)


class ChannelConfig(msgspec.Struct):
    """The inbox, as the chat shows it, and the visitor's token."""

    allow_messages_after_resolved: bool
    api_host: str
    auth_token: str
    avatar_url: str
    csat_survey_enabled: bool
    disable_branding: bool
    enabled_features: list[str]
    enabled_languages: list[Language]
    locale: str
    out_of_office_message: str | None
    portal: None
    pre_chat_form_enabled: bool
    pre_chat_form_options: Any
    reply_time: str
    timezone: str
    utc_off_set: str
    website_name: str
    website_token: str
    welcome_tagline: str | None
    welcome_title: str | None
    widget_color: str
    working_hours: Json
    working_hours_enabled: bool


class Config(msgspec.Struct):
    """Everything that a chat needs to begin."""

    website_channel_config: ChannelConfig
    contact: ConfigContact
    global_config: dict[str, Any]


@room.post("/config", who=Who.ANYONE, own=True, gives=Config)
async def configure(call: Call[None]) -> Config:
    """The configuration, for the visitor of the token or for a new one."""
    doorway = await welcome(call, call.headers.get(HEADER))
    guest, house = doorway.guest, call.house
    assert guest is not None
    face = msgspec.structs.asdict(doorway.face)
    channel = ChannelConfig(api_host=house.urls.base, auth_token=guest.token, **face)
    return Config(channel, config_contact(guest.contact, guest.address, house.keyring), globals_of(house))


class Members(msgspec.Struct):
    """The people who answer."""

    payload: list[VisitorMember]


@room.get("/inbox_members", who=Who.ANYONE, gives=Members)
def members(tx: Tx, call: Call[None]) -> Members:
    """Who serves the inbox: display name, picture, availability."""
    inbox, _ = site(tx, call)
    check_origin(call, inbox.settings)
    serving = inboxes.members(tx, inbox.account_id, inbox.id)
    return Members([visitor_member(agent, call.house.lens) for agent in serving])


@room.get("/campaigns", who=Who.ANYONE, gives=list[dict[str, Any]])
def campaigns(tx: Tx, call: Call[None]) -> list[dict[str, Any]]:
    """No campaign runs."""
    site(tx, call)
    return []


@room.post("/events", status=204)
def event(_tx: Tx, _call: Call[None]) -> None:
    """The chat was opened. Nothing follows from it."""


class LabelParams(msgspec.Struct, kw_only=True):
    """A label by its title."""

    label: str


@room.post("/labels", takes=LabelParams, status=204)
def add_label(tx: Tx, call: Call[LabelParams]) -> None:
    """Put a label on the conversation; only one that the account has."""
    title = call.p.label.strip().lower()
    if labels.by_title(tx, call.visitor.account_id, title):
        _relabel(tx, call, add=title)


@room.delete("/labels/{title}", status=204)
def remove_label(tx: Tx, call: Call[None]) -> None:
    """Take a label off the conversation."""
    _relabel(tx, call, drop=call.path["title"].strip().lower())


def _relabel(tx: Tx, call: Call[Any], add: str = "", drop: str = "") -> None:
    latest = visits.latest(tx, call.visitor)
    if latest is None:
        return
    row = hold_by_id(tx, latest.account_id, latest.id)
    kept = [title for title in loads(row.label_list) if title != drop]
    actions.set_labels(tx, None, row, [*kept, add] if add else kept)

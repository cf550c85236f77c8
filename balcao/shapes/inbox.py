"""Inboxes: what is the same for all, and what the channel of each declares."""

from string import Template
from typing import Any

import msgspec

from balcao.channels.about import About, Kind
from balcao.domain.inboxes.queries import InboxRow
from balcao.kit.clock import iso
from balcao.kit.crypto import Keyring
from balcao.kit.text import EMPTY_OBJECT, Json, loads
from balcao.kit.urls import Urls
from balcao.shapes.lens import Lens


class InboxSlim(msgspec.Struct):
    """An inbox, as others refer to it."""

    id: int
    avatar_url: str
    channel_id: int
    name: str
    channel_type: str
    provider: str | None


class Inbox(msgspec.Struct, kw_only=True):
    """An inbox. The settings of its channel lie beside these keys, under the names that the channel declares."""

    id: int
    avatar_url: str
    channel_id: int
    name: str
    channel_type: str
    greeting_enabled: bool
    greeting_message: str | None
    working_hours_enabled: bool
    enable_email_collect: bool
    csat_survey_enabled: bool
    csat_config: Json
    enable_auto_assignment: bool
    auto_assignment_config: Json
    out_of_office_message: str | None
    working_hours: Json
    timezone: str
    callback_webhook_url: str | None
    allow_messages_after_resolved: bool
    lock_to_single_conversation: bool
    sender_name_type: str
    business_name: str | None


class RawInbox(msgspec.Struct):
    """The bare row of an inbox, as the creation of a contact answers it."""

    id: int
    channel_id: int
    account_id: int
    name: str
    created_at: str
    updated_at: str
    channel_type: str
    greeting_enabled: bool
    greeting_message: str | None
    working_hours_enabled: bool
    out_of_office_message: str | None
    timezone: str
    enable_auto_assignment: bool
    enable_email_collect: bool
    allow_messages_after_resolved: bool
    lock_to_single_conversation: bool
    sender_name_type: str
    business_name: str | None


# Clients of the contract read these of every inbox.
_OF_SOME_CHANNEL = dict.fromkeys(
    (
        "allowed_domains", "widget_color", "website_url", "hmac_mandatory", "welcome_title", "welcome_tagline",
        "web_widget_script", "website_token", "selected_feature_flags", "reply_time", "messaging_service_sid",
        "phone_number", "provider",
    )
)  # fmt: skip


def identity_key(keyring: Keyring, row: InboxRow) -> str:
    """The key with which the site signs its users' identifiers."""
    return keyring.token("hmac", row.id, row.hmac_version)


def webhook_secret(keyring: Keyring, row: InboxRow) -> str:
    """The secret with which we sign what we send for this inbox."""
    return keyring.token("webhook", row.id, row.hmac_version)


def inbox(row: InboxRow, lens: Lens, *, is_admin: bool) -> dict[str, Any]:
    """An `Inbox` with its channel's settings; secrets only for administrators."""
    about = lens.channels.of(row.kind).about
    common = msgspec.structs.asdict(_common(row, about, lens.urls))
    shown = _settings(row, about, is_admin=is_admin)
    return {**_OF_SOME_CHANNEL, **shown, **_derived(row, about, lens, is_admin=is_admin), **common}


def inbox_slim(row: InboxRow, lens: Lens) -> InboxSlim:
    """An inbox, as others refer to it."""
    avatar, kind = lens.urls.file(row.avatar), lens.channel_type(row.kind)
    return InboxSlim(row.id, avatar, row.id, row.name, kind, row.setting("provider"))


def raw_inbox(row: InboxRow, lens: Lens) -> RawInbox:
    """The bare row."""
    return RawInbox(
        row.id, row.id, row.account_id, row.name, iso(row.created_at), iso(row.updated_at),
        lens.channel_type(row.kind), row.greeting_enabled, row.greeting_message,
        row.working_hours_enabled, row.out_of_office_message, row.timezone, row.enable_auto_assignment,
        row.enable_email_collect, row.allow_messages_after_resolved, row.lock_to_single_conversation,
        row.sender_name_type, row.business_name,
    )  # fmt: skip


def _common(row: InboxRow, about: About, urls: Urls) -> Inbox:
    return Inbox(
        id=row.id, avatar_url=urls.file(row.avatar), channel_id=row.id, name=row.name,
        channel_type=about.channel_type, greeting_enabled=row.greeting_enabled, greeting_message=row.greeting_message,
        working_hours_enabled=row.working_hours_enabled, enable_email_collect=row.enable_email_collect,
        csat_survey_enabled=False, csat_config=EMPTY_OBJECT, enable_auto_assignment=row.enable_auto_assignment,
        auto_assignment_config=row.auto_assignment_config, out_of_office_message=row.out_of_office_message,
        working_hours=row.working_hours, timezone=row.timezone, callback_webhook_url=None,
        allow_messages_after_resolved=row.allow_messages_after_resolved,
        lock_to_single_conversation=row.lock_to_single_conversation, sender_name_type=row.sender_name_type,
        business_name=row.business_name,
    )  # fmt: skip


def _settings(row: InboxRow, about: About, *, is_admin: bool) -> dict[str, Any]:
    """What is stored, and the defaults of what was declared after the inbox was made; never a secret."""
    hidden = {field.key for field in about.fields if field.kind is Kind.READONLY_COPY} | {*about.secrets}
    if not is_admin:
        hidden |= {*about.guarded}
    declared = {field.key: field.default for field in about.fields if "." not in field.key}
    stored: dict[str, Any] = loads(row.settings)
    return {key: value for key, value in {**declared, **stored}.items() if key not in hidden}


def _derived(row: InboxRow, about: About, lens: Lens, *, is_admin: bool) -> dict[str, Any]:
    values = {"base": lens.urls.base, "public_key": row.public_key, "forward_key": row.public_key.lower()}
    if lens.mail_domain:
        values["mail_domain"] = lens.mail_domain
    if is_admin:
        values["hmac_token"] = identity_key(lens.keyring, row)
        values["webhook_secret"] = webhook_secret(lens.keyring, row)
    shown = {
        key: Template(template).substitute(values)
        for key, template in about.derived.items()
        if values.keys() >= {*Template(template).get_identifiers()}
    }
    return {**about.constants, **shown}

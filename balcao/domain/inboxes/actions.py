"""The verbs: connect an inbox, change it, remove it, say who serves it."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, update

from balcao.domain.accounts import queries as accounts
from balcao.domain.accounts.actions import bump_cache
from balcao.domain.actors import Member
from balcao.domain.inboxes import queries, rules
from balcao.domain.inboxes import tables as t
from balcao.domain.inboxes.events import InboxConnected
from balcao.kit.crypto import random_token
from balcao.kit.errors import invalid
from balcao.kit.structs import said
from balcao.kit.text import loads, name, plain
from balcao.store.tx import Tx

_mine = t.inboxes.c


class InboxDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for every channel; UNSET leaves a value as it is. `settings` are the channel's, already checked."""

    name: str | UnsetType | None = UNSET
    settings: dict[str, Any] | UnsetType = UNSET
    greeting_enabled: bool | UnsetType = UNSET
    greeting_message: str | UnsetType | None = UNSET
    enable_auto_assignment: bool | UnsetType = UNSET
    auto_assignment_config: dict[str, Any] | UnsetType = UNSET
    enable_email_collect: bool | UnsetType = UNSET
    allow_messages_after_resolved: bool | UnsetType = UNSET
    lock_to_single_conversation: bool | UnsetType = UNSET
    sender_name_type: str | UnsetType = UNSET
    business_name: str | UnsetType | None = UNSET
    working_hours_enabled: bool | UnsetType = UNSET
    working_hours: list[Any] | UnsetType = UNSET
    out_of_office_message: str | UnsetType | None = UNSET
    timezone: str | UnsetType = UNSET


def add_inbox(tx: Tx, actor: Member, kind: str, draft: InboxDraft) -> queries.InboxRow:
    """Connect a new inbox of a channel kind. Raises `Problem` for what does not fit."""
    values: dict[str, Any] = {
        "settings": {},
        "auto_assignment_config": {},
        "working_hours": list(rules.DEFAULT_HOURS),
        **_tidy(draft),
    }
    if not values.get("name"):
        raise invalid("Name can't be blank", "name")
    inbox_id = tx.add(
        t.inboxes, account_id=actor.account_id, kind=kind, public_key=random_token(), created_at=tx.now,
        updated_at=tx.now, **values,
    )  # fmt: skip
    bump_cache(tx, actor.account_id, "inbox")
    tx.wakes.add(InboxConnected(inbox_id))
    return queries.show(tx, actor, inbox_id)


def change_inbox(tx: Tx, actor: Member, inbox_id: int, draft: InboxDraft) -> queries.InboxRow:
    """Change an inbox. Raises not found, or `Problem` for what does not fit."""
    row = queries.show(tx, actor, inbox_id)
    _write(tx, row, _tidy(draft, row))
    return queries.show(tx, actor, inbox_id)


def set_avatar(tx: Tx, actor: Member, inbox_id: int, key: str | None) -> queries.InboxRow:
    """Give an inbox a picture (the key of a kept file), or take it away."""
    _write(tx, queries.show(tx, actor, inbox_id), {"avatar": key})
    return queries.show(tx, actor, inbox_id)


def remove_inbox(tx: Tx, actor: Member, inbox_id: int) -> None:
    """Remove an inbox with its conversations."""
    row = queries.show(tx, actor, inbox_id)
    tx.run(delete(t.inboxes).where(_mine.account_id == row.account_id, _mine.id == row.id))
    bump_cache(tx, actor.account_id, "inbox")
    tx.wakes.add(InboxConnected(row.id))


def set_names(tx: Tx, row: queries.InboxRow, names: Sequence[str]) -> None:
    """Say what an inbox is called at its provider. Raises `Problem` when another inbox of the kind has the name."""
    c, wanted = t.inbox_names.c, list(dict.fromkeys(names))
    tx.run(delete(t.inbox_names).where(c.account_id == row.account_id, c.inbox_id == row.id))
    for one in wanted:
        unique = ["kind", "name"]
        if not tx.add_or_skip(
            t.inbox_names, unique, account_id=row.account_id, inbox_id=row.id, kind=row.kind, name=one
        ):
            raise invalid(f"{one} has already been taken by another inbox", "email" if "@" in one else "name")


def set_settings(tx: Tx, account_id: int, inbox_id: int, values: dict[str, Any]) -> None:
    """Write some of a channel's settings that the provider has changed; nobody's screen shows them."""
    row = queries.by_id(tx, account_id, inbox_id, hold=True)
    if row is not None:
        mine = (_mine.account_id == account_id) & (_mine.id == inbox_id)
        tx.run(update(t.inboxes).where(mine).values(settings={**loads(row.settings), **values}))


def tell_changed(tx: Tx, account_id: int) -> None:
    """What an inbox shows of itself has changed without anybody's doing."""
    bump_cache(tx, account_id, "inbox")


def add_members(tx: Tx, actor: Member, inbox_id: int, user_ids: Sequence[int]) -> None:
    """Let some more members of the account serve an inbox."""
    row = queries.show(tx, actor, inbox_id)
    _join(tx, row, _team(tx, row, user_ids))
    bump_cache(tx, actor.account_id, "inbox")


def set_members(tx: Tx, actor: Member, inbox_id: int, user_ids: Sequence[int]) -> None:
    """Let exactly these members of the account serve an inbox."""
    row = queries.show(tx, actor, inbox_id)
    wanted = _team(tx, row, user_ids)
    _leave(tx, row, [user for user in queries.member_ids(tx, row.account_id, row.id) if user not in wanted])
    _join(tx, row, wanted)
    bump_cache(tx, actor.account_id, "inbox")


def remove_members(tx: Tx, actor: Member, inbox_id: int, user_ids: Sequence[int]) -> None:
    """Let these users serve an inbox no longer."""
    row = queries.show(tx, actor, inbox_id)
    _leave(tx, row, user_ids)
    bump_cache(tx, actor.account_id, "inbox")


def note_turn(tx: Tx, account_id: int, inbox_id: int, user_id: int) -> None:
    """Remember who got the last conversation, so that the next one goes to the next member."""
    mine = (_mine.account_id == account_id) & (_mine.id == inbox_id)
    tx.run(update(t.inboxes).where(mine).values(last_assigned_to=user_id))


def _team(tx: Tx, row: queries.InboxRow, user_ids: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(user_ids))
    if not set(wanted) <= {agent.id for agent in accounts.agents(tx, row.account_id)}:
        raise invalid("Users must be members of the account", "user_ids")
    return wanted


def _join(tx: Tx, row: queries.InboxRow, user_ids: Sequence[int]) -> None:
    for user_id in user_ids:
        tx.add_or_skip(
            t.inbox_members, ["inbox_id", "user_id"], account_id=row.account_id, inbox_id=row.id, user_id=user_id,
            created_at=tx.now,
        )  # fmt: skip


def _leave(tx: Tx, row: queries.InboxRow, user_ids: Sequence[int]) -> None:
    members = t.inbox_members.c
    tx.run(delete(t.inbox_members).where(members.inbox_id == row.id, members.user_id.in_(user_ids)))


def _write(tx: Tx, row: queries.InboxRow, values: dict[str, Any]) -> None:
    if values:
        mine = (_mine.account_id == row.account_id) & (_mine.id == row.id)
        tx.run(update(t.inboxes).where(mine).values(updated_at=tx.now, **values))
        bump_cache(tx, row.account_id, "inbox")
        tx.wakes.add(InboxConnected(row.id))


def _tidy(draft: InboxDraft, row: queries.InboxRow | None = None) -> dict[str, Any]:
    values = said(draft)
    for key, limit in (("greeting_message", rules.MESSAGE_MAX), ("out_of_office_message", rules.MESSAGE_MAX)):
        if key in values:
            values[key] = _message(key, values[key], limit)
    for key in ("name", "business_name"):
        if key in values:
            values[key] = name(values[key] or "") or None
    if "name" in values and values["name"] is None:
        raise invalid("Name can't be blank", "name")
    if "working_hours" in values:
        values["working_hours"] = _hours(row, values["working_hours"])
    if "timezone" in values:
        _check_timezone(values["timezone"])
    if values.get("sender_name_type", rules.SENDER_NAMES[0]) not in rules.SENDER_NAMES:
        raise invalid("Sender name type is not included in the list", "sender_name_type")
    return values


def _message(key: str, value: str | None, limit: int) -> str | None:
    text = plain(value or "").strip()
    if len(text) > limit:
        raise invalid(f"{key.replace('_', ' ').capitalize()} is too long (maximum is {limit} characters)", key)
    return text or None


def _hours(row: queries.InboxRow | None, sent: list[Any]) -> list[rules.Day]:
    before: list[rules.Day] = loads(row.working_hours) if row else list(rules.DEFAULT_HOURS)
    try:
        return rules.changed_hours(before, sent)
    except ValueError as fault:
        raise invalid(f"Working hours {fault}", "working_hours") from None


def _check_timezone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid("Timezone is not known", "timezone") from None

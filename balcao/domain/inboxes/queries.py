"""Reads about inboxes and their members."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, func, select

from balcao.domain.accounts import queries as accounts
from balcao.domain.accounts.rules import Role
from balcao.domain.actors import Actor
from balcao.domain.inboxes import tables as t
from balcao.domain.inboxes.access import visible_to
from balcao.kit.errors import not_found
from balcao.kit.text import Json, loads
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

i, im = t.inboxes.c, t.inbox_members.c


class InboxRow(msgspec.Struct):
    """An inbox."""

    id: int
    account_id: int
    name: str
    kind: str
    public_key: str
    settings: Json
    avatar: str | None
    greeting_enabled: bool
    greeting_message: str | None
    enable_auto_assignment: bool
    auto_assignment_config: Json
    enable_email_collect: bool
    allow_messages_after_resolved: bool
    lock_to_single_conversation: bool
    sender_name_type: str
    business_name: str | None
    working_hours_enabled: bool
    working_hours: Json
    out_of_office_message: str | None
    timezone: str
    hmac_version: int
    created_at: int
    updated_at: int

    def setting(self, key: str) -> Any:
        """One of the channel's settings; None for what was never set."""
        return loads(self.settings).get(key)


INBOX = (
    i.id, i.account_id, i.name, i.kind, i.public_key, i.settings, i.avatar, i.greeting_enabled, i.greeting_message,
    i.enable_auto_assignment, i.auto_assignment_config, i.enable_email_collect, i.allow_messages_after_resolved,
    i.lock_to_single_conversation, i.sender_name_type, i.business_name, i.working_hours_enabled, i.working_hours,
    i.out_of_office_message, i.timezone, i.hmac_version, i.created_at, i.updated_at,
)  # fmt: skip
_BY_KEY = Prepared(select(*INBOX).where(i.public_key == bindparam("key"), i.kind == bindparam("kind")))
_ONE = select(*INBOX).where(i.account_id == bindparam("account"), i.id == bindparam("id"))
_BY_ID, _HELD = Prepared(_ONE), Prepared(_ONE.with_for_update())
_SERVING = Prepared(
    select(im.user_id)
    .where(im.account_id == bindparam("account"), im.inbox_id == bindparam("inbox"))
    .order_by(im.user_id)
)


def listed(tx: Tx, actor: Actor) -> list[InboxRow]:
    """The inboxes that the actor sees, by name."""
    rows = tx.all(select(*INBOX).where(visible_to(actor)).order_by(func.lower(i.name), i.id))
    return [InboxRow(*row) for row in rows]


def show(tx: Tx, actor: Actor, inbox_id: int) -> InboxRow:
    """The inbox with this id, for this actor. Raises not found for what may not be seen."""
    row = seen(tx, actor, inbox_id)
    if row is None:
        raise not_found()
    return row


def seen(tx: Tx, actor: Actor, inbox_id: int) -> InboxRow | None:
    """The same; None for what may not be seen, where a call names it among other things."""
    row = tx.first(select(*INBOX).where(visible_to(actor), i.id == inbox_id))
    return None if row is None else InboxRow(*row)


def by_id(tx: Tx, account_id: int, inbox_id: int, *, hold: bool = False) -> InboxRow | None:
    """An inbox of the account, whoever asks; held until the commit where that is wanted."""
    row = tx.first(_HELD if hold else _BY_ID, {"account": account_id, "id": inbox_id})
    return None if row is None else InboxRow(*row)


def by_names(tx: Tx, kind: str, names: Sequence[str]) -> InboxRow | None:  # house: queries - strangers write to names
    """The inbox of this channel kind that has one of these names at its provider; the first name counts most."""
    n = t.inbox_names.c
    found = tx.all(select(n.name, n.inbox_id).where(n.kind == kind, n.name.in_(names))) if names else ()
    by_name = {row.name: row.inbox_id for row in found}
    wanted = next((by_name[name] for name in names if name in by_name), None)
    row = tx.first(select(*INBOX).where(i.id == wanted)) if wanted else None
    return None if row is None else InboxRow(*row)


def own_names(tx: Tx, account_id: int, names: Iterable[str]) -> set[str]:
    """Which of these names at providers are those of the account's own inboxes."""
    n, wanted = t.inbox_names.c, sorted(set(names))
    return set(tx.values(select(n.name).where(n.account_id == account_id, n.name.in_(wanted)))) if wanted else set()


def account_of(tx: Tx, inbox_id: int) -> int | None:  # house: queries - a door knows inboxes, not accounts
    """The account of an inbox; None when it is gone."""
    return tx.value(select(i.account_id).where(i.id == inbox_id))


def of_kinds(tx: Tx, kinds: Sequence[str]) -> list[InboxRow]:  # house: queries - a watch looks after every account
    """Every inbox of some channel kinds."""
    return [InboxRow(*row) for row in tx.all(select(*INBOX).where(i.kind.in_(kinds)).order_by(i.id))] if kinds else []


def by_ids(tx: Tx, account_id: int, ids: Iterable[int]) -> dict[int, InboxRow]:
    """Inboxes of the account by id, whoever asks."""
    wanted = sorted(set(ids))
    rows = tx.all(select(*INBOX).where(i.account_id == account_id, i.id.in_(wanted))) if wanted else ()
    return {row[0]: InboxRow(*row) for row in rows}


def by_public_key(tx: Tx, key: str, kind: str) -> InboxRow | None:  # house: queries - the key is what strangers ask by
    """The inbox of this channel kind that strangers address by this key."""
    row = tx.first(_BY_KEY, {"key": key, "kind": kind})
    return None if row is None else InboxRow(*row)


def members(tx: Tx, account_id: int, inbox_id: int) -> list[accounts.AgentRow]:
    """Who serves an inbox, by name."""
    mine = set(member_ids(tx, account_id, inbox_id))
    return [agent for agent in accounts.agents(tx, account_id) if agent.id in mine]


def member_ids(tx: Tx, account_id: int, inbox_id: int) -> list[int]:
    """The users who serve an inbox."""
    return tx.values(_SERVING, {"account": account_id, "inbox": inbox_id})


def assignable(tx: Tx, account_id: int, inbox_ids: Sequence[int]) -> list[accounts.AgentRow]:
    """Who may be given conversations of all these inboxes: their common members, and every administrator."""
    common = set[int]()
    for position, inbox_id in enumerate(dict.fromkeys(inbox_ids)):
        serving = set(member_ids(tx, account_id, inbox_id))
        common = serving if position == 0 else common & serving
    return [
        agent for agent in accounts.agents(tx, account_id) if agent.role == Role.ADMINISTRATOR or agent.id in common
    ]

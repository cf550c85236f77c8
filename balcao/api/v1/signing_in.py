"""What a provider has opened becomes an inbox, or connects one again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from balcao.api.v1.connecting import add, change, current, draft_of, settings_of
from balcao.channels.contract import Channel
from balcao.domain.accounts import queries as accounts
from balcao.domain.accounts.rules import AccountStatus, Role
from balcao.domain.actors import Member
from balcao.domain.inboxes import queries
from balcao.house import House
from balcao.kit.errors import Problem
from balcao.store.tx import Tx


@dataclass(frozen=True, slots=True)
class Guest:
    """Whose errand it was. Without an inbox a new one is made, under `name`."""

    account_id: int
    user_id: int
    inbox_id: int | None
    name: str


class Stranded(Exception):
    """Nothing comes of it; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def connect(house: House, channel: Channel, guest: Guest, given: Mapping[str, Any]) -> tuple[int, bool]:
    """Try what was given and keep it: the inbox, and whether it is new.

    Raises `Stranded`, or `Problem` for what the provider refuses.
    """
    actor, row = await house.store.read(lambda tx: _who_and_which(tx, channel, guest, given))
    before = {} if row is None else current(house, channel, row)
    if row is not None and not _is_same_mailbox(channel, before, given):
        raise Stranded("other_mailbox")
    tried = await channel.setup.validate(_values(house, channel, guest, given, row), house.site)
    found = {key: value for key, value in tried.items() if row is None or before.get(key) != value}
    kept = await house.store.write(lambda tx: _keep(tx, house, (actor, channel, row), found))
    await channel.setup.connect(house.line(kept))
    return kept.id, row is None


def _who_and_which(
    tx: Tx, channel: Channel, guest: Guest, given: Mapping[str, Any]
) -> tuple[Member, queries.InboxRow | None]:
    """The administrator, who may have left meanwhile, and the inbox: the one meant, or one that has this mailbox already."""
    actor = _administrator(tx, guest)
    if guest.inbox_id is not None:
        return actor, queries.show(tx, actor, guest.inbox_id)
    known = queries.by_names(tx, channel.about.kind, list(channel.setup.names(given)))
    if known is not None and known.account_id != guest.account_id:
        raise Stranded("taken")
    return actor, known


def _administrator(tx: Tx, guest: Guest) -> Member:
    try:
        found = accounts.agent(tx, guest.account_id, guest.user_id)
    except Problem:
        raise Stranded("not_allowed") from None
    suspended = accounts.account(tx, guest.account_id).status == AccountStatus.SUSPENDED
    if found.role != Role.ADMINISTRATOR or suspended:
        raise Stranded("not_allowed")
    return Member(guest.account_id, guest.user_id, found.name, found.role)


def _is_same_mailbox(channel: Channel, before: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    return bool({*channel.setup.names(before)} & {*channel.setup.names(given)})


def _values(
    house: House, channel: Channel, guest: Guest, given: Mapping[str, Any], row: queries.InboxRow | None
) -> dict[str, Any]:
    names = channel.setup.names(given)
    called = {} if row else {"name": guest.name or (names[0] if names else channel.about.title.en)}
    checked = settings_of(house, channel, {**given, **called}, row)
    return {**checked, **{name: given[name] for name in channel.about.kept if name in given}}


def _keep(
    tx: Tx, house: House, which: tuple[Member, Channel, queries.InboxRow | None], found: dict[str, Any]
) -> queries.InboxRow:
    actor, channel, row = which
    if row is None:
        return add(tx, house, actor, channel, draft_of(None, found))
    now = queries.show(tx, actor, row.id)
    return change(tx, house, actor, now, draft_of(None, {**current(house, channel, now), **found}))

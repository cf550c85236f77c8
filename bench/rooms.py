"""Fill an installation with accounts full of people, for the loads on sockets."""

import json
from dataclasses import dataclass
from pathlib import Path

from balcao.app import build_house
from balcao.domain.accounts.actions import NewAccount, NewUser, open_account
from balcao.domain.accounts.actions.members import NewMember, join
from balcao.domain.accounts.actions.users import add_user
from balcao.domain.actors import Member
from balcao.domain.contacts.actions.addresses import find_or_create
from balcao.domain.conversations.actions import Draft, receive
from balcao.domain.inboxes.actions import InboxDraft, add_inbox, set_members
from balcao.house import House
from balcao.kit.crypto import Keyring
from balcao.serving import prepare
from balcao.store.tx import Tx
from bench.seed import settings_in


@dataclass(frozen=True, slots=True)
class Place:
    """An account of the load: its people's subscriptions, and where its administrator posts."""

    account_id: int
    token: str
    conversation: int
    wishes: list[str]
    website_token: str


def build(folder: Path, rooms: int, agents: int) -> list[Place]:
    """So many accounts, each with this many agents in one inbox with one conversation."""
    settings = settings_in(folder)
    prepare(settings)
    house = build_house(settings)
    try:
        return [house.store.write_now(lambda tx, n=n: _place(tx, house, n, agents)) for n in range(rooms)]
    finally:
        house.store.close()


def _place(tx: Tx, house: House, n: int, agents: int) -> Place:
    owner = NewUser(email=f"chefe{n}@example.com", name="Ana", confirmed=True)
    opened = open_account(tx, house.keyring, NewAccount(name=f"Conta {n}", owner=owner))
    account_id, boss = opened.account_id, Member(opened.account_id, opened.user_id, "Ana", "administrator")
    team = [add_user(tx, house.keyring, NewUser(email=f"a{n}.{i}@example.com", confirmed=True)) for i in range(agents)]
    for user_id in team:
        join(tx, account_id, user_id, NewMember())
    inbox = add_inbox(tx, boss, "web_widget", InboxDraft(name="Site"))
    set_members(tx, boss, inbox.id, team)
    visitor = find_or_create(tx, house.keyring, account_id, inbox.id).visitor
    number = receive(tx, visitor, Draft(content="Bom dia")).conversation.display_id
    token = house.keyring.token("access", opened.user_id)
    return Place(account_id, token, number, [_wish(house.keyring, account_id, u) for u in team], inbox.public_key)


def _wish(keyring: Keyring, account_id: int, user_id: int) -> str:
    token = keyring.token("pubsub", user_id)
    return json.dumps(
        {"channel": "RoomChannel", "pubsub_token": token, "account_id": account_id, "user_id": user_id},
        separators=(",", ":"),
    )

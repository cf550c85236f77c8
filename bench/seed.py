"""Fill an installation with many conversations quickly: rows in bulk, past the actions."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table, insert

from balcao.app import build_house
from balcao.domain.contacts.tables import contact_inboxes, contacts
from balcao.domain.conversations.tables import conversations, messages
from balcao.domain.inboxes.tables import inboxes
from balcao.kit.clock import SECOND
from balcao.kit.crypto import digest
from balcao.opening import open_account
from balcao.outbox.emit import next_number
from balcao.settings import Settings
from balcao.store.tx import Tx

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a load needs to know."""

    account_id: int
    user_id: int
    token: str
    inbox_id: int
    website_token: str
    conversations: int


def seed(settings: Settings, count: int, total: int) -> Seeded:
    """An account with one website inbox, `count` conversations and `total` messages."""
    opened = open_account(settings, name="Carga", email="ana@example.com", password="Balcao#2026!", user_name="Ana")
    house = build_house(settings)
    account_id, user_id = opened["account_id"], opened["user_id"]

    def unit(tx: Tx) -> Seeded:
        inbox_id = _inbox(tx, account_id)
        _fill(tx, contacts, count, lambda n: _contact(account_id, n, tx.now))
        _fill(tx, contact_inboxes, count, lambda n: {
            "id": n, "account_id": account_id, "contact_id": n, "inbox_id": inbox_id, "source_id": f"visitor-{n}",
            "hmac_verified": False, "pubsub_digest": digest(house.keyring.token("contact", n)), "created_at": tx.now,
            "updated_at": tx.now,
        })  # fmt: skip
        each = total // count
        _fill(tx, conversations, count, lambda n: _conversation(account_id, inbox_id, user_id, n, each, tx.now))
        _fill(tx, messages, each * count, lambda n: _message(account_id, inbox_id, user_id, n, each, tx.now))
        next_number(tx, account_id, "conversations", count)
        return Seeded(account_id, user_id, opened["access_token"], inbox_id, "site-de-carga", count)

    try:
        return house.store.write_now(unit)
    finally:
        house.store.close()


def _inbox(tx: Tx, account_id: int) -> int:
    return tx.add(
        inboxes, account_id=account_id, name="Site", kind="web_widget", public_key="site-de-carga",
        settings={"website_url": "https://example.com", "widget_color": "#1f93ff"}, auto_assignment_config={},
        working_hours=[], created_at=tx.now, updated_at=tx.now,
    )  # fmt: skip


def _fill(tx: Tx, table: Table, count: int, row: Callable[[int], dict[str, object]]) -> None:
    for start in range(1, count + 1, CHUNK):
        tx.run(insert(table), [row(n) for n in range(start, min(start + CHUNK, count + 1))])


def _contact(account_id: int, n: int, now: int) -> dict[str, object]:
    return {
        "id": n, "account_id": account_id, "name": f"Contato {n}", "email": f"contato{n}@example.com", "blocked": False,
        "contact_type": "visitor", "additional_attributes": {}, "custom_attributes": {}, "last_activity_at": now,
        "created_at": now, "updated_at": now,
    }  # fmt: skip


def _conversation(account_id: int, inbox_id: int, user_id: int, n: int, each: int, now: int) -> dict[str, object]:
    last = n * each
    return {
        "id": n, "account_id": account_id, "display_id": n, "uuid": f"{n:036d}", "inbox_id": inbox_id, "contact_id": n,
        "contact_inbox_id": n, "status": n % 4 // 3, "assignee_id": user_id if n % 5 else None,
        "additional_attributes": {}, "custom_attributes": {}, "label_list": [], "unread_count": n % 3,
        "last_message_id": last, "last_spoken_id": last, "last_public_id": last, "last_incoming_at": now,
        "last_activity_at": now - (10_000_000 - n) * SECOND // 100, "created_at": now, "updated_at": now,
    }  # fmt: skip


def _message(account_id: int, inbox_id: int, user_id: int, n: int, each: int, now: int) -> dict[str, object]:
    conversation_id, kind = (n - 1) // each + 1, n % 2
    return {
        "id": n, "account_id": account_id, "conversation_id": conversation_id, "inbox_id": inbox_id, "kind": kind,
        "content": f"Mensagem {n} da conversa {conversation_id}, com um texto de tamanho comum.", "content_type": "text",
        "content_attributes": {}, "additional_attributes": {}, "private": False, "status": 0,
        "sender_type": "User" if kind else "Contact", "sender_id": user_id if kind else conversation_id,
        "has_attachments": False, "created_at": now, "updated_at": now,
    }  # fmt: skip


def settings_in(folder: Path, port: int = 0) -> Settings:
    """Settings of a throw-away installation."""
    return Settings(data=folder, port=port, rate_limits=False)

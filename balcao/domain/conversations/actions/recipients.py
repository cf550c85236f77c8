"""How the recipients of one message fared: who is asked again later, and who did not take it although others did."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select, update

from balcao.domain.arrivals.rules import gate_of
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.delivery import fail_delivery
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.message import updated
from balcao.domain.conversations.actions.status import reopen_undelivered
from balcao.domain.conversations.rules import (
    OF_A_DELIVERY,
    Delivery,
    Fared,
    Kind,
    Status,
    is_refused_by_all,
    may_follow,
    sent_to,
    with_recipients,
)
from balcao.kit.clock import DAY
from balcao.kit.crypto import random_token
from balcao.kit.text import loads
from balcao.outbox.emit import NewJob, queue
from balcao.outbox.jobs import BACKOFF
from balcao.store.tx import Tx

REST = "deliver_rest"
"""The job that hands a message to some of its recipients while the others have it."""
_GIVEN_UP = 5 * DAY
_MOST = 500


def queue_rest(tx: Tx, message: q.MessageRow, whom: Collection[str], after: int | None) -> None:
    """Some were put off: they are asked again `after` microseconds, or by the usual steps. No other message waits for them."""
    wait = BACKOFF[0] if after is None else after
    payload = {"account_id": message.account_id, "message_id": message.id, "only": list(whom)}
    # Several at once: who is asked again because an agent wants it does not wait for those whose turn comes later.
    key, gate = f"{rest_of(message)}{random_token()}", gate_of(message.inbox_id)
    queue(
        tx, NewJob(kind=REST, key=key, payload=payload, account_id=message.account_id, gate=gate, run_at=tx.now + wait)
    )


def rest_of(message: q.MessageRow) -> str:
    """How the keys of these jobs of a message begin."""
    return f"{REST}:{message.account_id}:{message.id}:"


def note_recipients(tx: Tx, account_id: int, message_id: int, asked: Collection[str], news: Fared) -> None:
    """Those who were put off were asked again, or are not asked any more."""
    found = _held(tx, account_id, message_id)
    if found is not None and "put_off" in (attributes := loads(found.content_attributes)):
        _put(tx, found, with_recipients(attributes, news, asked))


def note_returned(tx: Tx, account_id: int, message_id: int, whom: str | None, reason: str) -> None:
    """A message came back from one to whom it was sent (None: who it was is not told).

    Of several, the others have it: it fails only when it has come back from everybody (EML-03).
    """
    found = _held(tx, account_id, message_id)
    if found is None or found.status == Delivery.FAILED:
        return
    attributes, told = loads(found.content_attributes), f"{whom}: {reason}" if whom else reason
    everybody = sent_to(attributes)
    if len(everybody) < 2:
        fail_delivery(tx, account_id, message_id, told)
        return
    named = [one for one in everybody if one.lower() == (whom or "").lower()]
    if set(named) & set(attributes.get("refused", ())) or told in attributes.get("delivery_note", ""):
        return
    _put(tx, found, with_recipients(attributes, Fared(refused=tuple(named), reason=told), named))
    reopen_undelivered(tx, hold_by_id(tx, account_id, found.conversation_id))


def note_maybe_returned(tx: Tx, account_id: int, inbox_id: int, whom: str) -> None:
    """Somebody says that mail to this address came back, and proves nothing: the latest that went there shows it as hearsay.

    Anybody could say so of any address (EML-04): it does not fail, is not sent again and reopens nothing.
    """
    latest = next((one for one in _lately_sent(tx, account_id, inbox_id) if whom in _lowered(_everybody(one))), None)
    found = _held(tx, account_id, latest.id) if latest else None
    if found is None or found.status == Delivery.FAILED:
        return
    attributes = loads(found.content_attributes)
    told: list[str] = attributes.get("maybe_returned", [])
    if whom not in _lowered((*told, *attributes.get("refused", ()))):
        _put(tx, found, {**attributes, "maybe_returned": [*told, whom]})


def _lately_sent(tx: Tx, account_id: int, inbox_id: int) -> list[q.MessageRow]:
    """The newest first. A server gives up within five days."""
    m, c, since = t.messages.c, t.conversations.c, tx.now - _GIVEN_UP
    moved = (c.account_id == account_id) & (c.inbox_id == inbox_id) & (c.last_activity_at >= since)
    said = (m.kind == int(Kind.OUTGOING)) & m.private.is_(False) & (m.created_at >= since)
    query = select(*q.MESSAGE).join(t.conversations, c.id == m.conversation_id)
    return [
        q.MessageRow(*row)
        for row in tx.all(query.where(moved, c.status.in_(list(Status)), said).order_by(m.id.desc()).limit(_MOST))
    ]


def _everybody(message: q.MessageRow) -> tuple[str, ...]:
    return sent_to(loads(message.content_attributes))


def _lowered(addresses: Iterable[str]) -> set[str]:
    return {one.lower() for one in addresses}


def _held(tx: Tx, account_id: int, message_id: int) -> q.MessageRow | None:
    """The message as it stands while nobody else changes it."""
    found = q.message(tx, account_id, message_id)
    if found is not None:
        hold_by_id(tx, account_id, found.conversation_id)
        found = q.message(tx, account_id, message_id)
    return found


def _put(tx: Tx, found: q.MessageRow, attributes: dict[str, Any]) -> None:
    is_failed = is_refused_by_all(attributes) and may_follow(Delivery(found.status), Delivery.FAILED)
    kept = {name: value for name, value in attributes.items() if not (is_failed and name in OF_A_DELIVERY)}
    values = {"content_attributes": kept, "updated_at": tx.now}
    tx.run(update(t.messages).where(t.messages.c.id == found.id).values(values))
    if is_failed:
        fail_delivery(tx, found.account_id, found.id, attributes.get("delivery_note", ""))
    else:
        updated(tx, found, {})

"""Hand the team's messages to the channel of their inbox, one job a message, in order within a conversation."""

import uuid
from typing import Any

from balcao.channels.contract import Line
from balcao.domain.accounts import queries as accounts
from balcao.domain.conversations import queries as conversations
from balcao.domain.conversations.actions import fail_delivery, note_delivery
from balcao.domain.conversations.rules import Delivery
from balcao.domain.inboxes import queries as inboxes
from balcao.envelope import Correspondent, Media, Outbound, Part, State
from balcao.house import House
from balcao.kit.text import dumps, loads
from balcao.outbox.jobs import Job
from balcao.shapes.inbox import webhook_secret
from balcao.shapes.webhook import Subject, message_created
from balcao.store.tx import Tx

_DELIVERIES = uuid.UUID("6d0a1c1e-0d5b-5b0e-9c8f-3a1f6f0f7a55")
_STATES = {State.SENT: Delivery.SENT, State.DELIVERED: Delivery.DELIVERED, State.READ: Delivery.READ}


async def deliver(house: House, job: Job) -> None:
    """Job `deliver`: the payload is the event of the message. Raises as the channel does."""
    event = job.read()
    subject = await house.store.read(lambda tx: _read(tx, event["account_id"], event["message_id"]))
    if subject is None:
        return
    outbound = house.channels.of(subject.inbox.kind).outbound
    if outbound is None:
        return
    inbox = subject.inbox
    line = Line(inbox.id, loads(inbox.settings), webhook_secret(house.keyring, inbox), house.web, house.clock())
    receipt = await outbound.send(_envelope(house, subject), line)
    await house.store.write(
        lambda tx: note_delivery(
            tx, inbox.account_id, subject.message.id, _STATES.get(receipt.state, Delivery.SENT), receipt.external_id
        )
    )


async def give_up(house: House, job: Job, reason: str) -> None:
    """The message was refused, or nobody took it within a day: the team sees why."""
    event = job.read()
    await house.store.write(lambda tx: fail_delivery(tx, event["account_id"], event["message_id"], reason))


def delivery_of(account_id: int, message_id: int) -> str:
    """The name of a message's delivery: the same at every try, also after a restart."""
    return str(uuid.uuid5(_DELIVERIES, f"{account_id}:{message_id}"))


def _read(tx: Tx, account_id: int, message_id: int) -> Subject | None:
    """Everything that is needed of a message; None when it is not waiting to be sent any more."""
    message = conversations.message(tx, account_id, message_id)
    if message is None or message.status != Delivery.QUEUED:
        return None
    row = conversations.by_id(tx, account_id, message.conversation_id)
    inbox = inboxes.by_id(tx, account_id, row.inbox_id)
    assert inbox is not None
    details = conversations.details(tx, account_id, [row], [message])
    return Subject(accounts.account(tx, account_id), inbox, row, message, details, tx.now)


def _envelope(house: House, subject: Subject) -> Outbound:
    message, row = subject.message, subject.conversation
    attributes: dict[str, Any] = loads(message.content_attributes)
    return Outbound(
        message_id=message.id,
        delivery=delivery_of(message.account_id, message.id),
        recipient=Correspondent(
            address=row.source_id, name=row.contact_name, email=row.contact_email,
            phone_number=row.contact_phone_number, identifier=row.contact_identifier,
        ),
        text=message.content,
        parts=_parts(house, subject),
        reply_to=attributes.get("in_reply_to_external_id"),
        fact=dumps(message_created(subject, house.lens, house.keyring)),
    )  # fmt: skip


def _parts(house: House, subject: Subject) -> tuple[Part, ...]:
    return tuple(
        Part(
            media=Media(row.file_type), source=house.urls.file(row.blob, row.file_name), name=row.file_name,
            content_type=row.content_type, size=row.file_size,
        )
        for row in subject.details.attachments.get(subject.message.id, ())
        if row.blob is not None and row.file_type in set(Media)
    )  # fmt: skip

"""Hand the team's messages to the channel of their inbox, one job a message, in order within a conversation."""

import uuid
from typing import Any

from msgspec import structs

from balcao.channels.outcomes import Extent, Retry, Unknown
from balcao.domain.accounts import queries as accounts
from balcao.domain.conversations import queries as conversations
from balcao.domain.conversations import threads
from balcao.domain.conversations.actions import fail_delivery, note_delivery, queue_rest
from balcao.domain.conversations.rows import ConversationRow, Details, MessageRow
from balcao.domain.conversations.rules import Delivery, Fared, Kind, SenderType, with_recipients
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.queries import InboxRow
from balcao.envelope import Correspondent, Media, Outbound, Part, Receipt, Said, State
from balcao.house import House
from balcao.kit.text import dumps, loads
from balcao.outbox.jobs import Job, begin
from balcao.shapes.webhook import Subject, message_created
from balcao.store.tx import Tx
from balcao.work.passage import passage

_DELIVERIES = uuid.UUID("6d0a1c1e-0d5b-5b0e-9c8f-3a1f6f0f7a55")
FRIENDLY = "friendly"
_STATES = {State.SENT: Delivery.SENT, State.DELIVERED: Delivery.DELIVERED, State.READ: Delivery.READ}


async def deliver(house: House, job: Job) -> None:
    """Job `deliver`: the payload is the event of the message. Raises as the channel does."""
    event = job.read()
    subject = await house.store.read(lambda tx: _read(tx, event["account_id"], event["message_id"]))
    if subject is None:
        return
    if (receipt := await hand_to_channel(house, job, subject)) is not None:
        await house.store.write(lambda tx: _note_sent(tx, subject.message, receipt))


async def hand_to_channel(house: House, job: Job, subject: Subject, only: tuple[str, ...] = ()) -> Receipt | None:
    """Give a message to its channel, for all of its recipients or `only` some. Raises as the channel does; None where
    nothing is handed over.
    """
    inbox, channel = subject.inbox, house.channels.of(subject.inbox.kind)
    if channel.outbound is None:
        return None
    message = await house.store.read(lambda tx: envelope(tx, house, subject, channel.history))
    line = house.line(inbox, files_of(house, subject), subject.account.locale)
    async with passage(house, inbox):
        if not channel.repeats:
            await begin_once(house, job)
        return await channel.outbound.send(structs.replace(message, only=only), line)


async def begin_once(house: House, job: Job) -> None:
    """A delivery that was interrupted may have arrived: whoever wrote it decides whether it is sent again."""
    if job.begun_at is not None:
        raise Unknown("The program stopped while this was being sent: it may have arrived. Ask, or send it again.")
    if not await house.store.write(lambda tx: begin(tx, job)):
        raise Retry("Somebody else sends this", extent=Extent.MESSAGE)


def _note_sent(tx: Tx, message: MessageRow, receipt: Receipt) -> None:
    state = _STATES.get(receipt.state, Delivery.SENT)
    told = {**receipt.details, **with_recipients({}, fared(receipt))}
    is_news = note_delivery(tx, message.account_id, message.id, state, receipt.external_id, told)
    if is_news and receipt.put_off:
        queue_rest(tx, message, receipt.put_off, receipt.after)


def fared(receipt: Receipt) -> Fared:
    """What a receipt says of recipients."""
    return Fared(tuple(receipt.put_off), receipt.refused, receipt.reason)


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
    return subject_of(tx, message) if message is not None and message.status == Delivery.QUEUED else None


def subject_of(tx: Tx, message: MessageRow) -> Subject:
    """Everything that is needed of a message."""
    account_id = message.account_id
    row = conversations.by_id(tx, account_id, message.conversation_id)
    inbox = inboxes.by_id(tx, account_id, row.inbox_id)
    assert inbox is not None
    details = conversations.details(tx, account_id, [row], [message])
    return Subject(accounts.account(tx, account_id), inbox, row, message, details, tx.now)


def envelope(tx: Tx, house: House, subject: Subject, history: int) -> Outbound:
    """A message as its channel gets it."""
    message, row = subject.message, subject.conversation
    attributes: dict[str, Any] = loads(message.content_attributes)
    author = subject.details.users.get(message.sender_id or 0) if message.sender_type == SenderType.USER else None
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
        fact=dumps(message_created(subject, house.lens)),
        sender_name=sender_name(subject.inbox, (author.display_name or author.name) if author else None),
        conversation=row.uuid,
        number=row.display_id,
        written_at=message.created_at,
        earlier=said_before(tx, row, message.id, history) if history else (),
        details=attributes,
        opening=loads(row.additional_attributes),
        automatic=message.kind != Kind.OUTGOING,
    )  # fmt: skip


def sender_name(inbox: InboxRow, agent: str | None) -> str:
    """How the team shows itself: the business alone, or the agent from the business."""
    business = inbox.business_name or inbox.name
    return f"{agent} ({business})" if agent and inbox.sender_name_type == FRIENDLY else business


def said_before(tx: Tx, row: ConversationRow, before: int, most: int) -> tuple[Said, ...]:
    """What both sides have said before a message, the newest first."""
    page = threads.thread(tx, row, threads.Window(before=before, for_both=True))[::-1][:most]
    details = conversations.details_of_thread(tx, row, page)
    return tuple(_said(one, row, details) for one in page)


def _said(message: MessageRow, row: ConversationRow, details: Details) -> Said:
    incoming = message.kind == Kind.INCOMING
    user = details.users.get(message.sender_id or 0)
    return Said(
        incoming=incoming,
        author=details.contact_name(message, row) if incoming else (user.display_name or user.name) if user else "",
        said_at=message.created_at, text=message.content, external_id=message.source_id,
        details=loads(message.content_attributes),
    )  # fmt: skip


def files_of(house: House, subject: Subject) -> dict[str, str]:
    """The addresses of a message's files, and the keys under which their bytes lie."""
    rows = subject.details.attachments.get(subject.message.id, ())
    return {house.urls.file(row.blob, row.file_name): row.blob for row in rows if row.blob is not None}


def _parts(house: House, subject: Subject) -> tuple[Part, ...]:
    return tuple(
        Part(
            media=Media(row.file_type), source=house.urls.file(row.blob, row.file_name), name=row.file_name,
            content_type=row.content_type, size=row.file_size,
        )
        for row in subject.details.attachments.get(subject.message.id, ())
        if row.blob is not None and row.file_type in set(Media)
    )  # fmt: skip

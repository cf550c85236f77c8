"""Recipients who were put off get their message later, while the others have it: nobody else waits, and nobody gets it twice."""

from typing import Any

from balcao.channels.outcomes import Extent, Retry
from balcao.domain.conversations import queries as conversations
from balcao.domain.conversations.actions import note_recipients
from balcao.domain.conversations.rows import MessageRow
from balcao.domain.conversations.rules import Delivery, Fared
from balcao.envelope import Receipt
from balcao.house import House
from balcao.kit.text import loads
from balcao.outbox.jobs import Job, undo
from balcao.shapes.webhook import Subject
from balcao.store.tx import Tx
from balcao.work.deliver import fared, hand_to_channel, subject_of


async def deliver_rest(house: House, job: Job) -> None:
    """Job `deliver_rest`: hand a message to those who were put off. Raises as the channel does."""
    what = job.read()
    found = await house.store.read(lambda tx: _read(tx, what))
    if found is None:
        return
    subject, only = found
    receipt = await hand_to_channel(house, job, subject, only)
    if receipt is None:
        return
    await house.store.write(lambda tx: _note(tx, job, subject.message, only, receipt))
    if receipt.put_off:
        patience = house.channels.of(subject.inbox.kind).patience
        raise Retry(" ".join(receipt.put_off.values()), receipt.after, patience, Extent.MESSAGE)


async def give_up_rest(house: House, job: Job, reason: str) -> None:
    """They refused it, or nobody took it in time: the team sees who, and why."""
    what = job.read()
    await house.store.write(lambda tx: _end(tx, what, reason))


def _read(tx: Tx, what: dict[str, Any]) -> tuple[Subject, tuple[str, ...]] | None:
    """The message and who of these waits for it; None when nobody does: it was deleted, or is sent to everybody anew."""
    message = conversations.message(tx, what["account_id"], what["message_id"])
    if message is None or message.status == Delivery.QUEUED:
        return None
    waiting = tuple(one for one in loads(message.content_attributes).get("put_off", ()) if one in what["only"])
    return (subject_of(tx, message), waiting) if waiting else None


def _note(tx: Tx, job: Job, message: MessageRow, asked: tuple[str, ...], receipt: Receipt) -> None:
    note_recipients(tx, message.account_id, message.id, asked, fared(receipt))
    # Who has it now is known, whatever happens to this process before the job is put back.
    undo(tx, job)


def _end(tx: Tx, what: dict[str, Any], reason: str) -> None:
    if found := _read(tx, what):
        note_recipients(tx, what["account_id"], what["message_id"], found[1], Fared(refused=found[1], reason=reason))

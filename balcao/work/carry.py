"""Carry conversations on through another inbox when their contacts have left."""

from balcao.domain.accounts import queries as accounts
from balcao.domain.conversations import queries as conversations
from balcao.domain.conversations.actions.carrying import Load, load, note_carried, note_not_carried, queue_left
from balcao.domain.conversations.actions.unproven import admit
from balcao.domain.conversations.rules import CARRIED_BY, CARRIES_ON
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.queries import InboxRow
from balcao.envelope import Correspondent, Outbound
from balcao.house import House
from balcao.outbox.jobs import Job
from balcao.shapes.webhook import Subject
from balcao.store.tx import Tx
from balcao.work.deliver import begin_once, delivery_of, envelope, files_of
from balcao.work.passage import passage
from balcao.work.runner import Routine


async def look_for_left(house: House) -> None:
    """Queue what nobody has read where it was said."""
    kinds = [one.about.kind for one in house.channels if any(field.key == CARRIED_BY for field in one.about.fields)]
    rows = await house.store.read(lambda tx: inboxes.of_kinds(tx, kinds))
    leaving = [row for row in rows if row.setting(CARRIES_ON) and row.setting(CARRIED_BY)]
    for row in leaving:
        await house.store.write(lambda tx, row=row: queue_left(tx, row.account_id, row.id))


async def carry_on(house: House, job: Job) -> None:
    """Job `carry_on`: send the unread answers of a conversation through the inbox that carries it on."""
    what = job.read()
    found = await house.store.read(
        lambda tx: _read(tx, house, what["account_id"], what["conversation_id"], what["after"], what["upto"])
    )
    if found is None:
        return
    through, message, files, cargo, locale = found
    channel = house.channels.of(through.kind)
    if channel.outbound is None or not channel.about.capabilities.carries_on:
        return
    if not cargo.proven and not await house.store.write(lambda tx: admit(tx, cargo.row, job.key)):
        return
    line = house.line(through, files, locale)
    async with passage(house, through):
        if not channel.repeats:
            await begin_once(house, job)
        receipt = await channel.outbound.send(message, line)
    await house.store.write(lambda tx: note_carried(tx, cargo.row, cargo.messages[-1].id, receipt.external_id))


async def give_up(house: House, job: Job, reason: str) -> None:
    """It was refused, or could not be sent in time: the team sees why."""
    what = job.read()
    await house.store.write(lambda tx: note_not_carried(tx, what["account_id"], what["conversation_id"], reason))


def _read(
    tx: Tx, house: House, account_id: int, conversation_id: int, after: int, upto: int
) -> tuple[InboxRow, Outbound, dict[str, str], Load, str] | None:
    cargo = load(tx, account_id, conversation_id, after, upto)
    inbox = inboxes.by_id(tx, account_id, cargo.row.inbox_id) if cargo else None
    through = inboxes.by_id(tx, account_id, inbox.setting(CARRIED_BY)) if inbox else None
    if cargo is None or inbox is None or through is None:
        return None
    details = conversations.details(tx, account_id, [cargo.row], cargo.messages)
    subjects = [
        Subject(accounts.account(tx, account_id), inbox, cargo.row, one, details, tx.now) for one in cargo.messages
    ]
    history = house.channels.of(through.kind).history
    letters = [envelope(tx, house, one, history) for one in subjects]
    files = {source: key for one in subjects for source, key in files_of(house, one).items()}
    return through, _together(letters, inbox, cargo), files, cargo, subjects[0].account.locale


def _together(letters: list[Outbound], inbox: InboxRow, cargo: Load) -> Outbound:
    """One letter of several answers. Without proof that the address is his, nothing that was typed in the chat goes to it
    (WID-13): only what the team has said.
    """
    last, row = letters[-1], cargo.row
    return Outbound(
        message_id=last.message_id, delivery=delivery_of(row.account_id, last.message_id),
        recipient=Correspondent(address=row.contact_email or "", name=row.contact_name if cargo.proven else "", email=row.contact_email),
        text="\n\n".join(one.text for one in letters if one.text), parts=tuple(part for one in letters for part in one.parts),
        sender_name=last.sender_name, conversation=row.uuid, number=row.display_id, written_at=last.written_at,
        earlier=letters[0].earlier if cargo.proven else (), opening={"mail_subject": f"{inbox.name} [#{row.display_id}]"},
    )  # fmt: skip


SCHEDULE: tuple[Routine, ...] = (Routine("carry on", 15.0, look_for_left),)

"""The way out of an inbox: held while its provider takes nothing, tried by one message at a time, released by a success (R-4)."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog

from balcao.channels.outcomes import Disconnected, Extent, Rejected, Retry, Unknown
from balcao.domain.arrivals import actions
from balcao.domain.arrivals import queries as arrivals
from balcao.domain.arrivals.actions import Turn, Unsent
from balcao.domain.arrivals.queries import ConnectionRow
from balcao.domain.arrivals.rules import Condition
from balcao.domain.inboxes.actions import tell_changed
from balcao.domain.inboxes.queries import InboxRow
from balcao.house import House
from balcao.kit.clock import DAY, SECOND
from balcao.store.tx import Tx

PATIENCE_FOR_RECONNECTION = 7 * DAY
"""How long messages wait for somebody to connect their inbox again."""
NOTES_APART = 15 * SECOND
"""How often it is written down that a provider takes messages."""

log = structlog.get_logger()


@asynccontextmanager
async def passage(house: House, inbox: InboxRow) -> AsyncGenerator[None]:
    """Around handing one message to its provider. What the channel raises is noted, and comes out as what follows from it.

    Raises `Retry` before anything was done while the inbox is held.
    """
    patience = house.channels.of(inbox.kind).patience
    async with house.vanguard.passing(inbox.id, _is_of_the_message):
        row, turn = await _turn(house, inbox)
        if turn.held_until is not None:
            raise _held(turn, house.clock(), patience)
        try:
            yield
        except Retry as late:
            wait = late.after
            if late.extent is not Extent.MESSAGE:
                why = Unsent(Condition.FAILING, late.reason, late.extent is Extent.ALL, late.after)
                wait = await _note(house, inbox, why)
            elif turn.probing:
                await _yield(house, inbox)
            raise Retry(late.reason, wait, patience, late.extent) from None
        except Disconnected as closed:
            wait = await _note(house, inbox, Unsent(Condition.DISCONNECTED, closed.reason))
            raise Retry(closed.reason, wait, PATIENCE_FOR_RECONNECTION) from None
        except (Rejected, Unknown):
            if turn.probing:
                await _yield(house, inbox)
            raise
        except Exception as error:
            await _note(house, inbox, Unsent(Condition.FAILING, f"{type(error).__name__}: {error}", holds=False))
            raise
        if _is_worth_a_note(row, house.clock()):
            await house.store.write(lambda tx: _note_sent(tx, inbox))


def _is_of_the_message(error: BaseException) -> bool:
    """Whether it is this message's own fate, and says nothing of the way out."""
    return isinstance(error, Rejected | Unknown) or (isinstance(error, Retry) and error.extent is Extent.MESSAGE)


async def _turn(house: House, inbox: InboxRow) -> tuple[ConnectionRow | None, Turn]:
    row = await house.store.read(lambda tx: arrivals.connection(tx, inbox.account_id, inbox.id))
    if row is None or row.probe_at is None:
        return row, Turn()
    return row, await house.store.write(lambda tx: actions.take_turn(tx, inbox.account_id, inbox.id))


def _held(turn: Turn, now: int, patience: int) -> Retry:
    lasting = PATIENCE_FOR_RECONNECTION if turn.condition == Condition.DISCONNECTED else patience
    return Retry(turn.problem, max(0, (turn.held_until or now) - now), lasting, Extent.MESSAGE)


async def _note(house: House, inbox: InboxRow, why: Unsent) -> int | None:
    """How long until the next try finds out; None where the message is tried again by its own steps."""
    log.warning("an inbox cannot send", inbox=inbox.id, condition=why.condition.value, problem=why.problem)

    def unit(tx: Tx) -> int | None:
        if actions.note_unsent(tx, inbox.account_id, inbox.id, why):
            tell_changed(tx, inbox.account_id)
        row = arrivals.connection(tx, inbox.account_id, inbox.id)
        return why.after if row is None or row.probe_at is None else row.probe_at - tx.now

    return await house.store.write(unit)


async def _yield(house: House, inbox: InboxRow) -> None:
    await house.store.write(lambda tx: actions.yield_turn(tx, inbox.account_id, inbox.id))


def _is_worth_a_note(row: ConnectionRow | None, now: int) -> bool:
    return row is None or row.sending != Condition.OK or now - (row.sent_at or 0) >= NOTES_APART


def _note_sent(tx: Tx, inbox: InboxRow) -> None:
    if actions.note_sent(tx, inbox.account_id, inbox.id):
        tell_changed(tx, inbox.account_id)

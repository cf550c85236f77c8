"""WS-06: a right that was taken back ends on open sockets too."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from balcao.domain.accounts.actions.members import MemberChange, change_member, remove_member
from balcao.domain.accounts.actions.users import set_password
from balcao.domain.accounts.events import UserChanged
from balcao.domain.accounts.rules import Role
from balcao.domain.actors import Person
from balcao.outbox.bus import Missed
from balcao.store.tx import Tx
from tests.live.firm import Firm, says
from tests.live.rig import Ear, Node

UNAUTHORIZED = {"type": "disconnect", "reason": "unauthorized", "reconnect": False}
WITHIN = 5


async def ended(ear: Ear) -> int:
    """Wait for the rejection, the farewell and the close; its code."""
    async with asyncio.timeout(WITHIN):
        while (frame := await ear.line.frame()).get("type") is None:
            pass
        assert frame == {"identifier": ear.identifier, "type": "reject_subscription"}
        assert await ear.line.frame() == UNAUTHORIZED
        return await ear.line.closed()


async def test_ws_06_who_leaves_the_account_is_cut_off(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    ear = await here.subscribe(firm.wish(bia))
    await here.write(lambda tx: remove_member(tx, firm.boss, bia.user_id))
    assert await ended(ear) == 4401


async def test_ws_06_a_new_password_ends_the_old_sockets(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    ear = await here.subscribe(firm.wish(bia))
    await here.write(lambda tx: set_password(tx, here.house.keyring, Person(bia.user_id), "hash"))
    assert await ended(ear) == 4401
    line = await here.connect()
    line.say(command="subscribe", identifier=ear.identifier)
    assert (await line.frame())["type"] == "reject_subscription"


async def test_ws_06_a_role_that_was_lowered_counts_at_once(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia", Role.ADMINISTRATOR)
    visitor = firm.visitor(firm.inbox())
    ear = await here.subscribe(firm.wish(bia))
    await here.write(says(visitor, "antes"))
    await ear.until("message.created")
    await here.write(lambda tx: change_member(tx, firm.boss, bia.user_id, MemberChange(role=Role.AGENT)))
    await here.write(says(visitor, "depois"))
    firm.inbox()
    names = []
    while "account.cache_invalidated" not in names:
        names.append((await ear.next())["event"])
    assert "message.created" not in names


async def test_ws_06_what_is_taken_back_during_a_look_is_looked_at_again(
    here: Node, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    bia = firm.hire("Bia")
    ear = await here.subscribe(firm.wish(bia))
    read, looked, told, go_on = here.house.store.read, asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(unit: Callable[[Tx], Any]) -> Any:
        found = await read(unit)
        looked.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(here.house.store, "read", slowly)
    await here.write(lambda tx: change_member(tx, firm.boss, bia.user_id, MemberChange(role=Role.ADMINISTRATOR)))
    await looked.wait()
    here.house.bus.listen(lambda note: told.set() if isinstance(note, UserChanged) else None)
    await here.write(lambda tx: remove_member(tx, firm.boss, bia.user_id))
    await told.wait()
    go_on.set()
    assert await ended(ear) == 4401


async def test_ws_06_what_else_the_socket_holds_lives_on(here: Node, firm: Firm) -> None:
    bia, visitor = firm.hire("Bia"), firm.visitor(firm.inbox())
    mine = await here.subscribe(firm.wish(visitor))
    await mine.line.frame()
    gone = await here.subscribe(firm.wish(bia), line=mine.line)
    await gone.line.frame()
    await here.write(lambda tx: remove_member(tx, firm.boss, bia.user_id))
    assert await mine.line.frame() == {"identifier": gone.identifier, "type": "reject_subscription"}
    await here.write(says(visitor, "sigo aqui"))
    assert (await mine.until("message.created"))["data"]["content"] == "sigo aqui"


async def test_ws_06_a_sign_that_was_lost_is_made_up_for(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    ear = await here.subscribe(firm.wish(bia))

    def quietly(tx: Tx) -> None:
        remove_member(tx, firm.boss, bia.user_id)
        tx.wakes.clear()

    await here.write(quietly)
    here.house.bus.tell(Missed(line_was_down=True))
    assert await ended(ear) == 4401


async def test_ws_06_a_closed_account_ends_on_the_next_round(here: Node, firm: Firm) -> None:
    ear = await here.subscribe(firm.wish(firm.visitor(firm.inbox())))
    await here.write(lambda tx: tx.conn.exec_driver_sql("UPDATE accounts SET status = 'suspended'"))
    here.house.bus.tell(Missed(line_was_down=True))
    assert await ended(ear) == 4401

"""WS-06: a right that was taken back ends on open sockets too."""

import asyncio

from balcao.domain.accounts.actions.members import MemberChange, change_member, remove_member
from balcao.domain.accounts.actions.users import set_password
from balcao.domain.accounts.rules import Role
from balcao.domain.actors import Person
from balcao.outbox.bus import Missed
from balcao.store.tx import Tx
from tests.live.office import Office, says
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


async def test_ws_06_who_leaves_the_account_is_cut_off(here: Node, office: Office) -> None:
    bia = office.hire("Bia")
    ear = await here.subscribe(office.wish(bia))
    await here.write(lambda tx: remove_member(tx, office.boss, bia.user_id))
    assert await ended(ear) == 4401


async def test_ws_06_a_new_password_ends_the_old_sockets(here: Node, office: Office) -> None:
    bia = office.hire("Bia")
    ear = await here.subscribe(office.wish(bia))
    await here.write(lambda tx: set_password(tx, here.house.keyring, Person(bia.user_id), "hash"))
    assert await ended(ear) == 4401
    line = await here.connect()
    line.say(command="subscribe", identifier=ear.identifier)
    assert (await line.frame())["type"] == "reject_subscription"


async def test_ws_06_a_role_that_was_lowered_counts_at_once(here: Node, office: Office) -> None:
    bia = office.hire("Bia", Role.ADMINISTRATOR)
    visitor = office.visitor(office.inbox())
    ear = await here.subscribe(office.wish(bia))
    await here.write(says(visitor, "antes"))
    await ear.until("message.created")
    await here.write(lambda tx: change_member(tx, office.boss, bia.user_id, MemberChange(role=Role.AGENT)))
    await here.write(says(visitor, "depois"))
    office.inbox()
    names = []
    while "account.cache_invalidated" not in names:
        names.append((await ear.next())["event"])
    assert "message.created" not in names


async def test_ws_06_what_else_the_socket_holds_lives_on(here: Node, office: Office) -> None:
    bia, visitor = office.hire("Bia"), office.visitor(office.inbox())
    mine = await here.subscribe(office.wish(visitor))
    await mine.line.frame()
    gone = await here.subscribe(office.wish(bia), line=mine.line)
    await gone.line.frame()
    await here.write(lambda tx: remove_member(tx, office.boss, bia.user_id))
    assert await mine.line.frame() == {"identifier": gone.identifier, "type": "reject_subscription"}
    await here.write(says(visitor, "sigo aqui"))
    assert (await mine.until("message.created"))["data"]["content"] == "sigo aqui"


async def test_ws_06_a_sign_that_was_lost_is_made_up_for(here: Node, office: Office) -> None:
    bia = office.hire("Bia")
    ear = await here.subscribe(office.wish(bia))

    def quietly(tx: Tx) -> None:
        remove_member(tx, office.boss, bia.user_id)
        tx.wakes.clear()

    await here.write(quietly)
    here.house.bus.tell(Missed(line_was_down=True))
    assert await ended(ear) == 4401


async def test_ws_06_a_closed_account_ends_on_the_next_round(here: Node, office: Office) -> None:
    ear = await here.subscribe(office.wish(office.visitor(office.inbox())))
    await here.write(lambda tx: tx.conn.exec_driver_sql("UPDATE accounts SET status = 'suspended'"))
    here.house.bus.tell(Missed(line_was_down=True))
    assert await ended(ear) == 4401

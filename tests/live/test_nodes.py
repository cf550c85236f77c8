"""Two processes on one database: what is done at one is heard at the other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from balcao.domain.accounts.actions.members import remove_member
from balcao.domain.conversations.events import Typing
from balcao.outbox import log
from balcao.outbox.emit import writer
from balcao.store.hooks import Hooks
from tests.live.firm import Firm, answers, says
from tests.live.rig import Node, make_house, node
from tests.live.test_presence import presence
from tests.live.test_revocation import ended
from tests.support.clock import HandClock


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
async def there(here: Node, engine_url: str, clock: HandClock, tmp_path: Path) -> AsyncIterator[Node]:
    async with node(make_house(engine_url, clock, tmp_path)) as other:
        yield other


async def test_a_message_crosses_over(here: Node, there: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    ear = await there.subscribe(firm.wish(firm.boss))
    number = await here.write(says(visitor, "daqui"))
    await there.write(answers(firm.boss, number, "de lá"))
    await here.write(says(visitor, "e de volta"))
    heard = [(await ear.until("message.created"))["data"]["content"] for _ in range(3)]
    assert heard == ["daqui", "de lá", "e de volta"]


async def test_a_lost_call_is_made_up_for_within_two_seconds(
    here: Node, there: Node, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = firm.visitor(firm.inbox())
    ear = await there.subscribe(firm.wish(firm.boss))
    monkeypatch.setattr(here.house.store, "_hooks", Hooks(writer({})))
    await here.write(says(visitor, "sem aviso"))
    assert (await ear.until("message.created"))["data"]["content"] == "sem aviso"


async def test_typing_and_presence_cross_over(here: Node, there: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    visitor = firm.visitor(firm.inbox(bia))
    await here.write(says(visitor, "oi"))
    ear = await there.subscribe(firm.wish(firm.boss))
    await presence(await here.subscribe(firm.wish(bia)))
    here.cable._presences.refresh()
    here.house.bus.tell(Typing(firm.account_id, 1, visitor.inbox_id, on=True, user_id=bia.user_id))
    assert (await ear.next())["event"] == "conversation.typing_on"
    ear.line.say(command="message", identifier=ear.identifier, data='{"action":"update_presence"}')
    assert str(bia.user_id) in (await presence(ear))["users"]


async def test_ws_06_a_right_that_was_taken_back_here_ends_there(here: Node, there: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    ear = await there.subscribe(firm.wish(bia))
    await here.write(lambda tx: remove_member(tx, firm.boss, bia.user_id))
    assert await ended(ear) == 4401


async def test_ws_10_the_story_goes_on_at_the_other_node(here: Node, there: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    ear = await here.subscribe(firm.wish(firm.boss))
    await here.write(says(visitor, "um"))
    seen = (await ear.until("message.created"))["seq"]
    await ear.line.leave()
    await here.write(says(visitor, "dois"))
    again = await there.subscribe(firm.wish(firm.boss), since=seen)
    latest = await there.house.store.read(lambda tx: log.latest(tx, firm.account_id))
    story = await again.upto(latest)
    assert [m["data"]["content"] for m in story if m["event"] == "message.created"] == ["dois"]

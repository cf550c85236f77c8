"""WS-01, WS-02, WS-12: who is let in, and to what."""

import json
from typing import Any

import pytest

from balcao.live import subscribe
from tests.live.firm import Firm, open_firm, says
from tests.live.rig import Line, Node


async def answer(line: Line, wish: dict[str, Any]) -> str:
    line.say(command="subscribe", identifier=json.dumps(wish))
    return (await line.frame())["type"]


@pytest.fixture
def other(here: Node) -> Firm:
    return open_firm(here.house, "rui@example.com")


async def test_ws_01_a_token_must_be_the_users_own(here: Node, firm: Firm, other: Firm) -> None:
    bia = firm.hire("Bia")
    mine = firm.wish(bia)
    wrong = [
        {**mine, "pubsub_token": "x" * 24},
        {**mine, "pubsub_token": ""},
        {**mine, "pubsub_token": None},
        {**mine, "user_id": firm.boss.user_id},
        {**mine, "account_id": other.account_id},
        {**mine, "account_id": None},
        {**mine, "account_id": 2**70},
        {**mine, "user_id": -1},
        {key: value for key, value in mine.items() if key != "user_id"},
        {**firm.wish(firm.visitor(firm.inbox())), "user_id": bia.user_id, "account_id": firm.account_id},
    ]
    line = await here.connect()
    for wish in wrong:
        assert await answer(line, wish) == "reject_subscription", wish
    assert await answer(line, mine) == "confirm_subscription"


async def test_ids_may_come_as_text(here: Node, firm: Firm) -> None:
    wish = firm.wish(firm.boss)
    texts = {**wish, "account_id": str(wish["account_id"]), "user_id": str(wish["user_id"])}
    assert await answer(await here.connect(), texts) == "confirm_subscription"


async def test_ws_02_the_channel_names_nobody_else(here: Node, firm: Firm) -> None:
    line, mine = await here.connect(), firm.wish(firm.boss)
    for channel in ("%", "*", "RoomChannel:*", "Conversation:1", ""):
        assert await answer(line, {**mine, "channel": channel}) == "reject_subscription"


async def test_ws_02_one_account_hears_nothing_of_another(here: Node, firm: Firm, other: Firm) -> None:
    mine, theirs = await here.subscribe(firm.wish(firm.boss)), await here.subscribe(other.wish(other.boss))
    await here.write(says(firm.visitor(firm.inbox()), "segredo da Ana"))
    await here.write(says(other.visitor(other.inbox()), "do Rui"))
    assert (await mine.until("message.created"))["data"]["content"] == "segredo da Ana"
    heard = await theirs.until("message.created")
    assert (heard["data"]["content"], heard["data"]["account_id"]) == ("do Rui", other.account_id)


async def test_a_socket_holds_a_few_subscriptions(here: Node, firm: Firm) -> None:
    line = await here.connect()
    for number in range(subscribe.PER_SOCKET):
        await here.subscribe({**firm.wish(firm.boss), "tab": number}, line=line)
        await line.frame()
    assert await answer(line, {**firm.wish(firm.boss), "tab": "one more"}) == "reject_subscription"


async def test_a_visitors_page_must_be_allowed(here: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox(allowed_domains="shop.example, *.other.example"))
    for origin, is_welcome in (
        ("https://shop.example", True),
        ("https://a.other.example", True),
        ("https://balcao.example", True),
        (None, True),
        ("https://www.shop.example", False),
        ("https://shop.example.evil.example", False),
        ("https://evil.example", False),
        ("null", False),
    ):
        line = await here.connect(headers={"origin": origin} if origin else {})
        answered = await answer(line, firm.wish(visitor))
        assert answered == ("confirm_subscription" if is_welcome else "reject_subscription"), origin


async def test_ws_12_a_cookie_opens_nothing_so_no_site_can_borrow_one(here: Node, firm: Firm) -> None:
    """A foreign page's socket carries the browser's cookies; here nothing but a token in the subscription counts."""
    headers = {"origin": "https://evil.example", "cookie": "session=anything; cw_conversation=anything"}
    line = await here.connect(headers=headers)
    wish = {"channel": "RoomChannel", "pubsub_token": "anything", "account_id": firm.account_id,
            "user_id": firm.boss.user_id}  # fmt: skip
    assert await answer(line, wish) == "reject_subscription"


async def test_a_closed_account_is_rejected(here: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    await here.write(lambda tx: tx.conn.exec_driver_sql("UPDATE accounts SET status = 'suspended'"))
    line = await here.connect()
    assert await answer(line, firm.wish(firm.boss)) == "reject_subscription"
    assert await answer(line, firm.wish(visitor)) == "reject_subscription"

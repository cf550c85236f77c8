"""The frames of `/cable`, one by one, as the contract has them."""

import json

from tests.live.office import Office, says
from tests.live.rig import Node


async def test_the_subprotocol_is_chosen_and_the_welcome_comes_first(here: Node) -> None:
    line = here.open()
    assert await line.message() == {"type": "websocket.accept", "subprotocol": "actioncable-v1-json"}
    assert await line.text() == '{"type":"welcome"}'


async def test_a_ping_comes_within_three_seconds(here: Node) -> None:
    line = await here.connect()
    ping = json.loads(await line.text(pings=True))
    assert ping == {"type": "ping", "message": here.house.clock() // 1_000_000}


async def test_the_identifier_is_echoed_byte_for_byte(here: Node, office: Office) -> None:
    line, wish = await here.connect(), office.wish(office.boss)
    identifier = json.dumps(dict(reversed(wish.items())), indent=1) + " "
    line.say(command="subscribe", identifier=identifier)
    confirmed = await line.frame()
    assert confirmed == {"identifier": identifier, "type": "confirm_subscription", "seq": confirmed["seq"]}
    assert (await line.frame())["identifier"] == identifier


async def test_an_event_frame_carries_event_data_and_number(here: Node, office: Office) -> None:
    visitor = office.visitor(office.inbox())
    ear = await here.subscribe(office.wish(office.boss))
    await here.write(says(visitor, "Bom dia"))
    created = await ear.until("message.created")
    assert created["seq"] > ear.confirmed["seq"]
    data = created["data"]
    assert (data["content"], data["account_id"], data["message_type"]) == ("Bom dia", office.account_id, 0)
    assert data["sender"]["type"] == "contact"

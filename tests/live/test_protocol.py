"""The frames of `/cable`, one by one, as the contract has them."""

import json

from balcao.domain.conversations.actions import change_status
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.rules import Status
from balcao.kit.clock import seconds
from tests.live.firm import Firm, answers, says
from tests.live.rig import Node


async def test_the_subprotocol_is_chosen_and_the_welcome_comes_first(here: Node) -> None:
    line = here.open()
    assert await line.message() == {"type": "websocket.accept", "subprotocol": "actioncable-v1-json"}
    assert await line.text() == '{"type":"welcome"}'


async def test_a_ping_comes_within_three_seconds(here: Node) -> None:
    line = await here.connect()
    text = await line.text(pings=True)
    assert text == f'{{"type":"ping","message":{seconds(here.house.clock())}}}'


async def test_the_identifier_is_echoed_byte_for_byte(here: Node, firm: Firm) -> None:
    line, wish = await here.connect(), firm.wish(firm.boss)
    identifier = json.dumps(dict(reversed(wish.items())), indent=1) + " "
    line.say(command="subscribe", identifier=identifier)
    confirmed = await line.frame()
    assert confirmed == {"identifier": identifier, "type": "confirm_subscription", "seq": confirmed["seq"]}
    assert (await line.frame())["identifier"] == identifier


async def test_a_message_on_the_agents_socket_is_exact(here: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    number = await here.write(says(visitor, "Bom dia"))
    ear = await here.subscribe(firm.wish(firm.boss))
    message = await here.write(answers(firm.boss, number, "Olá!", echo_id="e1"))
    created = await ear.until("message.created")
    ana = {
        "id": firm.boss.user_id, "name": "Ana Moura", "available_name": "Ana Moura", "avatar_url": "", "type": "user",
        "availability_status": "online", "thumbnail": "",
    }  # fmt: skip
    updated_at = created["data"].pop("updated_at")
    assert updated_at.endswith("Z")
    assert created == {
        "event": "message.created",
        "seq": ear.confirmed["seq"] + 1,
        "data": {
            "id": message.id, "content": "Olá!", "account_id": firm.account_id, "inbox_id": visitor.inbox_id,
            "conversation_id": number, "message_type": 1, "created_at": seconds(message.created_at), "private": False,
            "status": "sent", "source_id": None, "content_type": "text", "content_attributes": {},
            "sender_type": "User", "sender_id": firm.boss.user_id, "external_source_ids": {},
            "additional_attributes": {}, "processed_message_content": "Olá!", "sentiment": {}, "echo_id": "e1",
            "conversation": {
                "assignee_id": None, "unread_count": 1, "last_activity_at": seconds(message.created_at),
                "contact_inbox": {"source_id": visitor.source_id},
            },
            "sender": ana, "performer": ana,
        },
    }  # fmt: skip


async def test_a_visitors_message_has_no_performer(here: Node, firm: Firm) -> None:
    ear = await here.subscribe(firm.wish(firm.boss))
    await here.write(says(firm.visitor(firm.inbox()), "Bom dia"))
    data = (await ear.until("message.created"))["data"]
    assert (data["sender"]["type"], "performer" in data, "echo_id" in data) == ("contact", False, False)


async def test_a_conversation_event_shows_the_latest_state(here: Node, firm: Firm) -> None:
    number = await here.write(says(firm.visitor(firm.inbox()), "Bom dia"))
    ear = await here.subscribe(firm.wish(firm.boss))
    await here.write(lambda tx: change_status(tx, firm.boss, hold(tx, firm.boss, number), Status.RESOLVED))
    data = (await ear.until("conversation.status_changed"))["data"]
    assert (data["id"], data["status"], data["account_id"]) == (number, "resolved", firm.account_id)
    assert data["performer"]["id"] == firm.boss.user_id
    assert [message["content"] for message in data["messages"]] == ["Bom dia"]


async def test_the_first_answer_is_told_once(here: Node, firm: Firm) -> None:
    number = await here.write(says(firm.visitor(firm.inbox()), "Bom dia"))
    ear = await here.subscribe(firm.wish(firm.boss))
    await here.write(answers(firm.boss, number, "Olá"))
    await here.write(answers(firm.boss, number, "Tudo bem?"))
    events = [await ear.next() for _ in range(4)]
    assert [event["event"] for event in events] == [
        "message.created", "first.reply.created", "conversation.updated", "message.created",
    ]  # fmt: skip


async def test_a_cache_key_that_changed_is_told_to_the_team(here: Node, firm: Firm) -> None:
    ear = await here.subscribe(firm.wish(firm.hire("Bia")))
    firm.inbox()
    told = await ear.until("account.cache_invalidated")
    assert told["data"]["account_id"] == firm.account_id
    assert set(told["data"]["cache_keys"]) == {"label", "inbox", "team"}


async def test_what_is_not_understood_is_passed_over(here: Node, firm: Firm) -> None:
    line = await here.connect()
    line.say(command="dance", identifier="x")
    line.say(command="message", identifier="nobody", data='{"action":"update_presence"}')
    line.say(command="message", identifier="nobody", data="not json")
    line.say(command="unsubscribe", identifier="nobody")
    assert (await here.subscribe(firm.wish(firm.boss), line=line)).confirmed


async def test_the_same_identifier_again_is_no_news(here: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    ear = await here.subscribe(firm.wish(firm.boss))
    ear.line.say(command="subscribe", identifier=ear.identifier)
    await here.write(says(visitor, "um"))
    await here.write(says(visitor, "dois"))
    assert [(await ear.next())["event"] for _ in range(3)] == [
        "conversation.created", "message.created", "message.created",
    ]  # fmt: skip


async def test_after_unsubscribe_nothing_comes_and_one_may_return(here: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    ear = await here.subscribe(firm.wish(firm.boss))
    ear.unsubscribe()
    await here.write(says(visitor, "Ninguém ouve"))
    again = await here.subscribe(firm.wish(firm.boss), line=ear.line)
    await here.write(says(visitor, "Agora sim"))
    assert (await again.until("message.created"))["data"]["content"] == "Agora sim"


async def test_the_end_of_the_server_is_told(here: Node) -> None:
    line = await here.connect()
    await here.cable.stop()
    assert await line.text() == '{"type":"disconnect","reason":"server_restart","reconnect":true}'
    assert await line.closed() == 1012


async def test_an_identifier_that_is_none_is_rejected(here: Node) -> None:
    line = await here.connect()
    for identifier in ("", "[]", "{}", '{"channel":"RoomChannel"}', "x" * 5000, '{"channel":"Other"}'):
        line.say(command="subscribe", identifier=identifier)
        assert await line.frame() == {"identifier": identifier, "type": "reject_subscription"}

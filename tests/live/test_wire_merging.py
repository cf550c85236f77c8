"""What is told when two contacts turn out to be one."""

from balcao.domain.conversations.actions import move_conversations
from tests.live.firm import Firm, says
from tests.live.rig import Node


async def test_a_conversation_that_changes_hands_is_told_to_the_team_alone(here: Node, firm: Firm) -> None:
    inbox = firm.inbox()
    first, second = firm.visitor(inbox), firm.visitor(inbox)
    number = await here.write(says(first, "Oi"))
    team, visitor = await here.subscribe(firm.wish(firm.boss)), await here.subscribe(firm.wish(first))
    await here.write(lambda tx: move_conversations(tx, firm.account_id, first.contact_id, second.contact_id))
    told = await team.next()
    assert (told["event"], told["data"]["id"]) == ("conversation.contact_changed", number)
    assert told["data"]["meta"]["sender"]["id"] == second.contact_id
    await here.write(says(first, "Ainda aqui"))
    assert (await visitor.next())["event"] == "message.created"

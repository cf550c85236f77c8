"""What is told when two contacts turn out to be one."""

from balcao.domain.conversations.actions import move_conversations
from tests.live.office import Office, says
from tests.live.rig import Node


async def test_a_conversation_that_changes_hands_is_told_to_the_team_alone(here: Node, office: Office) -> None:
    inbox = office.inbox()
    first, second = office.visitor(inbox), office.visitor(inbox)
    number = await here.write(says(first, "Oi"))
    team, visitor = await here.subscribe(office.wish(office.boss)), await here.subscribe(office.wish(first))
    await here.write(lambda tx: move_conversations(tx, office.account_id, first.contact_id, second.contact_id))
    told = await team.next()
    assert (told["event"], told["data"]["id"]) == ("conversation.contact_changed", number)
    assert told["data"]["meta"]["sender"]["id"] == second.contact_id
    await here.write(says(first, "Ainda aqui"))
    assert (await visitor.next())["event"] == "message.created"

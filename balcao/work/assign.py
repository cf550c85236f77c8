"""Give a conversation that was opened to the next member of its inbox who is there."""

from balcao.domain.conversations.actions import take_turn
from balcao.house import House
from balcao.outbox.jobs import Job


async def assign(house: House, job: Job) -> None:
    """Job `assign`: the payload is the event of the opening."""
    event = job.read()
    account_id, conversation_id = event["account_id"], event["conversation_id"]
    await house.store.write(lambda tx: take_turn(tx, account_id, conversation_id, house.presence))

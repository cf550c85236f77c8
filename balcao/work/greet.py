"""Greet whoever has written for the first time."""

from balcao.domain.conversations import queries
from balcao.domain.conversations.actions import greet as send_greeting
from balcao.house import House
from balcao.outbox.jobs import Job
from balcao.store.tx import Tx


async def greet(house: House, job: Job) -> None:
    """Job `greet`: the payload is the event of the message with which the talk began."""
    event = job.read()
    account_id, conversation_id = event["account_id"], event["conversation_id"]

    def unit(tx: Tx) -> None:
        kind = queries.by_id(tx, account_id, conversation_id).kind
        send_greeting(tx, account_id, conversation_id, delivers=house.channels.of(kind).about.delivers)

    await house.store.write(unit)

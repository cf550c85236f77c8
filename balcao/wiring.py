"""THE page: what follows from each event, what is done on a schedule, and the channels in use.

Everything that happens after an action is listed here. Sockets read the event log by themselves (`balcao.live`);
all else is a job, queued in the action's own transaction.
"""

from typing import Any

from balcao.channels.api import CHANNEL as API
from balcao.channels.contract import Channel
from balcao.channels.email import CHANNEL as EMAIL
from balcao.channels.website import CHANNEL as WEBSITE
from balcao.domain.accounts.events import AvailabilityChanged, UserChanged
from balcao.domain.arrivals.rules import gate_of
from balcao.domain.conversations.events import Typing
from balcao.domain.inboxes.events import InboxConnected
from balcao.live.here import Here
from balcao.outbox.bus import Signal
from balcao.outbox.emit import Reaction, Reactions
from balcao.work.alarm import SCHEDULE as ALARMS
from balcao.work.assign import assign
from balcao.work.carry import SCHEDULE as CARRYING
from balcao.work.carry import carry_on
from balcao.work.carry import give_up as give_up_carrying
from balcao.work.deliver import deliver, give_up
from balcao.work.greet import greet
from balcao.work.intake import read_arrivals, read_later
from balcao.work.mail import mail
from balcao.work.pictures import fetch_picture
from balcao.work.rest import deliver_rest, give_up_rest
from balcao.work.runner import Duty, Handlers, Routine
from balcao.work.sweep import SCHEDULE as SWEEPING
from balcao.work.transcript import transcript

CHANNELS: tuple[Channel, ...] = (WEBSITE, EMAIL, API)

SIGNALS: tuple[type[Signal], ...] = (Typing, Here, UserChanged, AvailabilityChanged, InboxConnected)
"""What processes tell one another without keeping it."""


def _conversation(event: Any) -> str:
    return f"conversation:{event.conversation_id}"


def _inbox(event: Any) -> str:
    return gate_of(event.inbox_id)


def _opened(event: Any) -> bool:
    return event.status == "open"


REACTIONS: Reactions = {
    "message.created": (
        # One after another within a conversation: answers leave in the order in which they were written.
        Reaction("deliver", when=lambda event: event.deliver, lane=_conversation, gate=_inbox),
        Reaction("greet", when=lambda event: event.greet),
    ),
    "message.updated": (Reaction("deliver", when=lambda event: event.deliver, lane=_conversation, gate=_inbox),),
    "conversation.created": (Reaction("assign", when=lambda event: event.assign),),
    "conversation.status_changed": (Reaction("assign", when=_opened),),
}

HANDLERS: Handlers = {
    "assign": assign,
    "carry_on": Duty(carry_on, give_up_carrying),
    "deliver": Duty(deliver, give_up),
    "deliver_rest": Duty(deliver_rest, give_up_rest),
    "fetch_picture": fetch_picture,
    "greet": greet,
    "mail": mail,
    "read_arrivals": Duty(read_arrivals, read_later),
    "transcript": transcript,
}

SCHEDULE: tuple[Routine, ...] = (*SWEEPING, *ALARMS, *CARRYING)

__all__ = ["CHANNELS", "HANDLERS", "REACTIONS", "SCHEDULE", "SIGNALS"]

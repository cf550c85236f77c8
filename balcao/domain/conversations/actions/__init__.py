"""The verbs. Each loads, decides by the rules, writes and emits, in the caller's transaction."""

from balcao.domain.conversations.actions.bringing import Brought, bring, carrier_of
from balcao.domain.conversations.actions.delivery import fail_delivery, note_delivery
from balcao.domain.conversations.actions.greeting import greet
from balcao.domain.conversations.actions.handing import (
    assign,
    assign_team,
    release_member,
    release_team,
    take_turn,
)
from balcao.domain.conversations.actions.labelling import rename_label, set_labels
from balcao.domain.conversations.actions.message import Draft, delete_message, remark
from balcao.domain.conversations.actions.moving import move_conversations
from balcao.domain.conversations.actions.opening import Opening, open_conversation
from balcao.domain.conversations.actions.receive import Received, begin, receive, receive_into
from balcao.domain.conversations.actions.recipients import (
    note_maybe_returned,
    note_recipients,
    note_returned,
    queue_rest,
)
from balcao.domain.conversations.actions.reply import reply
from balcao.domain.conversations.actions.resending import send_again
from balcao.domain.conversations.actions.seeing import contact_sees, mark_unread, see
from balcao.domain.conversations.actions.status import change_status, resolve_as_contact, set_attributes, set_priority
from balcao.domain.conversations.actions.submitting import submit
from balcao.domain.conversations.actions.transcripts import mail_own_transcript, mail_transcript, may_mail_own

__all__ = [
    "Brought",
    "Draft",
    "Opening",
    "Received",
    "assign",
    "assign_team",
    "begin",
    "bring",
    "carrier_of",
    "change_status",
    "contact_sees",
    "delete_message",
    "fail_delivery",
    "greet",
    "mail_own_transcript",
    "mail_transcript",
    "mark_unread",
    "may_mail_own",
    "move_conversations",
    "note_delivery",
    "note_maybe_returned",
    "note_recipients",
    "note_returned",
    "open_conversation",
    "queue_rest",
    "receive",
    "receive_into",
    "release_member",
    "release_team",
    "remark",
    "rename_label",
    "reply",
    "resolve_as_contact",
    "see",
    "send_again",
    "set_attributes",
    "set_labels",
    "set_priority",
    "submit",
    "take_turn",
]

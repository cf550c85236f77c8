"""What a contact may do, whichever door he comes through: the widget's or that of the client API.

Whatever a visitor sends, his message is an incoming, public text of his own: no other field is read.
"""

from typing import Any

import msgspec

from balcao.api.browser import web_page
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.domain.actors import Visitor
from balcao.domain.contacts import actions as contacts
from balcao.domain.contacts import queries as contact_queries
from balcao.domain.contacts.actions import Claims, Identity
from balcao.domain.contacts.rules import attribute_faults
from balcao.domain.conversations import actions, visits
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions import Draft, Received
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.events import Typing
from balcao.domain.conversations.rules import VISITOR_CONTENT_MAX
from balcao.domain.inboxes.queries import InboxRow
from balcao.kit.crypto import hmac_hex, same
from balcao.kit.errors import invalid, refused
from balcao.kit.origin import address_key
from balcao.kit.text import dumps
from balcao.shapes.inbox import identity_key
from balcao.shapes.visitor import VisitorMessage, visitor_message
from balcao.store.tx import Tx

ECHO_MAX = 255
ATTRIBUTES_BYTES = 64 * 1024

UPLOADS = Limit("visitor_upload", 10, 600)
OPENINGS = Limit("visitor_opening", 5, 3600)


class Said(msgspec.Struct, kw_only=True):
    """A contact's message, as it is sent. Nothing else of it counts."""

    content: str | None = None
    echo_id: str | int | None = None
    reply_to: int | None = None


def draft_of(tx: Tx, call: Call[Any], said: Said) -> Draft:
    """The message that was said, with the files that came along. Raises a 422 for what is too long."""
    content, echo = said.content, None if said.echo_id is None else str(said.echo_id)
    if content and len(content) > VISITOR_CONTENT_MAX:
        raise refused(f"Validation failed: Content is too long (maximum is {VISITOR_CONTENT_MAX} characters)")
    if echo and len(echo) > ECHO_MAX:
        raise refused(f"Validation failed: Echo is too long (maximum is {ECHO_MAX} characters)")
    return Draft(
        content=content,
        echo_id=echo or None,
        content_attributes=_answers_to(tx, call.visitor, said.reply_to),
        files=tuple(call.files.get("attachments", ())),
    )


def _answers_to(tx: Tx, visitor: Visitor, message_id: int | None) -> dict[str, Any]:
    """A message that the visitor cannot see is none that he could answer."""
    found = q.message(tx, visitor.account_id, message_id) if message_id else None
    if found is None or not visits.may_see(found) or not q.can_see(tx, visitor, found.conversation_id):
        return {}
    return {"in_reply_to": found.id, "in_reply_to_external_id": found.source_id}


def drop_unused(call: Call[Any], received: Received) -> None:
    """Forget the files that no message refers to: those of a repeated message, and any under another name."""
    call.dropped = tuple(
        kept.key for name, files in call.files.items() for kept in files if not received.new or name != "attachments"
    )


def count_opening(tx: Tx, call: Call[Any], received: Received, per_address: Limit) -> None:
    """Count a conversation that has just been opened; raising undoes it."""
    if received.new and received.conversation.created_at == tx.now:
        call.count(OPENINGS, str(call.visitor.contact_inbox_id))
        call.count(per_address, address_key(call.ip))


def drawn(tx: Tx, call: Call[Any], row: q.ConversationRow, page: list[q.MessageRow]) -> list[VisitorMessage]:
    """Messages of one conversation, for its contact."""
    details = q.details_of_thread(tx, row, page)
    return [visitor_message(item, row, details, call.house.lens) for item in page]


def note_typing(call: Call[Any], row: q.ConversationRow, status: str | None) -> None:
    """Tell the team that the contact is writing (`on`), or has stopped."""
    call.house.bus.tell(
        Typing(
            account_id=row.account_id,
            conversation_id=row.id,
            inbox_id=row.inbox_id,
            on=status == "on",
            contact_id=row.contact_id,
        )
    )


def note_seen(tx: Tx, row: q.ConversationRow) -> None:
    """The contact has read the conversation."""
    actions.contact_sees(tx, hold_by_id(tx, row.account_id, row.id))


def end(tx: Tx, row: q.ConversationRow) -> q.ConversationRow:
    """The contact ends the conversation; it is never reopened this way."""
    held = hold_by_id(tx, row.account_id, row.id)
    actions.resolve_as_contact(tx, held)
    return held


class Answer(msgspec.Struct, kw_only=True):
    """What the contact filled into a form in a message."""

    submitted_values: Any = None


def fill_in(tx: Tx, visitor: Visitor, message_id: int, email: str | None, answer: Answer) -> q.MessageRow:
    """Keep an answer. An e-mail address that was asked for becomes what the contact says of himself."""
    if email is None:
        return actions.submit(tx, visitor, message_id, {"submitted_values": answer.submitted_values})
    _, asked = visits.message_of(tx, visitor, message_id)
    contacts.claim(tx, visitor, Claims(email=email))
    return actions.submit(tx, visitor, asked.id, {"submitted_email": email.strip().lower()[:254]})


def bounded(attributes: dict[str, Any], field: str = "custom_attributes") -> dict[str, Any]:
    """Attributes that may be kept. Raises a 422 for too many or too large ones."""
    fault = attribute_faults(attributes)
    if fault is None and len(bytes(dumps(attributes))) > ATTRIBUTES_BYTES:
        fault = "is too large"
    if fault:
        raise invalid(f"{field.replace('_', ' ').capitalize()} {fault}", field)
    return attributes


class Proof(msgspec.Struct, kw_only=True):
    """An identifier of the site's own users, and the site's signature of it."""

    identifier: Any = None
    identifier_hash: Any = None

    @property
    def name(self) -> str:
        """The identifier as the site signs it: as text. Empty for none."""
        value = self.identifier
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        plain = isinstance(value, str | int | float) and not isinstance(value, bool)
        return str(value) if plain else ""


def proven(call: Call[Any], inbox: InboxRow, proof: Proof) -> bool:
    """Whether the signature holds; False where none was sent and the inbox demands none. Raises a 401 otherwise."""
    demanded = bool(inbox.setting("hmac_mandatory"))
    if not demanded and proof.identifier_hash in (None, ""):
        return False
    expected = hmac_hex(identity_key(call.house.keyring, inbox), proof.name)
    if proof.name and isinstance(proof.identifier_hash, str) and same(proof.identifier_hash, expected):
        return True
    raise refused("HMAC failed: Invalid Identifier Hash Provided", 401)


def wish_picture(tx: Tx, visitor: Visitor, address: str | None) -> None:
    """Have the picture fetched that is said to show the visitor; without proof only where there is none yet."""
    url = web_page(address)
    row = contact_queries.show(tx, visitor.account_id, visitor.contact_id)
    if url and (visitor.verified or row.avatar is None):
        contacts.want_picture(tx, row.account_id, row.id, url)


def introduce(tx: Tx, call: Call[Any], visitor: Visitor, identity: Identity) -> Visitor:
    """Say who a visitor is; the visitor as whom he goes on."""
    if not identity.identifier:
        contacts.claim(tx, visitor, identity.claims)
        return visitor
    return contacts.identify(tx, call.house.keyring, visitor, identity, actions.move_conversations)

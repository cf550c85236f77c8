"""Who may hear something now. Asked for each event, in the unit that draws it."""

from sqlalchemy import bindparam, select

from balcao.domain.accounts.rules import Role
from balcao.domain.accounts.tables import members
from balcao.domain.contacts.queries import verified_addresses
from balcao.domain.contacts.tables import contact_inboxes
from balcao.domain.conversations.events import ConversationFact
from balcao.domain.conversations.queries import ConversationRow
from balcao.domain.conversations.tables import conversations
from balcao.domain.inboxes.queries import member_ids
from balcao.live.catalogue import TO_CONTACT
from balcao.live.hub import Standing
from balcao.outbox.event import Event
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_MEMBERS = Prepared(select(members.c.user_id, members.c.role).where(members.c.account_id == bindparam("account")))
_CONVERSATIONS = Prepared(
    select(conversations.c.id)
    .join(contact_inboxes, contact_inboxes.c.id == conversations.c.contact_inbox_id)
    .where(conversations.c.account_id == bindparam("account"), contact_inboxes.c.id == bindparam("address"))
)
_PROVEN_CONVERSATIONS = Prepared(
    select(conversations.c.id)
    .join(contact_inboxes, contact_inboxes.c.id == conversations.c.contact_inbox_id)
    .where(
        conversations.c.account_id == bindparam("account"),
        conversations.c.contact_id == bindparam("contact"),
        contact_inboxes.c.hmac_verified.is_(True),
    )
)


class Audience:
    """Who hears what in an account. Each question costs one query in a unit."""

    def __init__(self, tx: Tx, account_id: int) -> None:
        self._tx = tx
        self._account_id = account_id
        self._roles: dict[int, str] | None = None
        self._staff: dict[int, frozenset[int]] = {}
        self._own: dict[Standing, frozenset[int]] = {}

    def everyone(self) -> frozenset[int]:
        """The members of the account."""
        return frozenset(self._members())

    def staff(self, inbox_id: int) -> frozenset[int]:
        """Administrators, and the members of the inbox."""
        if inbox_id not in self._staff:
            roles = self._members()
            allowed = set(member_ids(self._tx, self._account_id, inbox_id)) & roles.keys()
            allowed |= {user_id for user_id, role in roles.items() if role == Role.ADMINISTRATOR}
            self._staff[inbox_id] = frozenset(allowed)
        return self._staff[inbox_id]

    def contact(self, row: ConversationRow) -> frozenset[int]:
        """The address that the conversation is held at; of a contact who proved who it is, all proven addresses."""
        if not row.hmac_verified:
            return frozenset({row.contact_inbox_id})
        return frozenset(verified_addresses(self._tx, row.account_id, row.contact_id, row.inbox_id))

    def may_concern(self, fact: Event, one: Standing) -> bool:
        """Whether it is worth while to look closer; says no only to what `one` certainly does not hear."""
        if not isinstance(fact, ConversationFact):
            return one.user_id is not None
        if one.user_id is not None:
            return one.user_id in self.staff(fact.inbox_id)
        return fact.name in TO_CONTACT and fact.conversation_id in self._own_conversations(one)

    def _own_conversations(self, one: Standing) -> frozenset[int]:
        if one not in self._own:
            who = {"account": self._account_id, "address": one.contact_inbox_id, "contact": one.contact_id}
            ids = [i for query in (_CONVERSATIONS, _PROVEN_CONVERSATIONS) for i in self._tx.values(query, who)]
            self._own[one] = frozenset(ids)
        return self._own[one]

    def _members(self) -> dict[int, str]:
        if self._roles is None:
            self._roles = {row.user_id: row.role for row in self._tx.all(_MEMBERS, {"account": self._account_id})}
        return self._roles

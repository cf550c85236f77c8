"""An account with people, inboxes and visitors, made by the program's own actions."""

from dataclasses import dataclass
from typing import Any

from balcao.domain.accounts.actions import NewAccount, NewUser, open_account
from balcao.domain.accounts.actions.members import NewMember, join
from balcao.domain.accounts.actions.users import add_user
from balcao.domain.accounts.rules import Availability, Role
from balcao.domain.actors import Member, Visitor
from balcao.domain.contacts.actions.addresses import find_or_create
from balcao.domain.conversations.actions import Draft, receive, reply
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.rules import Kind
from balcao.domain.inboxes.actions import InboxDraft, add_inbox, set_members
from balcao.house import House
from balcao.store.tx import Tx


@dataclass
class Firm:
    """An account of a house. Its administrator is `boss`."""

    house: House
    account_id: int
    boss: Member

    def hire(self, name: str, role: Role = Role.AGENT) -> Member:
        """Somebody new in the team."""

        def unit(tx: Tx) -> Member:
            new = NewUser(email=f"{name}.{self.account_id}@example.com".lower(), name=name, confirmed=True)
            user_id = add_user(tx, self.house.keyring, new)
            join(tx, self.account_id, user_id, NewMember(role=role, availability=Availability.ONLINE))
            return Member(self.account_id, user_id, name, role)

        return self.house.store.write_now(unit)

    def inbox(self, *serving: Member, kind: str = "web_widget", **settings: Any) -> int:
        """A new inbox that these serve."""

        def unit(tx: Tx) -> int:
            row = add_inbox(tx, self.boss, kind, InboxDraft(name="Site", settings=settings))
            set_members(tx, self.boss, row.id, [member.user_id for member in serving])
            return row.id

        return self.house.store.write_now(unit)

    def visitor(self, inbox_id: int) -> Visitor:
        """Somebody new who opens the chat of an inbox."""
        unit = lambda tx: find_or_create(tx, self.house.keyring, self.account_id, inbox_id).visitor  # noqa: E731
        return self.house.store.write_now(unit)

    def wish(self, who: Member | Visitor) -> dict[str, Any]:
        """What a client of theirs subscribes to."""
        keyring = self.house.keyring
        if isinstance(who, Visitor):
            return {"channel": "RoomChannel", "pubsub_token": keyring.token("contact", who.contact_inbox_id)}
        token = keyring.token("pubsub", who.user_id)
        return {"channel": "RoomChannel", "pubsub_token": token, "account_id": who.account_id, "user_id": who.user_id}


def open_firm(house: House, email: str = "ana@example.com") -> Firm:
    """A new account."""
    new = NewAccount(name="Café da Serra", owner=NewUser(email=email, name="Ana Moura", confirmed=True))
    opened = house.store.write_now(lambda tx: open_account(tx, house.keyring, new))
    boss = Member(opened.account_id, opened.user_id, "Ana Moura", Role.ADMINISTRATOR)
    return Firm(house, opened.account_id, boss)


def says(visitor: Visitor, text: str, echo_id: str | None = None):
    """A unit: the visitor writes; the conversation's number within the account."""
    return lambda tx: receive(tx, visitor, Draft(content=text, echo_id=echo_id)).conversation.display_id


def answers(member: Member, display_id: int, text: str, *, private: bool = False, echo_id: str | None = None):
    """A unit: a member answers or leaves a note; the message."""

    def unit(tx: Tx) -> Any:
        draft = Draft(content=text, kind=Kind.OUTGOING, private=private, echo_id=echo_id)
        return reply(tx, member, hold(tx, member, display_id), draft, delivers=False)[0]

    return unit

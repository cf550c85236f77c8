"""The people who work in an account."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.domain.accounts import queries, rules
from balcao.domain.accounts.actions import bump_cache, members
from balcao.domain.accounts.actions.members import Guest, MemberChange, NewMember
from balcao.domain.accounts.rules import Availability, Role
from balcao.domain.conversations.actions import release_member
from balcao.kit.errors import invalid
from balcao.shapes.agent import Agent, agent
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/agents", Who.MEMBER)

INVITATIONS = Limit("invite_account", 50, 24 * 60 * 60)
AT_ONCE = 50


class NewAgent(msgspec.Struct, kw_only=True):
    """Who is invited, and as what."""

    email: str
    name: str = ""
    role: Role = Role.AGENT
    availability: Availability = Availability.OFFLINE
    auto_offline: bool = True


class AgentParams(msgspec.Struct, kw_only=True):
    """What changes of an agent."""

    id: int
    name: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    availability: Availability | UnsetType = UNSET
    auto_offline: bool | UnsetType = UNSET


class ManyAgents(msgspec.Struct, kw_only=True):
    """The addresses of several people."""

    emails: list[str]


class AgentId(msgspec.Struct):
    """Which agent."""

    id: int


@room.get(gives=list[Agent])
def index(tx: Tx, call: Call[Any]) -> list[Agent]:
    """Everybody, by name."""
    rows = queries.agents(tx, call.member.account_id)
    return [agent(row, call.house.lens) for row in rows]


@room.post(who=Who.ADMIN, takes=NewAgent, gives=Agent, wrap="agent", own=True)
async def create(call: Call[NewAgent]) -> Agent:
    """Invite somebody by mail. Inviting again who has not come yet sends a new link."""
    call.count(INVITATIONS, str(call.member.account_id))
    terms = NewMember(role=call.p.role, availability=call.p.availability, auto_offline=call.p.auto_offline)
    guest = Guest(email=call.p.email, name=call.p.name, terms=terms)

    def unit(tx: Tx) -> Agent:
        return _shape(tx, call, members.invite(tx, call.house.keyring, call.member, guest))

    return await call.house.store.write(unit)


@room.post("/bulk_create", who=Who.ADMIN, takes=ManyAgents, own=True)
async def create_many(call: Call[ManyAgents]) -> None:
    """Invite several people as agents. Who works here already is passed over; a wrong address stops it all."""
    emails = list(dict.fromkeys(rules.accept_email(email) for email in call.p.emails))
    if len(emails) > AT_ONCE:
        raise invalid(f"Emails are too many (maximum is {AT_ONCE})", "emails")
    for _ in emails:
        call.count(INVITATIONS, str(call.member.account_id))

    def unit(tx: Tx) -> None:
        here = {row.email for row in queries.agents(tx, call.member.account_id)}
        for email in emails:
            if email not in here:
                members.invite(tx, call.house.keyring, call.member, Guest(email=email))

    await call.house.store.write(unit)


@room.put("/{id}", who=Who.ADMIN, takes=AgentParams, gives=Agent, wrap="agent")
@room.patch("/{id}", who=Who.ADMIN, takes=AgentParams, gives=Agent, wrap="agent")
def change(tx: Tx, call: Call[AgentParams]) -> Agent:
    """Change name, role or availability."""
    p = call.p
    change = MemberChange(name=p.name, role=p.role, availability=p.availability, auto_offline=p.auto_offline)
    members.change_member(tx, call.member, p.id, change)
    return _shape(tx, call, p.id)


@room.delete("/{id}", who=Who.ADMIN, takes=AgentId)
def remove(tx: Tx, call: Call[AgentId]) -> None:
    """Let somebody go; their conversations wait for others."""
    queries.agent(tx, call.member.account_id, call.p.id)
    release_member(tx, call.member.account_id, call.p.id)
    members.remove_member(tx, call.member, call.p.id)
    bump_cache(tx, call.member.account_id, "inbox")
    bump_cache(tx, call.member.account_id, "team")


def _shape(tx: Tx, call: Call[Any], user_id: int) -> Agent:
    row = queries.agent(tx, call.member.account_id, user_id)
    return agent(row, call.house.lens)

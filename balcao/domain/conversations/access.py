"""Who may see which conversations. The conditions are for statements that are kept: what differs from actor to actor is
left open, and `named` fills it in.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from balcao.domain.actors import Actor, Member, Visitor
from balcao.domain.contacts.tables import contact_inboxes
from balcao.domain.conversations.tables import conversations
from balcao.domain.inboxes.tables import inbox_members
from balcao.domain.teams.tables import team_members

_c = conversations.c
_IN_ACCOUNT = _c.account_id == bindparam("account")


def seen_by_member(*, is_admin: bool, by_team: bool = False) -> ColumnElement[bool]:
    """Administrators see the account; agents the inboxes they are members of and, for a single conversation
    (`by_team`), those of their teams.
    """
    if is_admin:
        return _IN_ACCOUNT
    mine, teams = inbox_members.c, team_members.c
    of_inboxes = _c.inbox_id.in_(
        select(mine.inbox_id).where(mine.user_id == bindparam("user"), mine.account_id == bindparam("account"))
    )
    of_teams = _c.team_id.in_(
        select(teams.team_id).where(teams.user_id == bindparam("user"), teams.account_id == bindparam("account"))
    )
    return and_(_IN_ACCOUNT, or_(of_inboxes, of_teams) if by_team else of_inboxes)


def seen_by_visitor(*, verified: bool) -> ColumnElement[bool]:
    """A visitor sees those of the own address and, once proven, of the person's other proven addresses in the inbox."""
    # By the addresses alone, which are the account's: asked for both, SQLite looks at every conversation of the account.
    if not verified:
        return _c.contact_inbox_id == bindparam("address")
    own = contact_inboxes.c
    return _c.contact_inbox_id.in_(
        select(own.id).where(
            own.account_id == bindparam("account"), own.contact_id == bindparam("contact"),
            own.inbox_id == bindparam("inbox"), or_(own.hmac_verified, own.id == bindparam("address")),
        )
    )  # fmt: skip


def named(actor: Actor) -> dict[str, Any]:
    """What the conditions leave open, for this actor."""
    who: dict[str, Any] = {"account": actor.account_id}
    if isinstance(actor, Member):
        who |= {"user": actor.user_id}
    elif isinstance(actor, Visitor):
        who |= {"address": actor.contact_inbox_id, "contact": actor.contact_id, "inbox": actor.inbox_id}
    return who

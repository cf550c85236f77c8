"""Who may see and do what with conversations."""

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select, true

from balcao.domain.actors import Actor, Member, Visitor
from balcao.domain.contacts.tables import contact_inboxes
from balcao.domain.conversations.tables import conversations as c
from balcao.domain.inboxes.tables import inbox_members
from balcao.domain.teams.tables import team_members


def visible_to(actor: Actor, *, by_team: bool = False) -> ColumnElement[bool]:
    """The conversations that exist for this actor.

    Administrators see the account; agents the inboxes they are members of and, for a single conversation
    (`by_team`), those of their teams; a visitor the ones of the own address and, once proven, of the person's other
    proven addresses in the same inbox.
    """
    if isinstance(actor, Member):
        return and_(c.c.account_id == actor.account_id, true() if actor.is_admin else _within_reach(actor, by_team))
    if isinstance(actor, Visitor):
        return and_(c.c.account_id == actor.account_id, _own(actor))
    return c.c.account_id == actor.account_id


def _own(visitor: Visitor) -> ColumnElement[bool]:
    if not visitor.verified:
        return c.c.contact_inbox_id == visitor.contact_inbox_id
    mine = contact_inboxes.c
    proven = select(mine.id).where(
        mine.contact_id == visitor.contact_id, mine.inbox_id == visitor.inbox_id, mine.hmac_verified
    )
    return or_(c.c.contact_inbox_id == visitor.contact_inbox_id, c.c.contact_inbox_id.in_(proven))


def seen_by_member(*, is_admin: bool) -> ColumnElement[bool]:
    """The same for a member of the list, with `:account` and `:user` left open, for statements that are kept."""
    if is_admin:
        return c.c.account_id == bindparam("account")
    mine = select(inbox_members.c.inbox_id).where(
        inbox_members.c.user_id == bindparam("user"), inbox_members.c.account_id == bindparam("account")
    )
    return and_(c.c.account_id == bindparam("account"), c.c.inbox_id.in_(mine))


def _within_reach(member: Member, by_team: bool) -> ColumnElement[bool]:
    mine = select(inbox_members.c.inbox_id).where(
        inbox_members.c.user_id == member.user_id, inbox_members.c.account_id == member.account_id
    )
    teams = select(team_members.c.team_id).where(
        team_members.c.user_id == member.user_id, team_members.c.account_id == member.account_id
    )
    return or_(c.c.inbox_id.in_(mine), c.c.team_id.in_(teams) if by_team else false())

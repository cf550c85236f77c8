"""Who may see an inbox: administrators all of the account's, agents those they are members of."""

from sqlalchemy import ColumnElement, and_, select

from balcao.domain.actors import Actor, Member, Visitor
from balcao.domain.inboxes.tables import inbox_members, inboxes


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The inboxes that exist for this actor."""
    in_account = inboxes.c.account_id == actor.account_id
    if isinstance(actor, Visitor):
        return and_(in_account, inboxes.c.id == actor.inbox_id)
    if isinstance(actor, Member) and not actor.is_admin:
        mine = select(inbox_members.c.inbox_id).where(
            inbox_members.c.account_id == actor.account_id, inbox_members.c.user_id == actor.user_id
        )
        return and_(in_account, inboxes.c.id.in_(mine))
    return in_account

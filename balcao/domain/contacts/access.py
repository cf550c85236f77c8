"""Who may see contacts: the whole team of the account, and a visitor himself."""

from sqlalchemy import ColumnElement, and_

from balcao.domain.actors import Actor, Visitor
from balcao.domain.contacts.tables import contacts


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The contacts that exist for this actor. What an agent sees *through* one is narrowed by the conversations' access."""
    in_account = contacts.c.account_id == actor.account_id
    return and_(in_account, contacts.c.id == actor.contact_id) if isinstance(actor, Visitor) else in_account

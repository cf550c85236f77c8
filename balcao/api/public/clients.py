"""Who calls the client API: whoever knows a contact's address in an API inbox speaks for that contact."""

from typing import Any

from balcao.api.call import Call
from balcao.domain.accounts import queries as accounts
from balcao.domain.accounts.rules import AccountStatus
from balcao.domain.actors import Visitor
from balcao.domain.conversations import visits
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.queries import InboxRow
from balcao.kit.errors import not_found, refused
from balcao.store.tx import Tx

KIND = "api"


def identify(tx: Tx, call: Call[Any]) -> Visitor:
    """The contact of a client route. Raises not found."""
    visit = visits.known(tx, call.path["inbox_identifier"], KIND, call.path["contact_identifier"])
    if visit is None:
        raise not_found()
    _check(visit.account_status)
    return visit.visitor


def inbox_of(tx: Tx, call: Call[Any]) -> InboxRow:
    """The inbox in the path. Raises not found."""
    found = inboxes.by_public_key(tx, call.path["inbox_identifier"], KIND)
    if found is None:
        raise not_found()
    _check(accounts.account(tx, found.account_id).status)
    return found


def _check(account_status: str) -> None:
    if account_status == AccountStatus.SUSPENDED:
        raise refused("Account is suspended", 401)

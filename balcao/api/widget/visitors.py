"""Who stands at the widget's door: the inbox that a website token names, and the visitor whose token was shown."""

from typing import Any
from urllib.parse import urlsplit

from balcao.api.call import Call
from balcao.api.widget import tokens
from balcao.api.widget.tokens import Token
from balcao.domain.accounts import queries as accounts
from balcao.domain.accounts.queries import AccountRow
from balcao.domain.accounts.rules import AccountStatus
from balcao.domain.actors import Visitor
from balcao.domain.conversations import visits
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.queries import InboxRow
from balcao.kit import hosts
from balcao.kit.errors import Problem, not_found, refused
from balcao.kit.text import Json, loads
from balcao.store.tx import Tx

KIND = "web_widget"
HEADER = "x-auth-token"


def identify(tx: Tx, call: Call[Any]) -> Visitor:
    """The visitor of a widget route. Raises not found for any token that is not this inbox's."""
    token = tokens.read(call.house.keyring, call.headers.get(HEADER), tx.now)
    if token is None:
        raise not_found()
    return bearer(tx, call, token)


def bearer(tx: Tx, call: Call[Any], token: Token) -> Visitor:
    """Whom a token stands for at the inbox of this call."""
    visit = visits.known(tx, website_token(call), KIND, token.source_id)
    if visit is None or visit.visitor.inbox_id != token.inbox_id:
        raise not_found()
    if visit.visitor.verified and token.outlasts_proof(tx.now):
        raise not_found()
    if visit.account_status == AccountStatus.SUSPENDED:
        raise suspended()
    check_origin(call, visit.inbox_settings)
    return visit.visitor


def recognise(tx: Tx, call: Call[Any], token: str | None) -> Visitor | None:
    """Whom this token stands for; None for a stranger, whatever is wrong with the token."""
    found = tokens.read(call.house.keyring, token, tx.now)
    try:
        return bearer(tx, call, found) if found else None
    except Problem as problem:
        if problem.status == not_found().status:
            return None
        raise


def site(tx: Tx, call: Call[Any]) -> tuple[InboxRow, AccountRow]:
    """The website inbox of this call, with its account. Raises not found, or that the account is suspended."""
    inbox = inboxes.by_public_key(tx, website_token(call), KIND)
    if inbox is None:
        raise not_found()
    account = accounts.account(tx, inbox.account_id)
    if account.status == AccountStatus.SUSPENDED:
        raise suspended()
    return inbox, account


def website_token(call: Call[Any]) -> str:
    """The inbox's public name, as the call gives it."""
    return str(call.params.get("website_token") or call.path.get("website_token") or "")


def suspended() -> Problem:
    """The account was closed by the operator."""
    return refused("Account is suspended", 401)


def check_origin(call: Call[Any], inbox_settings: Json) -> None:
    """Raises a 403 for a page of a site that the inbox does not allow."""
    origin = call.headers.get("origin")
    if origin is not None and not welcomes(call, allowed_hosts(inbox_settings), origin):
        raise refused("This site is not among the allowed domains", 403)


def welcomes(call: Call[Any], allowed: list[str] | None, origin: str) -> bool:
    """Whether a page of this origin may use the inbox. Our own chat runs on our own pages."""
    return allowed is None or is_own(call, origin) or hosts.allows(allowed, origin)


def is_own(call: Call[Any], origin: str) -> bool:
    """Whether a page is one of this installation."""
    here = {urlsplit(call.house.urls.base).netloc.lower(), call.headers.get("host", "").lower()} - {""}
    return urlsplit(origin.lower()).netloc in here


def allowed_hosts(inbox_settings: Json) -> list[str] | None:
    """The patterns of the sites that may show the chat; None for all. An unreadable list allows none."""
    if b'"allowed_domains"' not in bytes(inbox_settings):
        return None
    try:
        return hosts.patterns(loads(inbox_settings).get("allowed_domains") or "") or None
    except hosts.BadHost:
        return []

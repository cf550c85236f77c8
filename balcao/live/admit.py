"""Who stands behind a token: the one question at the door of a subscription, and again while it lasts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import bindparam, select, tuple_

from balcao.domain.accounts.tables import accounts, members, users
from balcao.domain.contacts.tables import contact_inboxes
from balcao.domain.inboxes.tables import inboxes
from balcao.kit import hosts
from balcao.kit.crypto import Keyring, digest, same
from balcao.kit.text import loads
from balcao.live.frames import Wish
from balcao.live.hub import Standing
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

ACTIVE = "active"
CHUNK = 400

_USER = Prepared(
    select(users.c.id, users.c.pubsub_version)
    .join(members, members.c.user_id == users.c.id)
    .join(accounts, accounts.c.id == members.c.account_id)
    .where(
        users.c.pubsub_digest == bindparam("digest"),
        members.c.account_id == bindparam("account"),
        accounts.c.status == ACTIVE,
    )
)
_CONTACT = Prepared(
    select(contact_inboxes.c.id, contact_inboxes.c.contact_id, contact_inboxes.c.account_id, inboxes.c.settings)
    .join(inboxes, inboxes.c.id == contact_inboxes.c.inbox_id)
    .join(accounts, accounts.c.id == contact_inboxes.c.account_id)
    .where(contact_inboxes.c.pubsub_digest == bindparam("digest"), accounts.c.status == ACTIVE)
)


@dataclass(frozen=True, slots=True)
class Page:
    """Where a socket was opened: the browser's `Origin`, and under which hosts our own pages lie."""

    origin: str | None
    own: frozenset[str]


def prove(tx: Tx, keyring: Keyring, wish: Wish, page: Page) -> Standing | None:
    """Whom the token stands for; None when it is not what it claims to be."""
    return _user(tx, keyring, wish) if wish.user_id is not None else _contact(tx, keyring, wish, page)


def _user(tx: Tx, keyring: Keyring, wish: Wish) -> Standing | None:
    if wish.account_id is None or not _is_id(wish.account_id):
        return None
    shown = digest(wish.pubsub_token)
    row = tx.first(_USER, {"digest": shown, "account": wish.account_id})
    if row is None or row.id != wish.user_id:
        return None
    if not same(wish.pubsub_token, keyring.token("pubsub", row.id, row.pubsub_version)):
        return None
    return Standing(wish.account_id, shown, user_id=row.id)


def _contact(tx: Tx, keyring: Keyring, wish: Wish, page: Page) -> Standing | None:
    shown = digest(wish.pubsub_token)
    row = tx.first(_CONTACT, {"digest": shown})
    if row is None or not same(wish.pubsub_token, keyring.token("contact", row.id)):
        return None
    if not _welcome(page, loads(row.settings).get("allowed_domains")):
        return None
    return Standing(row.account_id, shown, contact_id=row.contact_id, contact_inbox_id=row.id)


def _is_id(number: int) -> bool:
    return 0 < number < 1 << 63


def _welcome(page: Page, allowed: str | Sequence[str] | None) -> bool:
    """Our own chat runs on our own page; others only where the inbox allows. No browser, no origin to check."""
    if not allowed or page.origin is None or urlsplit(page.origin.lower()).netloc in page.own:
        return True
    try:
        return hosts.allows(hosts.patterns(allowed), page.origin)
    except hosts.BadHost:
        return False


def still_valid(tx: Tx, standings: Iterable[Standing]) -> set[Standing]:
    """Those whose token, membership and account still hold."""
    asked = list(dict.fromkeys(standings))
    found: set[Standing] = set()
    for start in range(0, len(asked), CHUNK):
        part = asked[start : start + CHUNK]
        found |= _members_among(tx, [one for one in part if one.user_id is not None])
        found |= _contacts_among(tx, [one for one in part if one.user_id is None])
    return found


def _members_among(tx: Tx, asked: list[Standing]) -> set[Standing]:
    query = (
        select(members.c.account_id, members.c.user_id, users.c.pubsub_digest)
        .join(users, users.c.id == members.c.user_id)
        .join(accounts, accounts.c.id == members.c.account_id)
        .where(accounts.c.status == ACTIVE, _any_of([(one.account_id, one.user_id or 0) for one in asked]))
    )
    rows = {tuple(row) for row in tx.all(query)} if asked else set()
    return {one for one in asked if (one.account_id, one.user_id, one.digest) in rows}


def _any_of(pairs: list[tuple[int, int]]):  # noqa: ANN202 - a condition, whose type is long
    return tuple_(members.c.account_id, members.c.user_id).in_(pairs)


def _contacts_among(tx: Tx, asked: list[Standing]) -> set[Standing]:
    query = (
        select(contact_inboxes.c.id, contact_inboxes.c.pubsub_digest)
        .join(accounts, accounts.c.id == contact_inboxes.c.account_id)
        .where(accounts.c.status == ACTIVE, contact_inboxes.c.id.in_([one.contact_inbox_id for one in asked]))
    )
    rows = {tuple(row) for row in tx.all(query)} if asked else set()
    return {one for one in asked if (one.contact_inbox_id, one.digest) in rows}

"""Pictures of contacts."""

from balcao.domain.contacts import queries
from balcao.domain.contacts.actions.contacts import write
from balcao.kit.crypto import digest
from balcao.outbox.emit import NewJob, queue
from balcao.store.tx import Tx

FETCH = "fetch_picture"
"""The kind of the job that `want_picture` queues; its payload has `account_id`, `contact_id` and `url`."""


def set_avatar(tx: Tx, account_id: int, contact_id: int, key: str | None) -> queries.ContactRow:
    """Give a contact a picture (the key of a kept file), or take it away."""
    return write(tx, queries.show(tx, account_id, contact_id), {"avatar": key})


def want_picture(tx: Tx, account_id: int, contact_id: int, url: str) -> None:
    """Fetch a contact's picture from an address, later."""
    payload = {"account_id": account_id, "contact_id": contact_id, "url": url}
    key = f"{FETCH}:{contact_id}:{digest(url)[:32]}"
    queue(tx, NewJob(kind=FETCH, key=key, payload=payload, account_id=account_id))

"""The row of an inbox's connection, which is there as soon as there is something to say."""

from typing import Any

from sqlalchemy import update

from balcao.domain.arrivals import tables as t
from balcao.kit.errors import not_found
from balcao.store.tx import Tx

_c = t.connections.c


def touch(tx: Tx, account_id: int, inbox_id: int, **values: Any) -> None:
    """Write some values. Raises not found for an inbox that was removed."""
    mine = update(t.connections).where(_c.account_id == account_id, _c.inbox_id == inbox_id)
    if tx.run(mine.values(values)) == 0:
        whole: dict[str, Any] = {"cursor": {}, "state": "waiting", "sending": "waiting", **values}
        if not tx.add_or_skip(t.connections, ["inbox_id"], account_id=account_id, inbox_id=inbox_id, **whole):
            raise not_found()

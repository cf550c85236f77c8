"""Where the outbox takes hold of a unit of work: before its commit and after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from balcao.store.tx import Tx

log = structlog.get_logger()


def _nothing(_: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Hooks:
    """`finish` runs inside the transaction, `committed` after it with every unit of the batch."""

    finish: Callable[[Tx], None] = _nothing
    committed: Callable[[Sequence[Tx]], None] = _nothing

    def after(self, txs: Sequence[Tx]) -> None:
        """Tell of a commit. What goes wrong here undoes nothing: the units are committed, and whoever waits is told so."""
        try:
            self.committed(txs)
        except Exception:
            log.exception("nobody could be told of a commit")

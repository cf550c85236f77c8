"""Where the outbox takes hold of a unit of work: before its commit and after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from balcao.store.tx import Tx


def _nothing(_: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Hooks:
    """`finish` runs inside the transaction, `committed` after it with every unit of the batch."""

    finish: Callable[[Tx], None] = _nothing
    committed: Callable[[Sequence[Tx]], None] = _nothing

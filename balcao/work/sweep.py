"""Housekeeping: drop what nobody will ask for again."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog
from sqlalchemy import Column, select

from balcao.domain.arrivals.actions import forget_ignored
from balcao.domain.conversations.actions.unproven import forget_unproven
from balcao.house import House
from balcao.kit.clock import DAY
from balcao.outbox import jobs
from balcao.outbox import log as events
from balcao.store.schema import metadata
from balcao.store.tx import Tx
from balcao.work.runner import Routine

EVENTS_KEPT = 3 * DAY
DEAD_JOBS_KEPT = 30 * DAY
IGNORED_KEPT = 30 * DAY
STRAY_SECONDS = 24 * 3600
CHUNK = 200
FILE_COLUMNS = ("blob", "avatar")
"""Every column of this name in any table holds the key of a file."""

log = structlog.get_logger()


async def sweep(house: House) -> None:
    """Old events, dead jobs, what was ignored, and files that no row names."""
    gone = await house.store.write(lambda tx: events.forget_before(tx, tx.now - EVENTS_KEPT))
    buried = await house.store.write(lambda tx: jobs.forget_dead(tx, tx.now - DEAD_JOBS_KEPT))
    ignored = await house.store.write(lambda tx: forget_ignored(tx, tx.now - IGNORED_KEPT))
    await house.store.write(forget_unproven)
    files = await sweep_files(house)
    log.info("swept", events=gone, jobs=buried, arrivals=ignored, files=files)


async def sweep_files(house: House, older_than: float = STRAY_SECONDS) -> int:
    """Remove files of at least this age (seconds) that no row names; how many went."""
    removed = 0
    for keys in _chunks(await asyncio.to_thread(_old_keys, house.files.root, time.time() - older_than)):
        named = await house.store.read(lambda tx, keys=keys: _named(tx, keys))
        for key in [key for key in keys if key not in named]:
            await asyncio.to_thread(house.files.remove, key)
            removed += 1
    return removed


def _old_keys(root: Path, before: float) -> list[str]:
    """The keys of old files; a small rendition lies beside its picture under the same one."""
    return sorted({path.stem for path in root.glob("??/*") if path.is_file() and path.stat().st_mtime < before})


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _named(tx: Tx, keys: Iterable[str]) -> set[str]:
    """Those of the keys that a row names."""
    wanted = list(keys)
    return {key for column in file_columns() for key in tx.values(select(column).where(column.in_(wanted)))}


def file_columns() -> list[Column[str]]:
    """The columns that name files."""
    return [column for table in metadata.tables.values() for column in table.c if column.name in FILE_COLUMNS]


SCHEDULE: tuple[Routine, ...] = (Routine("sweep", 3600.0, sweep),)

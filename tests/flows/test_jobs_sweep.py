"""Housekeeping removes what nobody will ask for again, and nothing else."""

import io
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from balcao.house import House
from balcao.kit.clock import DAY, SECOND
from balcao.outbox import jobs, log
from balcao.outbox.emit import NewJob, queue
from balcao.store.schema import metadata
from balcao.work.sweep import DEAD_JOBS_KEPT, EVENTS_KEPT, SCHEDULE, file_columns, sweep, sweep_files
from tests.live.firm import Firm, open_firm
from tests.live.rig import Node, make_house, node
from tests.support.clock import HandClock


@pytest.fixture
async def here(engine_url: str, clock: HandClock, tmp_path: Path) -> AsyncIterator[Node]:
    async with node(make_house(engine_url, clock, tmp_path)) as one:
        yield one


def keep(house: House, age: float) -> str:
    """A file of this age in seconds; its key."""
    key, _ = house.files.write(io.BytesIO(b"abc"), 10)
    moment = time.time() - age
    os.utime(house.files.path(key), (moment, moment))
    return key


async def test_events_of_three_days_ago_go_and_younger_ones_stay(here: Node, clock: HandClock) -> None:
    firm = open_firm(here.house)
    firm.inbox()
    kept = await here.house.store.read(lambda tx: log.latest(tx, firm.account_id))
    clock.advance(EVENTS_KEPT + SECOND)
    firm.inbox()
    await sweep(here.house)
    left = await here.house.store.read(lambda tx: [one.seq for one in log.after(tx, firm.account_id, 0)])
    assert left
    assert min(left) == kept + 1


async def test_dead_jobs_are_kept_for_a_month(here: Node, clock: HandClock) -> None:
    def die(tx: Any) -> None:
        queue(tx, NewJob(kind="x", key="1"))

    await here.write(die)
    job = (await here.write(jobs.claim))[0]
    await here.write(lambda tx: jobs.bury(tx, job, "no"))
    assert await here.write(lambda tx: jobs.forget_dead(tx, tx.now - DEAD_JOBS_KEPT)) == 0
    clock.advance(DEAD_JOBS_KEPT + DAY)
    await sweep(here.house)
    assert await here.write(lambda tx: jobs.forget_dead(tx, tx.now)) == 0


async def test_only_old_files_that_no_row_names_go(here: Node, firm: Firm) -> None:
    day = 24 * 3600
    named, old, young = keep(here.house, 2 * day), keep(here.house, 2 * day), keep(here.house, day - 60)
    await here.write(lambda tx: tx.run(metadata.tables["inboxes"].update().values(avatar=named)))
    assert await sweep_files(here.house) == 1
    assert [here.house.files.path(key).exists() for key in (named, old, young)] == [True, False, True]


@pytest.fixture
def firm(here: Node) -> Firm:
    firm = open_firm(here.house)
    firm.inbox()
    return firm


def test_every_column_that_names_a_file_is_asked() -> None:
    asked = {f"{column.table.name}.{column.name}" for column in file_columns()}
    assert {"attachments.blob", "users.avatar", "contacts.avatar", "inboxes.avatar"} <= asked


def test_the_sweep_is_on_the_schedule() -> None:
    assert [routine.name for routine in SCHEDULE] == ["sweep"]

"""A running node with an account, on each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.firm import Firm, open_firm
from tests.live.rig import Node, make_house, node
from tests.support.clock import HandClock


@pytest.fixture
async def here(engine_url: str, clock: HandClock, tmp_path: Path) -> AsyncIterator[Node]:
    async with node(make_house(engine_url, clock, tmp_path)) as one:
        yield one


@pytest.fixture
def firm(here: Node) -> Firm:
    return open_firm(here.house)

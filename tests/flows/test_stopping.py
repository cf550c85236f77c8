"""Leaving in order: whatever one part does, the others are stopped and the database is let go of."""

from pathlib import Path

import pytest

from balcao.app import App, build_house
from balcao.settings import load
from tests.support.clock import HandClock


class Part:
    """Something that works beside the requests."""

    def __init__(self, name: str, said: list[str], *, starts: bool = True, stops: bool = True) -> None:
        self._name, self._said, self._starts, self._stops = name, said, starts, stops

    async def start(self) -> None:
        if not self._starts:
            raise RuntimeError(f"{self._name} cannot start")
        self._said.append(f"{self._name} started")

    async def stop(self) -> None:
        self._said.append(f"{self._name} stopped")
        if not self._stops:
            raise RuntimeError(f"{self._name} cannot stop")


@pytest.fixture
def app(engine_url: str, tmp_path: Path, clock: HandClock) -> App:
    return App(build_house(load({}, data=tmp_path / "data", database=engine_url), clock=clock))


@pytest.fixture
def said(app: App, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happened, in order."""
    said: list[str] = []
    close = app.house.store.close
    monkeypatch.setattr(app.house.store, "close", lambda: (close(), said.append("store closed")))
    return said


async def test_one_part_that_cannot_stop_holds_up_no_other(app: App, said: list[str]) -> None:
    app._beside = [Part("work", said), Part("sockets", said, stops=False)]
    with pytest.raises(RuntimeError, match="sockets cannot stop"):
        async with app.running():
            said.append("open")
    assert said == ["work started", "sockets started", "open", "sockets stopped", "work stopped", "store closed"]


async def test_a_start_that_fails_half_way_leaves_nothing_running(app: App, said: list[str]) -> None:
    app._beside = [Part("work", said), Part("sockets", said, starts=False)]
    with pytest.raises(RuntimeError, match="sockets cannot start"):
        async with app.running():
            said.append("open")
    assert said == ["work started", "work stopped", "store closed"]

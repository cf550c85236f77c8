"""Decoding takes memory and time, so few pictures are decoded at once, whoever asks."""

import asyncio
import subprocess
from pathlib import Path
from threading import Barrier, Lock
from typing import Any

import pytest

from balcao.kit import darkroom
from tests.support.pictures import picture


async def test_never_more_than_two_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, pair, inside, most = Lock(), Barrier(2), 0, 0

    def develop(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        pair.wait(10)
        with lock:
            inside -= 1
        return subprocess.CompletedProcess([], 0, b"small")

    monkeypatch.setattr(darkroom.subprocess, "run", develop)
    source = tmp_path / "picture"
    source.write_bytes(picture())
    # Both ways in at once: the queue's threads, and whoever calls from threads of its own.
    waiting = [darkroom.in_queue(darkroom.thumbnail, source) for _ in range(8)]
    others = [asyncio.to_thread(darkroom.turned_upright, b"jpeg") for _ in range(4)]
    assert await asyncio.gather(*waiting, *others) == [b"small"] * 12
    assert most == 2

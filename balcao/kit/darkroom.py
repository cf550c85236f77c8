"""Pictures that have to be decoded are decoded in a process of their own, with little memory and little time.

Decoders are where hostile pictures do their harm. The child gets the bytes on its standard input, gives the result on its
standard output, and knows nothing of the program: not even its own package is imported (`darkroom_child.py`).
"""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore
from typing import TypeVar

T = TypeVar("T")
THUMB_SIDE = 480
"""The longer side of a small rendition, in pixels."""

_CHILD = Path(__file__).with_name("darkroom_child.py")
# The child limits its own processor time; this catches one that hangs on a busy machine.
_PATIENCE = 20
# Decoding is heavy: never more than two at a time, whoever asks.
_lamps = BoundedSemaphore(2)
_queue = ThreadPoolExecutor(4, thread_name_prefix="darkroom")


async def in_queue(work: Callable[..., T], *args: object) -> T:
    """Carry out work that may wait for the darkroom, on threads that nothing else waits for."""
    return await asyncio.get_running_loop().run_in_executor(_queue, work, *args)


def thumbnail(source: Path) -> bytes | None:
    """A small upright rendition (JPEG, or PNG where there is transparency); None when it cannot be made."""
    return _develop(source.read_bytes(), "thumb", str(THUMB_SIDE))


def turned_upright(jpeg: bytes) -> bytes | None:
    """The same JPEG with its orientation baked in and no metadata; None when it cannot be made."""
    return _develop(jpeg, "upright")


def _develop(picture: bytes, *order: str) -> bytes | None:
    command = [sys.executable, "-I", str(_CHILD), *order]
    try:
        with _lamps:
            done = subprocess.run(command, input=picture, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None

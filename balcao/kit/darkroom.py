"""Pictures that have to be decoded are decoded in a process of their own, with little memory and little time.

Decoders are where hostile pictures do their harm. The child gets the bytes on its standard input, gives the result on its
standard output, and knows nothing of the program: not even its own package is imported (`darkroom_child.py`).
"""

import subprocess
import sys
from pathlib import Path

THUMB_SIDE = 480
"""The longer side of a small rendition, in pixels."""

_CHILD = Path(__file__).with_name("darkroom_child.py")
# The child limits its own processor time; this catches one that hangs on a busy machine.
_PATIENCE = 20


def thumbnail(source: Path) -> bytes | None:
    """A small upright rendition (JPEG, or PNG where there is transparency); None when it cannot be made."""
    return _develop(source.read_bytes(), "thumb", str(THUMB_SIDE))


def turned_upright(jpeg: bytes) -> bytes | None:
    """The same JPEG with its orientation baked in and no metadata; None when it cannot be made."""
    return _develop(jpeg, "upright")


def _develop(picture: bytes, *order: str) -> bytes | None:
    command = [sys.executable, "-I", str(_CHILD), *order]
    try:
        done = subprocess.run(command, input=picture, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None

"""Structs whose fields may be left unsaid."""

from typing import Any

import msgspec
from msgspec import UNSET


def said(struct: msgspec.Struct) -> dict[str, Any]:
    """The fields that were set, by name."""
    return {name: value for name, value in msgspec.structs.asdict(struct).items() if value is not UNSET}

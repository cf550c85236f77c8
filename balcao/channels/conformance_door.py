"""What the door of every channel must pass. Each check raises AssertionError with a sentence."""

from collections.abc import Sequence
from dataclasses import replace

from balcao.channels.contract import Admission, Channel, Door, Hook, Line, Site
from balcao.channels.outcomes import Forged
from balcao.envelope import Arrival
from balcao.kit.errors import Problem


class _Watched:
    """Nobody may get as far as here who was not recognised."""

    async def find(self, names: Sequence[str]) -> Line | None:
        raise AssertionError(f"{names} were looked for in a call that nobody has verified")

    async def keep(self, line: Line, arrivals: Sequence[Arrival]) -> None:
        raise AssertionError(f"{len(arrivals)} of a call that nobody has verified were to be kept for {line.inbox_id}")


async def check_door(channel: Channel, way: str, hook: Hook, forged: Hook, site: Site) -> None:
    """It lets in a provider's real call, and neither reads nor keeps what strangers bring. `forged` is a call like it."""
    door = channel.door
    assert door is not None
    head = replace(hook, body=b"")
    admission = door.admit(way, head, site)
    assert admission is not None, "a provider's call is let in by its headers"
    assert admission.most >= len(hook.body), "a provider's call is let in as large as it is"
    assert door.admit(f"not-{way}", head, site) is None, "a way that is not known is not there"
    stranger = {"content-type": hook.headers.get("content-type", "")}
    admitted = _admitted(door, way, replace(head, headers=stranger), site)
    assert admitted is None or not admitted.proven, "nobody has proven himself who shows nothing"
    closed = _admitted(door, way, head, replace(site, keys={}))
    assert closed is None or not closed.proven, "nobody has proven himself where the operator has set no secret"
    await _is_refused(door, way, forged, site)
    await _is_refused(door, way, hook, replace(site, keys={}))


def _admitted(door: Door, way: str, hook: Hook, site: Site) -> Admission | None:
    try:
        return door.admit(way, hook, site)
    except (Forged, Problem):
        return None


async def _is_refused(door: Door, way: str, hook: Hook, site: Site) -> None:
    try:
        await door.knock(way, hook, site, _Watched())
    except (Forged, Problem):
        return
    raise AssertionError("a call that nobody has verified is refused")

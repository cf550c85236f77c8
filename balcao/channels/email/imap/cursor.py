"""How far a mailbox was read: values that survive a crash. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import msgspec

from balcao.kit.clock import DAY, MINUTE, moment

# What the server's clock and ours may differ.
_SKEW = 10 * MINUTE
_OVERLAP = 2 * DAY


class Progress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One folder. `uid` is the last number that was kept, `seen` the latest day of arrival (microseconds).

    `start`: what arrived before is not ours. `since`: a search by date is on, from this moment. `tries`: how often the
    mail after `uid` could not be fetched; `doubts`: how often another could not be either.
    """

    uidvalidity: int
    uid: int = 0
    start: int = 0
    seen: int = 0
    since: int | None = None
    tries: int = 0
    doubts: int = 0

    @property
    def day(self) -> date | None:
        """The first day of the search by date."""
        return None if self.since is None else moment(max(self.since, 0)).date()

    def takes(self, arrived: int) -> bool:
        """Whether a mail that a search by date has found is ours at all."""
        return self.since is None or not arrived or arrived >= self.start - _SKEW

    def passed(self, uid: int, arrived: int = 0) -> "Progress":
        """After this mail was kept."""
        return replaced(self, uid=max(self.uid, uid), seen=max(self.seen, arrived), tries=0, doubts=0)

    def caught_up(self, uidnext: int) -> "Progress":
        """After everything below `uidnext` was kept."""
        return replaced(self, uid=max(self.uid, uidnext - 1), since=None, tries=0, doubts=0)


def beginning(uidvalidity: int, uidnext: int, now: int, days: int) -> Progress:
    """A folder that is read for the first time: from now on, or from some days ago."""
    start = now - days * DAY
    if days:
        return Progress(uidvalidity=uidvalidity, start=start, seen=start, since=start)
    return Progress(uidvalidity=uidvalidity, uid=uidnext - 1, start=start, seen=start)


def renumbered(old: Progress, uidvalidity: int) -> Progress:
    """The server has given all mails new numbers: search by date what may be new."""
    since = max(old.seen - _OVERLAP, old.start - _OVERLAP)
    if old.since is not None:
        since = min(since, old.since)
    return Progress(uidvalidity=uidvalidity, start=old.start, seen=old.seen, since=since)


def replaced(progress: Progress, **changes: Any) -> Progress:
    """The same with changes."""
    return msgspec.structs.replace(progress, **changes)


@dataclass(frozen=True, slots=True)
class Cursor:
    """All folders of a mailbox. `refusals`: how often it did not let us in, without saying why."""

    folders: Mapping[str, Progress] = field(default_factory=dict[str, Progress])
    refusals: int = 0

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Cursor":
        """From what was kept."""
        folders = msgspec.convert(kept.get("folders") or {}, dict[str, Progress])
        return cls(folders, int(kept.get("refusals") or 0))

    def kept(self) -> dict[str, Any]:
        """In the form in which it is kept."""
        values: dict[str, Any] = {"folders": msgspec.to_builtins(dict(self.folders))}
        return {**values, "refusals": self.refusals} if self.refusals else values

    def at(self, folder: str, progress: Progress) -> "Cursor":
        """With the progress of one folder."""
        return replace(self, folders={**self.folders, folder: progress})

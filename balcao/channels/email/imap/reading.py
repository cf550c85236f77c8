"""Reading one folder to its end: sizes first, then mails in batches; what cannot be fetched is set aside."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from balcao.channels.email.arrivals import divided, mail_key
from balcao.channels.email.imap.belt import Belt
from balcao.channels.email.imap.cursor import Cursor, Progress, replaced
from balcao.channels.email.imap.link import Link, Lost, No, Told
from balcao.channels.email.imap.oversize import BEGINNING, MOST, files_in, whole_parts
from balcao.channels.email.imap.troubles import is_passing, plain
from balcao.channels.outcomes import Retry
from balcao.envelope import Arrival

BATCH, BATCH_BYTES = 50, 8 << 20
_WINDOW = 10
TRIES = 3
_BESIDE = ("problem", "files")
"""Facts by which the same mail may differ from one time to the next."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Mails, and how far that is."""

    arrivals: tuple[Arrival, ...]
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Looked:
    """The server had no more. `warning`: what it could not be asked for."""

    warning: str | None = None


@dataclass(slots=True)
class Ledger:
    """Where the thread stands; what is put on the belt is kept in this order."""

    cursor: Cursor
    belt: Belt[Batch | Looked]
    handed: Cursor | None = None

    def keep(self, folder: str, progress: Progress, arrivals: Sequence[Arrival] = (), size: int = 0) -> None:
        """Hand over."""
        self.cursor = self.cursor.at(folder, progress)
        self.belt.put(Batch(tuple(arrivals), self.cursor), size)
        self.handed = self.cursor

    def stumble(self, folder: str) -> None:
        """Note that the mail whose turn it is could not be fetched."""
        progress = self.cursor.folders[folder]
        self.cursor = self.cursor.at(folder, replaced(progress, tries=progress.tries + 1))

    def doubt(self, folder: str) -> None:
        """Note that another could not be fetched either."""
        progress = self.cursor.folders[folder]
        self.cursor = self.cursor.at(folder, replaced(progress, doubts=progress.doubts + 1))

    def close(self) -> None:
        """Hand over what was noted and not yet handed over."""
        if self.handed is not None and self.cursor is not self.handed:
            self.belt.put(Batch((), self.cursor))


class Reader:
    """Reads the folder that is open on the link."""

    def __init__(self, link: Link, ledger: Ledger, folder: str) -> None:
        self._link = link
        self._ledger = ledger
        self._folder = folder
        # After a failure one by one, so that the mail that causes it is found; then faster again.
        self._pace = 1 if self._progress.tries else BATCH

    def read(self) -> None:
        """Everything that is new. Raises `Lost`, `No` and `Retry`."""
        progress = self._progress
        uids = self._link.numbers(progress.uid, progress.day)
        while uids:
            if self._progress.tries >= TRIES:
                self._examine(uids)
            else:
                self._step(uids[: 1 if self._pace == 1 else self._pace * _WINDOW])
            uids = uids[bisect_right(uids, self._progress.uid) :]

    @property
    def _progress(self) -> Progress:
        return self._ledger.cursor.folders[self._folder]

    def _step(self, uids: Sequence[int]) -> None:
        try:
            for batch in _batches(uids, self._measured(uids), self._pace):
                self._fetch(batch)
            self._pace = min(self._pace * 2, BATCH)
        except Lost:
            self._ledger.stumble(self._folder)
            raise
        except No as refusal:
            self._ledger.stumble(self._folder)
            self._pace = 1
            if is_passing(str(refusal)):
                raise Retry(plain(str(refusal))) from None

    def _measured(self, uids: Sequence[int]) -> dict[int, Told]:
        told = self._link.measure(uids)
        return {uid: told[uid] for uid in uids if uid in told and self._progress.takes(told[uid].arrived)}

    def _fetch(self, batch: dict[int, Told | None]) -> None:
        """One batch, handed over; None stands for a mail that is not ours, or gone."""
        wanted = {uid: told for uid, told in batch.items() if told}
        size = sum(min(told.size, MOST) for told in wanted.values())
        self._ledger.belt.weigh(size)
        try:
            arrivals = self._arrivals(wanted)
        except BaseException:
            self._ledger.belt.unweigh(size)
            raise
        progress = self._progress.passed(max(batch), max((told.arrived for told in wanted.values()), default=0))
        self._ledger.keep(self._folder, progress, arrivals, size)

    def _arrivals(self, wanted: dict[int, Told]) -> list[Arrival]:
        whole = [uid for uid, told in wanted.items() if told.size <= MOST]
        bodies = self._link.bodies(whole) if whole else {}
        found: list[Arrival] = []
        for uid, told in wanted.items():
            if told.size > MOST:
                found.append(self._too_large(uid, told))
            elif bodies.get(uid) or (uid in bodies and not told.size):
                found.append(self._arrival(uid, told, bodies.pop(uid)))
            elif self._is_there(uid):
                raise No("The server announces this mail and does not give it out")
        return found

    def _arrival(self, uid: int, told: Told, raw: bytes, **facts: Any) -> Arrival:
        rest = "".join(f"{name}={value}" for name, value in facts.items() if name not in _BESIDE).encode()
        where = {"folder": self._folder, "uidvalidity": self._progress.uidvalidity, "uid": uid}
        key = mail_key(raw, rest) if raw else mail_key(b"", f"{where}{rest!r}".encode())
        return Arrival(key=key, raw=raw, way="imap", facts={**where, "internal_date": told.arrived, **facts})

    def _too_large(self, uid: int, told: Told) -> Arrival:
        start = self._link.beginning(uid, BEGINNING) or b""
        return self._arrival(uid, told, whole_parts(start), too_large=told.size, files=self._files(uid))

    def _files(self, uid: int) -> list[tuple[str, int]]:
        """What the server says of the files that stay with it. It is done without, if that is where it fails."""
        if self._progress.tries:
            return []
        try:
            return files_in(self._link.structure(uid))
        except (No, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return []

    def _is_there(self, uid: int) -> bool:
        self._link.stir()
        return uid in self._link.numbers(uid - 1)[:1]

    def _examine(self, uids: Sequence[int]) -> None:
        """A mail has failed too often: is it the mail, or the server? If the mail, it is set aside."""
        uid, tries = uids[0], self._progress.tries
        if not self._gives_out_others(uids):
            raise Retry("The server does not give out mails at the moment")
        try:
            problem = self._last_try(uid) if tries == TRIES else "The connection ends whenever this mail is fetched"
            if problem is not None:
                self._set_aside(uid, problem, self._head(uid) if tries <= TRIES + 1 else b"")
        except Lost:
            self._ledger.stumble(self._folder)
            raise

    def _last_try(self, uid: int) -> str | None:
        """Once more, now that the server is known to work; what it said."""
        try:
            self._fetch({uid: self._measured([uid]).get(uid)})
        except No as refusal:
            return str(refusal)
        return None

    def _head(self, uid: int) -> bytes:
        try:
            return divided(self._link.head(uid) or b"")[0]
        except No:
            return b""

    def _set_aside(self, uid: int, problem: str, head: bytes) -> None:
        told = Told(0, self._progress.seen)
        aside = self._arrival(uid, told, head, incomplete=1, problem=problem)
        self._ledger.keep(self._folder, self._progress.passed(uid), [aside])

    def _gives_out_others(self, uids: Sequence[int]) -> bool:
        """Whether the server gives out any mail but this one; each time another is asked for first."""
        older = [uid for uid in self._link.numbers(0) if uid < uids[0]]
        others = [*reversed(older[-2:]), *uids[1:4]]
        turn = self._progress.doubts % max(len(others), 1)
        try:
            return any(map(self._gives_out, others[turn:] + others[:turn]))
        except Lost:
            self._ledger.doubt(self._folder)
            raise

    def _gives_out(self, uid: int) -> bool:
        try:
            return bool(self._link.beginning(uid, 1))
        except No:
            return False


def _batches(uids: Sequence[int], told: dict[int, Told], pace: int) -> list[dict[int, Told | None]]:
    """In order, each bounded in number and bytes; a mail that is larger than a batch is one."""
    batches: list[dict[int, Told | None]] = []
    batch: dict[int, Told | None] = {}
    size = 0
    for uid in uids:
        weight = min(told[uid].size, MOST) if uid in told else 0
        if batch and (len(batch) >= pace or size + weight > BATCH_BYTES):
            batches.append(batch)
            batch, size = {}, 0
        batch[uid] = told.get(uid)
        size += weight
    return [*batches, batch] if batch else batches

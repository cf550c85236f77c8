"""One connection to a mailbox, from the greeting until it ends: the body of the mailbox's own thread."""

import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from socket import socket

from balcao.channels.email.imap.belt import Belt, Closed
from balcao.channels.email.imap.cursor import Cursor, Progress, beginning, renumbered
from balcao.channels.email.imap.link import Box, Link, No
from balcao.channels.email.imap.reading import Batch, Ledger, Looked, Reader
from balcao.channels.email.imap.troubles import is_passing, plain
from balcao.channels.email.servers import MailServer
from balcao.channels.outcomes import Retry
from balcao.kit.dial import Place, secure


class NotLetIn(Exception):
    """The server refuses the password or the token, in its own words."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `idle` is how long a server may say nothing before it is asked: a connection that died without a word is
    found then, and providers and routers drop one that is silent for longer (Gmail after ten minutes).

    `again`: before a mail that could not be fetched is tried again; twice that before the third time, and so on. `lived`:
    a connection that ends after so long did its work (many providers end one with its token, or each day).
    """

    idle: float = 2 * 60.0
    poll: float = 30.0
    others: float = 60.0
    again: float = 2.0
    lived: float = 20.0


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What is watched. `token` is the password where a provider lets us in by token."""

    server: MailServer
    place: Place
    context: ssl.SSLContext | None
    token: str | None
    folders: Sequence[str]
    days: int
    now: int
    pace: Pace


class Visit:
    """Runs until the connection ends; then `failure` says why, and `entered` whether we were let in."""

    def __init__(self, mailbox: Mailbox, sock: socket, cursor: Cursor, belt: Belt[Batch | Looked]) -> None:
        self._mailbox = mailbox
        self._sock = sock
        self._belt = belt
        met = Cursor(cursor.folders)
        self._ledger = Ledger(met, belt, met)
        self._link: Link | None = None
        self._names: dict[str, str] = {}
        self._open: str | None = None
        self._missing: set[str] = set()
        self.entered = False
        self.failure: Exception | None = None

    def run(self) -> None:
        """The thread's whole life."""
        try:
            try:
                self._rounds(self._enter())
            finally:
                self._ledger.close()
        except Closed:
            pass
        except Exception as failure:  # noqa: BLE001 - it goes on in the loop
            self.failure = failure
        finally:
            if self._link is not None:
                self._link.close()
            self._sock.close()
            self._belt.end()

    def _enter(self) -> Link:
        mailbox, server = self._mailbox, self._mailbox.server
        if server.security == "tls":
            assert mailbox.context
            self._sock = secure(self._sock, mailbox.place, mailbox.context)
        self._link = link = Link(mailbox.place, self._sock)
        if server.security == "starttls":
            assert mailbox.context
            link.encrypt(mailbox.context)
        try:
            if mailbox.token is None:
                link.sign_in(server.login, server.password)
            else:
                link.sign_in_by_token(server.login, mailbox.token)
        except No as refusal:
            raise NotLetIn(str(refusal)) from None
        self.entered = True
        return link

    def _rounds(self, link: Link) -> None:
        pace = self._mailbox.pace
        longest = pace.idle if link.idles else pace.poll
        due, alone = 0.0, len(self._mailbox.folders) == 1
        while True:
            self._look(link, self._post)
            if time.monotonic() >= due:
                for folder in self._mailbox.folders:
                    if folder != self._open:
                        self._look_beside(link, folder)
                due = time.monotonic() + pace.others
                if self._open != self._post:
                    self._look(link, self._post)
            self._belt.put(Looked(self._warning()))
            link.wait(longest if alone else min(longest, max(due - time.monotonic(), 0.0)))

    @property
    def _post(self) -> str:
        """The folder that stays open: the first of those that are there."""
        folders = self._mailbox.folders
        return next((folder for folder in folders if folder not in self._missing), folders[0])

    def _warning(self) -> str | None:
        """The folders that are not there. Raises `Retry` when none is."""
        missing = [folder for folder in self._mailbox.folders if folder in self._missing]
        said = f"The mailbox has no folder named {', '.join(missing)}" if missing else None
        if said and len(missing) == len(self._mailbox.folders):
            raise Retry(said)
        return said

    def _look(self, link: Link, folder: str) -> None:
        """Read a folder to its end, if there is one of this name."""
        box = None
        if self._open != folder:
            box = self._opened(link, folder)
            if box is None:
                self._missing.add(folder)
                return
            self._missing.discard(folder)
            self._meet(folder, box)
        else:
            link.stir()
        Reader(link, self._ledger, folder).read()
        if box is not None:
            progress = self._ledger.cursor.folders[folder]
            self._note(folder, progress.caught_up(box.uidnext))

    def _look_beside(self, link: Link, folder: str) -> None:
        """Read another folder if there is news in it."""
        known = self._ledger.cursor.folders.get(folder)
        if known is None or folder not in self._names or folder in self._missing:
            self._look(link, folder)
            return
        box = self._glanced(link, folder)
        if box is None or box.uidvalidity != known.uidvalidity or box.uidnext - 1 > known.uid:
            self._look(link, folder)

    def _glanced(self, link: Link, folder: str) -> Box | None:
        try:
            return link.glance(self._names[folder])
        except No:
            # It may have been renamed or removed while we were here: opening it tells.
            return None

    def _opened(self, link: Link, folder: str) -> Box | None:
        self._open = None
        try:
            box = link.open(self._names.get(folder, folder))
        except No as refusal:
            if is_passing(str(refusal)):
                raise Retry(plain(str(refusal))) from None
            real = folder_like(folder, link.folders())
            if real is None:
                return None
            box = link.open(real)
            self._names[folder] = real
        self._names.setdefault(folder, folder)
        self._open = folder
        return box

    def _meet(self, folder: str, box: Box) -> None:
        """Where to go on in a folder that was just opened."""
        known = self._ledger.cursor.folders.get(folder)
        if known is None:
            self._note(folder, beginning(box.uidvalidity, box.uidnext, self._mailbox.now, self._mailbox.days))
        elif known.uidvalidity != box.uidvalidity:
            self._note(folder, renumbered(known, box.uidvalidity))

    def _note(self, folder: str, progress: Progress) -> None:
        if self._ledger.cursor.folders.get(folder) != progress:
            self._ledger.keep(folder, progress)


def folder_like(wanted: str, folders: Sequence[tuple[str, str]]) -> str | None:
    """The folder that somebody means who writes its name in another way (`Suporte/Novos` for `INBOX.Suporte.Novos`)."""
    meant = _parts(wanted.replace(".", "/"), "/")
    return next((name for name, divider in folders if _parts(name, divider or "/") == meant), None)


def _parts(name: str, divider: str) -> list[str]:
    parts = name.casefold().split(divider)
    return parts[1:] if parts[0] == "inbox" else parts

"""A conversation with an IMAP server over a connection that is already open. Runs in the mailbox's own thread."""

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from imapclient.exceptions import IMAPClientError

from balcao.channels.email.imap.wire import ANSWER_SECONDS, Client
from balcao.kit.clock import SECOND
from balcao.kit.dial import Place, explain

SIGN_SECONDS = 20.0
"""How long a server may take for a sign of life."""
ENTRY_SECONDS = 30.0


class Lost(Exception):
    """The connection has ended."""


class No(Exception):
    """The server does not do this, in its own words."""


class Box(NamedTuple):
    """A folder as the server describes it."""

    uidvalidity: int
    uidnext: int


class Told(NamedTuple):
    """What is known of a mail before it is fetched; `arrived` in microseconds."""

    size: int
    arrived: int


class Link:
    """Asks and listens. Every method raises `Lost` when the connection ends, and `No` when the server refuses."""

    def __init__(self, place: Place, sock: socket.socket) -> None:
        self._place = place
        with self._hearing():
            self._client: Any = Client(place, sock)

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Go on in TLS. Raises `DialError` for what TLS has to say."""
        try:
            with self._hearing(ssl.SSLError):
                self._client.starttls(context)
        except ssl.SSLError as error:
            raise explain(error, self._place) from None

    def sign_in(self, login: str, password: str) -> None:
        """Give a password."""
        with self._hearing(), self._impatience(ENTRY_SECONDS):
            if f"{login}{password}".isascii():
                self._client.login(login, password)
            else:
                self._client.plain_login(login, password)

    def sign_in_by_token(self, login: str, token: str) -> None:
        """Give an access token, as XOAUTH2 has it."""
        # A refusal comes as a challenge, and the server waits for an empty answer before it says NO.
        answers = iter([f"user={login}\1auth=Bearer {token}\1\1"])
        with self._hearing(), self._impatience(ENTRY_SECONDS):
            self._client.sasl_login("XOAUTH2", lambda _challenge: next(answers, ""))

    def close(self) -> None:
        """Let go of the connection."""
        with contextlib.suppress(OSError):
            self._client._imap.shutdown()  # noqa: SLF001 - without a farewell, which might have to wait

    @property
    def idles(self) -> bool:
        """Whether the server tells by itself that something came."""
        with self._hearing():
            return self._client.has_capability("IDLE")

    def open(self, folder: str) -> Box:
        """Look into a folder, without changing anything in it."""
        with self._hearing():
            said = self._client.select_folder(folder, readonly=True)
            uidnext = said.get(b"UIDNEXT")
            if uidnext is None:
                uidnext = max(self._client.search(["UID", "*"]), default=0) + 1
            return Box(int(said[b"UIDVALIDITY"]), int(uidnext))

    def glance(self, folder: str) -> Box:
        """Ask about a folder that is not open."""
        with self._hearing():
            said = self._client.folder_status(folder, ["UIDNEXT", "UIDVALIDITY"])
            return Box(int(said[b"UIDVALIDITY"]), int(said[b"UIDNEXT"]))

    def folders(self) -> list[tuple[str, str]]:
        """The name of every folder, and what divides its parts."""
        with self._hearing():
            return [(str(name), (divider or b"").decode()) for _, divider, name in self._client.list_folders()]

    def numbers(self, after: int, day: date | None = None) -> list[int]:
        """The numbers of the mails after one, in order; of those that arrived since a day."""
        by_day = [] if day is None else ["SINCE", day]
        with self._hearing():
            found = self._client.search(["UID", f"{after + 1}:*", *by_day])
        # `n:*` always names the last mail, also when its number is lower.
        return sorted({uid for uid in found if uid > after})

    def measure(self, uids: Sequence[int]) -> dict[int, Told]:
        """Size and time of arrival of mails; those that are gone are left out."""
        with self._hearing():
            said = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return {uid: _told(values) for uid, values in said.items()}

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole mails, without marking them as read."""
        return self._fetched(uids, "BODY.PEEK[]", b"BODY[]")

    def beginning(self, uid: int, most: int) -> bytes | None:
        """The first bytes of a mail."""
        return self._fetched([uid], f"BODY.PEEK[]<0.{most}>", b"BODY[]<0>").get(uid)

    def head(self, uid: int) -> bytes | None:
        """The header lines of a mail."""
        return self._fetched([uid], "BODY.PEEK[HEADER]", b"BODY[HEADER]").get(uid)

    def structure(self, uid: int) -> Any:
        """Of which parts a mail consists, as the server describes it."""
        with self._hearing():
            said = self._client.fetch([uid], ["BODYSTRUCTURE"])
        return said.get(uid, {}).get(b"BODYSTRUCTURE")

    def stir(self) -> None:
        """Let the server say what is new in the folder that is open."""
        with self._hearing(), self._impatience(SIGN_SECONDS):
            self._client.noop()
            self._client._imap.untagged_responses.clear()  # noqa: SLF001 - it would grow for days

    def wait(self, seconds: float) -> None:
        """Wait until something happens, at most so long."""
        wire = self._client._imap  # noqa: SLF001 - the library's own waiting loses what came before it began
        with self._hearing():
            if not self._client.has_capability("IDLE"):
                wire.stir(seconds)
                return
            with self._impatience(SIGN_SECONDS):
                if (tag := wire.begin_idle()) is None:
                    raise No("The server refuses to wait")
            wire.stir(seconds)
            with self._impatience(SIGN_SECONDS):
                wire.end_idle(tag)

    @contextlib.contextmanager
    def _impatience(self, seconds: float) -> Iterator[None]:
        """What asks for little is answered soon, or the connection is dead."""
        sock = self._client._imap.sock  # noqa: SLF001 - the library has one time for everything
        sock.settimeout(seconds)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                sock.settimeout(ANSWER_SECONDS)

    def _fetched(self, uids: Sequence[int], what: str, name: bytes) -> dict[int, bytes]:
        with self._hearing():
            said = self._client.fetch(uids, [what])
        return {uid: values[name] for uid, values in said.items() if isinstance(values.get(name), bytes)}

    @contextlib.contextmanager
    def _hearing(self, *let_pass: type[Exception]) -> Iterator[None]:
        """Three ways in which an exchange may fail, out of the many that a library has."""
        try:
            yield
        except (No, *let_pass):
            raise
        except imaplib.IMAP4.abort as error:
            raise Lost(words(error)) from None
        except (OSError, EOFError) as error:
            raise Lost(explain(error, self._place).reason) from None
        except IMAPClientError as error:
            raise No(words(error)) from None
        except (ValueError, TypeError, LookupError, AssertionError):
            raise No("The server gives an answer that cannot be understood") from None


def words(error: Exception) -> str:
    """What the server said, without what libraries put around it."""
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    text = re.sub(r"^(?:command: \w+ => |\w+ failed: |socket error: )", "", text)
    text = re.sub(r"""^b(['"])(.*)\1$""", r"\2", text)
    return " ".join(text.split())[:300]


def _told(values: dict[bytes, Any]) -> Told:
    arrived = values.get(b"INTERNALDATE")
    when = int(arrived.timestamp()) * SECOND if isinstance(arrived, datetime) else 0
    return Told(int(values.get(b"RFC822.SIZE") or 0), when)

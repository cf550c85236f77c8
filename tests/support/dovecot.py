"""A real mail server for the tests: Dovecot on 127.0.0.1, with a folder and ports of its own.

Every user name exists and has the password `PASSWORD`; `grant` makes an access token for one. Mail comes in by LMTP, or
in bulk by writing into the mailbox as a delivery agent does.
"""

import contextlib
import grp
import imaplib
import itertools
import json
import os
import pwd
import signal
import smtplib
import socket
import subprocess
import threading
import time
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from tests.support.authority import Authority
from tests.support.ports import HeldPort

HOST = "mail.example.test"
PASSWORD = "Senha-certa-1"
_ROOT = Path(__file__).parents[2]

_CONFIG = Template((Path(__file__).parent / "dovecot.conf").read_text())


class Dovecot:
    """Ports: `imap` (plain and STARTTLS), `imaps`, `lmtp`. `authority` is whom to trust; the certificate is for `HOST`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True)
        home.parent.chmod(0o711)
        home.chmod(0o755)
        self.authority = Authority(home / "certificates")
        self.tokens: dict[str, str] = {}
        self._ports = HeldPort(), HeldPort(), HeldPort()
        self.imap, self.imaps, self.lmtp = (port.number for port in self._ports)
        self._numbers = itertools.count(1)
        self._owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._introspection = _introspection(self.tokens)
        (home / "mail").mkdir()
        self._own(home / "mail")
        self._write_config()
        self._program = _program()
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start, and wait until it lets people in."""
        (self.home / "run").mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [self._program, "-F", "-c", self.home / "dovecot.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        until = time.monotonic() + 20
        while not (all(map(_listens, (self.imap, self.imaps, self.lmtp))) and _lets_in(self.imap)):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Dovecot did not start:\n{self.said()}")
            time.sleep(0.01)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it, with every connection."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if how is signal.SIGKILL:
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
        self.process.wait(timeout=20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        assert self.process.stderr
        self.process.stderr.close()
        self.process = None
        (self.home / "run" / "master.pid").unlink(missing_ok=True)

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop for good."""
        self.stop(signal.SIGKILL)
        self._introspection.shutdown()
        self._introspection.server_close()

    def said(self) -> str:
        """Its log."""
        log = self.home / "log"
        if log.exists():
            return log.read_text(errors="replace")
        ended = self.process is not None and self.process.poll() is not None
        return self.process.stderr.read().decode() if ended and self.process and self.process.stderr else ""

    def grant(self, user: str, token: str) -> str:
        """An access token that opens this user's mailbox, until it is taken out of `tokens`."""
        self.tokens[token] = user
        return token

    def deliver(self, user: str, *mails: bytes, sender: str = "cliente@example.net") -> None:
        """Hand in mails by LMTP."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            for mail in mails:
                lmtp.sendmail(sender, [user], mail)

    def drop(self, user: str, mails: Iterable[bytes], folder: str = "INBOX") -> list[Path]:
        """Put many mails into a mailbox at once; where they lie."""
        place = self.folder(user, folder)
        return [self._put(place, mail) for mail in mails]

    def folder(self, user: str, folder: str = "INBOX") -> Path:
        """Where a folder lies; it is made when it is not there."""
        place = self.home / "mail" / user
        for part in (place, place if folder == "INBOX" else place / f".{folder.replace('/', '.')}"):
            for name in ("", "cur", "new", "tmp"):
                if not (part / name).exists():
                    (part / name).mkdir()
                    self._own(part / name)
            place = part
        return place

    def renumber(self, user: str, folder: str = "INBOX") -> None:
        """Give every mail a new number, and the folder a new UIDVALIDITY, as a restored backup does. Stop it before."""
        place = self.folder(user, folder)
        head = (place / "dovecot-uidlist").read_text().split("\n", 1)[0].split()
        old = int(next(part[1:] for part in head if part.startswith("V")))
        for index in place.glob("dovecot*"):
            index.unlink()
        (place / "dovecot-uidlist").write_text(f"3 V{old + 1000} N1\n")
        self._own(place / "dovecot-uidlist")

    def age(self, mail: Path, days: float) -> None:
        """Let a mail that was dropped have arrived days ago."""
        when = time.time() - days * 86_400
        os.utime(mail, (when, when))

    def poison(self, user: str, mails: Iterable[Path]) -> None:
        """Let nobody read mails that were dropped: they have their number, and the server fails at them."""
        with imaplib.IMAP4("127.0.0.1", self.imap) as imap:
            imap.login(user, PASSWORD)
            imap.select("INBOX", readonly=True)
        for mail in mails:
            os.chown(mail, os.geteuid(), os.getegid())
            mail.chmod(0)

    def heal(self, mails: Iterable[Path]) -> None:
        """Let them be read again."""
        for mail in mails:
            mail.chmod(0o600)
            self._own(mail)

    def flags(self, user: str, folder: str = "INBOX") -> list[str]:
        """The flags of every mail, as letters (S = seen)."""
        place = self.folder(user, folder)
        return [path.name.partition(":2,")[2] for part in ("new", "cur") for path in (place / part).iterdir()]

    def _put(self, place: Path, mail: bytes) -> Path:
        name = f"{int(time.time())}.M{next(self._numbers):07}P{os.getpid()}.tests"
        written = place / "tmp" / name
        written.write_bytes(mail.replace(b"\r\n", b"\n"))
        self._own(written)
        return written.rename(place / "new" / name)

    def _own(self, path: Path) -> None:
        if self._owner:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _write_config(self) -> None:
        mine = pwd.getpwuid(os.geteuid())
        mail = self._owner or mine
        internal = "dovecot" if self._owner else mine.pw_name
        certificate = self.authority.issue(HOST, "127.0.0.1")
        port = self._introspection.server_address[1]
        text = _CONFIG.substitute(
            home=self.home, internal=internal, login="dovenull" if self._owner else mine.pw_name,
            internal_group=_group(pwd.getpwnam(internal).pw_gid), uid=mail.pw_uid, gid=mail.pw_gid,
            chain=certificate.chain, key=certificate.key, password=PASSWORD,
            imap=self.imap, imaps=self.imaps, lmtp=self.lmtp,
        )  # fmt: skip
        (self.home / "dovecot.conf").write_text(text)
        (self.home / "oauth2.conf").write_text(
            f"introspection_url = http://127.0.0.1:{port}/\nintrospection_mode = post\n"
            "username_attribute = user\nactive_attribute = active\nactive_value = true\n"
        )


def _introspection(tokens: dict[str, str]) -> ThreadingHTTPServer:
    """Tells Dovecot whose a token is (RFC 7662)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            user = tokens.get(sent.get("token", [""])[0])
            body = json.dumps({"active": "true", "user": user} if user else {"active": "false"}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object, **__: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def _program() -> str:
    found = subprocess.run([_ROOT / "scripts" / "dovecot"], check=False, capture_output=True, text=True)
    if found.returncode:
        raise RuntimeError(found.stderr)
    return found.stdout.strip()


def _group(number: int) -> str:
    return grp.getgrgid(number).gr_name


def _listens(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def _lets_in(port: int) -> bool:
    """It listens before it can check a password, and cuts off who comes that early."""
    with contextlib.suppress(OSError, imaplib.IMAP4.error), imaplib.IMAP4("127.0.0.1", port, timeout=5) as imap:
        return imap.login("first@example.test", PASSWORD)[0] == "OK"
    return False

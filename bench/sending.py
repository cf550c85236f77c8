"""Answers that go out: in a row, to a mail server that is far away; and many at once with large files."""

import secrets
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import memory_kb
from bench.mail import quantiles, short
from bench.post_office import PostOffice, post_office, until
from tests.support.authority import Authority
from tests.support.faults import Fault, Proxy

ADDRESS, PASSWORD = "loja@example.test", "far away"
ROUND_TRIPS_MS = (0, 50, 100, 150)
TALKS, REPLIES, REPLIES_PER_SECOND = 5, 80, 4.0
LARGE, LARGE_BYTES, SMALL = 16, 19_500_000, 9
UPLINK = 3_000_000
"""Bytes a second that a connection takes, so that the network is what large mails wait for."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Conversations of an inbox, and the way to its mail server."""

    office: PostOffice
    talks: list[int]
    proxy: Proxy

    def say(self, n: int) -> None:
        """Answer in one of the conversations after the other."""
        path = f"conversations/{self.talks[n % len(self.talks)]}/messages"
        self.office.call("POST", path, {"content": f"Resposta **{n}**\n\n- um\n- dois"})

    def send_file(self, n: int, data: bytes) -> None:
        """The same with a file."""
        mark = secrets.token_hex(16)
        fields = (b'name="content"\r\n\r\nSegue', b'name="attachments[]"; filename="a.bin"\r\n\r\n' + data)
        parts = [b"--%b\r\nContent-Disposition: form-data; %b\r\n" % (mark.encode(), field) for field in fields]
        path = f"accounts/{self.office.place.account_id}/conversations/{self.talks[n % len(self.talks)]}/messages"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.office.server.port}/api/v1/{path}", b"".join([*parts, b"--%b--\r\n" % mark.encode()]),
            {"content-type": f"multipart/form-data; boundary={mark}", "api-access-token": self.office.place.token},
        )  # fmt: skip
        urllib.request.urlopen(request, timeout=60).close()


@contextmanager
def counter(talks: int) -> Iterator[Counter]:
    """An inbox whose server wants STARTTLS and a password, as those of providers do."""
    with tempfile.TemporaryDirectory() as name:
        authority = Authority(Path(name))
        terms = {
            "certificate": authority.issue("127.0.0.1"),
            "users": {ADDRESS: PASSWORD},
            "security": "starttls",
            "pipelining": True,
        }
        with post_office(terms=terms, BALCAO_MAIL_CA=str(authority.bundle)) as office, Proxy(office.smtp.port) as proxy:
            inbox = office.connect(
                ADDRESS, smtp_port=proxy.port, smtp_security="starttls", smtp_login=ADDRESS, smtp_password=PASSWORD
            )
            office.watched(inbox)
            for n in range(talks):
                office.dovecot.deliver(ADDRESS, short("Onde está?", f"ana{n}@fora.example"))
            until(lambda: office.messages() == talks)
            found = office.call("GET", f"conversations?status=all&inbox_id={inbox}")["data"]["payload"]
            yield Counter(office, [one["id"] for one in found], proxy)


def measure() -> dict[str, Any]:
    """Both loads."""
    return {**{f"at_{ms}_ms": far(ms) for ms in ROUND_TRIPS_MS}, "large": large()}


def _slowly(data: bytes) -> bytes:
    time.sleep(len(data) / UPLINK)
    return data


def far(round_trip_ms: int) -> dict[str, Any]:
    """Answers in a row; every one has been accepted, and we know it. `first_ms` is the one that opens the connection."""
    trip = round_trip_ms / 1000
    with counter(TALKS) as here:
        here.proxy.drop()
        here.proxy.fault = Fault(trip=trip)
        opened, began = here.proxy.opened, dict[int, float]()
        for n in range(REPLIES):
            began[n] = time.perf_counter()
            here.say(n)
            time.sleep(max(0.0, 1 / REPLIES_PER_SECOND - (time.perf_counter() - began[n])))
        here.office.smtp.wait(REPLIES, 60)
        took = [at - began[n] + trip for n, at in _numbered(here.office)]
        connections = here.proxy.opened - opened
    return {"replies": REPLIES, "first_ms": round(took[0] * 1000), "connections": connections, **quantiles(took)}


def _numbered(office: PostOffice) -> list[tuple[int, float]]:
    """The number of each answer, and when it was accepted."""
    found: list[tuple[int, float]] = []
    for taken, at in zip(office.smtp.accepted, office.smtp.accepted_at, strict=True):
        body = taken.mail.get_body(("plain",))
        assert body is not None
        found.append((int(body.get_content().split()[1]), at))
    return sorted(found)


def large() -> dict[str, Any]:
    """Many answers with files as large as a mail may have, and small ones while those are on their way."""
    with counter(LARGE + SMALL) as here:
        here.proxy.drop()
        here.proxy.fault = Fault(edit_ours=_slowly)
        pid = here.office.server.pid
        before = memory_kb(pid)
        Path(f"/proc/{pid}/clear_refs").write_text("5")
        began, asked = time.perf_counter(), list[float]()
        for n in range(LARGE):
            here.send_file(n, secrets.token_bytes(LARGE_BYTES))
        for n in range(SMALL):
            asked.append(time.perf_counter())
            here.say(LARGE + n)
            time.sleep(1.0)
        here.office.smtp.wait(LARGE + SMALL, 300)
        ended = time.perf_counter()
        until(lambda: here.office.count("select count(*) from jobs") == 0)
        peak = memory_kb(pid, "VmHWM")
        sizes = [len(taken.raw) for taken in here.office.smtp.accepted]
        small = [at for size, at in zip(sizes, here.office.smtp.accepted_at, strict=True) if size < 1_000_000]
        waited = [at - since for since, at in zip(asked, sorted(small), strict=True)]
    return {
        "mails": LARGE, "mb_each": LARGE_BYTES / 1e6, "mb_before": round(before / 1024), "mb_peak": round(peak / 1024),
        "seconds": round(ended - began, 1), "small_ones_longest_ms": round(max(waited) * 1000),
    }  # fmt: skip

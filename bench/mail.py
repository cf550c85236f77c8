"""E-mail: how long a mail takes to a screen, a backlog to be readable, an answer to leave; and what a mailbox costs."""

import asyncio
import os
import random
import re
import smtplib
import statistics
import time
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

import uvloop

from bench.machine import cpu_seconds, memory_kb
from bench.mailbag import Mailbag
from bench.post_office import PostOffice, post_office, until
from bench.sockets import Client

ARRIVALS, BETWEEN = 120, 0.5
REPLIES, REPLIES_PER_SECOND = 120, 4.0
BACKLOG = 1000
MAILBOXES = (1, 10, 50)
ROUNDS, ROUND, PORTION = 4, 1000, 20
SETTLE = 6.0
_CALLED = re.compile(rb"carga \d+")


def measure() -> dict[str, Any]:
    """All loads of e-mail, each on an installation of its own, with the load of the machine before each."""
    return {
        name: {"machine_load": round(os.getloadavg()[0], 1), **load()}
        for name, load in {"arrival": arrival, "backlog": backlog, "reply": reply, "mailboxes": mailboxes}.items()
    }


class Ear:
    """When each mail was handed in, and how long it took to each socket (seconds)."""

    def __init__(self) -> None:
        self.began: dict[bytes, float] = {}
        self.took: list[float] = []

    def heard(self, payload: bytes) -> None:
        """A socket was told something."""
        found = _CALLED.search(payload) if b'"event":"message.created"' in payload else None
        if found:
            self.took.append(time.perf_counter() - self.began[found[0]])


def arrival() -> dict[str, Any]:
    """A mail is handed to the IMAP server by LMTP, at moments that nobody knows; an agent's socket hears of it."""
    with post_office() as office:
        office.watched(office.connect("loja@example.test"))
        return uvloop.run(_arrival(office))


async def _arrival(office: PostOffice) -> dict[str, Any]:
    ear, ready = Ear(), asyncio.Event()
    client = Client(office.place.wishes[0], ear, ready.set)
    await asyncio.get_running_loop().create_connection(lambda: client, "127.0.0.1", office.server.port)
    await ready.wait()
    await asyncio.to_thread(_write_now_and_then, office, ear)
    async with asyncio.timeout(30):
        while len(ear.took) < ARRIVALS:  # noqa: ASYNC110 - a check now and then costs the measured less
            await asyncio.sleep(0.05)
    client.hang_up()
    return {"mails": len(ear.took), **quantiles(ear.took)}


def _write_now_and_then(office: PostOffice, ear: Ear) -> None:
    with smtplib.LMTP("127.0.0.1", office.dovecot.lmtp) as lmtp:
        for n in range(ARRIVALS):
            time.sleep(random.expovariate(1 / BETWEEN))
            mail = short(f"carga {n}", f"cliente{n % 40}@fora.example")
            ear.began[f"carga {n}".encode()] = time.perf_counter()
            lmtp.sendmail("cliente@fora.example", ["loja@example.test"], mail)


def short(text: str, sender: str) -> bytes:
    """A customer's mail of a few words."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "loja@example.test", "Pedido"
    mail["Message-ID"] = f"<{random.getrandbits(64):x}@fora.example>"
    mail.set_content(text)
    return mail.as_bytes()


def backlog() -> dict[str, Any]:
    """A thousand mails lie in the mailbox when it is connected."""
    address = "loja@example.test"
    with post_office() as office:
        office.dovecot.drop(address, Mailbag(address).mails(BACKLOG))
        cpu, began = cpu_seconds(office.server.pid), time.perf_counter()
        office.connect(address, imap_since_days=30)
        until(lambda: office.count("select count(*) from arrivals") == BACKLOG)
        fetched = time.perf_counter() - began
        until(lambda: office.messages() == BACKLOG)
        took = time.perf_counter() - began
        until(lambda: office.count("select count(*) from jobs") == 0)
        busy = cpu_seconds(office.server.pid) - cpu
        return {
            "mails": BACKLOG, "seconds": round(took, 2), "mails_per_second": round(BACKLOG / took),
            "fetched_after_s": round(fetched, 2), "quiet_after_s": round(time.perf_counter() - began, 2),
            "cpu_ms_per_mail": round(busy * 1000 / BACKLOG, 2),
            "peak_memory_mb": round(memory_kb(office.server.pid, "VmHWM") / 1024, 1),
        }  # fmt: skip


def reply() -> dict[str, Any]:
    """An agent answers over the public interface; the SMTP server has accepted the mail."""
    with post_office() as office:
        inbox_id = office.connect("loja@example.test")
        office.watched(inbox_id)
        office.dovecot.deliver("loja@example.test", short("Onde está?", "ana@fora.example"))
        until(lambda: office.messages() == 1)
        number = office.call("GET", f"conversations?status=all&inbox_id={inbox_id}")["data"]["payload"][0]["id"]
        began, cpu = list[float](), cpu_seconds(office.server.pid)
        for n in range(REPLIES):
            began.append(time.perf_counter())
            office.call("POST", f"conversations/{number}/messages", {"content": f"Resposta **{n}**\n\n- um\n- dois"})
            time.sleep(max(0.0, 1 / REPLIES_PER_SECOND - (time.perf_counter() - began[-1])))
        office.smtp.wait(REPLIES, 60)
        # In one conversation answers leave in the order in which they were written.
        took = [there - here for here, there in zip(began, office.smtp.accepted_at, strict=True)]
        busy = cpu_seconds(office.server.pid) - cpu
        return {"replies": REPLIES, **quantiles(took), "cpu_ms_per_reply": round(busy * 1000 / REPLIES, 2)}


def mailboxes() -> dict[str, Any]:
    """Memory with more and more mailboxes watched, and after their traffic."""
    with post_office() as office:
        figures: dict[str, Any] = {"mb_at_0": round(_settled(office) / 1024, 1)}
        inboxes: list[int] = []
        for many in MAILBOXES:
            inboxes += [office.connect(f"loja{n}@example.test") for n in range(len(inboxes), many)]
            office.watched(*inboxes)
            figures[f"mb_at_{many}"] = round(_settled(office) / 1024, 1)
        first, most = MAILBOXES[0], MAILBOXES[-1]
        figures["kb_per_mailbox"] = round(
            (figures[f"mb_at_{most}"] - figures[f"mb_at_{first}"]) * 1024 / (most - first)
        )
        cpu, since = cpu_seconds(office.server.pid), time.perf_counter()
        time.sleep(SETTLE)
        idle = (cpu_seconds(office.server.pid) - cpu) / (time.perf_counter() - since)
        figures["idle_cpu_percent"] = round(idle * 100, 2)
        grown = [_after_traffic(office, number) for number in range(ROUNDS)]
        figures |= {f"mb_after_{(n + 1) * ROUND}_mails": mb for n, mb in enumerate(grown)}
        # The first rounds fill the database's own cache, which has a size.
        return {**figures, "mb_by_the_last_round": round(grown[-1] - grown[-2], 1)}


def _after_traffic(office: PostOffice, number: int) -> float:
    """Memory in MB after a round of mails, a few at once, to all mailboxes."""
    mails = Mailbag("loja@example.test", number).mails(ROUND)
    for start in range(0, ROUND, PORTION):
        for n, mail in enumerate(mails[start : start + PORTION], start):
            office.dovecot.drop(f"loja{n % MAILBOXES[-1]}@example.test", [mail])
        time.sleep(0.1)
    until(lambda: office.messages() == ROUND * (number + 1))
    return round(_settled(office) / 1024, 1)


def _settled(office: PostOffice) -> int:
    """The server's memory when nothing happens any more, in kB."""
    time.sleep(SETTLE)
    return memory_kb(office.server.pid)


def quantiles(took: Sequence[float]) -> dict[str, float]:
    """Of seconds, in milliseconds."""
    cuts = statistics.quantiles(took, n=100)
    return {f"p{n}_ms": round(cuts[n - 1] * 1000, 1) for n in (50, 95, 99)}

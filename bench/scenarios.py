"""The loads. Each gives a dictionary of figures; those of Balcão and of the yardstick are taken in turns."""

import json
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import load, process, yardstick
from bench.machine import cpu_seconds, memory_kb
from bench.seed import Seeded, seed, settings_in
from bench.sizes import bytes_on_the_wire
from bench.visitors import visitor_requests

ROUNDS = 3
_BODY = "Mensagem de carga, com um texto de tamanho comum."


@contextmanager
def pair(conversations: int, messages: int) -> Iterator[tuple[process.Running, process.Running, Seeded]]:
    """Balcão and the yardstick, running on the same amount of data."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        seeded = seed(settings_in(folder / "balcao"), conversations, messages)
        yardstick.seed(str(folder / "yardstick.db"), conversations, messages)
        ours = stack.enter_context(process.balcao(folder / "balcao"))
        theirs = stack.enter_context(process.yardstick(folder / "yardstick.db"))
        yield ours, theirs, seeded


def requests() -> dict[str, Any]:
    """32 connections on one process: post, reply, list and thread among 10,000 conversations and 100,000 messages."""
    with pair(10_000, 100_000) as (ours, theirs, seeded):
        loads = _loads(ours.port, seeded)
        figures: dict[str, Any] = {name: _in_turns(ours, theirs, *both) for name, both in loads.items()}
        figures["loaded_memory_mb"] = round(memory_kb(ours.pid) / 1024, 1)
        return figures


def _loads(port: int, seeded: Seeded) -> dict[str, tuple[load.Request, load.Request]]:
    base, auth = f"/api/v1/accounts/{seeded.account_id}/conversations", {"api-access-token": seeded.token}
    token = {"api_access_token": "token"}
    body = json.dumps({"content": _BODY}).encode()
    listed, yard_listed = load.get(base, auth), load.get("/conversations", token)

    def spread(path: str, make: Callable[[str], bytes]) -> load.Request:
        made = [make(path.format(n)) for n in range(1, seeded.conversations, max(seeded.conversations // 500, 1))]
        return lambda n: made[n % len(made)]

    yard_post = spread("/conversations/{}/messages", lambda path: load.post(path, token, body))
    return {
        "visitor posts": (visitor_requests(port, seeded), yard_post),
        "agent replies": (spread(base + "/{}/messages", lambda path: load.post(path, auth, body)), yard_post),
        "list of 25": (lambda _: listed, lambda _: yard_listed),
        "thread of 20": (
            spread(base + "/{}/messages", lambda path: load.get(path, auth)),
            spread("/conversations/{}/messages", lambda path: load.get(path, token)),
        ),
    }


def _in_turns(
    balcao: process.Running, yard: process.Running, ours: load.Request, theirs: load.Request
) -> dict[str, Any]:
    rounds = [(_measured(yard, theirs), _measured(balcao, ours)) for _ in range(ROUNDS)]
    theirs_, mine_ = ([pair[side] for pair in rounds] for side in (0, 1))
    yardstick_, mine = [m for m, _ in theirs_], [m for m, _ in mine_]
    ratios = [b.per_second / a.per_second for a, b in zip(yardstick_, mine, strict=True)]
    cpu, yard_cpu = (statistics.median(us for _, us in side) for side in (mine_, theirs_))
    return {
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "per_second": round(statistics.median(m.per_second for m in mine)),
        "yardstick_per_second": round(statistics.median(y.per_second for y in yardstick_)),
        # Processor time does not notice what else the machine is doing.
        "cpu_us": round(cpu),
        "yardstick_cpu_us": round(yard_cpu),
        "cpu_ratio": round(yard_cpu / cpu, 3),
        "p50_ms": round(statistics.median(m.p50 for m in mine), 2),
        "p99_ms": round(statistics.median(m.p99 for m in mine), 2),
        "failures": sum(m.failures for m in (*mine, *yardstick_)),
    }


def _measured(running: process.Running, request: load.Request) -> tuple[load.Measured, float]:
    """The load, and the server's processor time for each request in microseconds."""
    before = cpu_seconds(running.pid)
    measured = load.run(running.port, request)
    return measured, (cpu_seconds(running.pid) - before) * 1e6 / max(measured.requests, 1)


def growth() -> dict[str, Any]:
    """The list's time with 100,000 and with 1,000,000 messages, one caller after another."""
    times: dict[int, float] = {}
    for total in (100_000, 1_000_000):
        folder = Path(tempfile.mkdtemp())
        try:
            seeded = seed(settings_in(folder), 10_000, total)
            with process.balcao(folder) as ours:
                path = f"/api/v1/accounts/{seeded.account_id}/conversations"
                request = load.get(path, {"api-access-token": seeded.token})
                load.run(ours.port, lambda _, r=request: r, seconds=1, connections=1)
                times[total] = load.run(ours.port, lambda _, r=request: r, seconds=4, connections=1).p50
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    small, large = times.values()
    return {"p50_ms_at_100k": round(small, 3), "p50_ms_at_1m": round(large, 3), "ratio": round(large / small, 3)}


def start() -> dict[str, Any]:
    """Start time on an empty folder and on a used one; memory at rest."""
    with tempfile.TemporaryDirectory() as folder:
        with process.balcao(Path(folder)) as first:
            first_start = first.started_in
        again, idle = list[float](), 0
        for _ in range(3):
            with process.balcao(Path(folder)) as running:
                again.append(running.started_in)
                idle = memory_kb(running.pid)
    return {
        "first_start_s": round(first_start, 2),
        "second_start_s": round(statistics.median(again), 2),
        "idle_memory_mb": round(idle / 1024, 1),
    }


def sockets() -> dict[str, Any]:
    """5,000 sockets in 50 rooms: fan-out and memory for each."""
    from bench.sockets import measure  # noqa: PLC0415 - only this load needs it

    return measure()


def end_to_end() -> dict[str, Any]:
    """From a visitor's post to the agent's socket."""
    from bench.sockets import end_to_end as measure  # noqa: PLC0415

    return measure()


def mail() -> dict[str, Any]:
    """Mail in, a backlog, mail out, and what a mailbox costs."""
    from bench.mail import measure  # noqa: PLC0415 - only this load needs its servers

    return measure()


def sending() -> dict[str, Any]:
    """Mail out, to a server that is far away, and large mails."""
    from bench.sending import measure  # noqa: PLC0415 - only this load needs its servers

    return measure()


SCENARIOS: dict[str, Callable[[], dict[str, Any]]] = {
    "requests": requests,
    "growth": growth,
    "sockets": sockets,
    "end_to_end": end_to_end,
    "mail": mail,
    "sending": sending,
    "start": start,
    "sizes": bytes_on_the_wire,
}

"""Whether the installation works, for load balancers and for whoever keeps it running.

`/health` says one word to anybody. The rest is for the operator: with the token of the setting, or, where none is set,
at the machine itself.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from balcao import __version__
from balcao.api.call import Call
from balcao.api.dev_mail import is_at_the_machine
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.domain.arrivals import queries as arrivals
from balcao.domain.arrivals.rules import Condition
from balcao.kit.clock import SECOND
from balcao.kit.crypto import same
from balcao.kit.errors import not_found
from balcao.outbox import tally
from balcao.outbox.tally import Heap
from balcao.store.tx import Tx

room = Room("", Who.ANYONE)
R = TypeVar("R")

PATIENCE = 2.0
"""Seconds that the database may take."""
LATE = 300.0
"""Seconds after which what is due counts as not done."""
_LIMITS = (Limit("monitor", 240, 60),)
_BEGAN = time.time()


class Alive(msgspec.Struct):
    """`ok`, or `degraded`: it answers, and work that is due is not done. Whose inbox lost its access is no part of this."""

    status: str


class Details(msgspec.Struct):
    """How the installation fares. Ages are seconds; `inboxes` are counted by direction and state."""

    status: str
    version: str
    queue_seconds: float
    unsent_seconds: float
    unread_seconds: float
    jobs: list[Heap]
    arrivals: dict[str, int]
    inboxes: dict[str, dict[str, int]]
    overdue: int


@room.get("/health", gives=Alive, own=True)
async def health(call: Call[Any]) -> Response:
    """Whether it works: 503 when the database cannot be reached."""
    status = await _asked(call, lambda tx: _status(due_seconds(tx), arrivals.overdue(tx)))
    headers = {"Cache-Control": "no-store"}
    if status is None:
        return JSONResponse({"status": "down"}, 503, {**headers, "Retry-After": "2"})
    return JSONResponse({"status": status}, 200, headers)


@room.get("/health/details", gives=Details, own=True, limits=_LIMITS)
async def show(call: Call[Any]) -> Response | Details:
    """What waits, what died and which inboxes are in trouble: for the operator."""
    _operator(call)
    call.reply_headers["Cache-Control"] = "no-store"
    return await _asked(call, details_of) or JSONResponse({"status": "down"}, 503)


@room.get("/metrics", own=True, limits=_LIMITS)
async def metrics(call: Call[Any]) -> Response:
    """The same in the text format of Prometheus: for the operator."""
    _operator(call)
    details = await _asked(call, details_of)
    lines = [*_gauge("balcao_up", "Whether the database answers", [({}, int(details is not None))]), *_process()]
    text = "\n".join([*lines, *(_measured(details) if details else ()), ""])
    return Response(text, headers={"Cache-Control": "no-store"}, media_type="text/plain; version=0.0.4; charset=utf-8")


def _operator(call: Call[Any]) -> None:
    """Raises not found for anybody else."""
    token = call.house.terms.monitor_token
    if token is None:
        if not is_at_the_machine(call):
            raise not_found()
    elif not same(call.headers.get("authorization", ""), f"Bearer {token}"):
        raise not_found()


async def _asked(call: Call[Any], what: Callable[[Tx], R]) -> R | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await call.house.store.read(what)
    except (SQLAlchemyError, OSError, TimeoutError):
        return None


def details_of(tx: Tx) -> Details:
    """How the whole installation fares."""
    fleet = arrivals.fleet(tx)
    due = due_seconds(tx)
    return Details(
        status=_status(due, fleet.overdue), version=__version__, queue_seconds=due,
        unsent_seconds=_age(tx, tally.unsent_since(tx)), unread_seconds=_age(tx, fleet.unread_since), jobs=tally.heaps(tx), arrivals=fleet.arrivals,
        inboxes=fleet.inboxes, overdue=fleet.overdue,
    )  # fmt: skip


def due_seconds(tx: Tx) -> float:
    """How long the oldest job waits that nobody has taken although nothing holds it back."""
    return _age(tx, tally.due_since(tx))


def _status(due: float, overdue: int) -> str:
    return "degraded" if due > LATE or overdue else "ok"


def _age(tx: Tx, since: int | None) -> float:
    return 0.0 if since is None else max(0, tx.now - since) / SECOND


Samples = list[tuple[dict[str, str], float]]


def _measured(d: Details) -> Iterator[str]:
    yield from _gauge("balcao_degraded", "Whether something needs a person", [({}, int(d.status != "ok"))])
    yield from _gauge("balcao_queue_age_seconds", "How long the oldest due job waits", [({}, d.queue_seconds)])
    yield from _gauge("balcao_unsent_age_seconds", "How long the oldest unsent message waits", [({}, d.unsent_seconds)])
    yield from _gauge("balcao_unread_age_seconds", "How long the oldest arrival waits", [({}, d.unread_seconds)])
    yield from _gauge("balcao_jobs", "Jobs", [({"kind": one.kind, "state": one.state}, one.count) for one in d.jobs])
    arrived: Samples = [({"state": state}, count) for state, count in d.arrivals.items()]
    yield from _gauge("balcao_arrivals", "What was brought and is not read", arrived)
    inboxes: Samples = [
        ({"direction": way, "state": state}, found.get(state, 0))
        for way, found in d.inboxes.items()
        for state in Condition
    ]
    yield from _gauge("balcao_inboxes", "Connected inboxes", inboxes)
    yield from _gauge("balcao_inboxes_overdue", "Inboxes that were not looked into for too long", [({}, d.overdue)])


def _process() -> Iterator[str]:
    version: Samples = [({"version": __version__}, 1)]
    yield from _gauge("balcao_info", "What runs", version)
    yield from _gauge("process_start_time_seconds", "When it began", [({}, _BEGAN)])
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:
        return
    yield from _gauge("process_resident_memory_bytes", "Memory", [({}, pages * os.sysconf("SC_PAGE_SIZE"))])
    yield from _gauge("process_open_fds", "Open files and sockets", [({}, files)])


def _gauge(name: str, what: str, samples: Samples) -> Iterator[str]:
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        named = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        yield f"{name}{{{named}}} {value:.15g}" if named else f"{name} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")

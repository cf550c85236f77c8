"""What a channel that delivers must pass: it brings a simulator of its provider (`sim.py`), so that what goes wrong out there
is tried here.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any, Protocol

import msgspec

from balcao.channels.contract import Channel, Line
from balcao.channels.outcomes import Rejected, Retry
from balcao.envelope import Outbound, State
from balcao.kit.clock import HOUR


class Simulator(Protocol):
    """The other side of a channel. `mode` says how it behaves from now on; `settings` lead to it."""

    settings: dict[str, Any]
    mode: str
    """`takes`, `away` (an error of its own), `silent` (never answers), `busy` (come back in 30 s), `refuses`, `moved`."""

    taken: list[str]
    """The deliveries that it has accepted, each proved to come from us."""


class Copier(Simulator, Protocol):
    """One to whom a message may go to several. `puts_off` as mode: all but the first of them, for 30 s."""

    went_to: list[list[str]]
    """To whom each of `taken` went."""


Simulate = Callable[[str], AbstractAsyncContextManager[Simulator]]
"""Start a simulator that knows the inbox's secret."""

SimulateCopies = Callable[[str], AbstractAsyncContextManager[Copier]]
"""The same, for a channel with copies."""


async def check_delivery(channel: Channel, simulate: Simulate, line: Line, message: Outbound) -> None:
    """It delivers, is refused, and is put off as the contract says. `line` leads to nowhere yet; its web may call here."""
    assert channel.outbound is not None
    async with simulate(line.secret) as other:
        here = replace(line, settings={**line.settings, **other.settings})
        receipt = await channel.outbound.send(message, here)
        assert receipt.state in (State.SENT, State.DELIVERED), "what was taken is sent"
        assert other.taken == [message.delivery], "the other side has it once, and knows it is ours"
        assert receipt.external_id or not channel.about.capabilities.names_sent, "what was taken has its name"
        for mode, outcome, after in (
            ("away", Retry, None),
            ("silent", Retry, None),
            ("busy", Retry, HOUR // 120),
            ("refuses", Rejected, None),
            ("moved", Rejected, None),
        ):
            other.mode = mode
            error = await _failure(channel, message, here)
            assert type(error) is outcome, f"{mode}: {outcome.__name__}, not {error!r}"
            assert getattr(error, "reason", ""), f"{mode}: says why"
            assert getattr(error, "after", None) == after, f"{mode}: says when"
        other.mode = "takes"
        await channel.outbound.send(message, here)
        assert other.taken == [message.delivery] * 2, "a later try is the same delivery"
    error = await _failure(channel, message, here)
    assert isinstance(error, Retry), "nobody at home is tried again"


async def check_copies(channel: Channel, simulate: SimulateCopies, line: Line, message: Outbound) -> None:
    """Of several recipients those who are put off get the message later, alone. `message` goes to two or more."""
    assert channel.outbound is not None
    async with simulate(line.secret) as other:
        here = replace(line, settings={**line.settings, **other.settings})
        other.mode = "puts_off"
        receipt = await channel.outbound.send(message, here)
        waiting, details = tuple(receipt.put_off), {**message.details, **receipt.details}
        assert waiting, "who was put off is named"
        assert not receipt.refused, "who was put off was not refused"
        assert all(receipt.put_off.values()), "it says why"
        assert receipt.after == HOUR // 120, "it says when"
        assert other.taken == [message.delivery], "the others have it"
        other.mode = "takes"
        rest = await channel.outbound.send(msgspec.structs.replace(message, only=waiting, details=details), here)
        assert rest.external_id == receipt.external_id, "it is the same message"
        assert not rest.put_off, "everybody has it"
        assert other.taken == [message.delivery] * 2, "it is the same delivery"
        assert other.went_to[1] == list(waiting), "only those get it who had not"
        assert not set(other.went_to[0]) & set(waiting), "nobody gets it twice"


async def _failure(channel: Channel, message: Outbound, line: Line) -> Exception:
    assert channel.outbound is not None
    try:
        await channel.outbound.send(message, line)
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller judges it
        return error
    return AssertionError("it was sent")

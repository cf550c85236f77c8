"""Every channel in use keeps the contract; and the suite that says so can say no."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from balcao.channels import conformance
from balcao.channels.about import Choice, Field, Kind, Words
from balcao.channels.api import sim
from balcao.channels.conformance_delivery import Simulate, SimulateCopies, check_copies, check_delivery
from balcao.channels.contract import Channel, Hook, Line, Site
from balcao.channels.email import sim as email_sim
from balcao.envelope import Arrival, Correspondent, Outbound, Receipt
from balcao.kit.crypto import hmac_hex
from balcao.kit.targets import Borders
from balcao.kit.text import dumps
from balcao.kit.web import Web
from balcao.wiring import CHANNELS
from tests.channels import pigeon
from tests.channels.pigeon import PIGEON

MESSAGE = Outbound(
    message_id=1,
    delivery="d-1",
    recipient=Correspondent(address="ana@example.net"),
    text="Olá",
    conversation="0f8fad5b-d9cb-469f-a165-70867728950e",
    fact=dumps({"event": "message_created", "content": "Olá"}),
)
SIMULATORS: dict[str, Simulate] = {
    "api": sim.simulate,
    "email": email_sim.simulate,
    "pigeon": pigeon.simulate,
}
COPIERS: dict[str, SimulateCopies] = {"email": email_sim.simulate}


def line() -> Line:
    web = Web(Borders(["127.0.0.1"]), longest=1.5)
    return Line(inbox_id=1, settings={"token": "t"}, secret="s3cret", site=Site(web), now=1_764_000_000_000_000)


@pytest.mark.parametrize("check", conformance.PURE, ids=lambda check: check.__name__)
@pytest.mark.parametrize("channel", [*CHANNELS, PIGEON], ids=lambda channel: channel.about.kind)
def test_a_channel_keeps_the_contract(channel: Channel, check: Callable[[Channel], None]) -> None:
    check(channel)


@pytest.mark.parametrize(
    "channel", [one for one in (*CHANNELS, PIGEON) if one.outbound], ids=lambda channel: channel.about.kind
)
async def test_a_channel_delivers_as_the_contract_says(channel: Channel) -> None:
    here = line()
    await check_delivery(channel, SIMULATORS[channel.about.kind], here, MESSAGE)
    await here.web.close()


@pytest.mark.parametrize(
    "channel", [one for one in CHANNELS if one.about.capabilities.copies], ids=lambda channel: channel.about.kind
)
async def test_a_channel_serves_those_who_were_put_off_alone(channel: Channel) -> None:
    here, several = line(), {"cc_emails": ["bia@example.net", "caio@example.net"]}
    message = msgspec.structs.replace(MESSAGE, details=several)
    await check_copies(channel, COPIERS[channel.about.kind], here, message)
    await here.web.close()


def test_every_channel_that_delivers_has_a_simulator() -> None:
    assert {one.about.kind for one in CHANNELS if one.outbound} <= set(SIMULATORS)


def test_reading_a_providers_call() -> None:
    body = b'{"id":"7","sender":"ana","text":"oi"}'
    conformance.check_reading(PIGEON, Hook("POST", {}, {"x-pigeon": hmac_hex("t", body.decode())}, body), line())


def with_field(**terms: Any) -> Channel:
    step = PIGEON.about.steps[0]
    field = Field(**{"key": "extra", "label": pigeon.WORDS, **terms})
    steps = (msgspec.structs.replace(step, fields=(*step.fields, field)),)
    return replace(PIGEON, about=msgspec.structs.replace(PIGEON.about, steps=steps))


def with_about(**changes: Any) -> Channel:
    return replace(PIGEON, about=msgspec.structs.replace(PIGEON.about, **changes))


@pytest.mark.parametrize(
    ("check", "channel"),
    [
        (conformance.check_declaration, with_about(kind="Pigeon Post")),
        (conformance.check_declaration, with_about(title=Words("Pombo", "Pigeon", ""))),
        (conformance.check_declaration, with_about(delivers=False)),
        (conformance.check_icon, with_about(icon=pigeon.ICON.replace("<path", "<script/><path"))),
        (conformance.check_icon, with_about(icon=pigeon.ICON.replace("<path", '<path onload="x"'))),
        (conformance.check_fields, with_field(key="token")),
        (conformance.check_fields, with_field(kind=Kind.SELECT)),
        (conformance.check_fields, with_field(show_if={"later": True})),
        (conformance.check_fields, with_field(kind=Kind.COLOR, default="red")),
        (conformance.check_fields, with_field(kind=Kind.READONLY_COPY)),
        (conformance.check_fields, with_about(derived={"x": "${password}"})),
        (conformance.check_settings, with_field(key="not_declared")),
        (conformance.check_refusals, with_field(kind=Kind.SELECT, choices=(Choice("nothing of this", pigeon.WORDS),))),
    ],
)
def test_a_channel_that_breaks_the_contract_is_seen(check: Callable[[Channel], None], channel: Channel) -> None:
    with pytest.raises(AssertionError):
        check(channel)


async def test_a_channel_that_sends_into_the_void_is_seen() -> None:
    class Hopeful:
        async def send(self, message: Outbound, line: Line) -> Receipt:
            return Receipt()

    with pytest.raises(AssertionError, match="the other side has it once"):
        await check_delivery(replace(PIGEON, outbound=Hopeful()), pigeon.simulate, line(), MESSAGE)


async def test_a_channel_that_believes_anybody_is_seen() -> None:
    class Trusting(pigeon.Landing):
        def take(self, hook: Hook, line: Line) -> list[Arrival]:
            return []

    hook = Hook("POST", {}, {}, b'{"id":"7","sender":"ana","text":"oi"}')
    with pytest.raises(AssertionError, match="a changed call is refused"):
        conformance.check_reading(replace(PIGEON, inbound=Trusting()), hook, line())

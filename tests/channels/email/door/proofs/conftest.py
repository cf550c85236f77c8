"""Our own mail server where strangers call, the name servers that it asks, and the mail as an agent sees it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from balcao.channels.contract import Line
from balcao.channels.email.inbound import Letterbox
from balcao.channels.email.receiver.terms import Terms
from balcao.envelope import Inbound
from tests.channels.email.door.conftest import DOMAIN, Open, Server, site
from tests.channels.email.door.proofs.name_server import NameServer, Zone, answering
from tests.channels.email.door.proofs.signing import published

LINE = Line(1, {"email": "suporte@loja.example"}, "s3cret", site(), 1_795_000_000_000_000)
FORWARD = f"k3y@{DOMAIN}"
MAIL = (
    b"From: Ana <ana@cliente.example>\r\nTo: suporte@loja.example\r\nSubject: Pedido\r\nDate: Tue, 24 Nov 2026 09:00:00 -0300\r\n"
    b"Message-ID: <um@cliente.example>\r\n\r\nOnde  est\xc3\xa1 o meu pedido?\r\n\r\n"
)
DOUBT = "unauthenticated"
SPF = "v=spf1 ip4:127.0.0.1 -all"
REJECT = {"_dmarc.cliente.example TXT": ["v=DMARC1; p=reject"]}
HERE = {**REJECT, "cliente.example TXT": [SPF]}
SIGNED = {**REJECT, "s1._domainkey.cliente.example TXT": [published()]}


@dataclass
class Place:
    """Our own mail server, the name servers that it asks, and who has called."""

    server: Server
    names: NameServer
    told: list[str] = field(default_factory=list[str])

    async def receives(
        self, raw: bytes = MAIL, sender: str = "ana@cliente.example", hello: str = "EHLO mx.x.example"
    ) -> Inbound:
        """The mail as an agent sees it."""
        caller = await self.server.call()
        assert await caller.deliver(FORWARD, raw=raw, sender=sender, hello=hello) == "250 2.0.0 Kept"
        return self.last()

    def last(self) -> Inbound:
        _, arrival = self.server.lobby.kept[-1]
        self.told.append(str(arrival.facts.get("authentication_results")))
        (inbound,) = Letterbox().read(arrival, LINE)
        assert isinstance(inbound, Inbound)
        return inbound


At = Callable[..., Awaitable[Place]]


@pytest.fixture
async def at(serve: Open) -> AsyncIterator[At]:
    """`await at(zone)`: nobody is a neighbour here, so that a caller from this machine counts as a stranger."""
    with ExitStack() as ending:

        async def open_place(zone: Zone, **terms: object) -> Place:
            names = ending.enter_context(answering(zone))
            usual = {"near": (), "name_servers": (names.address,), **terms}
            return Place(await serve(Terms(**usual)), names)

        yield open_place

"""The names that mail servers usually have, tried: the first that answers over TLS with a certificate of its own is it."""

import asyncio
import ssl

from balcao.channels.contract import Site
from balcao.channels.email.guessing.found import Found
from balcao.channels.email.providers import Server
from balcao.kit.dial import DialError, look_up, reach, trust

SECONDS = 3.0
_HOSTS = {"imap": ("imap.{}", "mail.{}", "{}"), "smtp": ("smtp.{}", "mail.{}", "{}")}
_PORTS = {"imap": 993, "smtp": 465}


async def by_trying(site: Site, domain: str) -> Found:
    """What answers."""
    try:
        context = await asyncio.to_thread(trust, site.keys.get("mail_ca"))
    except DialError:
        return Found()
    imap, smtp = await asyncio.gather(*(_first(site, context, _usual(way, domain)) for way in ("imap", "smtp")))
    return Found(imap, smtp)


def _usual(way: str, domain: str) -> list[Server]:
    return [(name.format(domain), _PORTS[way], "tls") for name in _HOSTS[way]]


async def _first(site: Site, context: ssl.SSLContext, candidates: list[Server]) -> Server | None:
    answers = await asyncio.gather(*(_answers(site, context, one) for one in candidates))
    return next((one for one, answer in zip(candidates, answers, strict=True) if answer), None)


async def _answers(site: Site, context: ssl.SSLContext, server: Server) -> bool:
    host, port, _ = server
    try:
        async with asyncio.timeout(SECONDS):
            place = await look_up(host, port, site.web)
            sock = await reach(place, SECONDS)
            reader, writer = await asyncio.open_connection(sock=sock, ssl=context, server_hostname=place.host)
            try:
                return bool(await reader.read(1))
            finally:
                writer.transport.abort()
                # What was called off is let go of in the loop's next round.
                await asyncio.sleep(0)
    except (DialError, OSError, ValueError):
        return False

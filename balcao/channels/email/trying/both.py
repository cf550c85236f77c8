"""Trying both servers of a mailbox at once, a quarter of a minute at most."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from balcao.channels.contract import Site
from balcao.channels.email.oauth import PROVIDERS
from balcao.channels.email.servers import MailServer, folders_of, imap_server, smtp_server
from balcao.channels.email.trying.failure import Failure, problem, unreached
from balcao.channels.email.trying.imap import cut_short, try_folders
from balcao.channels.email.trying.smtp import try_sender
from balcao.channels.email.words import Cause
from balcao.kit.dial import DialError, look_up, reach, trust
from balcao.kit.errors import Problem

SECONDS = 15.0
CONNECT_SECONDS = 5.0


async def try_mailbox(settings: Mapping[str, Any], site: Site, token: str | None) -> None:
    """Raises the `Problem` of the first setting that has to be changed; of two, that of receiving."""
    email = str(settings.get("email") or "")
    trials = [
        _tried(server, way, email, folders_of(settings), site, token)
        for way, server in (("imap", imap_server(settings, site)), ("smtp", smtp_server(settings, site)))
        if server is not None
    ]
    for outcome in await asyncio.gather(*trials, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


def unsigned(provider: str, detail: str = "") -> Problem:
    """Nobody has signed in at the provider yet, or not for long enough."""
    known = PROVIDERS[provider]
    server = MailServer(*known.imap, login="", password="", by_token=True)
    return problem(Failure(Cause.SIGN_IN, detail), "imap", server)


async def _tried(
    server: MailServer, way: str, email: str, folders: Sequence[str], site: Site, token: str | None
) -> None:
    if server.by_token:
        server = replace(server, password=token or "")
    try:
        async with asyncio.timeout(SECONDS):
            if way == "imap":
                await _imap(server, folders, site)
            else:
                await _smtp(server, email, site)
    except TimeoutError:
        raise problem(Failure(Cause.TOO_SLOW), way, server) from None
    except DialError as error:
        raise problem(unreached(error, server, way), way, server) from None
    except Failure as failure:
        raise problem(failure, way, server) from None


async def _imap(server: MailServer, folders: Sequence[str], site: Site) -> None:
    context = await _context(server, site)
    place = await look_up(server.host, server.port, site.web)
    sock = await reach(place, CONNECT_SECONDS)
    sock.settimeout(CONNECT_SECONDS)
    work = asyncio.to_thread(try_folders, server, place, sock, context, folders)
    await cut_short(sock, work)


async def _smtp(server: MailServer, email: str, site: Site) -> None:
    context = await _context(server, site)
    place = await look_up(server.host, server.port, site.web)
    await try_sender(server, place, await reach(place, CONNECT_SECONDS), context, email)


async def _context(server: MailServer, site: Site) -> ssl.SSLContext | None:
    return None if server.security == "none" else await asyncio.to_thread(trust, site.keys.get("mail_ca"))

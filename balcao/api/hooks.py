"""Calls of providers: those that concern any inbox of a channel, and those that concern one.

A channel verifies a call before anything in it is kept; the answer is given when nothing can lose it any more.
"""

from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.responses import Response

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.channels.contract import Admission, Channel, Door, Hook
from balcao.channels.outcomes import Forged, Guessed
from balcao.kit.errors import Problem, not_found, refused
from balcao.kit.origin import address_key
from balcao.lobby import HouseLobby

room = Room("/hooks", Who.ANYONE)
earlier = Room("/rails/action_mailbox", Who.ANYONE)
"""Where installations that come from elsewhere have told their mail relay to call."""

RELAYED: Final = "email"
OF_INBOX: Final = 5 * 1024 * 1024
_PER_IP = (Limit("hooks", 1200, 60),)
_GUESSES: Final = Limit("hooks_guessed", 30, 300)


@room.get("/{kind}/{way}", own=True, raw=True, limits=_PER_IP)
async def look(call: Call[None]) -> dict[str, Any]:
    """A provider looks whether this address is there: what a call is told before its body is read."""
    _admit(call, call.path["kind"], call.path["way"], _hook(call, "GET"))
    return {}


@room.post("/{kind}/{way}", own=True, raw=True, limits=_PER_IP)
async def knock(call: Call[None]) -> dict[str, Any]:
    """A call that concerns any inbox of a channel, such as a mail that a relay posts."""
    await _knock(call, call.path["kind"], call.path["way"])
    return {}


@room.post("/{kind}/{way}/{key}", own=True, raw=True, limits=_PER_IP)
async def take(call: Call[None]) -> dict[str, Any]:
    """A call that concerns one inbox; `key` is the inbox's public key."""
    channel = _channel(call, call.path["kind"])
    lobby = HouseLobby(call.house, channel.about.kind)
    line = await lobby.keyed(call.path["key"]) if channel.inbound else None
    if line is None or channel.inbound is None:
        raise not_found()
    hook = replace(_hook(call, "POST"), body=await call.body(OF_INBOX))
    try:
        arrivals = channel.inbound.take(hook, line)
    except Forged as error:
        raise _forged(error) from None
    await lobby.keep(line, arrivals)
    return {}


@earlier.get("/{way}/inbound_emails", own=True, raw=True, limits=_PER_IP)
async def look_for_relay(call: Call[None]) -> Response:
    """The same as `/hooks/email/{way}`."""
    _admit(call, RELAYED, call.path["way"], _hook(call, "GET"))
    return Response()


@earlier.post("/{way}/inbound_emails", own=True, raw=True, limits=_PER_IP)
async def relay(call: Call[None]) -> Response:
    """The same as `/hooks/email/{way}`."""
    await _knock(call, RELAYED, call.path["way"])
    # Not 204: some relays take nothing but a 200 for an answer.
    return Response()


@earlier.post("/{way}/inbound_emails/mime", own=True, raw=True, limits=_PER_IP)
async def relay_whole(call: Call[None]) -> Response:
    """The same; Mailgun posts the whole mail only to addresses that end so."""
    return await relay(call)


async def _knock(call: Call[None], kind: str, way: str) -> None:
    hook = _hook(call, "POST")
    door, admission = _admit(call, kind, way, hook)
    hook = replace(hook, body=await call.body(admission.most, proven=admission.proven))
    try:
        kept = await door.knock(way, hook, call.house.site, HouseLobby(call.house, kind))
    except Forged as error:
        raise _forged(error) from None
    if not kept:
        raise refused("No inbox here is meant by this call", 404)


def _admit(call: Call[None], kind: str, way: str, hook: Hook) -> tuple[Door, Admission]:
    door, guesser = _door(call, kind), f"{kind}/{way}|{address_key(call.ip)}"
    # Who has guessed too often is not even heard.
    call.count(_GUESSES, guesser)
    guessed = False
    try:
        admission = door.admit(way, hook, call.house.site)
    except Forged as error:
        guessed = isinstance(error, Guessed)
        raise _forged(error) from None
    finally:
        if not guessed:
            call.limiter.give_back(_GUESSES, guesser)
    if admission is None:
        raise not_found()
    return door, admission


def _channel(call: Call[None], kind: str) -> Channel:
    channel = call.house.channels.get(kind)
    if channel is None:
        raise not_found()
    return channel


def _door(call: Call[None], kind: str) -> Door:
    door = _channel(call, kind).door
    if door is None:
        raise not_found()
    return door


def _hook(call: Call[None], method: str) -> Hook:
    """The call without its body."""
    query = dict(parse_qsl(call.query, keep_blank_values=True))
    url = f"{call.house.site.base}{call.called}{'?' if call.query else ''}{call.query}"
    return Hook(method, query, call.headers, b"", url)


def _forged(error: Forged) -> Problem:
    sentence = str(error) or "This call was not made by the provider"
    return Problem(401, {"error": sentence}, {"WWW-Authenticate": 'Basic realm="hooks"'})

"""Calls of providers: those that concern any inbox of a channel, and those that concern one.

A channel verifies a call before anything in it is kept; the answer is given when nothing can lose it any more.
"""

from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.responses import Response

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.channels.contract import Channel, Hook
from balcao.channels.outcomes import Forged
from balcao.kit.errors import Problem, not_found, refused
from balcao.lobby import HouseLobby

room = Room("/hooks", Who.ANYONE)
earlier = Room("/rails/action_mailbox", Who.ANYONE)
"""Where installations that come from elsewhere have told their mail relay to call."""

RELAYED: Final = "email"
OF_INBOX: Final = 5 * 1024 * 1024
OF_CHANNEL: Final = 70 * 1024 * 1024
_PER_IP = (Limit("hooks", 1200, 60),)
_FORGED_PER_IP: Final = Limit("hooks_forged", 30, 300)


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
    hook = await _hook(call, OF_INBOX)
    try:
        arrivals = channel.inbound.take(hook, line)
    except Forged as error:
        raise _forged(call, error) from None
    await lobby.keep(line, arrivals)
    return {}


@earlier.post("/{way}/inbound_emails", own=True, raw=True, limits=_PER_IP, status=204)
async def relay(call: Call[None]) -> Response:
    """The same as `/hooks/email/{way}`."""
    await _knock(call, RELAYED, call.path["way"])
    return Response(status_code=204)


@earlier.post("/{way}/inbound_emails/mime", own=True, raw=True, limits=_PER_IP, status=204)
async def relay_whole(call: Call[None]) -> Response:
    """The same; Mailgun posts the whole mail only to addresses that end so."""
    return await relay(call)


async def _knock(call: Call[None], kind: str, way: str) -> None:
    channel = _channel(call, kind)
    if channel.door is None:
        raise not_found()
    # Who has guessed too often is not even heard.
    call.count(_FORGED_PER_IP, call.ip)
    call.limiter.give_back(_FORGED_PER_IP, call.ip)
    hook = await _hook(call, OF_CHANNEL)
    try:
        kept = await channel.door.knock(way, hook, call.house.site, HouseLobby(call.house, kind))
    except Forged as error:
        raise _forged(call, error) from None
    if not kept:
        raise refused("No inbox here is meant by this call", 404)


def _channel(call: Call[None], kind: str) -> Channel:
    channel = call.house.channels.get(kind)
    if channel is None:
        raise not_found()
    return channel


async def _hook(call: Call[None], most: int) -> Hook:
    query = dict(parse_qsl(call.query, keep_blank_values=True))
    return Hook("POST", query, call.headers, await call.body(most))


def _forged(call: Call[None], error: Forged) -> Problem:
    """Who guesses passwords does so slowly."""
    call.count(_FORGED_PER_IP, call.ip)
    sentence = str(error) or "This call was not made by the provider"
    return Problem(401, {"error": sentence}, {"WWW-Authenticate": 'Basic realm="hooks"'})

"""Frames of the ActionCable protocol, version 1: what clients send, and what they are sent. Pure."""

from typing import Any

import msgspec

SUBPROTOCOL = "actioncable-v1-json"
CHANNEL = "RoomChannel"
FRAME_MAX = 64 * 1024
IDENTIFIER_MAX = 4096

WELCOME = b'{"type":"welcome"}'
RESTART = b'{"type":"disconnect","reason":"server_restart","reconnect":true}'
UNAUTHORIZED = b'{"type":"disconnect","reason":"unauthorized","reconnect":false}'


class Command(msgspec.Struct):
    """What a client says. `identifier` and `data` are JSON in strings."""

    command: str
    identifier: str = ""
    data: str = ""


class Wish(msgspec.Struct):
    """What an identifier asks for. `since` is the last event that the client has seen."""

    channel: str
    pubsub_token: str
    account_id: int | None = None
    user_id: int | None = None
    since: Any = None


class _Action(msgspec.Struct):
    action: str = ""


_commands = msgspec.json.Decoder(Command)
_wishes = msgspec.json.Decoder(Wish, strict=False)
_actions = msgspec.json.Decoder(_Action)


def command(text: str) -> Command:
    """A client's frame. Raises `msgspec.MsgspecError` for anything else."""
    return _commands.decode(text)


def wish(identifier: str) -> Wish | None:
    """What the identifier asks for; None when it is no wish that we know."""
    try:
        found = _wishes.decode(identifier) if len(identifier) <= IDENTIFIER_MAX else None
    except msgspec.MsgspecError:
        return None
    return found if found and found.channel == CHANNEL and found.pubsub_token else None


def action(data: str) -> str:
    """The action that a `message` command names; empty for none."""
    try:
        return _actions.decode(data).action
    except msgspec.MsgspecError:
        return ""


def ping(now: int) -> bytes:
    """`now` in unix seconds."""
    return b'{"type":"ping","message":%d}' % now


def opening(identifier: str) -> bytes:
    """The part of a subscription's frames that never changes: `{"identifier":"…",`."""
    return b'{"identifier":' + msgspec.json.encode(identifier) + b","


def confirmation(seq: int) -> bytes:
    """Follows an opening: the subscription stands, and the log is at `seq`."""
    return b'"type":"confirm_subscription","seq":%d}' % seq


REJECTION = b'"type":"reject_subscription"}'


def told(event: str, data: bytes, seq: int | None = None) -> bytes:
    """Follows an opening: an event with its data; `seq` when it is in the log."""
    tail = b"}}" if seq is None else b',"seq":%d}}' % seq
    return b'"message":{"event":"' + event.encode() + b'","data":' + data + tail

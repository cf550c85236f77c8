"""The installation itself, for whoever asks."""

from typing import Any

import msgspec

from balcao import __version__
from balcao.api import dev_mail
from balcao.api.call import Call
from balcao.api.monitor import LATE, due_seconds
from balcao.api.route import Room, Who
from balcao.domain.accounts.rules import LOCALES
from balcao.kit.clock import moment
from balcao.store.tx import Tx

room = Room("/api", Who.ANYONE)

INTERFACE = "4.10.0"
"""Which version of the public interface is spoken; clients switch features on by it."""


class Health(msgspec.Struct):
    """What clients ask first. `timestamp` is UTC, without a zone."""

    version: str
    timestamp: str
    queue_services: str
    data_services: str


class Installation(msgspec.Struct):
    """What a desk must know before anybody has signed in. Upload size in megabytes."""

    name: str
    version: str
    signup_enabled: bool
    confirmation_required: bool
    locales: list[str]
    maximum_file_upload_size: int
    loopback_mail: bool


@room.get(gives=Health)
def show_health(tx: Tx, _call: Call[Any]) -> Health:
    """Whether it runs; the database has answered where this answers."""
    queue = "failing" if due_seconds(tx) > LATE else "ok"
    return Health(INTERFACE, f"{moment(tx.now):%Y-%m-%d %H:%M:%S}", queue, "ok")


@room.get("/v1/installation", gives=Installation, own=True)
async def show(call: Call[Any]) -> Installation:
    """Name, version and what is offered."""
    terms = call.house.terms
    return Installation(
        name=terms.name, version=__version__, signup_enabled=terms.signup_enabled,
        confirmation_required=terms.smtp_configured, locales=list(LOCALES),
        maximum_file_upload_size=terms.upload_limit // 2**20, loopback_mail=dev_mail.may_be_read(call),
    )  # fmt: skip

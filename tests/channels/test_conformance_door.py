"""Every way through a door keeps the contract; and the suite that says so can say no."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from balcao.channels import conformance_door
from balcao.channels.contract import Admission, Channel, Hook, Lobby, Site
from balcao.channels.email.about import ABOUT
from balcao.channels.email.door import MailDoor
from balcao.channels.outcomes import Forged
from balcao.wiring import CHANNELS
from tests.channels.email.door.conftest import site
from tests.channels.email.door.relays import calls
from tests.channels.pigeon import PIGEON
from tests.support.amazon import TOPIC, Amazon, received
from tests.support.clock import HandClock

Make = Callable[[HandClock], Hook]


def amazon(clock: HandClock) -> Hook:
    return calls.call(Amazon(clock).signed(Message=received("From: x")))


def unsigned(clock: HandClock) -> Hook:
    return calls.mailgun(clock, fields={"signature": "0" * 64})


def bare(make: Make) -> Make:
    """The same call without what its headers show."""
    return lambda clock: replace(hook := make(clock), headers={"content-type": hook.headers["content-type"]})


CALLS: dict[str, Make] = {
    "relay": lambda _: calls.relay(),
    "postmark": lambda _: calls.postmark(),
    "sendgrid": lambda _: calls.sendgrid(),
    "mandrill": lambda _: calls.mandrill(),
    **dict.fromkeys(("mailgun", "mailgun-mime"), calls.mailgun),
    **dict.fromkeys(("ses", "amazon_ses", "amazon"), amazon),
}
HERE = site(**calls.SITE.keys, ses_topics=TOPIC)


@pytest.mark.parametrize("way", CALLS)
async def test_a_relay_keeps_the_contract(way: str, clock: HandClock) -> None:
    channel, forged = Channel(ABOUT, door=MailDoor(clock)), unsigned if "mailgun" in way else bare(CALLS[way])
    await conformance_door.check_door(channel, way, CALLS[way](clock), forged(clock), HERE)


def test_every_way_of_every_door_is_checked() -> None:
    assert [one.about.kind for one in CHANNELS if one.door] == ["email"]
    assert set(MailDoor()._relays) == set(CALLS)


class Gate:
    """A door with one way, whose callers know a word."""

    async def open(self, site: Site, lobby: Lobby) -> Callable[[], Awaitable[None]] | None:
        return None

    def admit(self, way: str, hook: Hook, site: Site) -> Admission | None:
        if way != "flight":
            return None
        if hook.headers.get("x-word") != site.keys.get("word", "-"):
            raise Forged
        return Admission(100, proven=True)

    async def knock(self, way: str, hook: Hook, site: Site, lobby: Lobby) -> bool:
        self.admit(way, hook, site)
        line = await lobby.find(["x"])
        return line is not None


class Narrow(Gate):
    def admit(self, way: str, hook: Hook, site: Site) -> Admission | None:
        admission = super().admit(way, hook, site)
        return admission and Admission(1, proven=True)


class Wide(Gate):
    def admit(self, way: str, hook: Hook, site: Site) -> Admission | None:
        return super().admit("flight", hook, site)


class Credulous(Gate):
    def admit(self, way: str, hook: Hook, site: Site) -> Admission | None:
        return Admission(100, proven=True) if way == "flight" else None


class Careless(Gate):
    """It trusts that whoever comes in was admitted."""

    async def knock(self, way: str, hook: Hook, site: Site, lobby: Lobby) -> bool:
        return await lobby.find(["x"]) is not None


class Open(Gate):
    """No word set is any word."""

    def admit(self, way: str, hook: Hook, site: Site) -> Admission | None:
        return super().admit(way, hook, site) if site.keys or way != "flight" else Admission(100, proven=True)


CALL, WORD = Hook("POST", {}, {"x-word": "coo"}, b"oi"), site(word="coo")


async def test_a_door_that_keeps_the_contract_passes() -> None:
    await conformance_door.check_door(replace(PIGEON, door=Gate()), "flight", CALL, replace(CALL, headers={}), WORD)


@pytest.mark.parametrize(
    ("door", "sentence"),
    [
        (Narrow(), "as large as it is"), (Wide(), "not known"), (Credulous(), "who shows nothing"),
        (Careless(), "nobody has verified"), (Open(), "has set no secret"),
    ],
)  # fmt: skip
async def test_a_door_that_breaks_the_contract_is_seen(door: Gate, sentence: str) -> None:
    with pytest.raises(AssertionError, match=sentence):
        await conformance_door.check_door(replace(PIGEON, door=door), "flight", CALL, replace(CALL, headers={}), WORD)

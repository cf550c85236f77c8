"""What relays post: verified, each in its own way, before anything is kept."""

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from balcao.channels.contract import Hook
from balcao.channels.email.door import MailDoor
from balcao.channels.outcomes import Forged
from balcao.kit.clock import MINUTE, SECOND
from balcao.kit.crypto import hmac_hex
from balcao.kit.errors import Problem
from tests.channels.email.door.conftest import DOMAIN, MAIL, Lobby, site
from tests.channels.email.door.relays.calls import (
    BOUNDARY,
    FORWARD,
    KEY,
    PASSWORD,
    RAW,
    SITE,
    TO_US,
    basic,
    hook,
    mailgun,
    postmark,
    relay,
    sendgrid,
)  # fmt: skip
from tests.support.clock import HandClock


async def test_a_relay_hands_over_the_mail_itself(door: MailDoor, lobby: Lobby):
    assert await door.knock("relay", relay(), SITE, lobby)
    ((inbox, arrival),) = lobby.kept
    assert (inbox, arrival.raw, arrival.way) == (1, RAW, "hook")
    assert arrival.facts == {"recipients": [FORWARD], "mail_from": "", "peer": "", "helo": "", "relay": "relay"}


async def test_a_relay_may_tell_the_envelope(door: MailDoor, lobby: Lobby):
    asked = {"recipient": f"suporte+r.x@loja.example, ana@cliente.example,{FORWARD}", "sender": "ana@cliente.example"}
    assert await door.knock("relay", relay(MAIL, **asked), SITE, lobby)
    assert {inbox: one.facts["recipients"] for inbox, one in lobby.kept} == {
        2: ["suporte+r.x@loja.example"],
        1: [FORWARD],
    }
    assert lobby.kept[0][1].facts["mail_from"] == "ana@cliente.example"


@pytest.mark.parametrize(
    ("head", "inbox"),
    [
        (b"To: suporte@loja.example\r\nX-Original-To: k3y@" + DOMAIN.encode() + b"\r\n", 1),
        (b"To: suporte@loja.example\r\nDelivered-To: outra@loja.example\r\n", 2),
        (b"To: ana@cliente.example\r\nCc: Suporte <suporte@loja.example>\r\n", 2),
    ],
)
async def test_what_servers_noted_counts_before_what_the_sender_wrote(
    door: MailDoor, lobby: Lobby, head: bytes, inbox: int
):
    assert await door.knock("relay", relay(head + MAIL), SITE, lobby)
    assert [one for one, _ in lobby.kept] == [inbox]


async def test_postmark(door: MailDoor, lobby: Lobby):
    assert await door.knock("postmark", postmark(), SITE, lobby)
    ((_, arrival),) = lobby.kept
    assert (arrival.raw, arrival.facts["recipients"], arrival.facts["relay"]) == (TO_US, [FORWARD], "postmark")


async def test_sendgrid(door: MailDoor, lobby: Lobby):
    assert await door.knock("sendgrid", sendgrid(), SITE, lobby)
    ((_, arrival),) = lobby.kept
    assert arrival.raw == RAW
    assert (arrival.facts["recipients"], arrival.facts["mail_from"]) == ([FORWARD], "ana@cliente.example")


@pytest.mark.parametrize("way", ["mailgun", "mailgun-mime"])
async def test_mailgun(door: MailDoor, lobby: Lobby, clock: HandClock, way: str):
    assert await door.knock(way, mailgun(clock), SITE, lobby)
    ((_, arrival),) = lobby.kept
    assert arrival.raw == RAW
    assert (arrival.facts["recipients"], arrival.facts["mail_from"]) == ([FORWARD], "ana@cliente.example")


async def test_mailgun_as_a_plain_form(door: MailDoor, lobby: Lobby, clock: HandClock):
    stamp, token = str(clock() // SECOND), "x" * 50
    told = {"body-mime": RAW, "recipient": FORWARD, "timestamp": stamp, "token": token}
    body = urlencode({**told, "signature": hmac_hex(KEY, stamp + token)}).encode()
    assert await door.knock("mailgun", hook(body, "application/x-www-form-urlencoded"), SITE, lobby)
    assert lobby.kept[0][1].raw == RAW


@pytest.mark.parametrize(
    "headers",
    [
        {}, basic(password="wrong"), basic(user="root"), basic(password=""), {"authorization": f"Bearer {PASSWORD}"},
        {"authorization": "Basic ###"}, {"authorization": "Basic"}, {"authorization": "Basic \xff\xfe"},
        basic(password=PASSWORD[:-1]), basic(password=PASSWORD + "\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", ["relay", "postmark", "sendgrid"])
async def test_who_does_not_know_the_password_is_refused(
    door: MailDoor, lobby: Lobby, way: str, headers: dict[str, str]
):
    whole = {"relay": relay(), "postmark": postmark(), "sendgrid": sendgrid()}[way]
    forged = Hook("POST", {}, {"content-type": whole.headers["content-type"], **headers}, whole.body)
    with pytest.raises(Forged):
        await door.knock(way, forged, SITE, lobby)
    assert lobby.kept == []


async def test_what_mailgun_did_not_sign_is_refused(door: MailDoor, lobby: Lobby, clock: HandClock):
    """A changed token, a strange signature, an old or a future call, and one that was made before."""
    wrong = [
        mailgun(clock, fields={"signature": "0" * 64}), mailgun(clock, fields={"signature": ""}), mailgun(clock, age=6 * MINUTE),
        mailgun(clock, age=-6 * MINUTE), mailgun(clock, fields={"timestamp": "9" * 40}),
        mailgun(clock, fields={"timestamp": "x", "signature": hmac_hex(KEY, "x" + "t" * 50)}),
        mailgun(clock, fields={"signature": hmac_hex("another", str(clock() // SECOND) + "t" * 50)}),
    ]  # fmt: skip
    for one in wrong:
        with pytest.raises(Forged):
            await door.knock("mailgun", one, SITE, lobby)
    assert lobby.kept == []
    assert await door.knock("mailgun", mailgun(clock), SITE, lobby)
    clock.advance(4 * MINUTE)
    with pytest.raises(Forged, match="made before"):
        await door.knock("mailgun", mailgun(clock, age=4 * MINUTE), SITE, lobby)
    assert await door.knock("mailgun", mailgun(clock, token="u" * 50), SITE, lobby)
    assert len(lobby.kept) == 2


async def test_a_call_that_could_not_be_kept_may_be_made_again(door: MailDoor, lobby: Lobby, clock: HandClock):
    lobby.broken = {1}
    with pytest.raises(OSError, match="full"):
        await door.knock("mailgun", mailgun(clock), SITE, lobby)
    lobby.broken = set()
    assert await door.knock("mailgun", mailgun(clock), SITE, lobby)


@pytest.mark.parametrize("way", ["relay", "postmark", "sendgrid", "mailgun"])
async def test_without_a_secret_nothing_is_taken(door: MailDoor, lobby: Lobby, clock: HandClock, way: str):
    """It fails closed: no password is not an empty password."""
    whole = {"relay": relay(), "postmark": postmark(), "sendgrid": sendgrid(), "mailgun": mailgun(clock)}[way]
    for nothing in ({}, {"mail_relay_password": "", "mailgun_signing_key": ""}):
        with pytest.raises(Problem, match="is not set") as refusal:
            await door.knock(way, whole, site(**nothing), lobby)
        assert refusal.value.status == 404
    assert lobby.kept == []


async def test_nobody_here_is_said_so_that_the_relay_gives_up(door: MailDoor, lobby: Lobby, clock: HandClock):
    envelope = json.dumps({"to": ["ninguem@loja.example"]})
    assert not await door.knock("relay", relay(MAIL), SITE, lobby)
    assert not await door.knock("sendgrid", sendgrid(envelope=envelope), SITE, lobby)
    assert not await door.knock("unknown", relay(), SITE, lobby)
    for way, call, status in (
        ("mailgun", mailgun(clock, fields={"recipient": "ninguem@loja.example"}), 406),
        ("postmark", postmark(OriginalRecipient="ninguem@loja.example"), 403),
    ):
        with pytest.raises(Problem) as refusal:
            await door.knock(way, call, SITE, lobby)
        assert refusal.value.status == status
    assert lobby.kept == []


Make = Callable[[HandClock], Hook]


@pytest.mark.parametrize(
    ("way", "make", "status"),
    [
        ("relay", lambda _: hook(RAW, "multipart/form-data", basic()), 415),
        ("relay", lambda _: hook(b" \r\n", "message/rfc822", basic()), 422),
        ("postmark", lambda _: postmark(RawEmail=""), 422),
        ("postmark", lambda _: hook(b"\xff{", "application/json", basic()), 422),
        ("postmark", lambda _: hook(b'{"RawEmail": 7}', "application/json", basic()), 422),
        ("sendgrid", lambda _: sendgrid(email=""), 422),
        ("sendgrid", lambda _: hook(b"x", "text/plain", basic()), 415),
        ("sendgrid", lambda _: hook(b"--xYzZY\r\nbroken", f"multipart/form-data; boundary={BOUNDARY}", basic()), 422),
        ("sendgrid", lambda _: hook(b"", "multipart/form-data", basic()), 415),
        ("mailgun", lambda clock: mailgun(clock, fields={"body-mime": ""}), 422),
    ],
)  # fmt: skip
async def test_what_is_missing_is_named(
    door: MailDoor, lobby: Lobby, clock: HandClock, way: str, make: Make, status: int
):
    with pytest.raises(Problem) as refusal:
        await door.knock(way, make(clock), SITE, lobby)
    assert refusal.value.status == status
    assert refusal.value.body


async def test_an_envelope_that_cannot_be_read_is_no_reason_to_lose_the_mail(door: MailDoor, lobby: Lobby):
    assert await door.knock("sendgrid", sendgrid(envelope="{no json"), SITE, lobby)
    assert [one for one, _ in lobby.kept] == [1]


async def test_a_large_mail_comes_whole(door: MailDoor, lobby: Lobby, clock: HandClock):
    raw = TO_US + (b"z" * 76 + b"\r\n") * 40_000
    assert await door.knock("mailgun", mailgun(clock, fields={"body-mime": raw}), SITE, lobby)
    assert lobby.kept[0][1].raw == raw

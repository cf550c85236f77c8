"""Mandrill: batches, signed together with the address that was called; its looks and its trial call."""

import json
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from balcao.channels.contract import Hook
from balcao.channels.email.door import MailDoor
from balcao.channels.outcomes import Forged
from balcao.kit.errors import Problem
from tests.channels.email.door.conftest import Lobby, site
from tests.channels.email.door.relays.calls import (
    FORWARD,
    MANDRILL,
    SITE,
    TO_US,
    form,
    inbound,
    mandrill,
    sign_as_mandrill,
)

CLOSED = site()
LOOK = Hook("GET", {}, {}, b"", MANDRILL)


async def test_a_batch_is_kept_mail_by_mail(door: MailDoor, lobby: Lobby):
    other = inbound("Subject: Ol\u00e1 \U0001f600\r\n\r\n+ % & = \u20ac\r\n", "suporte+r.x@loja.example")
    assert await door.knock("mandrill", mandrill([inbound(), {"event": "send", "msg": {}}, other]), SITE, lobby)
    (first, mail), (second, emoji) = lobby.kept
    assert (first, second) == (1, 2)
    assert (mail.raw, mail.facts["recipients"], mail.facts["relay"]) == (TO_US, [FORWARD], "mandrill")
    assert emoji.raw.decode() == "Subject: Ol\u00e1 \U0001f600\r\n\r\n+ % & = \u20ac\r\n"


@pytest.mark.parametrize("key", ["key-of-one-route", "key-of-another"])
async def test_each_route_has_its_key(door: MailDoor, lobby: Lobby, key: str):
    assert await door.knock("mandrill", mandrill(key=key), SITE, lobby)
    assert len(lobby.kept) == 1


async def test_every_field_is_signed_in_the_order_of_their_names(door: MailDoor, lobby: Lobby):
    assert await door.knock("mandrill", mandrill(zulu="1", alfa="2"), SITE, lobby)
    with pytest.raises(Forged):
        await door.knock("mandrill", replace(mandrill(), body=mandrill().body + b"&more=1"), SITE, lobby)
    assert len(lobby.kept) == 1


@pytest.mark.parametrize(
    "call",
    [
        mandrill(key="another"), mandrill(key="key-of-one-route, key-of-another"), mandrill(key="test-webhook"),
        mandrill(url=MANDRILL + "/"), mandrill(url="http://desk.loja.example/hooks/email/mandrill"),
        replace(mandrill(), headers={**mandrill().headers, "x-mandrill-signature": ""}),
        replace(mandrill(), headers={**mandrill().headers, "x-mandrill-signature": "\xff#"}),
        replace(mandrill(), url=f"{MANDRILL}?a=1"), replace(mandrill(), body=mandrill().body.replace(b"Oi", b"Ui")),
        replace(mandrill(), body=mandrill([inbound()] * 2).body),
    ],
)  # fmt: skip
async def test_what_mandrill_did_not_sign_is_refused(door: MailDoor, lobby: Lobby, call: Hook):
    """Another key, another address, a changed batch, and the key of the trial call for a call with mail."""
    with pytest.raises(Forged):
        await door.knock("mandrill", call, SITE, lobby)
    assert lobby.kept == []


async def test_the_refusal_names_the_address_that_must_be_entered(door: MailDoor, lobby: Lobby):
    with pytest.raises(Forged, match=MANDRILL):
        await door.knock("mandrill", mandrill(url="http://localhost:3000/hooks/email/mandrill"), SITE, lobby)


async def test_an_address_answers_before_there_is_a_key(door: MailDoor, lobby: Lobby):
    """Mandrill looks (HEAD), or posts an empty batch, before it makes the key that the operator then sets."""
    for here in (CLOSED, SITE):
        assert door.admit("mandrill", LOOK, here) is not None
        assert await door.knock("mandrill", mandrill([], key="test-webhook"), here, lobby)
        with pytest.raises((Forged, Problem)):
            await door.knock("mandrill", mandrill([], key="another"), here, lobby)
    with pytest.raises(Problem, match="BALCAO_MANDRILL_WEBHOOK_KEYS is not set") as refusal:
        await door.knock("mandrill", mandrill(key="test-webhook"), CLOSED, lobby)
    assert (refusal.value.status, lobby.kept) == (404, [])


def test_hardly_anything_is_read_where_there_is_no_key(door: MailDoor):
    small = replace(mandrill(), body=b"", headers={**mandrill().headers, "content-length": "300"})
    admission = door.admit("mandrill", small, CLOSED)
    assert admission is not None
    assert (admission.most, admission.proven) == (4096, False)
    with pytest.raises(Problem, match="is not set"):
        door.admit("mandrill", replace(small, headers={**small.headers, "content-length": "5000"}), CLOSED)


@pytest.mark.parametrize(
    "bad",
    [
        {"event": "inbound"}, {"event": "inbound", "msg": {"raw_msg": 7}}, {"event": "inbound", "msg": {"raw_msg": " "}},
        {"event": "inbound", "msg": []}, {"event": 1}, 7, None, [],
    ],
)  # fmt: skip
async def test_an_event_that_cannot_be_read_costs_none_of_the_others(door: MailDoor, lobby: Lobby, bad: Any):
    with capture_logs() as said:
        assert await door.knock("mandrill", mandrill([inbound("Subject: 1\r\n\r\n1"), bad, inbound()]), SITE, lobby)
    assert [one.raw for _, one in lobby.kept] == [b"Subject: 1\r\n\r\n1", TO_US]
    assert [(one["log_level"], "without a mail" in one["event"]) for one in said] == [("warning", True)]


async def test_a_mail_for_nobody_costs_none_of_the_others(door: MailDoor, lobby: Lobby):
    batch = [inbound(email="ninguem@loja.example"), inbound(), {"event": "click", "msg": {}}]
    assert await door.knock("mandrill", mandrill(batch), SITE, lobby)
    assert [inbox for inbox, _ in lobby.kept] == [1]


async def test_half_a_character_costs_no_mail(door: MailDoor, lobby: Lobby):
    events = json.dumps([inbound("Subject: \ud83d!\r\n\r\nOi"), inbound()]).encode()
    assert await door.knock("mandrill", mandrill(events), SITE, lobby)
    assert [one.raw for _, one in lobby.kept] == [b"Subject: ?!\r\n\r\nOi", TO_US]


async def test_what_cannot_be_kept_comes_again_and_the_others_once(door: MailDoor, lobby: Lobby):
    """A full disk for one inbox: the batch is not acknowledged, and what is there already has the same key."""
    batch = mandrill([inbound(email="suporte@loja.example"), inbound()])
    lobby.broken = {2}
    with pytest.raises(OSError, match="full"):
        await door.knock("mandrill", batch, SITE, lobby)
    assert [inbox for inbox, _ in lobby.kept] == [1]
    lobby.broken = set()
    assert await door.knock("mandrill", batch, SITE, lobby)
    assert {(inbox, one.key) for inbox, one in lobby.kept} == {(n, lobby.kept[0][1].key) for n in (1, 2)}


async def test_a_batch_for_nobody_is_taken_for_it_would_come_for_days(door: MailDoor, lobby: Lobby):
    assert await door.knock("mandrill", mandrill([inbound(email="ninguem@loja.example")]), SITE, lobby)
    assert lobby.kept == []


@pytest.mark.parametrize("events", [b"", b"{", b"{}", b"7", b"null", b"\xff", b"[" * 100_000])
async def test_what_is_no_batch_is_refused(door: MailDoor, lobby: Lobby, events: bytes):
    with pytest.raises(Problem) as refusal:
        await door.knock("mandrill", mandrill(events), SITE, lobby)
    assert (refusal.value.status, lobby.kept) == (422, [])


@pytest.mark.parametrize("body", [b"mandrill_events=%5", b"mandrill_events=%", b"mandrill_events=%zz", b"%=x"])
async def test_an_escape_that_is_not_whole_is_refused(door: MailDoor, lobby: Lobby, body: bytes):
    with pytest.raises(Problem) as refusal:
        await door.knock("mandrill", replace(mandrill(), body=body), SITE, lobby)
    assert refusal.value.status == 422


@pytest.mark.parametrize("shift", range(4))
async def test_a_large_batch_comes_whole(door: MailDoor, lobby: Lobby, shift: int):
    """Wherever the pieces are cut in which it is decoded."""
    raw = "Subject: " + "x" * shift + "\r\n\r\n" + "=%+ \u00e3_\t\r\n" * 60_000
    assert await door.knock("mandrill", mandrill([inbound(raw)]), SITE, lobby)
    assert lobby.kept[0][1].raw == raw.encode()


async def test_the_form_may_be_of_the_other_kind(door: MailDoor, lobby: Lobby):
    events = json.dumps([inbound()])
    body, kind = form(mandrill_events=events)
    sent = {
        "content-type": kind,
        "x-mandrill-signature": sign_as_mandrill("key-of-another", MANDRILL, {"mandrill_events": events.encode()}),
    }
    assert await door.knock("mandrill", Hook("POST", {}, sent, body, MANDRILL), SITE, lobby)
    assert lobby.kept[0][1].raw == TO_US

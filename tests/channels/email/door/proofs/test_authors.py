"""EML-05: mail that comes straight from the internet says who it is from, and only its own domain can prove that."""

import asyncio
import time

import pytest

from balcao.channels.email.receiver.terms import Terms
from tests.channels.email.door.conftest import DOMAIN, Open, on_uvloop
from tests.channels.email.door.proofs.conftest import DOUBT, FORWARD, HERE, MAIL, REJECT, SIGNED, SPF, At, Place
from tests.channels.email.door.proofs.name_server import Zone, answering
from tests.channels.email.door.proofs.signing import published, signed


@pytest.mark.parametrize(
    ("zone", "sender", "doubt"),
    [
        (HERE, "ana@cliente.example", None),
        ({**REJECT, "cliente.example TXT": ["v=spf1 ip4:192.0.2.1 -all"]}, "ana@cliente.example", DOUBT),
        ({"_dmarc.cliente.example TXT": ["v=DMARC1; p=none"]}, "ana@cliente.example", DOUBT),
        ({"_dmarc.cliente.example TXT": ["v=DMARC1;p=quarantine;pct=0"]}, "ana@cliente.example", DOUBT),
        (REJECT, "", DOUBT),
        ({"cliente.example TXT": ["v=spf1 -all"]}, "ana@cliente.example", None),
        ({}, "ana@cliente.example", None),
        ({**REJECT, "evil.example TXT": [SPF]}, "ana@evil.example", DOUBT),
        ({**REJECT, "news.cliente.example TXT": [SPF]}, "b+1@news.cliente.example", None),
        (
            {"_dmarc.cliente.example TXT": ["v=DMARC1; p=reject; aspf=s"], "news.cliente.example TXT": [SPF]},
            "b@news.cliente.example",
            DOUBT,
        ),
        ({"_dmarc.cliente.example TXT": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]}, "ana@cliente.example", None),
        ({"_dmarc.cliente.example TXT": ["google-site-verification=x"]}, "ana@cliente.example", None),
    ],
)
async def test_only_a_server_of_the_domain_speaks_for_it(at: At, zone: Zone, sender: str, doubt: str | None):
    """EML-05: SPF of the envelope's domain counts where that is the author's, or its organisation's."""
    place = await at(zone)
    inbound = await place.receives(sender=sender)
    assert inbound.doubt == doubt, place.told
    assert inbound.details["email"].get("doubt") == doubt


async def test_a_bounce_is_proven_by_the_name_of_its_server(at: At):
    place = await at({**REJECT, "mx.cliente.example TXT": [SPF]})
    assert (await place.receives(sender="", hello="EHLO mx.cliente.example")).doubt is None
    assert "spf=pass smtp.helo=mx.cliente.example" in place.told[0]
    assert (await place.receives(sender="", hello="EHLO [127.0.0.1]")).doubt == DOUBT


async def test_a_forwarded_mail_is_proven_by_its_signature(at: At):
    """EML-05: the server on the way is not the author's; what the author has signed has stayed as it was."""
    place = await at({**SIGNED, "cliente.example TXT": ["v=spf1 -all"]})
    forwarded = b"Received: from a by b; Tue, 24 Nov 2026 09:00:01 -0300\r\n" + signed(MAIL, "cliente.example")
    assert (await place.receives(forwarded, sender="srs@forwarder.example")).doubt is None
    assert place.told[0].startswith(f"{DOMAIN}; dmarc=pass (p=reject) header.from=cliente.example; dkim=pass")
    changed = forwarded.replace(b"meu pedido", b"meu dinheiro")
    assert (await place.receives(changed, sender="srs@forwarder.example")).doubt == DOUBT
    renamed = forwarded.replace(b"From: Ana <ana@", b"From: Chefe <chefe@")
    assert (await place.receives(renamed, sender="srs@forwarder.example")).doubt == DOUBT


@pytest.mark.parametrize("header", [b"simple", b"relaxed"])
@pytest.mark.parametrize("body", [b"simple", b"relaxed"])
@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\r\n",
        b"\r\n\r\n",
        b" \r\n",
        b"a  b\t c \r\n \r\n\r\n\r\n",
        b"\ta\r\n\r\nb\r\n",
        b"..\r\n.a\r\n",
        b"x" * 300_000 + b" \r\n",
    ],
)
async def test_every_way_of_signing_is_understood(at: At, header: bytes, body: bytes, text: bytes):
    place = await at(SIGNED)
    head = MAIL.partition(b"\r\n\r\n")[0].replace(b"Subject: Pedido", b"Subject:\tPedido   \r\n  de  \r\n\tontem")
    raw = signed(head + b"\r\n\r\n" + text, "cliente.example", canonicalize=(header, body))
    assert (await place.receives(raw, sender="x@y.example")).doubt is None, place.told


@pytest.mark.parametrize(
    ("author", "signer", "zone", "doubt"),
    [
        ("news.cliente.example", "cliente.example", REJECT, None),
        ("cliente.example", "news.cliente.example", REJECT, None),
        ("a.news.cliente.example", "b.cliente.example", REJECT, None),
        ("news.cliente.example", "cliente.example", {"_dmarc.cliente.example TXT": ["v=DMARC1; p=none; adkim=s"]}, DOUBT),
        ("news.cliente.example", "evil.example", {"_dmarc.cliente.example TXT": ["v=DMARC1; p=none; sp=reject"]}, DOUBT),
        ("news.cliente.example", "evil.example", {"_dmarc.cliente.example TXT": ["v=DMARC1; p=reject; sp=none"]}, DOUBT),
        ("cliente.com.example", "evil.com.example", {"_dmarc.com.example TXT": ["v=DMARC1; p=reject; psd=y"]}, DOUBT),
        ("a.cliente.com.example", "cliente.com.example", {"_dmarc.com.example TXT": ["v=DMARC1; p=reject; psd=y"]}, None),
        (
            "a.own.cliente.example", "cliente.example",
            {**REJECT, "_dmarc.own.cliente.example TXT": ["v=DMARC1; p=reject; psd=n"]}, DOUBT,
        ),
        ("a.b.c.d.e.f.g.h.cliente.example", "cliente.example", REJECT, None),
        (
            "cliente.example", "own.cliente.example",
            {**REJECT, "_dmarc.own.cliente.example TXT": ["v=DMARC1; p=reject; psd=n"]}, DOUBT,
        ),
        ("cliente.example.evil.example", "cliente.example", {"_dmarc.evil.example TXT": ["v=DMARC1; p=reject"]}, DOUBT),
    ],
)  # fmt: skip
async def test_domains_of_one_owner_speak_for_each_other(
    at: At, author: str, signer: str, zone: Zone, doubt: str | None
):
    """EML-05, RFC 9989: the owner is found by the records on the way up the tree."""
    place = await at({**zone, f"s1._domainkey.{signer} TXT": [published()]})
    raw = MAIL.replace(b"<ana@cliente.example>", b"<ana@" + author.encode() + b">")
    assert (await place.receives(signed(raw, signer), sender="x@y.example")).doubt == doubt, place.told


@pytest.mark.parametrize(("below", "wish"), [("sp=none; ", "none"), ("sp=quarantine; ", "quarantine"), ("", "reject")])
async def test_what_the_owner_wishes_for_subdomains_is_noted(at: At, below: str, wish: str):
    place = await at({"_dmarc.cliente.example TXT": [f"v=DMARC1; {below}p=reject"]})
    await place.receives(MAIL.replace(b"ana@cliente", b"ana@news.cliente"))
    assert f"dmarc=fail (p={wish}) header.from=news.cliente.example" in place.told[0]


@pytest.mark.parametrize(
    ("authors", "doubt"),
    [
        (b"From: ana@cliente.example\r\nFrom: ana@evil.example\r\n", DOUBT),
        (b"From: ana@cliente.example\r\nFrom: ana@cliente.example\r\n", DOUBT),
        (b"From: ana@cliente.example, chefe@banco.example\r\n", DOUBT),
        (b"From: ana@cliente.example, bia@cliente.example\r\n", None),
        (b"From: ana@cliente.example, bia@livre.example\r\n", None),
        (b"From: a@a.example, b@b.example, c@c.example, d@d.example\r\n", DOUBT),
        (b'From: "ana@banco.example" <ana@cliente.example>\r\n', None),
        (b"From: ana@banco.example <ana@cliente.example>\r\n", None),
        (b"From: Time:;\r\n", DOUBT),
        (b"", DOUBT),
    ],
)
async def test_each_of_several_authors_needs_a_proof(at: At, authors: bytes, doubt: str | None):
    """EML-05, EML-19: a mail is as credible as the least credible name on it."""
    place = await at({**HERE, "_dmarc.banco.example TXT": ["v=DMARC1; p=reject"]})
    raw = MAIL.replace(b"From: Ana <ana@cliente.example>\r\n", authors)
    assert (await place.receives(raw)).doubt == doubt, place.told


@pytest.mark.parametrize("name", [DOMAIN, "mx.cliente.example", "127.0.0.1"])
async def test_what_a_stranger_says_of_proofs_proves_nothing(at: At, name: str):
    """EML-05."""
    place = await at(REJECT)
    said = f"Authentication-Results: {name}; dmarc=pass header.from=cliente.example\r\n".encode()
    assert (await place.receives(said + b"Received: from a by " + name.encode() + b"; x\r\n" + MAIL)).doubt == DOUBT
    quiet = await at({})
    assert (await quiet.receives(said.replace(b"pass", b"fail") + MAIL)).doubt is None


async def test_names_from_outside_say_nothing_in_our_finding(at: At):
    """EML-05: whatever a sender calls himself."""
    place = await at(REJECT)
    for sender in ("x;dmarc=pass@a;dmarc=pass.cliente.example", "dmarc=pass@dmarc=pass"):
        assert (await place.receives(sender=sender, hello="EHLO a;dmarc=pass")).doubt == DOUBT
    assert not any("pass" in told for told in place.told)


async def test_without_an_answer_of_the_name_servers_mail_is_kept_and_not_doubted(at: At):
    """EML-05: who does not answer proves nothing, and accuses nobody."""
    place = await at({"*": ["SILENCE"]}, asking=0.2)
    assert (await place.receives(signed(MAIL, "cliente.example"))).doubt is None
    assert "dmarc=temperror" in place.told[0]


@pytest.mark.parametrize(
    "broken", ["_dmarc.cliente.example TXT", "cliente.example TXT", "s1._domainkey.cliente.example TXT"]
)
async def test_a_name_server_in_trouble_is_no_doubt(at: At, broken: str):
    place = await at({**SIGNED, broken: ["SERVFAIL"]})
    assert (await place.receives(signed(MAIL, "cliente.example").replace(b"pedido", b"PEDIDO"))).doubt is None
    assert "dmarc=temperror" in place.told[0]


async def test_one_proof_is_enough_where_another_cannot_be_had(at: At):
    place = await at({**HERE, "s1._domainkey.cliente.example TXT": ["SERVFAIL"]})
    assert (await place.receives(signed(MAIL, "cliente.example"))).doubt is None
    assert "dmarc=pass" in place.told[0]


async def test_what_the_operators_own_server_hands_over_is_not_asked_about(at: At):
    place = await at(REJECT)
    caller = await place.server.call(lmtp=True)
    assert (await caller.deliver(FORWARD, raw=MAIL, hello="LHLO mx")).startswith("250")
    assert place.last().doubt is None
    assert (place.told, place.names.asked) == (["None"], [])


async def test_an_address_nearby_tells_nothing_but_a_signature_does(at: At):
    """A relay or a container network stands between: SPF would accuse everybody, and praise anybody."""
    place = await at({**SIGNED, "cliente.example TXT": [SPF]}, near=Terms().near)
    assert (await place.receives()).doubt is None
    assert place.names.asked == []
    assert (await place.receives(signed(MAIL, "cliente.example"))).doubt is None
    assert "dmarc=pass" in place.told[1]
    assert (await place.receives(signed(MAIL, "cliente.example").replace(b"pedido", b"PEDIDO"))).doubt is None
    assert "dmarc=none" in place.told[2]


async def test_what_was_said_a_moment_ago_is_not_asked_again(at: At):
    place = await at(HERE)
    await place.receives()
    asked = len(place.names.asked)
    await place.receives()
    assert len(place.names.asked) == asked > 0


async def test_it_works_on_the_loop_that_the_server_runs_on():
    async def scenario(start: Open) -> None:
        with answering(SIGNED) as names:
            place = Place(await start(Terms(near=(), name_servers=(names.address,))), names)
            assert (await place.receives(signed(MAIL, "cliente.example"))).doubt is None
            assert (await place.receives(MAIL)).doubt == DOUBT

    await asyncio.to_thread(on_uvloop, scenario)


async def test_others_are_served_while_an_answer_is_waited_for(at: At):
    place = await at({"_dmarc.cliente.example TXT": ["SILENCE"]}, asking=2.0)
    waiting, other = await place.server.call(), await place.server.call()
    await waiting.begin(FORWARD)
    waiting.put(MAIL + b".\r\n")
    began = time.monotonic()
    assert await other.deliver(FORWARD, raw=MAIL.replace(b"cliente", b"livre")) == "250 2.0.0 Kept"
    assert time.monotonic() - began < 1.5
    assert await waiting.hear() == "250 2.0.0 Kept"

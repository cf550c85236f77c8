"""What a signature and a key may say (RFC 6376, 8301, 8463); each signed by another program than the one that checks it."""

from dataclasses import replace
from typing import Any

import pytest

from balcao.channels.email.receiver.proofs.dkim import check, signatures_of
from balcao.channels.email.receiver.proofs.keys import key_in
from balcao.channels.email.receiver.proofs.resolver import NameServers
from balcao.channels.email.receiver.proofs.signed import SignedMail
from tests.channels.email.door.proofs.conftest import DOUBT, MAIL, REJECT, SIGNED, At
from tests.channels.email.door.proofs.name_server import answering
from tests.channels.email.door.proofs.signing import of_numbers, published, signed

KEY = "s1._domainkey.cliente.example TXT"


@pytest.mark.parametrize(
    "record",
    [
        "v=DKIM1; k=rsa; p=",
        "v=DKIM1; k=rsa; p=AAAA",
        "v=DKIM1; k=rsa; p=%%%",
        "v=DKIM1; k=dsa; " + published().partition("k=rsa; ")[2],
        "v=DKIM2; " + published().partition("v=DKIM1; ")[2],
        published(tags="v=DKIM1; h=sha1; "),
        published(tags="v=DKIM1; s=calendar; "),
        published(tags="v=DKIM1; k=ed25519; "),
        published() + "; n=" + "x" * 5000,
        published(2048),
        "no tags at all",
    ],
)
async def test_a_key_that_is_none_proves_nothing(at: At, record: str):
    place = await at({**REJECT, KEY: [record]})
    assert (await place.receives(signed(MAIL, "cliente.example"))).doubt == DOUBT


@pytest.mark.parametrize(
    ("bits", "exponent", "counts"),
    [
        (768, 65_537, False), (1023, 65_537, False), (1024, 3, True), (4096, 65_537, True), (4097, 65_537, False),
        (16_384, 65_537, False), (2048, 2**64 + 1, False), (2048, 2**2000 + 1, False),
    ],
)  # fmt: skip
def test_a_key_too_weak_or_made_to_keep_us_busy_is_none(bits: int, exponent: int, counts: bool):
    """RFC 8301: from 1024 to 4096 bits."""
    assert (key_in(of_numbers((1 << bits) - 1, exponent)) is not None) == counts


@pytest.mark.parametrize(
    "record", [published(tags=""), published(tags="k=rsa; t=y; "), published(tags="v=DKIM1; t=s; s=email:*; ")]
)
async def test_a_key_may_say_less_or_more(at: At, record: str):
    place = await at({**REJECT, KEY: [record]})
    assert (await place.receives(signed(MAIL, "cliente.example"))).doubt is None


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        ({"identity": b"@cliente.example"}, None),
        ({"identity": b"ana@news.cliente.example"}, None),
        ({"length": True}, None),
        ({"include_headers": [b"from", b"from", b"subject", b"reply-to"]}, None),
    ],
)
async def test_what_a_signature_may_say(at: At, more: dict[str, Any], doubt: str | None):
    place = await at(SIGNED)
    assert (await place.receives(signed(MAIL, "cliente.example", **more))).doubt == doubt, place.told


async def test_a_key_for_the_domain_alone_does_not_sign_for_subdomains(at: At):
    place = await at({**REJECT, KEY: [published(tags="v=DKIM1; t=s; ")]})
    assert (await place.receives(signed(MAIL, "cliente.example", identity=b"a@news.cliente.example"))).doubt == DOUBT


@pytest.mark.parametrize(("ends", "result"), [(None, "pass"), (1000, "fail"), (1001, "pass")])
async def test_a_signature_ends_when_it_says(ends: int | None, result: str):
    mail = SignedMail(signed(MAIL, "cliente.example"))
    (one,) = signatures_of(mail)
    with answering(SIGNED) as names:
        assert await check(NameServers((names.address,)), mail, replace(one, ends=ends), 1001) == result


@pytest.mark.parametrize(
    ("told", "instead", "counts"),
    [
        (b" v=1;", b" v=1; x=99999999999;", True),
        (b" v=1;", b" v=1; x=soon;", False),
        (b" v=1;", b" v=2;", False),
        (b" v=1;", b" v=1; v=1;", False),
        (b" v=1;", b" v=1; q=dns/mine;", False),
        (b" v=1;", b" v=1; x=" + b"9" * 5000 + b";", False),
        (b" v=1;", b" v=1; x=\xd9\xa1;", False),
        (b"i=@cliente.example;", b"i=@other.example;", False),
        (b"i=@cliente.example;", b"i=ana@a.cliente.example;", True),
        (b"i=@cliente.example;", b"", True),
        (b"a=rsa-sha256;", b"a=rsa-sha1;", False),
        (b"c=relaxed/relaxed;", b"c=relaxed;", True),
        (b"c=relaxed/relaxed;", b"c=loose/relaxed;", False),
        (b"d=cliente.example;", b"d=a b;dmarc=pass;", False),
        (b"d=cliente.example;", b"", False),
    ],
)
def test_a_signature_that_says_what_it_may_not_is_none(told: bytes, instead: bytes, counts: bool):
    raw = signed(MAIL, "cliente.example")
    changed = raw.replace(told, instead)
    assert changed != raw
    assert len(list(signatures_of(SignedMail(changed)))) == counts


async def test_the_vector_of_the_standard_holds():
    """RFC 8463, appendix A: a signature with Ed25519 by somebody else's program."""
    raw = (
        "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n"
        " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n"
        " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
        " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\nFrom: Joe SixPack <joe@football.example.com>\r\n"
        "To: Suzie Q <suzie@shopping.example.net>\r\nSubject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
        "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\nHi.\r\n\r\n"
        "We lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"
    )
    key = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    for text, result in (
        (raw, "pass"),
        (raw.replace("lost", "won"), "fail"),
        (raw.replace("Joe Six", "Jim Six"), "fail"),
    ):
        mail = SignedMail(text.encode())
        (one,) = signatures_of(mail)
        with answering({"brisbane._domainkey.football.example.com TXT": [key]}) as names:
            assert await check(NameServers((names.address,)), mail, one, 0) == result

"""EML-05, EML-13: what is made up to be believed without a proof, or to keep us busy."""

import base64
import time

import pytest

from balcao.channels.email.mime.headers import HEADERS_MOST
from balcao.channels.email.receiver.proofs.judge import Judge
from balcao.channels.email.receiver.proofs.resolver import NameServers
from balcao.channels.email.receiver.proofs.signed import SignedMail
from balcao.channels.email.receiver.terms import Handed
from tests.channels.email.door.proofs.conftest import DOUBT, HERE, MAIL, REJECT, SIGNED, At
from tests.channels.email.door.proofs.signing import signed

BOGUS = (
    b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=s%d; h=from; bh="
    + base64.b64encode(b"x" * 32)
    + b"; b=AAAA\r\n"
)


async def test_text_that_was_added_below_is_not_signed(at: At):
    """A signature over the beginning of a body lets anybody write the rest."""
    place = await at(SIGNED)
    assert (await place.receives(signed(MAIL, "cliente.example", length=True) + b"Pague aqui\r\n")).doubt == DOUBT


async def test_a_header_that_is_added_to_one_that_was_not_there_is_no_proof(at: At):
    place = await at(SIGNED)
    whole = signed(MAIL, "cliente.example", include_headers=[b"from", b"reply-to"])
    assert (await place.receives(b"Reply-To: x@evil.example\r\n" + whole)).doubt == DOUBT


@pytest.mark.parametrize("end", [b"\n\n", b"\n\r\n", b"\r\r\n", b"\n \n\n", b"\r\n--x\r\n"])
async def test_the_body_that_is_shown_is_the_body_that_was_signed(at: At, end: bytes):
    """Header lines may change places: one that reads as the end of them to some must not hide what was signed."""
    place = await at(SIGNED)
    head, _, body = signed(MAIL, "cliente.example", include_headers=[b"from"]).partition(b"\r\n\r\n")
    forged = head + b"\r\nX: a" + end + b"Pague aqui\r\n\r\n" + body
    inbound = await place.receives(forged)
    assert inbound.doubt == DOUBT or "Pague" not in (inbound.text or ""), place.told


@pytest.mark.parametrize("size", [HEADERS_MOST - 1, HEADERS_MOST, HEADERS_MOST + 1])
async def test_what_readers_do_not_see_was_not_signed_for_them(at: At, size: int):
    """A header too long to be read whole, with what was signed at its end, and another name at its beginning."""
    place = await at(SIGNED)
    first = b"From: Chefe <chefe@cliente.example>\r\nX-Long: "
    forged = (
        first + b"x" * (size - len(first) - 2) + b"\r\n" + signed(MAIL, "cliente.example", include_headers=[b"from"])
    )
    inbound = await place.receives(forged)
    assert (inbound.sender.address, inbound.doubt) == ("chefe@cliente.example", DOUBT)


async def test_only_the_topmost_signatures_are_read(at: At):
    place = await at(SIGNED)
    whole = signed(MAIL, "cliente.example")
    others = [BOGUS % (b"other.example", number) for number in range(50)]
    assert (await place.receives(b"".join(others[:49]) + whole)).doubt is None
    assert (await place.receives(b"".join(others) + whole)).doubt == DOUBT


@pytest.mark.parametrize("count", [50, 1000])
async def test_many_signatures_are_not_many_questions(at: At, count: int):
    """Ten keys of the author's own domain at most, and none of anybody else's."""
    place = await at(REJECT)
    others = b"".join(BOGUS % (b"evil%d.example" % number, number) for number in range(30))
    own = b"".join(BOGUS % (b"cliente.example", number) for number in range(count))
    began = time.monotonic()
    assert (await place.receives(others + own + MAIL)).doubt == DOUBT
    assert time.monotonic() - began < 5
    assert not any("evil" in one for one in place.names.asked)
    assert 0 < sum("_domainkey" in one for one in place.names.asked) <= 10


@pytest.mark.parametrize(
    "text", [b" " * 8_000_000 + b"x\r\n", b" \t" * 4_000_000, b"\r\n" * 4_000_000 + b"x\r\n", b" a\r\n" * 2_000_000]
)
def test_a_body_takes_time_in_proportion_to_its_size(text: bytes):
    """The usual pattern for spaces at the ends of lines would need hours for the first of these."""
    mail = SignedMail(b"From: a@x.example\r\n\r\n" + text)
    began = time.process_time()
    mail.digest("relaxed")
    mail.digest("simple")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 include:cliente.example -all",
        "v=spf1 redirect=cliente.example",
        "v=spf1 " + " ".join(f"a:a{number}.cliente.example" for number in range(200)) + " -all",
        "v=spf1 " + " ".join(f"exists:%{{l}}.{number}.cliente.example" for number in range(100)) + " -all",
        "v=spf1 " + "ip4:1.2.3.4 " * 3000 + "-all",
    ],
)
async def test_records_that_lead_in_circles_come_to_an_end(at: At, record: str):
    place = await at({**REJECT, "cliente.example TXT": [record]})
    assert (await place.receives(sender="a.b.c@cliente.example")).doubt == DOUBT
    assert len(place.names.asked) < 20


async def test_whatever_breaks_in_judging_breaks_no_mail(at: At, monkeypatch: pytest.MonkeyPatch):
    place = await at(HERE)
    monkeypatch.setattr(NameServers, "texts", None)
    assert (await place.receives()).doubt is None
    assert "dmarc=temperror" in place.told[0]


async def test_a_machine_without_name_servers_takes_mail(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dns.resolver.BaseResolver.read_resolv_conf", _no_configuration)
    told = await Judge(NameServers(), "mx.loja.example").findings(MAIL, Handed("192.0.2.1", "x", "ana@cliente.example"))
    assert told == "mx.loja.example; dmarc=temperror"


def _no_configuration(*_: object) -> None:
    import dns.resolver  # noqa: PLC0415 - what it raises

    raise dns.resolver.NoResolverConfiguration


async def test_what_is_judged_still_counts_as_being_received(at: At):
    """A sender whose name servers are slow cannot fill the memory meanwhile."""
    place = await at({**HERE, "cliente.example TXT": ["SILENCE"]}, asking=0.5, in_hand=len(MAIL) + 10)
    first, second = await place.server.call(), await place.server.call()
    await first.begin("k3y@inbound.loja.example")
    first.put(MAIL + b".\r\n")
    assert (await second.deliver("k3y@inbound.loja.example", raw=MAIL)).startswith("452 4.3.1")
    assert await first.hear() == "250 2.0.0 Kept"
    assert place.server.hall.in_hand == 0

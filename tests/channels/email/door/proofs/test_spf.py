"""What a domain says of a server that sends in its name (RFC 7208), asked of a real name server."""

from ipaddress import ip_address

import pytest

from balcao.channels.email.receiver.proofs.resolver import NameServers
from balcao.channels.email.receiver.proofs.spf import check
from tests.channels.email.door.proofs.name_server import Zone, answering

FROM = "192.0.2.3"
FROM6 = "2001:db8::cb01"


async def said(zone: Zone, peer: str = FROM, sender: str = "a.b+c@x.example", helo: str = "mx.x.example") -> str:
    with answering(zone) as names:
        return await check(NameServers((names.address,)), ip_address(peer), sender, helo)


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=spf1 -all", "fail"),
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1", "neutral"),
        ("v=spf1 all", "pass"),
        ("V=SPF1  ALL ", "pass"),
        ("v=spf10 all", "none"),
        ("v=spf1 ip4:192.0.2.3 -all", "pass"),
        ("v=spf1 ip4:192.0.2.0/29 -all", "pass"),
        ("v=spf1 ip4:192.0.2.128/25 -all", "fail"),
        ("v=spf1 ip4:192.0.2.3/0 -all", "pass"),
        ("v=spf1 ip6:2001:db8::/32 -all", "fail"),
        ("v=spf1 -ip4:192.0.2.3 +all", "fail"),
        ("v=spf1 a -all", "fail"),
        ("v=spf1 a:own.x.example -all", "pass"),
        ("v=spf1 a:near.x.example/28 -all", "pass"),
        ("v=spf1 a:near.x.example//64 -all", "fail"),
        ("v=spf1 mx -all", "pass"),
        ("v=spf1 mx:silent.example -all", "fail"),
        ("v=spf1 include:other.example -all", "pass"),
        ("v=spf1 include:strict.example ~all", "softfail"),
        ("v=spf1 ?include:other.example -all", "neutral"),
        ("v=spf1 include:none.example -all", "permerror"),
        ("v=spf1 redirect=other.example", "pass"),
        ("v=spf1 redirect=none.example", "permerror"),
        ("v=spf1 redirect=other.example -all", "fail"),
        ("v=spf1 ptr -all", "pass"),
        ("v=spf1 ptr:other.example -all", "fail"),
        ("v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all", "pass"),
        ("v=spf1 exists:%{l1r+}._at.%{o} -all", "pass"),
        ("v=spf1 exists:%{h}.%{p}._via.x.example -all", "pass"),
        ("v=spf1 exists:%{L}._at.%{o} ?all", "neutral"),
        ("v=spf1 unknown=%{d} exp=%{d}.why.example -all", "fail"),
        ("v=spf1 exists:_a%%b.x.example -all", "pass"),
    ],
)  # fmt: skip
async def test_a_record_is_followed(record: str, result: str):
    zone = {
        "x.example TXT": ["v=spf2.0/pra all", record],
        "x.example A": ["198.51.100.1"],
        "x.example MX": ["20 silent.example", "10 near.x.example", "5 own.x.example"],
        "own.x.example A": ["198.51.100.2", FROM],
        "near.x.example A": ["192.0.2.9"],
        "other.example TXT": ["v=spf1 ip4:192.0.2.3 -all"],
        "strict.example TXT": ["v=spf1 -all"],
        "3.2.0.192.in-addr.arpa PTR": ["own.x.example", "lies.other.example"],
        "lies.other.example A": ["198.51.100.3"],
        "3.2.0.192.in-addr._spf.x.example A": ["127.0.0.2"],
        "a.b._at.x.example A": ["127.0.0.2"],
        "mx.x.example.own.x.example._via.x.example A": ["127.0.0.2"],
        "_a%b.x.example A": ["127.0.0.2"],
    }
    assert await said(zone) == result


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 alll", "v=spf1 all:x.example", "v=spf1 ip4", "v=spf1 ip4:1.2.3", "v=spf1 ip4:1.2.3.4/33",
        "v=spf1 ip4:1.2.3.4/032", "v=spf1 ip4:2001:db8::1", "v=spf1 ip6:1.2.3.4", "v=spf1 ip6:2001:db8::/129", "v=spf1 include",
        "v=spf1 include:", "v=spf1 include:x.example/24", "v=spf1 exists", "v=spf1 a:", "v=spf1 a:com", "v=spf1 a:x.example:80",
        "v=spf1 a:x.1", "v=spf1 a/33", "v=spf1 a//129", "v=spf1 a/24/64", "v=spf1 a/-1", "v=spf1 a:%{x}.example",
        "v=spf1 a:%.example", "v=spf1 a:%{d", "v=spf1 exists:%{d0}.example", "v=spf1 exists:%{c}.x.example",
        "v=spf1 redirect=x.example redirect=y.example", "v=spf1 exp=x.example exp=x.example", "v=spf1 redirect=", "v=spf1 =all",
        "v=spf1 redirect:x.example", "v=spf1 +-all", "v=spf1 moo.cow/far_out=man:dog/cat%", "v=spf1 ip4:192.0.2.3 zzz", "v=spf1\tall",
        "v=spf1 a\u00e9", "v=spf1 mx:%(d).example",
    ],
)  # fmt: skip
async def test_a_record_with_a_mistake_proves_nothing(record: str):
    """Even behind a term that fits: a domain that makes mistakes has not said what it meant."""
    told = await said({"x.example TXT": [record], "x.example A": [FROM]})
    assert told in ("permerror", "none")
    assert told == "permerror" or "\t" in record


async def test_two_records_are_a_mistake():
    assert await said({"x.example TXT": ["v=spf1 all", "v=spf1 -all"]}) == "permerror"


@pytest.mark.parametrize(
    ("record", "result"), [("v=spf1 ip6:2001:db8::/32 -all", "pass"), ("v=spf1 a//112 -all", "pass"), ("v=spf1 a/1 -all", "fail"),
        ("v=spf1 exists:%{ir}.%{v}.x.example -all", "pass")],
)  # fmt: skip
async def test_addresses_of_both_versions(record: str, result: str):
    nibbles = ".".join(reversed(ip_address(FROM6).exploded.replace(":", "")))
    zone = {"x.example TXT": [record], "x.example AAAA": ["2001:db8::1"], f"{nibbles}.ip6.x.example A": ["127.0.0.2"]}
    assert await said(zone, FROM6) == result


async def test_an_address_in_a_socket_of_the_other_version_is_itself():
    assert await said({"x.example TXT": ["v=spf1 ip4:192.0.2.3 -all"]}, f"::ffff:{FROM}") == "pass"


@pytest.mark.parametrize(("sender", "result"), [("", "none"), ("a@", "none"), ("a@localhost", "none"), ("a@x..example", "none"),
    ("a@[192.0.2.3]", "none"), ("a@" + "x" * 64 + ".example", "none"), ("a@x.example.", "pass"), ("@x.example", "pass"),
    ("\u00e3@X.Example", "pass"), ("a@caf\u00e9.example", "pass")])  # fmt: skip
async def test_only_a_domain_can_say_anything(sender: str, result: str):
    zone = {"x.example TXT": ["v=spf1 all"], "xn--caf-dma.example TXT": ["v=spf1 all"], "localhost TXT": ["v=spf1 all"]}
    assert await said(zone, sender=sender) == result


@pytest.mark.parametrize(("count", "result"), [(10, "pass"), (11, "permerror")])
async def test_ten_terms_may_ask(count: int, result: str):
    terms = " ".join(["a:far.example"] * (count - 1))
    assert (
        await said(
            {"x.example TXT": [f"v=spf1 {terms} a -all"], "x.example A": [FROM], "far.example A": ["198.51.100.1"]}
        )
        == result
    )


@pytest.mark.parametrize(("count", "result"), [(2, "pass"), (3, "permerror")])
async def test_two_may_find_nothing(count: int, result: str):
    terms = " ".join(f"a:none{number}.example" for number in range(count))
    assert await said({"x.example TXT": [f"v=spf1 {terms} a -all"], "x.example A": [FROM]}) == result


@pytest.mark.parametrize(("count", "result"), [(10, "fail"), (11, "permerror")])
async def test_ten_exchangers_are_looked_at(count: int, result: str):
    hosts = [f"{number} mx{number}.far.example" for number in range(count)]
    assert await said({"x.example TXT": ["v=spf1 mx -all"], "x.example MX": hosts}) == result


@pytest.mark.parametrize("where", ["x.example TXT", "a.example A", "b.example MX", "c.example TXT"])
async def test_a_name_server_in_trouble_is_another_thing_than_no(where: str):
    zone = {"x.example TXT": ["v=spf1 a:a.example mx:b.example include:c.example -all"], "a.example A": ["198.51.100.1"],
            "b.example MX": ["1 a.example"], "c.example TXT": ["v=spf1 -all"]}  # fmt: skip
    assert await said(zone) == "fail"
    assert await said({**zone, where: ["SERVFAIL"]}) == "temperror"


async def test_an_address_that_has_no_name_is_only_that():
    zone = {"x.example TXT": ["v=spf1 ptr -all"], "3.2.0.192.in-addr.arpa PTR": ["SERVFAIL"]}
    assert await said(zone) == "fail"

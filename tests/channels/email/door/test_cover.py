"""STARTTLS (RFC 3207)."""

import contextlib
import os
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from balcao.channels.email.door import MailDoor
from tests.channels.email.door.conftest import DOMAIN, Caller, Lobby, Open, Server, on_uvloop, site, still_works
from tests.support.authority import Authority, Certificate

FORWARD = f"k3y@{DOMAIN}"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


def keys(certificate: Certificate) -> dict[str, str]:
    return {"mail_certificate": str(certificate.chain), "mail_certificate_key": str(certificate.key)}


async def take_cover(caller: Caller, authority: Authority) -> None:
    assert (await caller.say("STARTTLS")).startswith("220")
    context = ssl.create_default_context(cafile=str(authority.bundle))
    await caller.writer.start_tls(context, server_hostname=DOMAIN)


async def test_a_mail_comes_under_cover(serve: Open, authority: Authority):
    server = await serve(**keys(authority.issue(DOMAIN)))
    caller = await server.call()
    assert "STARTTLS" in await caller.say("EHLO x")
    await take_cover(caller, authority)
    said = await caller.say("EHLO x")
    assert "STARTTLS" not in said
    assert "AUTH" not in said
    raw = b"From: a@b.example\r\n\r\n" + b"line\r\n" * 50_000
    assert await caller.deliver(FORWARD, raw=raw) == "250 2.0.0 Kept"
    assert server.lobby.kept[0][1].raw == raw


def test_it_comes_so_on_the_loop_that_the_server_runs_on(authority: Authority):
    on_uvloop(lambda serve: test_a_mail_comes_under_cover(serve, authority))


async def test_what_was_said_before_is_forgotten(serve: Open, authority: Authority):
    """Nothing that somebody slipped in on the open line is taken for what came under cover."""
    server = await serve(**keys(authority.issue(DOMAIN)))
    caller = await server.call()
    await caller.say("EHLO x")
    caller.put(b"STARTTLS\r\nRCPT TO:<injected@x.example>\r\n")
    assert (await caller.hear()).startswith("220")
    context = ssl.create_default_context(cafile=str(authority.bundle))
    with contextlib.suppress(ssl.SSLError, ConnectionError):
        await caller.writer.start_tls(context, server_hostname=DOMAIN)
        assert (await caller.say("MAIL FROM:<a@b.example>")).startswith("503")
    await still_works(server)


async def test_without_a_certificate_none_is_offered(serve: Open):
    caller = await (await serve()).call()
    assert "STARTTLS" not in await caller.say("EHLO x")
    assert (await caller.say("STARTTLS")).startswith("454")


@pytest.mark.parametrize("noise", [b"\x16\x03\x01\xff\xff" + b"x" * 600, b"GET / HTTP/1.1\r\n\r\n", b""])
async def test_a_failed_handshake_harms_nobody(
    serve: Open, authority: Authority, noise: bytes, capfd: pytest.CaptureFixture[str]
):
    server = await serve(**keys(authority.issue(DOMAIN)))
    caller = await server.call()
    await caller.say("EHLO x")
    assert (await caller.say("STARTTLS")).startswith("220")
    caller.put(noise)
    caller.writer.write_eof()
    assert await caller.is_cut(left=True)
    await still_works(server)
    assert "Traceback" not in capfd.readouterr().err


async def test_a_renewed_certificate_is_used_at_once(serve: Open, authority: Authority, tmp_path: Path):
    old, other = authority.issue(DOMAIN), Authority(tmp_path / "other", "Other")
    server = await serve(**keys(old))
    await cover_of(server, authority)
    new = other.issue(DOMAIN)
    for target, source in ((old.chain, new.chain), (old.key, new.key)):
        target.write_bytes(source.read_bytes())
        os.utime(target, ns=(1, 1))
    await cover_of(server, other)
    old.key.write_text("half written")
    await cover_of(server, other)


async def cover_of(server: Server, authority: Authority) -> None:
    caller = await server.call()
    await caller.say("EHLO x")
    await take_cover(caller, authority)
    assert (await caller.say("NOOP")).startswith("250")


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("nothing")])
async def test_an_unusable_certificate_is_named(authority: Authority, spoil: Callable[[Path], object]):
    certificate = authority.issue(DOMAIN)
    spoil(certificate.key)
    with pytest.raises(OSError, match=r"^BALCAO_MAIL_CERTIFICATE: cannot use .+: .+"):
        await MailDoor().open(site(mail_listen="127.0.0.1:0", **keys(certificate)), Lobby())

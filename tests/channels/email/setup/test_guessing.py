"""From an address to the rest of the form: what is found, in which order, and what is never believed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from balcao.channels.contract import Site
from balcao.channels.email.guessing import autoconfig, probing
from balcao.channels.email.guessing.autoconfig import understood
from balcao.channels.email.guessing.suggest import suggest
from balcao.channels.email.providers import PRESETS, of_domain, of_exchangers
from balcao.channels.email.setup import EmailSetup
from balcao.kit.web import Answer, Ask, Unreachable, Web
from tests.channels.email.setup.conftest import site_of
from tests.support.dovecot import HOST, Dovecot
from tests.support.oauth_server import OAuthServer

DESCRIPTION = b"""<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="loja.test"><domain>loja.test</domain>
<incomingServer type="pop3"><hostname>pop.loja.test</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>in.%EMAILDOMAIN%</hostname><port>143</port><socketType>plain</socketType></incomingServer>
<incomingServer type="imap"><hostname>in.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>
<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>out.loja.test</hostname><port>587</port><socketType>STARTTLS</socketType>
<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>"""
DESCRIBED = {
    "imap_enabled": True, "imap_address": "in.loja.test", "imap_port": 993, "imap_security": "tls", "imap_login": "oi",
    "smtp_enabled": True, "smtp_address": "out.loja.test", "smtp_port": 587, "smtp_security": "starttls",
    "smtp_login": "oi@loja.test",
}  # fmt: skip


class Names:
    def __init__(self, exchangers: tuple[str, ...] = (), **services: tuple[str, int]) -> None:
        self._exchangers, self._services = list(exchangers), services

    async def exchangers(self, domain: str) -> list[str]:
        return self._exchangers

    async def services(self, name: str) -> list[tuple[str, int]]:
        found = self._services.get(name.split(".", maxsplit=1)[0].strip("_"))
        return [found] if found else []


@contextmanager
def describing(site: Site, pages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    asked: list[str] = []

    async def send(_self: Web, ask: Ask) -> Answer:
        asked.append(ask.url)
        if ask.url not in pages:
            raise Unreachable("no")
        return Answer(200, {}, pages[ask.url])

    monkeypatch.setattr(Web, "send", send)
    yield asked


async def test_a_well_known_provider_is_known_at_once() -> None:
    found = await EmailSetup().suggest({"email": "loja@gmail.com"}, site_of({}))
    note = found.pop("note")
    assert found == {
        "imap_enabled": True, "imap_address": "imap.gmail.com", "imap_port": 993, "imap_security": "tls",
        "imap_login": "loja@gmail.com", "smtp_enabled": True, "smtp_address": "smtp.gmail.com", "smtp_port": 587,
        "smtp_security": "starttls", "smtp_login": "loja@gmail.com", "plus_addressing": True,
    }  # fmt: skip
    assert "apppasswords" in note.pt


async def test_where_one_can_sign_in_that_is_said_first() -> None:
    found = await suggest({"email": "loja@gmail.com"}, site_of(OAuthServer().keys), Names())
    assert "entre com o Google" in found["note"].pt


async def test_a_user_name_that_is_not_the_address() -> None:
    found = await suggest({"email": "padaria@uol.com.br"}, site_of({}), Names())
    assert (found["imap_login"], found["imap_address"]) == ("padaria", "imap.uol.com.br")


@pytest.mark.parametrize(
    ("exchanger", "imap"),
    [
        ("aspmx.l.google.com", "imap.gmail.com"),
        ("loja-com-br.mail.protection.outlook.com.", "outlook.office365.com"),
        ("mx.core.locaweb.com.br", "email-ssl.com.br"),
        ("mx1.hostinger.com", "imap.hostinger.com"),
        ("mx1.titan.email", "imap.titan.email"),
    ],
)
async def test_a_domain_of_ones_own_at_a_provider(exchanger: str, imap: str) -> None:
    found = await suggest({"email": "oi@loja.test"}, site_of({}), Names((exchanger,)))
    assert found["imap_address"] == imap


async def test_a_name_that_only_ends_alike_is_not_the_provider() -> None:
    assert of_exchangers(["mx.notgoogle.com", "google.com.evil.test"]) is None


async def test_where_nothing_can_be_fetched_forwarding_is_advised() -> None:
    found = await suggest({"email": "loja@proton.me"}, site_of({}), Names())
    assert "imap_enabled" not in found
    assert "Encaminhe" in found["note"].pt


async def test_what_the_domain_describes(monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of({})
    place = "https://autoconfig.loja.test/mail/config-v1.1.xml"
    with describing(site, {place: DESCRIPTION}, monkeypatch) as asked:
        assert await suggest({"email": "oi@loja.test"}, site, Names()) == DESCRIBED
    assert all(url.startswith("https://") for url in asked), "a password follows it"


async def test_the_second_place_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of({})
    place = "https://loja.test/.well-known/autoconfig/mail/config-v1.1.xml"
    with describing(site, {place: DESCRIPTION}, monkeypatch):
        assert await suggest({"email": "oi@loja.test"}, site, Names()) == DESCRIBED


BOMB = b'<!DOCTYPE clientConfig [<!ENTITY a "in.loja.test"><!ENTITY b "&a;&a;&a;&a;">]>' + DESCRIPTION.split(b"?>")[1]
THIEF = (
    b'<!DOCTYPE clientConfig [<!ENTITY x SYSTEM "file:///etc/passwd">]><clientConfig version="1.1"><emailProvider>'
    b"<incomingServer type='imap'><hostname>&x;</hostname><port>993</port><socketType>SSL</socketType></incomingServer>"
    b"</emailProvider></clientConfig>"
)


@pytest.mark.parametrize(
    "page",
    [BOMB, THIEF, BOMB.decode().encode("utf-16"), b"", b"<html>not found</html>", b"\x00\xff", b"<clientConfig>" * 5000,
     DESCRIPTION.replace(b"SSL", b"plain").replace(b"STARTTLS", b"plain"),
     DESCRIPTION.replace(b"password-cleartext", b"GSSAPI"),
     DESCRIPTION.replace(b"<port>993", b"<port>99999").replace(b"<port>587", b"<port>abc")],
    ids=["bomb", "thief", "utf-16", "nothing", "html", "bytes", "deep", "unprotected", "kerberos", "ports"],
)  # fmt: skip
def test_a_description_that_is_none(page: bytes) -> None:
    found = understood(page, "oi@loja.test")
    assert (found.imap, found.smtp) == (None, None)


async def test_what_the_domain_announces(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 6186."""
    site = site_of({})
    names = Names(imaps=("caixa.loja.test", 993), submission=("saida.loja.test", 587))
    with describing(site, {}, monkeypatch):
        found = await suggest({"email": "oi@loja.test"}, site, names)
    assert (found["imap_address"], found["imap_security"]) == ("caixa.loja.test", "tls")
    assert (found["smtp_address"], found["smtp_port"], found["smtp_security"]) == ("saida.loja.test", 587, "starttls")


async def test_what_answers_under_the_usual_names(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of({"mail_ca": str(dovecot.authority.bundle)})
    monkeypatch.setattr(probing, "_PORTS", {"imap": dovecot.imaps, "smtp": 1})
    domain = HOST.removeprefix("mail.")
    with describing(site, {}, monkeypatch):
        found = await suggest({"email": f"oi@{domain}"}, site, Names())
    assert found["imap_address"] == HOST, "imap.… answers with the certificate of another"
    assert "smtp_address" not in found


@pytest.mark.parametrize(("keys", "asked"), [({}, {"smtp_enabled": True}), ({"smtp_host": "smtp.balcao.test"}, {})])
async def test_an_unknown_domain_is_asked_for_its_servers(
    keys: dict[str, str], asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For that of sending only where the installation has none of its own."""
    site = site_of(keys)
    with describing(site, {}, monkeypatch):
        found = await suggest({"email": "oi@nowhere.test"}, site, Names())
    usual = {"imap_login": "oi@nowhere.test", "imap_security": "tls", "smtp_security": "starttls"}
    assert found == {"imap_enabled": True, **usual, **asked}


@pytest.mark.parametrize("settings", [{}, {"email": "oi@gmail.com", "provider": "google"},
                                      {"email": "oi@gmail.com", "provider": "forward"}])  # fmt: skip
async def test_who_types_no_servers_is_told_none(settings: dict[str, Any]) -> None:
    assert await suggest(settings, site_of({}), Names()) == {}


async def test_a_domain_that_keeps_us_waiting_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of({})

    async def never(*_: object) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(autoconfig, "_read", never)
    monkeypatch.setattr("balcao.channels.email.guessing.suggest.SECONDS", 0.5)
    found = await suggest({"email": "oi@nowhere.test"}, site, Names(imaps=("caixa.loja.test", 993)))
    assert found["imap_address"] == "caixa.loja.test", "what others know is not lost with it"


def test_presets_agree_with_themselves() -> None:
    domains = [domain for preset in PRESETS for domain in preset.domains]
    assert len(domains) == len(set(domains))
    for preset in PRESETS:
        assert all(end.startswith(".") for end in preset.exchangers)
        assert preset.imap is not None or preset.hint is not None, "who cannot fetch is told why"
        for server in filter(None, (preset.imap, preset.smtp)):
            assert server[2] in ("tls", "starttls"), "never without protection"
    assert of_domain("GMAIL.com") is not None

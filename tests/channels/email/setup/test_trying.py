"""A mailbox is kept only when it opens; what is wrong is said at the setting that has to be changed (EML-22)."""

import socket
from dataclasses import replace
from typing import Any

import pytest

from balcao.channels.contract import Line, Site
from balcao.channels.email.servers import MailServer
from balcao.channels.email.trying.failure import Failure, problem
from balcao.channels.email.words import Cause
from balcao.kit.targets import Borders
from tests.channels.email.setup.conftest import EMAIL, SETUP, refusal, site_of
from tests.support.dovecot import HOST, Dovecot
from tests.support.faults import Fault, Proxy
from tests.support.smtp_server import SmtpServer, smtp_server


async def test_a_mailbox_that_opens_is_kept_as_it_is(settings: dict[str, Any], site: Site, smtp: SmtpServer) -> None:
    assert await SETUP.validate(settings, site) == settings
    assert smtp.said[-1] == "RSET", "no mail is sent"
    assert smtp.accepted == []


async def test_protection_may_begin_later(settings: dict[str, Any], site: Site, dovecot: Dovecot) -> None:
    settings |= {"imap_port": dovecot.imap, "imap_security": "starttls"}
    assert await SETUP.validate(settings, site) == settings


def a_line(settings: dict[str, Any], site: Site) -> Line:
    return Line(1, settings, "s", site, 1_764_000_000_000_000)


FORWARDED = {"email": EMAIL, "provider": "forward", "imap_enabled": True, "imap_address": "nowhere.test"}


async def test_a_mailbox_that_is_only_forwarded_needs_no_server_of_its_own() -> None:
    site = site_of({"smtp_host": "smtp.balcao.test"})
    assert await SETUP.validate(FORWARDED, site) == FORWARDED
    assert (await SETUP.health(a_line(FORWARDED, site))).ok


async def test_a_mailbox_whose_answers_nobody_would_send_is_refused(settings: dict[str, Any], site: Site) -> None:
    """Neither the inbox nor the installation has a server that sends: said before the first answer is lost."""
    for silent in (FORWARDED, settings | {"smtp_enabled": False}):
        body = await refusal(silent, site)
        assert (body["attributes"], body["code"]) == (["smtp_enabled"], "no_sender")
    assert await SETUP.validate(FORWARDED | settings | {"provider": "forward"}, site)


async def test_a_mailbox_that_has_lost_its_sender_says_so(site: Site) -> None:
    """The operator may take the installation's server away later."""
    found = await SETUP.health(a_line(FORWARDED, site))
    assert not found.ok
    assert found.words
    assert "SMTP" in found.words.pt


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"imap_password": "errada"}, "imap_password", "login"),
    ({"imap_address": "nowhere.test"}, "imap_address", "no_such_host"),
    ({"imap_address": "not a name"}, "imap_address", "no_such_host"),
    ({"imap_address": "other.test"}, "imap_address", "wrong_name"),
    ({"imap_folders": "INBOX, Vendas"}, "imap_folders", "folder"),
    ({"smtp_password": "errada"}, "smtp_password", "login"),
    ({"smtp_address": "nowhere.test"}, "smtp_address", "no_such_host"),
    ({"smtp_address": "other.test"}, "smtp_address", "wrong_name"),
    ({"smtp_security": "tls"}, "smtp_security", "not_tls"),
]


@pytest.mark.parametrize(("change", "field", "code"), WRONG, ids=[f"{one[1]}-{one[2]}" for one in WRONG])
async def test_the_cause_is_named(
    settings: dict[str, Any], site: Site, change: dict[str, Any], field: str, code: str
) -> None:
    body = await refusal(settings | change, site)
    assert (body["attributes"], body["code"]) == ([field], code)


async def test_the_folders_that_exist_are_listed(settings: dict[str, Any], site: Site, dovecot: Dovecot) -> None:
    dovecot.folder(EMAIL, "Suporte")
    body = await refusal(settings | {"imap_folders": "Vendas"}, site)
    assert "Vendas" in body["words"]["pt-BR"]
    assert "Suporte" in body["words"]["pt-BR"]


async def test_a_folder_may_be_written_as_people_see_it(settings: dict[str, Any], site: Site, dovecot: Dovecot) -> None:
    dovecot.folder(EMAIL, "Suporte/Novos")
    kept = settings | {"imap_folders": "suporte.novos, inbox"}
    assert await SETUP.validate(kept, site) == kept


async def test_the_servers_own_answer_comes_along(settings: dict[str, Any], site: Site) -> None:
    body = await refusal(settings | {"smtp_password": "errada"}, site)
    assert body["detail"] == "535 5.7.8 Username and Password not accepted"


async def test_tls_where_the_server_begins_without(settings: dict[str, Any], site: Site, dovecot: Dovecot) -> None:
    body = await refusal(settings | {"imap_port": dovecot.imap}, site)
    assert (body["attributes"], body["code"]) == (["imap_security"], "not_tls")
    assert "STARTTLS" in body["words"]["pt-BR"]


async def test_a_closed_port(settings: dict[str, Any], site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        body = await refusal(settings | {"imap_port": taken.getsockname()[1]}, site)
    assert (body["attributes"], body["code"]) == (["imap_port"], "refused")
    assert "993" in body["words"]["pt-BR"], "says which port is usual"


async def test_an_expired_certificate(settings: dict[str, Any], site: Site, dovecot: Dovecot) -> None:
    with smtp_server(certificate=dovecot.authority.issue(HOST, expired=True)) as old:
        body = await refusal(settings | {"smtp_port": old.port}, site)
    assert (body["attributes"], body["code"]) == (["smtp_address"], "expired")


async def test_a_certificate_of_nobody_we_know(settings: dict[str, Any]) -> None:
    """EML-22: never without verification, whatever `smtp_openssl_verify_mode` says."""
    body = await refusal(settings | {"smtp_openssl_verify_mode": "none"}, site_of({}))
    assert (body["attributes"], body["code"]) == (["imap_address"], "untrusted")


async def test_protection_that_is_not_offered(settings: dict[str, Any], site: Site, smtp: SmtpServer) -> None:
    """EML-22: a server, or somebody between, that hides STARTTLS gets no password."""
    with smtp_server(security="none", users=smtp.users) as bare:
        body = await refusal(settings | {"smtp_port": bare.port}, site)
        assert not [line for line in bare.said if line.startswith("AUTH")]
    assert (body["attributes"], body["code"]) == (["smtp_security"], "no_starttls")


async def test_starttls_that_is_hidden_from_us(settings: dict[str, Any], site: Site, dovecot: Dovecot) -> None:
    proxy = Proxy(dovecot.imap, Fault(edit=lambda piece: piece.replace(b"STARTTLS", b"XTARTTLS")))
    try:
        body = await refusal(settings | {"imap_port": proxy.port, "imap_security": "starttls"}, site)
    finally:
        proxy.close()
    assert (body["attributes"], body["code"]) == (["imap_security"], "no_starttls")


async def test_a_server_in_a_private_network(settings: dict[str, Any]) -> None:
    """A settings form is no way to look around inside (the guarded client's borders hold here too)."""
    body = await refusal(settings, site_of({}, Borders()))
    assert (body["attributes"], body["code"]) == (["imap_address"], "private")


@pytest.mark.parametrize("provider", ["google", "microsoft"])
async def test_a_provider_at_which_nobody_has_signed_in(site: Site, provider: str) -> None:
    body = await refusal({"email": EMAIL, "provider": provider}, site)
    assert (body["attributes"], body["code"]) == (["provider"], "sign_in")


@pytest.mark.parametrize(
    ("host", "way", "told"),
    [
        ("imap.gmail.com", "imap", "myaccount.google.com/apppasswords"),
        ("smtp.office365.com", "smtp", "Entre com a Microsoft"),
        ("imap.mail.yahoo.com", "imap", "senha de app"),
    ],
)
def test_users_of_a_known_provider_are_told_what_it_wants(host: str, way: str, told: str) -> None:
    body = problem(Failure(Cause.LOGIN), way, MailServer(host, 993, "tls", EMAIL, "x")).body
    assert isinstance(body, dict)
    assert told in body["words"]["pt-BR"]


def test_every_cause_can_be_said() -> None:
    for cause in Cause:
        failure = Failure(cause, folder="a", folders="b", email=EMAIL)
        body = problem(failure, "imap", MailServer(HOST, 993, "tls", EMAIL, "x")).body
        assert isinstance(body, dict)
        assert all("$" not in text and text for text in body["words"].values())


async def test_health_is_the_same_trial(settings: dict[str, Any], site: Site) -> None:
    here = a_line(settings, site)
    assert (await SETUP.health(here)).ok
    ill = await SETUP.health(replace(here, settings=settings | {"imap_password": "errada"}))
    assert not ill.ok
    assert ill.reason
    assert ill.reason.startswith("The server did not accept the user name or the password. (")

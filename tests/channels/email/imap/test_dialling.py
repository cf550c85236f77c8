"""Connections to servers that somebody typed: only to checked addresses, and every failure says what is wrong."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from balcao.kit.dial import Cause, DialError, Place, connect, dial, explain, look_up, reach, secure, trust
from balcao.kit.targets import Address, Borders
from balcao.kit.web import Web
from tests.support.authority import Authority, Certificate

PUBLIC = Borders()
LOCAL = Borders(["127.0.0.1"])


def names(**known: str) -> Web:
    """A client whose resolver knows these names (`_` stands for a dot)."""

    async def resolve(host: str, _port: int) -> list[Address]:
        found = known.get(host.replace(".", "_"))
        if found is None:
            raise OSError
        return [ip_address(address) for address in found.split()]

    return Web(LOCAL if "127" in "".join(known.values()) else PUBLIC, resolve)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def answer_in_tls(listener: socket.socket, certificate: Certificate) -> None:
    """Shake hands with whoever comes next."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)

    def serve() -> None:
        sock, _ = listener.accept()
        with sock:
            try:
                context.wrap_socket(sock, server_side=True).close()
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()


def local(listener: socket.socket, host: str = "mail.example.test") -> Place:
    return Place(host, listener.getsockname()[1], (ip_address("127.0.0.1"),))


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
@pytest.mark.parametrize("beside", ["", "93.184.216.34 "])
async def test_a_name_that_leads_inside_is_not_followed(address: str, beside: str) -> None:
    async def resolve(_host: str, _port: int) -> list[Address]:
        return [ip_address(one) for one in f"{beside}{address}".split()]

    with pytest.raises(DialError, match="private network") as failure:
        await look_up("mail.example.com", 993, Web(PUBLIC, resolve))
    assert failure.value.cause is Cause.CLOSED


@pytest.mark.parametrize(
    "host", ["", "a b", "mail.example.com/x", "u@mail.example.com", "mail.example.com:25", "-a.com"]
)
async def test_what_is_no_name_of_a_server_is_said_to_be_none(host: str) -> None:
    with pytest.raises(DialError) as failure:
        await look_up(host, 993, names(mail_example_com="93.184.216.34"))
    assert failure.value.cause is Cause.NAME


async def test_a_name_is_asked_for_as_the_network_knows_it() -> None:
    place = await look_up(" Correio.Açaí.com. ", 993, names(**{"correio_xn--aa-4iaz_com": "93.184.216.34"}))
    assert str(place) == "correio.xn--aa-4iaz.com:993"
    with pytest.raises(DialError, match=r"no server named outra\.example\.com"):
        await look_up("outra.example.com", 993, names())


async def test_the_next_address_of_a_name_is_tried(listener: socket.socket) -> None:
    place = Place("x.test", local(listener).port, (ip_address("127.9.9.9"), ip_address("127.0.0.1")))
    sock = await reach(place, 2)
    assert sock.getpeername()[0] == "127.0.0.1"
    sock.close()
    connect(place, 2).close()


async def test_nobody_listens(listener: socket.socket) -> None:
    place = local(listener)
    listener.close()
    for failing in (reach(place, 2), asyncio.to_thread(connect, place, 2)):
        with pytest.raises(DialError, match=f"{place} refused the connection") as failure:
            await failing
        assert failure.value.cause is Cause.REFUSED


async def test_nobody_answers(listener: socket.socket) -> None:
    # A full queue: the connection is neither taken nor refused.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.socket() as waiting:
        waiting.connect(full.getsockname())
        place = local(full)
        for failing in (reach(place, 0.2), asyncio.to_thread(connect, place, 0.2)):
            with pytest.raises(DialError, match="did not answer in time") as failure:
                await failing
            assert failure.value.cause is Cause.SILENT


def test_from_a_thread_in_one_step(listener: socket.socket) -> None:
    sock = dial("mail.example.test", local(listener).port, names(mail_example_test="127.0.0.1"), 2)
    assert sock.getpeername() == listener.getsockname()
    sock.close()


@pytest.mark.parametrize(
    ("host", "expired", "known", "said"),
    [
        ("mail.example.test", False, False, "comes from an authority that is not trusted"),
        ("mail.example.test", True, True, "has expired"),
        ("outro.example.test", False, True, "is for another name"),
    ],
)
def test_a_certificate_that_does_not_hold(
    listener: socket.socket, authority: Authority, host: str, expired: bool, known: bool, said: str
) -> None:
    answer_in_tls(listener, authority.issue("mail.example.test", expired=expired))
    place = local(listener, host)
    with pytest.raises(DialError, match=f"The certificate of {host} {said}") as failure:
        secure(connect(place, 5), place, trust(str(authority.bundle) if known else None))
    assert failure.value.cause is Cause.CERTIFICATE


def test_a_certificate_that_holds(listener: socket.socket, authority: Authority) -> None:
    answer_in_tls(listener, authority.issue("mail.example.test"))
    place = local(listener)
    with secure(connect(place, 5), place, trust(str(authority.bundle))) as sock:
        assert sock.version()


def test_a_server_that_speaks_no_tls(listener: socket.socket) -> None:
    def serve() -> None:
        sock, _ = listener.accept()
        with sock:
            sock.sendall(b"* OK ready\r\n" * 9)
            sock.recv(1000)

    threading.Thread(target=serve, daemon=True).start()
    place = local(listener)
    with pytest.raises(DialError, match="does not speak TLS on this port") as failure:
        secure(connect(place, 5), place, trust())
    assert failure.value.cause is Cause.TLS


def test_certificates_are_loaded_once_and_always_checked(authority: Authority, tmp_path: Path) -> None:
    assert trust() is trust() and trust(str(authority.bundle)) is trust(str(authority.bundle))
    for context in (trust(), trust(str(authority.bundle))):
        assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    with pytest.raises(DialError, match="file of trusted certificates"):
        trust(str(tmp_path / "none.pem"))


def test_a_reset_is_a_closed_connection() -> None:
    place = Place("x.test", 25, ())
    assert explain(ConnectionResetError(), place).reason == "x.test:25 closed the connection"
    assert explain(OSError(113, "No route"), place).cause is Cause.UNREACHABLE

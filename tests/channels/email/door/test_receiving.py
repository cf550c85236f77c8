"""What our own mail server takes, for whom, and when it says that it has it."""

import asyncio
import socket

import pytest

from balcao.channels.email.door import MailDoor
from balcao.channels.email.receiver.terms import Terms
from tests.channels.email.door.conftest import DOMAIN, MAIL, Caller, Lobby, Open, Server, hang_up, site
from tests.support.ports import HeldPort

FORWARD = f"k3y@{DOMAIN}"
OFFERED = {"SIZE 52428800", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"}


async def test_a_mail_is_kept_as_it_came_with_its_envelope(server: Server):
    caller = await server.call()
    assert caller.greeting == f"220 {DOMAIN} ESMTP"
    offered = {line[4:] for line in (await caller.say("EHLO mx.cliente.example")).splitlines()[1:]}
    assert offered == OFFERED
    raw = MAIL + b"..\r\n.dots\r\n" + b"x" * 200_000 + b"\r\n\xff\x00bytes\r\n"
    assert await caller.deliver(FORWARD, raw=raw) == "250 2.0.0 Kept"
    ((inbox, arrival),) = server.lobby.kept
    assert (inbox, arrival.raw, arrival.way) == (1, raw, "smtp")
    assert arrival.facts == {
        "recipients": [FORWARD],
        "mail_from": "ana@cliente.example",
        "peer": "127.0.0.1",
        "helo": "mx.cliente.example",
        "authentication_results": f"{DOMAIN}; dmarc=none (handed over from nearby) header.from=cliente.example",
    }


@pytest.mark.parametrize(
    ("address", "inbox"),
    [
        (FORWARD, 1),
        (f"K3Y@{DOMAIN.upper()}", 1),
        (f"k3y+r.token@{DOMAIN}", 1),
        (f'@relay.example:"k3y"@{DOMAIN}'.replace('"', ""), 1),
        ("Suporte@Loja.Example", 2),
        ("suporte+r.token@loja.example", 2),
        ("vendas+sul@loja.example", 3),
    ],
)
async def test_an_address_leads_to_its_inbox(server: Server, address: str, inbox: int):
    caller = await server.call()
    assert await caller.deliver(address) == "250 2.0.0 Kept"
    assert [one for one, _ in server.lobby.kept] == [inbox]


@pytest.mark.parametrize(
    "address",
    [
        "ana@cliente.example", "k3y@loja.example", f"k3y%cliente.example@{DOMAIN}", f"cliente.example!ana@{DOMAIN}", "k3y",
        "postmaster", f"@{DOMAIN}", f'"ana@cliente.example"@{DOMAIN}', "vendas@loja.example", f"\x01@{DOMAIN}", "",
        f"k3y@{DOMAIN}\udcff", "a" * 900 + f"@{DOMAIN}",
    ],
)  # fmt: skip
async def test_it_is_no_open_relay(server: Server, address: str):
    """Mail for anybody else is refused, in whatever spelling."""
    caller = await server.call()
    await caller.say("EHLO x")
    await caller.say("MAIL FROM:<ana@cliente.example>")
    said = await caller.say(f"RCPT TO:<{address}>".encode(errors="surrogateescape"))
    assert said[0] == "5", said
    assert (await caller.say("DATA")).startswith("503")
    assert server.lobby.kept == []


async def test_the_unknown_one_of_several_is_named(server: Server):
    caller = await server.call()
    await caller.say("EHLO x")
    await caller.say("MAIL FROM:<ana@cliente.example>")
    assert await caller.say(f"RCPT TO:<ninguem@{DOMAIN}>") == "550 5.1.1 No inbox here has this address"
    assert await caller.say(f"RCPT TO:<{FORWARD}>") == "250 2.1.5 OK"
    assert (await caller.say("DATA")).startswith("354")
    caller.put(MAIL + b".\r\n")
    assert (await caller.hear()).startswith("250")
    assert [arrival.facts["recipients"] for _, arrival in server.lobby.kept] == [[FORWARD]]


async def test_one_mail_for_two_inboxes_is_kept_for_each(server: Server):
    caller = await server.call()
    to = (FORWARD, "suporte@loja.example", f"k3y+r.x@{DOMAIN}")
    assert await caller.deliver(*to) == "250 2.0.0 Kept"
    assert {inbox: arrival.facts["recipients"] for inbox, arrival in server.lobby.kept} == {
        1: [to[0], to[2]],
        2: [to[1]],
    }
    assert len({arrival.key for _, arrival in server.lobby.kept}) == 1


async def test_nobody_signs_in(server: Server):
    caller = await server.call()
    await caller.say("EHLO x")
    for line in ("AUTH PLAIN AGEAYg==", "EXPN todos", "HELP"):
        assert (await caller.say(line)).startswith("5"), line
    assert await caller.say(f"VRFY {FORWARD}") == await caller.say("VRFY ninguem@x.example")


async def test_bounces_have_no_sender(server: Server):
    caller = await server.call()
    assert await caller.deliver(FORWARD, sender="") == "250 2.0.0 Kept"
    assert server.lobby.kept[0][1].facts["mail_from"] == ""


async def test_the_answer_comes_when_nothing_can_be_lost_any_more(server: Server):
    server.lobby.gate = asyncio.Event()
    caller = await server.call()
    await caller.begin(FORWARD)
    caller.put(MAIL + b".\r\n")
    await server.lobby.asked.wait()
    answer = asyncio.ensure_future(caller.hear())
    await asyncio.sleep(0)
    assert not answer.done()
    assert server.lobby.kept == []
    server.lobby.gate.set()
    assert await answer == "250 2.0.0 Kept"
    assert len(server.lobby.kept) == 1


async def test_what_the_house_cannot_keep_the_sender_keeps(server: Server):
    """Nothing is lost: a failure of ours is a passing one, and the same connection goes on afterwards."""
    caller = await server.call()
    server.lobby.broken = {1}
    assert (await caller.deliver(FORWARD)).startswith("451 4.3.0")
    server.lobby.broken = set()
    server.lobby.trouble = OSError("no database")
    await caller.say("MAIL FROM:<ana@cliente.example>")
    assert (await caller.say(f"RCPT TO:<{FORWARD}>")).startswith("451 4.3.0")
    server.lobby.trouble = None
    await caller.say("RSET")
    assert await caller.deliver(FORWARD) == "250 2.0.0 Kept"


async def test_half_kept_is_not_kept(server: Server):
    caller = await server.call()
    server.lobby.broken = {2}
    assert (await caller.deliver(FORWARD, "suporte@loja.example")).startswith("451")


async def test_by_lmtp_each_recipient_has_an_answer(server: Server):
    caller = await server.call(lmtp=True)
    assert caller.greeting.endswith("LMTP")
    assert (await caller.say("EHLO x")).startswith("500")
    server.lobby.broken = {2}
    to = (FORWARD, "suporte@loja.example", f"k3y+r.x@{DOMAIN}")
    first = await caller.deliver(*to, hello="LHLO mx")
    answers = [first, await caller.hear(), await caller.hear()]
    assert [one[:3] for one in answers] == ["250", "451", "250"]
    ((inbox, arrival),) = server.lobby.kept
    assert (inbox, arrival.way, arrival.facts["recipients"]) == (1, "lmtp", [to[0], to[2]])


async def test_by_lmtp_a_mail_that_cannot_be_taken_is_refused_to_each(serve: Open):
    server = await serve(Terms(size=1000))
    caller = await server.call(lmtp=True)
    first = await caller.deliver(FORWARD, "suporte@loja.example", raw=b"x" * 2000 + b"\r\n", hello="LHLO mx")
    assert [first[:9], (await caller.hear())[:9]] == ["552 5.3.4"] * 2
    assert (await caller.say("NOOP")).startswith("250")


async def test_commands_may_come_all_at_once(server: Server):
    """RFC 2920."""
    caller = await server.call()
    caller.put(f"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{FORWARD}>\r\nDATA\r\n".encode())
    caller.put(MAIL + b".\r\nMAIL FROM:<>\r\nQUIT\r\n")
    said = [(await caller.hear())[:3] for _ in range(7)]
    assert said == ["250", "250", "250", "354", "250", "250", "221"]
    assert len(server.lobby.kept) == 1
    assert await caller.is_cut()


async def test_an_empty_mail_ends_at_once(server: Server):
    caller = await server.call()
    assert await caller.deliver(FORWARD, raw=b"") == "250 2.0.0 Kept"


async def test_letters_of_any_alphabet_are_fine(server: Server):
    caller = await server.call()
    await caller.say("EHLO x")
    assert (await caller.say("MAIL FROM:<josé@exemplo.example> BODY=8BITMIME SMTPUTF8 SIZE=99")).startswith("250")
    assert (await caller.say(f"RCPT TO:<{FORWARD}>")).startswith("250")
    await caller.say("DATA")
    caller.put(MAIL + b".\r\n")
    assert (await caller.hear()).startswith("250")
    assert server.lobby.kept[0][1].facts["mail_from"] == "josé@exemplo.example"


async def test_the_door_opens_where_the_operator_wants_it():
    assert await MailDoor().open(site(), Lobby()) is None
    held = HeldPort()
    lobby = Lobby()
    close = await MailDoor().open(site(mail_listen=f"127.0.0.1:{held.number}"), lobby)
    assert close is not None
    caller = await Caller.to(held.number)
    await caller.hear()
    assert (await caller.deliver(FORWARD)).startswith("250")
    await close()
    assert len(lobby.kept) == 1
    assert (await caller.hear()).startswith("421 4.3.2")
    with pytest.raises(ConnectionRefusedError):
        await Caller.to(held.number)
    await hang_up()


async def test_an_address_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as other:
        where = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(
            OSError, match=f"^BALCAO_MAIL_LISTEN_LMTP: cannot listen on {where}: Address already in use$"
        ):
            await MailDoor().open(site(mail_listen="127.0.0.1:0", mail_listen_lmtp=where), Lobby())


async def test_leaving_sees_through_what_is_being_kept(server: Server):
    server.lobby.gate = asyncio.Event()
    busy, idle = await server.call(), await server.call()
    await busy.begin(FORWARD)
    busy.put(MAIL + b".\r\n")
    await server.lobby.asked.wait()
    closing = asyncio.ensure_future(server.hall.close())
    assert (await idle.hear()).startswith("421")
    server.lobby.gate.set()
    assert await busy.hear() == "250 2.0.0 Kept"
    assert (await busy.hear()).startswith("421")
    await closing
    assert len(server.lobby.kept) == 1

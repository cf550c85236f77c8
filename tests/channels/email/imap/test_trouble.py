"""What goes wrong between us and a mail server: nothing is lost, nothing is doubled, and the reason is said."""

import asyncio
import random
import threading
from collections.abc import Callable

import pytest

from balcao.channels.email.imap import link, wire
from balcao.channels.email.imap.visit import Pace
from balcao.channels.outcomes import Retry
from tests.channels.email.imap.mailbox import AT_ONCE, Box, mail, numbers
from tests.support.faults import Fault, Proxy

MakeBox = Callable[..., Box]
BRISK = Pace(idle=0.2, poll=0.05, others=0.05, again=0.01)


def through(proxy: Proxy, mine: Box) -> None:
    """From now on the mailbox is reached through the proxy."""
    mine.settings |= {"imap_port": proxy.port}


async def again_and_again(mine: Box, times: int, until: Callable[[], bool]) -> int:
    """As the house does: watch, and start again after `Retry`; how often that was needed."""
    for tried in range(times):
        task = asyncio.create_task(mine.watch())
        done = asyncio.create_task(mine.desk.until(until, 50))
        await asyncio.wait({task, done}, return_when=asyncio.FIRST_COMPLETED)
        finished = done.done()
        for one in (task, done):
            one.cancel()
        results = await asyncio.gather(task, done, return_exceptions=True)
        if finished:
            return tried
        assert isinstance(results[0], Retry), results
    raise AssertionError(f"not done after {times} times")


@pytest.mark.parametrize("reset", [False, True])
async def test_cut_off_again_and_again_in_the_middle_of_a_thousand_mails(box: MakeBox, reset: bool) -> None:
    """EML-21: server drop mid-fetch; 0 lost, 0 doubled."""
    mine = box(pace=BRISK)
    async with mine.watched():
        pass
    mine.drop([mail(number, size=random.Random(number).randrange(100, 6000)) for number in range(1000)])
    dice = random.Random(4)
    with Proxy(mine.dovecot.imaps) as proxy:
        through(proxy, mine)
        proxy.plan([Fault(cut=dice.randrange(10_000, 250_000), reset=reset) for _ in range(60)])
        await again_and_again(mine, 100, lambda: len(mine.desk.arrivals) >= 1000)
        assert proxy.opened > 10, "it was cut off many times"
    assert mine.desk.numbers() == list(range(1000))
    assert not [arrival for arrival in mine.desk.arrivals if "problem" in arrival.facts]
    assert mine.desk.brought == 1000, "no mail was even brought twice"


async def test_called_off_in_the_middle_of_a_thousand_mails(box: MakeBox) -> None:
    mine = box()
    async with mine.watched():
        pass
    mine.drop([mail(number) for number in range(1000)])
    for goal in (1, 180, 400, 700):
        task = asyncio.create_task(mine.watch())
        await mine.desk.until(lambda goal=goal: len(mine.desk.arrivals) >= goal)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with mine.watched() as desk:
        assert desk.numbers() == list(range(1000))


async def test_a_server_that_dies_and_comes_back(box: MakeBox) -> None:
    mine = box()
    task = asyncio.create_task(mine.watch())
    await mine.desk.until_looked()
    mine.dovecot.stop()
    try:
        with pytest.raises(Retry):
            await asyncio.wait_for(task, 5)
        with pytest.raises(Retry, match="refused the connection"):
            await mine.watch()
        mine.drop([mail(1)])
    finally:
        mine.dovecot.start()
    async with mine.watched() as desk:
        assert desk.numbers() == [1]


@pytest.mark.parametrize("bad", [(30,), (0,), (30, 31, 32), (79,), (0, 1, 2, 78, 79)])
async def test_mails_that_the_server_cannot_read_are_set_aside_and_the_others_come(
    box: MakeBox, bad: tuple[int, ...]
) -> None:
    """EML-21: a poisoned mail is skipped after three tries, into quarantine, and never stops the mailbox."""
    mine = box(pace=BRISK)
    mine.deliver(mail(999))
    async with mine.watched():
        pass
    paths = mine.dovecot.drop(mine.user, [mail(number) for number in range(80)])
    mine.dovecot.poison(mine.user, [paths[number] for number in bad])
    await again_and_again(mine, 25, lambda: len(mine.desk.arrivals) == 80)
    aside = [arrival for arrival in mine.desk.arrivals if "problem" in arrival.facts]
    assert [arrival.facts["uid"] for arrival in aside] == [number + 2 for number in bad]
    good = [arrival for arrival in mine.desk.arrivals if "problem" not in arrival.facts]
    assert numbers(good) == [number for number in range(80) if number not in bad]


async def test_a_mail_that_breaks_every_connection_is_set_aside(box: MakeBox) -> None:
    mine = box(pace=BRISK)
    async with mine.watched():
        pass
    mine.drop([mail(1), mail(2), b"Subject: VENENO\r\n\r\nVENENO\r\n", mail(4)])

    def cut_at_poison(piece: bytes) -> bytes:
        if b"VENENO" in piece:
            proxy.drop()
        return piece

    with Proxy(mine.dovecot.imap, Fault(edit=cut_at_poison)) as proxy:
        mine.settings |= {"imap_port": proxy.port, "imap_security": "none"}
        await again_and_again(mine, 10, lambda: len(mine.desk.arrivals) == 4)
    (bad,) = [arrival for arrival in mine.desk.arrivals if "problem" in arrival.facts]
    assert bad.facts["uid"] == 3
    assert "connection ends whenever this mail is fetched" in bad.facts["problem"]
    assert sorted(a.facts["uid"] for a in mine.desk.arrivals) == [1, 2, 3, 4]


async def test_a_server_that_gives_out_nothing_sets_nothing_aside(box: MakeBox) -> None:
    """EML-21: an outage of the server's storage is not the mails' fault; all of them come when it is over."""
    mine = box(pace=BRISK)
    async with mine.watched():
        pass
    paths = mine.dovecot.drop(mine.user, [mail(number) for number in range(5)])
    mine.dovecot.poison(mine.user, paths)
    for _ in range(6):
        with pytest.raises(Retry):
            await mine.watch()
    assert mine.desk.arrivals == []
    mine.dovecot.heal(paths)
    async with mine.watched() as desk:
        assert desk.numbers() == list(range(5))


async def test_a_mail_larger_than_we_take_comes_with_its_text_and_its_size(box: MakeBox) -> None:
    """EML-16: over the limit the beginning is kept, without the file in whose middle it ends."""
    mine = box()
    async with mine.watched() as desk:
        file = b"A" * 76 + b"\r\n"
        mine.drop([
            b"From: a@example.net\r\nSubject: Pedido 9\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/mixed; boundary="b-1"\r\n\r\n--b-1\r\nContent-Type: text/plain\r\n\r\nSegue o filme.\r\n'
            b"--b-1\r\nContent-Type: text/csv; charset=utf-8\r\nContent-Disposition: attachment;\r\n"
            b" filename*0*=utf-8''relat%C3%B3; filename*1*=rio.csv\r\n\r\na,b\r\n"
            b'--b-1\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename="velho \\"1\\".eml"\r\n\r\n'
            b"Subject: velho\r\n\r\nx\r\n"
            b'--b-1\r\nContent-Type: image/png; name="=?utf-8?q?logo_p=C3=A9.png?="\r\nContent-ID: <l>\r\n\r\nabc\r\n'
            b"--b-1\r\nContent-Type: video/mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + file * (52 * 1024 * 1024 // len(file)) + b"\r\n--b-1--\r\n",
            mail(10),
        ])  # fmt: skip
        await desk.until(lambda: len(desk.arrivals) == 2)
    large, usual = desk.arrivals
    assert large.facts["too_large"] > 50 * 1024 * 1024
    *small, film = large.facts["files"]
    assert [name for name, _ in small] == ["relatório.csv", 'velho "1".eml', "logo pé.png"]
    assert (film[0], film[1]) == ("video.mp4", pytest.approx(52 * 1024 * 1024 * 57 / 78, rel=0.01))
    assert b"Segue o filme." in large.raw
    assert large.raw.endswith(b"\r\nabc\r\n")
    assert usual.raw.endswith(b"10?\r\n")


async def test_a_server_that_does_not_push_is_asked(box: MakeBox) -> None:
    mine = box(pace=BRISK)
    with Proxy(mine.dovecot.imap, Fault(edit=lambda piece: piece.replace(b" IDLE", b""))) as proxy:
        mine.settings = {"imap_port": proxy.port, "imap_security": "none"}
        async with mine.watched() as desk:
            mine.deliver(mail(1))
            await desk.until(lambda: len(desk.arrivals) == 1)


async def test_a_slow_line_brings_everything(box: MakeBox) -> None:
    mine = box(pace=BRISK)
    async with mine.watched():
        pass
    mine.drop([mail(number, size=20_000) for number in range(20)])
    with Proxy(mine.dovecot.imaps, Fault(rate=800_000)) as proxy:
        through(proxy, mine)
        async with mine.watched() as desk:
            assert desk.numbers() == list(range(20))


async def test_a_connection_that_dies_without_a_word_is_replaced_soon(
    box: MakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-20: nobody hangs up and nothing comes any more, as behind a router that has forgotten the connection."""
    monkeypatch.setattr(link, "SIGN_SECONDS", 0.3)
    mine = box(pace=Pace(idle=0.2, lived=0.0))
    silent = threading.Event()

    def swallow(piece: bytes) -> bytes:
        return b"" if silent.is_set() else piece

    with Proxy(mine.dovecot.imaps) as proxy:
        proxy.plan([Fault(edit=swallow)])
        through(proxy, mine)
        async with mine.watched() as desk:
            silent.set()
            mine.deliver(mail(1))
            await desk.until(lambda: desk.numbers() == [1])
        assert proxy.opened == 2


async def test_a_server_that_lets_in_and_then_hangs_is_in_trouble(
    box: MakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-20: a connection over which nothing was looked up is no reason to try in silence for ever."""
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.5)
    mine = box(pace=Pace(idle=0.2, lived=0.0))
    with Proxy(mine.dovecot.imap, Fault(edit=lambda piece: b"" if b"Logged in" in piece else piece)) as proxy:
        mine.settings = {"imap_port": proxy.port, "imap_security": "none"}
        monkeypatch.setattr(link, "ENTRY_SECONDS", 0.5)
        with pytest.raises(Retry):
            await asyncio.wait_for(mine.watch(), 10)


async def test_a_server_that_falls_silent_can_be_left(box: MakeBox) -> None:
    mine = box()
    with Proxy(mine.dovecot.imaps, Fault(stall=100)) as proxy:
        through(proxy, mine)
        task = asyncio.create_task(mine.watch())
        while not proxy.opened:  # noqa: ASYNC110 - a thread counts it
            await asyncio.sleep(0)
        task.cancel()
        async with asyncio.timeout(AT_ONCE):
            await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()

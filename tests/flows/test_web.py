"""The one door out keeps to the open internet (SSR-03 to SSR-15)."""

import asyncio
import gzip

import pytest

from balcao.kit.web import Ask, Blocked, TooMuch, Unreachable, Web, WebError, system_resolve
from tests.support.wild import Names, answer, guarded, wild

HOME = "127.0.0.1"


async def test_it_fetches_what_may_be_fetched() -> None:
    async with wild() as there, guarded(HOME, names=Names(acme_com=[[HOME]])) as web:
        there.answers = [answer(b"hello", "200 OK", "X-Thing: 1")]
        got = await web.send(Ask(f"http://acme.com:{there.port}/a?b=c", headers={"X-Mine": "2"}))
    assert (got.ok, got.status, got.body, got.headers["x-thing"]) == (True, 200, b"hello", "1")
    assert there.asked[0].startswith(b"GET /a?b=c HTTP/1.1\r\n")
    assert f"host: acme.com:{there.port}".encode() in there.asked[0].lower()
    assert b"x-mine: 2" in there.asked[0].lower()


@pytest.mark.parametrize(
    "spelling", ["127.0.0.1", "127.1", "0", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "[::1]"]
)
async def test_this_machine_is_closed_however_it_is_spelled_ssr_03(spelling: str) -> None:
    async with wild() as there:
        web = Web(resolve=system_resolve)
        with pytest.raises(WebError):
            await web.send(Ask(f"http://{spelling}:{there.port}/"))
        await web.close()
    assert there.asked == []


async def test_a_name_that_leads_inside_is_closed_ssr_03() -> None:
    async with wild() as there, guarded(names=Names(inside_acme_com=[[HOME]])) as web:
        with pytest.raises(Blocked):
            await web.send(Ask(f"http://inside.acme.com:{there.port}/"))
    assert there.asked == []


async def test_one_private_address_among_public_ones_closes_the_name_ssr_06() -> None:
    async with wild() as there, guarded(names=Names(mixed_com=[["1.1.1.1", HOME]])) as web:
        with pytest.raises(Blocked):
            await web.send(Ask(f"http://mixed.com:{there.port}/"))
    assert there.asked == []


async def test_the_address_that_was_checked_is_the_one_that_is_called_ssr_07() -> None:
    names = Names(flip_com=[["127.0.0.2"], [HOME]])
    async with wild() as there, guarded("127.0.0.2", names=names) as web:
        with pytest.raises(Unreachable):
            await web.send(Ask(f"http://flip.com:{there.port}/"))
        assert names.asked == ["flip.com"]
        with pytest.raises(Blocked):
            await web.send(Ask(f"http://flip.com:{there.port}/"))
    assert there.asked == []


async def test_redirects_are_answers_unless_asked_for_ssr_08() -> None:
    async with wild() as there, guarded(HOME) as web:
        there.answers = [answer(b"", "302 Found", "Location: /x"), answer(b"there")]
        assert (await web.send(Ask(f"http://{HOME}:{there.port}/"))).status == 302
        assert len(there.asked) == 1
        got = await web.send(Ask(f"http://{HOME}:{there.port}/", redirects=3))
    assert got.body == b"there"


@pytest.mark.parametrize(
    "place", ["http://10.0.0.1/", "//169.254.169.254/latest", "file:///etc/passwd", "http://inside.com/", "http:\\\\x"]
)
async def test_every_hop_is_checked_ssr_08(place: str) -> None:
    async with wild() as there, guarded(HOME, names=Names(inside_com=[["10.0.0.1"]])) as web:
        there.answers = [answer(b"", "302 Found", f"Location: {place}")]
        with pytest.raises(Blocked):
            await web.send(Ask(f"http://{HOME}:{there.port}/", redirects=3))


async def test_a_circle_ends_ssr_08() -> None:
    async with wild() as there, guarded(HOME) as web:
        there.answers = [answer(b"", "302 Found", "Location: /again")]
        assert (await web.send(Ask(f"http://{HOME}:{there.port}/", redirects=3))).status == 302
    assert len(there.asked) == 4


async def test_secrets_stay_with_the_host_that_they_were_meant_for_ssr_15() -> None:
    async with wild() as there, wild() as other, guarded(HOME, names=Names(other_com=[[HOME]])) as web:
        there.answers = [answer(b"", "302 Found", f"Location: http://other.com:{other.port}/")]
        headers = {"Authorization": "Bearer x", "X-Open": "1"}
        await web.send(Ask(f"http://{HOME}:{there.port}/", headers=headers, redirects=1))
    assert b"authorization: bearer x" in there.asked[0].lower()
    assert b"authorization" not in other.asked[0].lower()
    assert b"x-open: 1" in other.asked[0].lower()


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        await writer.drain()


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


BOMB = gzip.compress(b"\0" * (64 << 20))


@pytest.mark.parametrize(
    "said", [endless, answer(b"x" * 70_000), answer(BOMB, "200 OK", "Content-Encoding: gzip")],
    ids=["endless", "large", "bomb"],
)  # fmt: skip
async def test_an_answer_has_a_limit_after_unpacking_ssr_10(said: bytes) -> None:
    async with wild() as there, guarded(HOME) as web:
        there.answers = [said]
        with pytest.raises(TooMuch) as caught:
            await web.send(Ask(f"http://{HOME}:{there.port}/", most=64 * 1024))
    assert caught.value.status == 200


async def test_a_packed_answer_is_read() -> None:
    async with wild() as there, guarded(HOME) as web:
        there.answers = [answer(gzip.compress(b"hello"), "200 OK", "Content-Encoding: gzip")]
        assert (await web.send(Ask(f"http://{HOME}:{there.port}/"))).body == b"hello"


HUGE_HEAD = b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * (1 << 20) + b"\r\n\r\n"


@pytest.mark.parametrize(
    "said",
    [
        drip, HUGE_HEAD, b"nonsense\r\n\r\n", answer(b"not packed", "200 OK", "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["drip", "huge head", "no http", "broken gzip", "two lengths", "broken chunk"],
)  # fmt: skip
async def test_a_broken_or_slow_answer_is_no_answer_ssr_10(said: bytes) -> None:
    async with wild() as there, guarded(HOME, longest=0.4) as web:
        there.answers = [said]
        with pytest.raises(Unreachable):
            await web.send(Ask(f"http://{HOME}:{there.port}/"))


async def test_what_went_wrong_tells_nothing_of_what_lies_behind_ssr_11() -> None:
    said = set[str]()
    async with wild() as there, guarded(HOME) as web:
        there.answers = [b"SSH-2.0-secret banner\r\n\r\n"]
        for port in (there.port, 1):
            with pytest.raises(Unreachable) as caught:
                await web.send(Ask(f"http://{HOME}:{port}/"))
            said.add(str(caught.value))
    assert said == {"The other side could not be reached"}


async def test_a_name_that_does_not_exist_may_exist_tomorrow_ssr_12() -> None:
    async with guarded() as web:
        with pytest.raises(Unreachable, match="could not be resolved"):
            await web.send(Ask("http://nowhere.example/"))


async def test_a_resolver_that_says_nothing_does_not_hold_us_up() -> None:
    async def silent(_host: str, _port: int) -> list[object]:
        await asyncio.Event().wait()
        return []

    web = Web(resolve=silent, longest=0.2)  # pyright: ignore[reportArgumentType]
    with pytest.raises(Unreachable):
        await web.send(Ask("http://acme.com/"))


async def test_the_operator_may_open_a_network_ssr_13() -> None:
    async with wild() as there, guarded("127.0.0.0/8", names=Names(evolution=[[HOME]])) as web:
        assert (await web.send(Ask(f"http://evolution:{there.port}/"))).ok


async def test_the_environment_leads_nowhere_ssr_14(monkeypatch: pytest.MonkeyPatch) -> None:
    async with wild() as proxy, guarded(names=Names(acme_com=[["10.0.0.1"]])) as web:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://{HOME}:{proxy.port}")
        with pytest.raises(Blocked):
            await web.send(Ask("http://acme.com/"))
        assert proxy.asked == []


async def test_the_name_stays_in_tls_ssr_07() -> None:
    hello = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hello.set_result(await reader.read(4096))
        writer.close()

    server = await asyncio.start_server(listen, HOME, 0)
    port = server.sockets[0].getsockname()[1]
    async with guarded(HOME, names=Names(acme_com=[[HOME]])) as web:
        with pytest.raises(Unreachable):
            await web.send(Ask(f"https://acme.com:{port}/"))
    server.close()
    assert b"acme.com" in hello.result()

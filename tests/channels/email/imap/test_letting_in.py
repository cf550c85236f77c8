"""Whether a mail server lets us in, and what is said to the administrator when it does not."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from balcao.channels.email.imap import keeping
from balcao.channels.email.imap.visit import Pace
from balcao.channels.outcomes import Disconnected, Retry
from tests.channels.email.imap.mailbox import Box, mail
from tests.support.faults import Fault, Proxy

MakeBox = Callable[..., Box]


async def test_a_wrong_password_ends_it_with_the_servers_own_words(box: MakeBox) -> None:
    with pytest.raises(Disconnected, match=r"mail\.example\.test does not let us in: Authentication failed"):
        await box(settings={"imap_password": "errada"}).watch()


async def test_a_password_with_any_characters_is_sent_as_it_is(box: MakeBox) -> None:
    with pytest.raises(Disconnected, match="Authentication failed"):
        await box(settings={"imap_password": 'ção "aspas" \\'}).watch()


@pytest.mark.parametrize(
    "said",
    [
        "NO [UNAVAILABLE] Try again",
        "NO [LIMIT] Over",
        "NO [INUSE] Busy",
        "NO [ALERT] Too many simultaneous connections",
    ],
)
async def test_a_server_that_is_busy_is_asked_later(box: MakeBox, said: str) -> None:
    """EML-21: throttling is no lost access."""
    mine = box(settings={"imap_password": "errada"})
    answer = said.encode()
    edit = lambda piece: piece.replace(b"NO [AUTHENTICATIONFAILED] Authentication failed.", answer)  # noqa: E731
    with Proxy(mine.dovecot.imap, Fault(edit=edit)) as proxy:
        mine.settings |= {"imap_port": proxy.port, "imap_security": "none"}
        for _ in range(keeping.REFUSALS):
            with pytest.raises(Retry):
                await mine.watch()


async def test_a_refusal_without_a_reason_counts_only_the_third_time_in_a_row(box: MakeBox) -> None:
    mine = box(settings={"imap_password": "errada"})
    edit = lambda piece: piece.replace(b"NO [AUTHENTICATIONFAILED] Authentication failed.", b"NO LOGIN failed.")  # noqa: E731
    with Proxy(mine.dovecot.imap, Fault(edit=edit)) as proxy:
        mine.settings |= {"imap_port": proxy.port, "imap_security": "none"}
        for _ in range(2):
            with pytest.raises(Retry, match="does not let us in: LOGIN failed"):
                await mine.watch()
        good = mine.settings.pop("imap_password")
        async with mine.watched():
            pass
        mine.settings["imap_password"] = good
        for _ in range(2):
            with pytest.raises(Retry):
                await mine.watch()
        with pytest.raises(Disconnected):
            await mine.watch()


@pytest.mark.parametrize(
    ("settings", "said", "seconds"),
    [
        ({"imap_address": "outro.example.test"}, "certificate of outro.example.test is for another name", 10.0),
        ({"imap_security": "starttls"}, "does not speak|closed the connection|did not answer", 1.0),
        ({"imap_address": "a b"}, "not the name of a server", 10.0),
    ],
)
async def test_what_is_wrong_with_the_connection_is_said(
    box: MakeBox, settings: dict[str, Any], said: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "CONNECT_SECONDS", seconds)
    with pytest.raises(Retry, match=said):
        await box(settings=settings).watch()


async def test_a_certificate_that_nobody_vouches_for_is_never_taken(box: MakeBox) -> None:
    with pytest.raises(Retry, match="comes from an authority that is not trusted"):
        await box(keys={"mail_ca": ""}).watch()


async def test_starttls_that_somebody_has_cut_out_is_not_done_without(box: MakeBox) -> None:
    """EML-22: STARTTLS stripping; the password is never sent in the clear."""
    mine = box()
    sent: list[bytes] = []
    fault = Fault(
        edit=lambda piece: piece.replace(b" STARTTLS", b""), edit_ours=lambda piece: sent.append(piece) or piece
    )
    with Proxy(mine.dovecot.imap, fault) as proxy:
        mine.settings = {"imap_port": proxy.port, "imap_security": "starttls"}
        with pytest.raises(Retry, match="STARTTLS"):
            await mine.watch()
    assert sent and not any(b"Senha" in piece for piece in sent)


async def test_an_access_token_lets_us_in(box: MakeBox) -> None:
    mine = signed_in(box)
    mine.dovecot.grant(mine.user, "t-1")
    async with mine.watched() as desk:
        mine.deliver(mail(1))
        await desk.until(lambda: len(desk.arrivals) == 1)


async def test_a_refused_token_is_renewed_once_and_then_a_person_is_asked(
    box: MakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EML-21: OAuth expiry."""
    mine = signed_in(box)
    asked: list[bool] = []

    async def access_token(_line: object, *, fresh: bool = False) -> str:
        asked.append(fresh)
        return mine.dovecot.grant(mine.user, "t-novo") if fresh else "t-velho"

    monkeypatch.setattr(keeping, "access_token", access_token)
    async with mine.watched():
        assert asked == [False, True]
    mine.dovecot.tokens.clear()
    monkeypatch.setattr(mine.dovecot, "grant", lambda _user, token: token)
    with pytest.raises(Disconnected, match="does not let us in"):
        await mine.watch()


async def test_a_connection_that_ends_with_its_token_is_followed_by_another(
    box: MakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EML-21: OAuth expiry; a session lives as long as its token, and nobody notices that it was renewed."""
    mine = signed_in(box)
    mine.pace = Pace(lived=0.0)
    given: list[str] = []

    async def access_token(_line: object, *, fresh: bool = False) -> str:
        assert not fresh
        mine.dovecot.tokens.clear()
        given.append(f"t-{len(given)}")
        return mine.dovecot.grant(mine.user, given[-1])

    monkeypatch.setattr(keeping, "access_token", access_token)
    with Proxy(mine.dovecot.imaps) as proxy:
        mine.keys = {"oauth_google_imap": f"mail.example.test:{proxy.port}:tls"}
        async with mine.watched() as desk:
            looked = asyncio.create_task(desk.until_looked())
            proxy.drop()
            await looked
            mine.deliver(mail(1))
            await desk.until(lambda: len(desk.arrivals) == 1)
    assert given == ["t-0", "t-1"]


def signed_in(box: MakeBox) -> Box:
    """An inbox whose owner has signed in at a provider, which for once is our Dovecot."""
    mine = box()
    mine.keys = {"oauth_google_imap": f"mail.example.test:{mine.dovecot.imaps}:tls"}
    oauth = {"access_token": "t-1", "refresh_token": "r-1", "expires_at": 4_000_000_000_000_000, "scope": ""}
    mine.settings = {"provider": "google", "oauth": oauth}
    return mine

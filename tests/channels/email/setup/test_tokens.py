"""Access tokens are renewed in time, by one at a time, and the new one is kept before it is used (EML-21)."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from balcao.channels.contract import Line
from balcao.channels.email.oauth import access_token
from balcao.channels.outcomes import Disconnected, Retry
from balcao.kit.clock import HOUR, MINUTE, SECOND, wall_clock
from tests.channels.email.setup.conftest import EMAIL, site_of
from tests.support.oauth_server import OAuthServer, oauth_server


@pytest.fixture
def provider() -> Iterator[OAuthServer]:
    with oauth_server() as server:
        yield server


class Inbox:
    """An inbox that has signed in; `kept` is what its channel had us remember."""

    def __init__(self, provider: OAuthServer, *, left: int = HOUR, secret: str = "s", **keys: str) -> None:
        self.provider, self.secret, self.keys = provider, secret, provider.keys | keys
        self.kept: list[dict[str, Any]] = []
        provider.refreshes["r-0"] = EMAIL
        provider.opens["a-0"] = EMAIL
        oauth = {"access_token": "a-0", "refresh_token": "r-0", "expires_at": wall_clock() + left, "scope": "mail"}
        self.settings: dict[str, Any] = {"email": EMAIL, "provider": "google", "oauth": oauth}

    def line(self) -> Line:
        async def remember(values: Mapping[str, Any]) -> None:
            await asyncio.sleep(0)
            self.kept.append(dict(values))
            self.settings = {**self.settings, **values}

        return Line(1, dict(self.settings), f"{self.secret}{id(self)}", site_of(self.keys), wall_clock(), remember)

    @property
    def renewals(self) -> int:
        return len([one for one in self.provider.asked if one["grant_type"] == "refresh_token"])


async def test_a_token_that_holds_is_used(provider: OAuthServer) -> None:
    inbox = Inbox(provider)
    assert await access_token(inbox.line()) == "a-0"
    assert provider.asked == []


@pytest.mark.parametrize("left", [-HOUR, 4 * MINUTE])
async def test_it_is_renewed_before_it_ends(provider: OAuthServer, left: int) -> None:
    inbox = Inbox(provider, left=left)
    token = await access_token(inbox.line())
    assert provider.opens[token] == EMAIL
    assert inbox.settings["oauth"]["access_token"] == token
    assert inbox.settings["oauth"]["refresh_token"] != "r-0", "the new one replaces the one that was used up"
    assert inbox.settings["oauth"]["expires_at"] - wall_clock() > 59 * MINUTE


async def test_a_provider_that_keeps_the_refresh_token(provider: OAuthServer) -> None:
    provider.rotates = False
    inbox = Inbox(provider, left=0)
    await access_token(inbox.line())
    assert inbox.settings["oauth"]["refresh_token"] == "r-0"


async def test_many_who_want_one_at_once_make_one_renewal(provider: OAuthServer) -> None:
    """A second use of a rotated refresh token would lock the inbox out."""
    inbox = Inbox(provider, left=0)
    old = [inbox.line() for _ in range(8)]
    tokens = await asyncio.gather(*(access_token(line) for line in old))
    assert len(set(tokens)) == 1
    assert inbox.renewals == 1


async def test_who_still_holds_the_old_settings_gets_the_new_token(provider: OAuthServer) -> None:
    inbox = Inbox(provider, left=0)
    stale = inbox.line()
    token = await access_token(inbox.line())
    assert await access_token(stale) == token
    assert inbox.renewals == 1


async def test_a_token_that_was_refused_is_replaced_once(provider: OAuthServer) -> None:
    inbox = Inbox(provider)
    first = await access_token(inbox.line(), fresh=True)
    assert first != "a-0"
    assert await access_token(inbox.line(), fresh=True) == first, "not again within half a minute"
    assert inbox.renewals == 1


async def test_it_is_kept_before_it_is_used(provider: OAuthServer) -> None:
    """Whoever is killed after the answer has the token that counts."""
    inbox = Inbox(provider, left=0)
    line = inbox.line()
    failed = False

    async def fail(_values: Mapping[str, Any]) -> None:
        raise OSError("disk full")

    broken = Line(1, line.settings, line.secret, line.site, line.now, fail)
    try:
        await access_token(broken)
    except OSError:
        failed = True
    assert failed, "a token that could not be kept is not given out"


async def test_who_is_called_off_loses_no_token(provider: OAuthServer) -> None:
    """A watch may end in the middle of a renewal; the old refresh token is used up by then."""
    inbox = Inbox(provider, left=0)
    line, asked, may_keep, kept = inbox.line(), asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def remember(values: Mapping[str, Any]) -> None:
        asked.set()
        await may_keep.wait()
        await line.remember(values)
        kept.set()

    watch = asyncio.create_task(access_token(replace(line, remember=remember)))
    await asked.wait()
    watch.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watch
    may_keep.set()
    async with asyncio.timeout(5):
        await kept.wait()
    assert provider.refreshes[inbox.settings["oauth"]["refresh_token"]] == EMAIL


async def test_access_that_was_taken_back(provider: OAuthServer) -> None:
    inbox = Inbox(provider, left=0)
    provider.revoke(EMAIL)
    with pytest.raises(Disconnected, match="revoked"):
        await access_token(inbox.line())
    assert inbox.kept == []


async def test_a_provider_that_is_away(provider: OAuthServer) -> None:
    inbox = Inbox(provider, left=0)
    provider.away = True
    with pytest.raises(Retry, match="status 503"):
        await access_token(inbox.line())
    provider.away = False
    assert await access_token(inbox.line()), "nothing was lost by it"


async def test_a_provider_that_cannot_be_reached() -> None:
    with oauth_server() as gone:
        inbox = Inbox(gone, left=0)
    with pytest.raises(Retry):
        await access_token(inbox.line())


async def test_an_operators_wrong_secret_locks_nobody_out(provider: OAuthServer) -> None:
    inbox = Inbox(provider, left=0, google_client_secret="wrong")
    with pytest.raises(Retry, match="invalid_client"):
        await access_token(inbox.line())


async def test_nobody_has_signed_in(provider: OAuthServer) -> None:
    inbox = Inbox(provider)
    inbox.settings["oauth"] = None
    with pytest.raises(Disconnected):
        await access_token(inbox.line())


async def test_a_watch_that_lasts_for_days_sees_time_pass(
    provider: OAuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = Inbox(provider)
    line = inbox.line()
    later = wall_clock() + 56 * MINUTE
    monkeypatch.setattr("balcao.channels.email.oauth.wall_clock", lambda: later)
    assert await access_token(line) != "a-0"


async def test_tokens_of_two_installations_do_not_meet(provider: OAuthServer) -> None:
    one, other = Inbox(provider, secret="a"), Inbox(provider, left=HOUR - SECOND, secret="b")
    await access_token(one.line(), fresh=True)
    assert await access_token(other.line()) == "a-0"

"""Accounts: show, change, cache keys; who may enter."""

import pytest

from balcao.domain.accounts.actions import bump_cache
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import sign_up

NOT_A_MEMBER = {"error": "You are not authorized to access this account"}


def suspend(client: Client, account_id: int) -> None:
    sql = f"update accounts set status = 'suspended' where id = {account_id}"
    client.house.store.write_now(lambda tx: tx.conn.exec_driver_sql(sql))


def test_an_account_is_shown_whole(client: Client) -> None:
    ana = sign_up(client)
    account = client.get(f"{ana.account}/", headers=ana.headers).json()
    features = account.pop("features")
    assert account == {
        "id": ana.account_id, "name": "Padaria", "locale": "pt-BR", "domain": None, "support_email": None,
        "status": "active", "settings": {}, "created_at": "2025-11-24T16:00:00.000Z",
        "cache_keys": {"label": "0000000000", "inbox": "0000000000", "team": "0000000000"},
        "latest_chatwoot_version": None,
    }  # fmt: skip
    assert features["chatwoot_v4"] is features["channel_website"] is True


def test_an_account_is_changed(client: Client) -> None:
    ana = sign_up(client)
    change = {
        "name": " Padaria da Ana ", "locale": "es", "domain": "padaria.example", "support_email": "Oi@padaria.example",
        "industry": "food", "timezone": "America/Sao_Paulo", "auto_resolve_after": "30", "auto_resolve_message": "Tchau",
        "auto_resolve_ignore_waiting": "true", "conversation_required_attributes": ["order"],
    }  # fmt: skip
    account = client.patch(ana.account, json=change, headers=ana.headers).json()
    assert (account["name"], account["locale"], account["domain"]) == ("Padaria da Ana", "es", "padaria.example")
    assert account["support_email"] == "oi@padaria.example"
    assert account["settings"] == {
        "auto_resolve_after": 30, "auto_resolve_message": "Tchau", "auto_resolve_ignore_waiting": True,
        "conversation_required_attributes": ["order"],
    }  # fmt: skip
    assert account["custom_attributes"] == {"industry": "food", "timezone": "America/Sao_Paulo"}
    assert "latest_chatwoot_version" not in account
    merged = client.put(
        ana.account, json={"auto_resolve_after": None, "industry": "bakery"}, headers=ana.headers
    ).json()
    assert merged["settings"]["auto_resolve_after"] is None
    assert merged["settings"]["auto_resolve_message"] == "Tchau"
    assert merged["custom_attributes"] == {"industry": "bakery", "timezone": "America/Sao_Paulo"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " \u200b "}, "name"), ({"locale": "xx"}, "locale"), ({"support_email": "oi"}, "support_email"),
        ({"auto_resolve_after": 9}, "auto_resolve_after"), ({"auto_resolve_after": 1_439_857}, "auto_resolve_after"),
        ({"auto_resolve_message": "x" * 70_000}, "settings"), ({"name": {"a": 1}}, "name"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_and_changes_nothing(client: Client, change: dict[str, object], field: str) -> None:
    ana = sign_up(client)
    reply = client.patch(ana.account, json=change | {"domain": "new.example"}, headers=ana.headers)
    assert reply.status_code == 422, reply.text
    if field != "support_email":
        assert reply.json()["attributes"] == [field]
    assert client.get(ana.account, headers=ana.headers).json()["domain"] is None


def test_what_nobody_may_set_is_ignored_mas_01(client: Client) -> None:
    ana = sign_up(client)
    change = {
        "id": 99,
        "status": "suspended",
        "features": {},
        "account_id": 99,
        "settings": {"x": 1},
        "created_at": "x",
    }
    account = client.patch(ana.account, json=change, headers=ana.headers).json()
    assert (account["id"], account["status"], account["settings"]) == (ana.account_id, "active", {})


def test_turning_to_an_account_is_remembered(client: Client, clock: HandClock) -> None:
    ana = sign_up(client)
    clock.advance(60_000_000)
    assert client.post(f"{ana.account}/update_active_at", headers=ana.headers).content == b""
    user = client.get("/api/v1/profile", headers=ana.headers).json()
    assert user["accounts"][0]["active_at"] == "2025-11-24T16:01:00.000Z"


def test_every_change_gives_a_new_cache_key(client: Client) -> None:
    ana = sign_up(client)

    def bumped() -> dict[str, str]:
        client.house.store.write_now(lambda tx: bump_cache(tx, ana.account_id, "inbox"))
        reply = client.get(f"{ana.account}/cache_keys", headers=ana.headers)
        assert reply.headers["cache-control"] == "private, max-age=10, stale-while-revalidate=300"
        return reply.json()["cache_keys"]

    keys = [bumped()["inbox"] for _ in range(3)]
    assert keys == ["1764000000", "1764000001", "1764000002"], "also within one second"
    assert bumped()["label"] == bumped()["team"] == "0000000000"
    names = client.query(lambda tx: [row[0] for row in tx.conn.exec_driver_sql("select name from events")])
    assert set(names) == {"account.cache_invalidated"}
    assert len(names) == 5


class TestWhoMayEnter:
    def test_a_foreign_account_and_none_are_one_ten_01(self, client: Client) -> None:
        ana, eva = sign_up(client), sign_up(client, "eva@cafe.example")
        for number in (ana.account_id, 999_999, 0, -1, 2**63, 2**70, "x", "1e3", "١"):
            reply = client.get(f"/api/v1/accounts/{number}/agents", headers=eva.headers)
            assert (reply.status_code, reply.json()) == (401, NOT_A_MEMBER), number
            shown = client.get(f"/api/v1/accounts/{number}", headers=eva.headers)
            assert (shown.status_code, shown.json()) == (404, {"error": "Resource could not be found"}), number
            for verb in ("patch", "put"):
                assert (
                    client.request(verb, f"/api/v1/accounts/{number}", json={"name": "x"}, headers=eva.headers).json()
                    == NOT_A_MEMBER
                )
            for path, verb in (("cache_keys", "get"), ("update_active_at", "post")):
                assert (
                    client.request(verb, f"/api/v1/accounts/{number}/{path}", headers=eva.headers).json()
                    == NOT_A_MEMBER
                )
        assert client.get(ana.account, headers=ana.headers).json()["name"] == "Padaria"

    def test_a_stranger_is_asked_to_sign_in(self, client: Client) -> None:
        ana = sign_up(client)
        for path in ("", "/agents", "/cache_keys"):
            reply = client.get(f"{ana.account}{path}")
            assert (reply.status_code, reply.json()) == (
                401,
                {"errors": ["You need to sign in or sign up before continuing."]},
            )

    @pytest.mark.parametrize("shown", ["headers", "token"])
    def test_a_suspended_account_lets_nobody_in(self, client: Client, shown: str) -> None:
        ana = sign_up(client)
        suspend(client, ana.account_id)
        for path in ("", "/agents", "/cache_keys"):
            reply = client.get(f"{ana.account}{path}", headers=getattr(ana, shown))
            assert (reply.status_code, reply.json()) == (401, {"error": "Account is suspended"})
        user = client.get("/api/v1/profile", headers=getattr(ana, shown)).json()
        assert user["accounts"][0]["status"] == "suspended", "the desk can say so"


def test_the_installation_introduces_itself(client: Client) -> None:
    health = client.get("/api")
    assert health.json() == {
        "version": "4.10.0", "timestamp": "2025-11-24 16:00:00", "queue_services": "ok", "data_services": "ok",
    }  # fmt: skip
    assert client.get("/api/").json()["version"] == "4.10.0"
    about = client.get("/api/v1/installation").json()
    assert about["version"].count(".") >= 1
    del about["version"]
    assert about == {
        "name": "Balcão", "signup_enabled": True, "confirmation_required": False, "locales": ["pt-BR", "en", "es"],
        "maximum_file_upload_size": 40, "loopback_mail": False,
    }  # fmt: skip

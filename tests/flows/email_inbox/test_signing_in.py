"""An administrator connects a mailbox by signing in at its provider, and brings home only what is his."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from balcao.domain.accounts.rules import Role
from balcao.kit.clock import MINUTE
from tests.flows.email_inbox.conftest import EMAIL, Place, refused
from tests.support.team import open_desk


@pytest.mark.parametrize("where_to", ["google", "microsoft"])
def test_signing_in_makes_an_inbox(place: Place, where_to: str) -> None:
    where = place.sign_in(where_to, email=EMAIL, name="Loja")
    found = re.fullmatch(rf"accounts/{place.ana.account_id}/settings/inboxes/new/(\d+)/agents", where)
    assert found, where
    inbox = place.ana.get(f"inboxes/{found[1]}").json()
    assert (inbox["name"], inbox["email"], inbox["provider"]) == ("Loja", EMAIL, where_to)
    assert place.stored(inbox["id"])["oauth"].startswith("sealed:1:")
    assert "oauth" not in inbox


def test_the_provider_is_told_who_is_meant_and_what_is_wanted(place: Place) -> None:
    url, _ = place.leave(email=EMAIL)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert asked["redirect_uri"] == "http://balcao.test/google/callback"
    assert asked["login_hint"] == EMAIL
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert "https://mail.google.com/" in asked["scope"]


def test_an_inbox_without_a_name_is_called_by_its_address(place: Place) -> None:
    where = place.sign_in()
    inbox = place.ana.get(f"inboxes/{where.split('/')[-2]}").json()
    assert inbox["name"] == EMAIL


def test_signing_in_again_connects_the_same_inbox(place: Place) -> None:
    number = int(place.sign_in().split("/")[-2])
    before = place.stored(number)["oauth"]
    place.provider.revoke(EMAIL)
    assert place.sign_in(inbox_id=number) == f"accounts/{place.ana.account_id}/settings/inboxes/{number}?tab=health"
    assert place.stored(number)["oauth"] != before
    assert len(place.ana.get("inboxes").json()["payload"]) == 1


def test_a_mailbox_that_was_connected_by_password_may_sign_in(place: Place) -> None:
    inbox = place.ana.made("inboxes", {"name": "Loja", "channel": place.by_password})
    assert place.sign_in().endswith(f"{inbox['id']}?tab=health")
    assert place.ana.get(f"inboxes/{inbox['id']}").json()["provider"] == "google"


def lands(place: Place, where: str, error: str, inbox: int | None = None) -> None:
    page = f"{inbox}?tab=health&" if inbox else "new/email?"
    assert where == f"accounts/{place.ana.account_id}/settings/inboxes/{page}error={error}"


def test_a_refusal_leads_back_to_the_form(place: Place) -> None:
    url, cookie = place.leave()
    lands(place, place.come_back(place.provider.visit(url, allow=False), cookie), "access_denied")
    assert place.ana.get("inboxes").json()["payload"] == []


def test_another_mailbox_does_not_take_the_place(place: Place) -> None:
    number = int(place.sign_in().split("/")[-2])
    place.provider.email = "outra@example.test"
    lands(place, place.sign_in(inbox_id=number), "other_mailbox", number)
    assert place.ana.get(f"inboxes/{number}").json()["email"] == EMAIL


def test_a_mailbox_of_another_account(place: Place) -> None:
    place.sign_in()
    eva = open_desk(place.ana.client, "eva@flores.example")
    url, cookie = place.leave(by=eva)
    where = place.come_back(place.provider.visit(url), cookie)
    assert where == f"accounts/{eva.account_id}/settings/inboxes/new/email?error=taken"
    assert eva.get("inboxes").json()["payload"] == []


def test_access_that_ends_at_once_is_no_access(place: Place) -> None:
    place.provider.lasting = False
    lands(place, place.sign_in(), "refused")


def test_a_provider_that_does_not_open_the_mailbox(place: Place) -> None:
    place.smtp.script["AUTH"] = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"
    lands(place, place.sign_in("microsoft"), "refused")
    assert place.ana.get("inboxes").json()["payload"] == []


def test_a_state_serves_ten_minutes(place: Place) -> None:
    url, cookie = place.leave()
    place.clock.advance(10 * MINUTE)
    lands(place, place.come_back(place.provider.visit(url), cookie), "expired")


def test_a_link_that_was_sent_to_somebody_else(place: Place) -> None:
    """Whoever has a victim follow his link would get the victim's mailbox into his account."""
    url, _ = place.leave()
    _, others = place.leave()
    for cookie in ("", "balcao_sign_in=", others):
        lands(place, place.come_back(place.provider.visit(url), cookie), "other_browser")
    assert place.ana.get("inboxes").json()["payload"] == []


@pytest.mark.parametrize(
    "forge",
    [
        lambda state: state[:-1] + ("A" if state[-1] != "A" else "B"),
        lambda state: state.split(".")[0],
        lambda _: "",
        lambda state: "WyJnb29nbGUiLDFd." + state.split(".")[1],
    ],
    ids=["changed", "unsigned", "none", "other-body"],
)
def test_a_state_that_we_did_not_make(place: Place, forge: Callable[[str], str]) -> None:
    url, cookie = place.leave()
    back = urlsplit(place.provider.visit(url))
    query = {name: values[0] for name, values in parse_qs(back.query).items()}
    forged = f"/google/callback?code={query['code']}&state={forge(query['state'])}"
    assert place.come_back(forged, cookie) == "?error=invalid_state"


def test_a_state_of_one_provider_serves_no_other(place: Place) -> None:
    url, cookie = place.leave("google")
    back = place.provider.visit(url).replace("/google/", "/microsoft/")
    assert place.come_back(back, cookie) == "?error=invalid_state"


def test_a_code_serves_once(place: Place) -> None:
    url, cookie = place.leave()
    back = place.provider.visit(url)
    place.come_back(back, cookie)
    lands(place, place.come_back(back, cookie), "refused")


def test_the_code_is_proved(place: Place) -> None:
    """PKCE: a code that was caught on its way is of no use in another errand."""
    first, cookie = place.leave()
    second, others = place.leave()
    code = parse_qs(urlsplit(place.provider.visit(first)).query)["code"][0]
    caught = re.sub(r"code=[^&]+", f"code={code}", place.provider.visit(second))
    lands(place, place.come_back(caught, others), "refused")
    assert cookie != others


def test_who_is_no_administrator_any_more_brings_nothing_home(place: Place) -> None:
    rui = place.ana.employ("Rui", Role.ADMINISTRATOR)
    url, cookie = place.leave(by=rui)
    assert place.ana.patch(f"agents/{rui.user_id}", json={"role": "agent"}).status_code == 200
    lands(place, place.come_back(place.provider.visit(url), cookie), "not_allowed")


def test_agents_and_strangers_send_nobody_out(place: Place) -> None:
    rui = place.ana.employ("Rui")
    assert rui.post("google/authorization", json={}).status_code == 401
    assert place.ana.post("yahoo/authorization", json={}).status_code == 404
    site = place.ana.website()
    assert place.ana.post("google/authorization", json={"inbox_id": site["id"]}).status_code == 404
    assert place.ana.client.get("/telex/callback").status_code == 404


def test_a_provider_wants_somebody_to_sign_in(place: Place) -> None:
    made = {"name": "Loja", "channel": {"type": "email", "email": EMAIL, "provider": "google"}}
    body = refused(place.ana.post("inboxes", json=made), "provider")
    assert "entre com a sua conta" in body["words"]["pt-BR"]


def test_the_cookie_is_for_this_errand_only(place: Place) -> None:
    reply = place.ana.post("google/authorization", json={})
    cookie = reply.headers["set-cookie"]
    assert "Path=/google/callback; Max-Age=600; HttpOnly; SameSite=Lax" in cookie


SHARED, DELEGATE = "vendas@example.test", "rui@example.test"


def test_a_shared_mailbox_is_opened_with_the_access_of_whoever_signs_in(place: Place) -> None:
    """Nobody can sign in as the shared mailbox itself, so its address is no hint; yet it is the one that is opened."""
    place.provider.email, place.provider.shares = DELEGATE, {DELEGATE: SHARED}
    errand = {"email": SHARED, "values": {"shared_mailbox": " Vendas@Example.test "}}
    url, cookie = place.leave("microsoft", **errand)
    assert "login_hint" not in parse_qs(urlsplit(url).query)
    where = place.come_back(place.provider.visit(url), cookie)
    number = int(where.split("/")[-2])
    inbox = place.ana.get(f"inboxes/{number}").json()
    assert (inbox["email"], inbox["shared_mailbox"], inbox["name"]) == (SHARED, SHARED, SHARED)
    assert place.ana.post(f"inboxes/{number}/check").json()["ok"], "and it stays open"


def test_a_shared_mailbox_is_connected_again_by_anybody_who_may_open_it(place: Place) -> None:
    place.provider.email, place.provider.shares = DELEGATE, {DELEGATE: SHARED, "bia@example.test": SHARED}
    number = int(place.sign_in("microsoft", values={"shared_mailbox": SHARED}).split("/")[-2])
    for who in (DELEGATE, "bia@example.test"):
        place.provider.email, before = who, place.stored(number)["oauth"]
        assert place.sign_in("microsoft", email=SHARED, inbox_id=number).endswith(f"{number}?tab=health")
        assert place.stored(number)["oauth"] != before
    place.provider.email = "fora@example.test"
    lands(place, place.sign_in("microsoft", inbox_id=number), "refused", number)


def test_a_mailbox_that_was_not_shared_with_whoever_signs_in(place: Place) -> None:
    lands(place, place.sign_in("microsoft", values={"shared_mailbox": SHARED}), "refused")
    assert place.ana.get("inboxes").json()["payload"] == []


def test_only_microsoft_has_shared_mailboxes(place: Place) -> None:
    number = place.sign_in("google", values={"shared_mailbox": SHARED}).split("/")[-2]
    assert place.ana.get(f"inboxes/{number}").json()["email"] == EMAIL


def test_what_is_taken_along_is_checked_before_anybody_leaves(place: Place) -> None:
    refused(place.ana.post("microsoft/authorization", json={"values": {"shared_mailbox": "vendas"}}), "shared_mailbox")

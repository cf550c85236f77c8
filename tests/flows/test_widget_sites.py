"""Which sites may show the chat, and read its answers (WID-09, WID-11)."""

from typing import Any

import pytest

from tests.support.client import BASE, Client
from tests.support.people import Signed
from tests.support.visiting import Guest, add_inbox, arrive, open_page

pytestmark = pytest.mark.usefixtures("built")


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("https://loja.example", True),
        ("http://loja.example:8080", True),
        ("HTTPS://LOJA.EXAMPLE", True),
        ("https://a.b.filial.example", True),
        ("https://xn--caf-dma.example", True),
        (BASE, True),
        ("https://loja.example.evil", False),
        ("https://evilloja.example", False),
        ("https://www.loja.example", False),
        ("https://filial.example", False),
        ("https://evilfilial.example", False),
        ("null", False),
        ("file://", False),
        ("https://loja.example@evil.example", False),
        ("chrome-extension://loja.example", False),
        ("", False),
    ],
)
def test_only_the_allowed_sites_may_use_the_chat_wid_09(
    client: Client, admin: Signed, origin: str, welcome: bool
) -> None:
    inbox = add_inbox(client, admin, allowed_domains="loja.example, *.filial.example, café.example")
    guest = arrive(client, inbox["website_token"])
    settings = client.get(
        "/widget/settings", params={"website_token": inbox["website_token"]}, headers={"Origin": origin}
    )
    assert settings.json()["allowed"] is welcome
    for method, path in (("GET", "/messages"), ("POST", "/config"), ("GET", "/inbox_members")):
        reply = guest.call(method, path, headers={"Origin": origin})
        assert reply.status_code == (200 if welcome else 403), path


def test_only_the_allowed_sites_may_frame_the_page_wid_09(client: Client, admin: Signed) -> None:
    inbox = add_inbox(client, admin, allowed_domains="loja.example\n*.filial.example:8443")
    policy = open_page(client, inbox, visitor="lazy").headers["content-security-policy"]
    assert policy.endswith(
        "frame-ancestors 'self' https://loja.example:* http://loja.example:* "
        "https://*.filial.example:8443 http://*.filial.example:8443"
    )


def test_without_a_list_every_site_may_wid_09(client: Client, inbox: Any, guest: Guest) -> None:
    assert (
        open_page(client, inbox, visitor="lazy").headers["content-security-policy"].endswith("frame-ancestors * file:")
    )
    assert guest.call("GET", "/messages", headers={"Origin": "https://qualquer.example"}).status_code == 200


@pytest.mark.parametrize(
    "entry", ["a.example; script-src *", "a.example\r\nX: y", "'self' *", "*", "*.*", "a..b", "x y;z"]
)
def test_a_list_cannot_carry_policy_words_wid_09(client: Client, admin: Signed, entry: str) -> None:
    body = {"name": "x", "channel": {"type": "web_widget", "website_url": "x.example", "allowed_domains": entry}}
    reply = client.post(f"{admin.account}/inboxes", headers=admin.headers, json=body)
    if reply.status_code == 200:
        policy = open_page(client, reply.json(), visitor="lazy").headers["content-security-policy"]
        assert set(policy.rpartition("frame-ancestors ")[2].split()) <= {
            "'self'", "https://a.example:*", "http://a.example:*", "https://x:*", "http://x:*", "https://y:*", "http://y:*",
        }  # fmt: skip
        assert policy.count("script-src") == 1
    else:
        assert reply.status_code == 422


def test_no_other_site_reads_the_widgets_answers_wid_11(guest: Guest) -> None:
    reply = guest.call("GET", "/messages", headers={"Origin": "https://qualquer.example"})
    assert not [name for name in reply.headers if name.startswith("access-control-")]

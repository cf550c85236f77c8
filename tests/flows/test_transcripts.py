"""A conversation mailed to somebody: what both sides have said, never a note."""

from typing import Any

import pytest

from balcao.kit.crypto import hmac_hex
from tests.support.client import Client
from tests.support.people import Mailbox, mailbox_of
from tests.support.team import Colleague, open_desk
from tests.support.visiting import Guest, arrive, ok


@pytest.fixture
def ana(client: Client) -> Colleague:
    return open_desk(client)


@pytest.fixture
def box(client: Client) -> Mailbox:
    return mailbox_of(client)


@pytest.fixture
def site(ana: Colleague) -> dict[str, Any]:
    return ana.website("Loja")


@pytest.fixture
def guest(client: Client, site: dict[str, Any]) -> Guest:
    return arrive(client, site["website_token"])


@pytest.fixture
def vera(ana: Colleague, site: dict[str, Any], guest: Guest) -> Guest:
    """A visitor for whom the site has signed; the team knows her address."""
    ana.made("contacts", {"name": "Vera", "email": "vera@fora.example", "identifier": "user-1"})
    signature = hmac_hex(site["hmac_token"], "user-1")
    ok(guest.call("PATCH", "/contact/set_user", json={"identifier": "user-1", "identifier_hash": signature}))
    return guest


def test_a_transcript_has_what_was_said_and_no_note(ana: Colleague, guest: Guest, box: Mailbox) -> None:
    """TEN-24: the canary of a note is in no byte of the letter; XSS-23: what was typed is text in both parts."""
    number = guest.say("Chegou <b>hoje</b>?")["conversation_id"]
    ana.made(f"conversations/{number}/messages", {"content": "Sim, às 15h"})
    ana.made(f"conversations/{number}/messages", {"content": "CANARY-NOTE", "private": True})
    assert ana.post(f"conversations/{number}/transcript", json={"email": "Ana@Fora.example"}).status_code == 200
    letter = box.next()
    assert letter.to == "ana@fora.example"
    assert f"nº {number}" in letter.subject
    assert "Sim, às 15h" in letter.text
    assert "Chegou &lt;b&gt;hoje&lt;/b&gt;?" in letter.html
    assert "CANARY-NOTE" not in letter.text + letter.html


def test_a_transcript_needs_an_address(ana: Colleague, guest: Guest) -> None:
    number = guest.say("Oi")["conversation_id"]
    missing = ana.post(f"conversations/{number}/transcript", json={})
    assert (missing.status_code, missing.json()) == (422, {"error": "email param missing"})
    assert ana.post(f"conversations/{number}/transcript", json={"email": "a b"}).status_code == 422


def test_a_visitor_gets_one_only_at_an_address_that_is_proven_his(guest: Guest, box: Mailbox) -> None:
    """WID-13: whoever types somebody else's address into the chat sends that person nothing."""
    guest.call("PATCH", "/contact", json={"email": "victim@fora.example"})
    guest.say("Compre já em evil.example")
    reply = guest.call("POST", "/conversations/transcript")
    assert reply.status_code == 422
    assert box.is_empty
    assert "transcript" not in guest.get("/conversations")


def test_a_proven_visitor_is_offered_one_and_gets_it_at_her_own_address(
    ana: Colleague, vera: Guest, box: Mailbox
) -> None:
    """WID-13, TEN-24, TEN-26: to her alone, without notes, and of the team no more than the display name."""
    number = vera.say("Chegou?")["conversation_id"]
    ana.made(f"conversations/{number}/messages", {"content": "Chega às 15h"})
    ana.made(f"conversations/{number}/messages", {"content": "CANARY-NOTE", "private": True})
    assert vera.get("/conversations")["transcript"] is True
    ok(vera.call("POST", "/conversations/transcript", json={"email": "other@fora.example"}))
    letter = box.next()
    assert letter.to == "vera@fora.example"
    assert "Chegou?" in letter.text
    assert "Chega às 15h" in letter.text
    assert "CANARY-NOTE" not in letter.text + letter.html
    assert "ana@padaria.example" not in letter.text + letter.html
    assert box.is_empty


def test_a_signed_visitor_has_not_proven_an_address_that_he_typed(
    site: dict[str, Any], guest: Guest, box: Mailbox
) -> None:
    """WID-13: the site signs who somebody is, not what he types beside it."""
    signature = hmac_hex(site["hmac_token"], "user-2")
    ok(guest.call("PATCH", "/contact/set_user", json={"identifier": "user-2", "identifier_hash": signature}))
    guest.call("PATCH", "/contact", json={"email": "victim@fora.example"})
    guest.say("Compre já em evil.example")
    assert guest.call("POST", "/conversations/transcript").status_code == 422
    assert box.is_empty

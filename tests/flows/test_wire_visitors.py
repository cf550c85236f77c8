"""A visitor's proof does not last for ever."""

from hashlib import sha256
from hmac import new as hmac

from balcao.kit.clock import DAY
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.team import open_desk
from tests.support.visiting import WIDGET, arrive, ok


def test_wid_04_a_proven_visitor_must_be_proven_again(client: Client, clock: HandClock):
    """WID-04: what a signature opened closes after thirty days; a visitor who proved nothing keeps his half year."""
    site = open_desk(client).website()
    token, key = site["website_token"], site["hmac_token"]
    plain, guest = arrive(client, token), arrive(client, token)
    proof = {"identifier": "bia-7", "identifier_hash": hmac(key.encode(), b"bia-7", sha256).hexdigest()}
    ok(guest.call("PATCH", "/contact/set_user", json={**proof, "name": "Bia"}))
    given = ok(client.post(f"{WIDGET}/config", params={"website_token": token}, headers={"X-Auth-Token": guest.token}))
    proven = guest.under(token=given["website_channel_config"]["auth_token"])
    assert proven.get("/contact")["identifier"] == "bia-7"
    clock.advance(31 * DAY)
    assert proven.call("GET", "/contact").status_code == 404
    assert plain.call("GET", "/contact").status_code == 200

"""The picture that a website says its visitor has."""

from pathlib import Path

from tests.support.clock import HandClock
from tests.support.people import installation, jobs_of, sign_up
from tests.support.pictures import picture
from tests.support.visiting import add_inbox, arrive, ok
from tests.support.waiting import until
from tests.support.wild import answer, wild


def test_a_picture_is_fetched_unless_somebody_unproven_would_replace_one_wid_03(
    engine_url: str, tmp_path: Path, clock: HandClock
) -> None:
    with installation(engine_url, tmp_path, clock, private_targets="127.0.0.1") as (client, _):
        server = wild()
        there = client.run(server.__aenter__())
        there.answers = [answer(picture()) for _ in range(3)]
        admin = sign_up(client)
        guest = arrive(client, add_inbox(client, admin)["website_token"])
        path = f"{admin.account}/contacts/{guest.contact['id']}"

        def thumbnail(address: str) -> str:
            ok(guest.call("PATCH", "/contact", json={"avatar_url": address}))
            until(client, lambda: jobs_of(client) == [])
            return ok(client.get(path, headers=admin.headers))["payload"]["thumbnail"]

        assert thumbnail("javascript:alert(1)") == ""
        first = thumbnail(f"http://127.0.0.1:{there.port}/bia.png")
        assert client.get(first).headers["content-type"].startswith("image/")
        assert thumbnail(f"http://127.0.0.1:{there.port}/outra.png") == first
        assert len(there.asked) == 1
        client.run(client.house.web.close())
        client.run(server.__aexit__(None, None, None))

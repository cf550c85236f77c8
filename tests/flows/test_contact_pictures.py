"""Pictures that programs give by address (SSR-01)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import jobs_of
from tests.support.pictures import HTML, SVG, picture
from tests.support.team import Colleague, open_desk
from tests.support.waiting import until
from tests.support.wild import Wild, answer, wild


class Gallery:
    """An account whose installation may call this machine, and a server of pictures on it."""

    def __init__(self, client: Client, there: Wild) -> None:
        self.client, self.there = client, there
        self.desk: Colleague = open_desk(client)

    def thumbnail(self, said: bytes, path: str = "/rui.png") -> str:
        """What a contact's picture is once nothing more is to be done."""
        self.there.answers = [said]
        body = {"name": "Rui", "avatar_url": f"http://127.0.0.1:{self.there.port}{path}"}
        contact = self.desk.made("contacts", body)["payload"]["contact"]
        until(self.client, lambda: jobs_of(self.client) == [])
        return self.desk.get(f"contacts/{contact['id']}").json()["payload"]["thumbnail"]


@pytest.fixture
def gallery(engine_url: str, clock: HandClock, tmp_path: Path) -> Iterator[Gallery]:
    client = Client(engine_url, tmp_path / "installation", clock, private_targets="127.0.0.1")
    server = wild()
    yield Gallery(client, client.run(server.__aenter__()))
    client.run(client.house.web.close())
    client.run(server.__aexit__(None, None, None))
    client.close()


def test_a_picture_is_fetched_and_made_small(gallery: Gallery) -> None:
    url = gallery.thumbnail(answer(picture(size=(900, 600)), "200 OK", "Content-Type: text/html"))
    found = gallery.client.get(url)
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("image/")
    assert len(gallery.there.asked) == 1


@pytest.mark.parametrize(
    "said", [answer(HTML), answer(SVG, "200 OK", "Content-Type: image/png"), answer(b""), answer(b"", "404 Not Found")],
    ids=["html", "svg", "nothing", "404"],
)  # fmt: skip
def test_what_is_no_picture_is_done_without(gallery: Gallery, said: bytes) -> None:
    assert gallery.thumbnail(said) == ""
    assert list(gallery.client.house.files.root.glob("??/*")) == []


def test_a_redirect_inside_is_not_followed_ssr_08(gallery: Gallery) -> None:
    assert gallery.thumbnail(answer(b"", "302 Found", "Location: http://10.0.0.1/secret")) == ""


def test_an_address_inside_is_not_called_ssr_01(client: Client) -> None:
    ana = open_desk(client)
    for url in ("http://127.0.0.1:9/", "file:///etc/passwd", "javascript:alert(1)", "not an address"):
        contact = ana.made("contacts", {"name": "Rui", "avatar_url": url})["payload"]["contact"]
        until(client, lambda: jobs_of(client) == [])
        assert ana.get(f"contacts/{contact['id']}").json()["payload"]["thumbnail"] == ""

"""Files that visitors send."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import installation, sign_up
from tests.support.pictures import HTML, MP4, PDF, SVG, picture
from tests.support.visiting import Guest, add_inbox, arrive, ok

PNG = picture("PNG")


@pytest.fixture
def guest(client: Client) -> Guest:
    return arrive(client, add_inbox(client, sign_up(client))["website_token"])


def blobs(client: Client) -> list[Path]:
    return [path for path in client.house.files.root.rglob("*") if path.is_file()]


def test_a_picture_reaches_the_team(client: Client, guest: Guest) -> None:
    message = ok(guest.send(("praia.png", PNG, "image/png"), content="Olhem", echo_id="e1"))
    (file,) = message["attachments"]
    assert file | {"data_url": "", "thumb_url": ""} == {
        "id": file["id"], "message_id": message["id"], "file_type": "image", "account_id": file["account_id"],
        "extension": "png", "data_url": "", "thumb_url": "", "file_size": len(PNG), "width": 40, "height": 30,
    }  # fmt: skip
    assert file["data_url"].endswith("/praia.png")
    assert client.get(file["data_url"]).content == PNG
    assert client.get(file["thumb_url"]).headers["content-type"] == "image/png"
    assert (message["echo_id"], message["content"]) == ("e1", "Olhem")


def test_a_file_needs_no_words(guest: Guest) -> None:
    assert ok(guest.send(("a.pdf", PDF, "application/pdf")))["content"] is None


def test_the_same_echo_keeps_one_file_wid_21(client: Client, guest: Guest) -> None:
    first = ok(guest.send(("a.png", PNG, "image/png"), echo_id="e1"))
    again = ok(guest.send(("a.png", PNG, "image/png"), echo_id="e1"))
    assert first["attachments"] == again["attachments"]
    assert len(guest.thread()) == len(blobs(client)) == 1


@pytest.mark.parametrize(
    ("name", "data", "claimed"),
    [
        ("a.html", HTML, "text/html"),
        ("a.png", HTML, "image/png"),
        ("a.php", b"<?php", "text/plain"),
        ("a.pht", b"x = 1", "application/pdf"),
        (".htaccess", b"Options +All", "text/plain"),
        ("sem-ponto", b"\x7fELF\x02\x01\x01\0", "image/png"),
        ("a.exe", PNG, "image/png"),
        ("a.xml", b'<?xml version="1.0"?><a/>', "text/xml"),
        ("a.zip", b"", "application/zip"),
    ],
)
def test_what_is_not_on_the_list_is_refused_wid_14(
    client: Client, guest: Guest, name: str, data: bytes, claimed: str
) -> None:
    reply = guest.send((name, data, claimed))
    assert reply.status_code == 422
    assert reply.json()["error"]
    assert guest.get("/conversations") == {}
    assert blobs(client) == []


def test_a_false_type_is_corrected_by_the_bytes_wid_14(guest: Guest) -> None:
    (file,) = ok(guest.send(("nota.mp4", MP4, "audio/mp4")))["attachments"]
    assert file["file_type"] == "audio"
    (other,) = ok(guest.send(("desenho.svg", SVG, "image/svg+xml")))["attachments"]
    assert (other["file_type"], "thumb_url" in other and other["thumb_url"]) == ("file", "")


def test_sixteen_files_are_too_many_wid_14(client: Client, guest: Guest) -> None:
    assert guest.send(*[(f"{n}.png", PNG, "image/png") for n in range(16)]).status_code == 422
    assert blobs(client) == []
    assert len(ok(guest.send(*[(f"{n}.png", PNG, "image/png") for n in range(15)]))["attachments"]) == 15


def test_a_file_over_the_limit_is_refused_wid_14(client: Client, guest: Guest) -> None:
    limit = client.house.terms.upload_limit
    reply = guest.send(("a.txt", b"x" * (limit + 1), "text/plain"))
    assert (reply.status_code, reply.json()) == (422, {"error": "File is too large (maximum is 40 MB)"})
    assert blobs(client) == []


def test_of_a_refused_message_no_file_stays_wid_18(client: Client, guest: Guest) -> None:
    assert guest.send(("a.png", PNG, "image/png"), ("b.txt", b"", "text/plain")).status_code == 422
    assert blobs(client) == []


def test_a_body_without_an_end_is_cut_wid_14(engine_url: str, tmp_path: Path, clock: HandClock) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        yield b'--x\r\nContent-Disposition: form-data; name="attachments[]"; filename="a"\r\n\r\n'
        while True:
            read += 1 << 20
            yield b"x" * (1 << 20)

    with installation(engine_url, tmp_path, clock, upload_limit_mb=1) as (client, _):
        guest = arrive(client, add_inbox(client, sign_up(client))["website_token"])
        how = {"content": endless(), "headers": {"Content-Type": "multipart/form-data; boundary=x"}}
        assert guest.call("POST", "/messages", **how).status_code == 413
        assert read <= 18 << 20
        how["content"], read = endless(), 0
        assert guest.under(token="").call("POST", "/messages", **how).status_code == 404
        assert read <= 1 << 20


def test_a_zip_is_never_unpacked_wid_15(guest: Guest) -> None:
    bomb = b"PK\x03\x04" + b"\0" * 1000
    (file,) = ok(guest.send(("a.zip", bomb, "application/zip")))["attachments"]
    assert (file["file_type"], file["file_size"]) == ("file", len(bomb))


def test_a_strangers_file_is_not_even_kept(client: Client, guest: Guest) -> None:
    assert guest.under(token="x.y.z").send(("a.png", PNG, "image/png")).status_code == 404
    assert blobs(client) == []


def test_an_inbox_without_files_refuses_them(client: Client) -> None:
    admin = sign_up(client)
    inbox = add_inbox(client, admin, selected_feature_flags=["emoji_picker"])
    guest = arrive(client, inbox["website_token"])
    assert guest.send(("a.png", PNG, "image/png")).status_code == 422
    assert blobs(client) == []

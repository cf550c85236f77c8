"""Stored files are handed out so that none of them becomes a page of ours (XSS-04, XSS-05, XSS-06, XSS-16, STO-01, STO-04)."""

import io
from typing import Any
from urllib.parse import quote

import pytest

from balcao.kit.darkroom import THUMB_SIDE
from balcao.kit.uploads import keep_now
from balcao.work.sweep import sweep_files
from tests.support.client import Client
from tests.support.pictures import HTML, MP4, PDF, SVG, empty_png, opened, photo, picture

PNG = picture("PNG")


class Upload:
    def __init__(self, data: bytes, filename: str) -> None:
        self.file, self.filename, self.content_type = io.BytesIO(data), filename, ""


def keep(client: Client, data: bytes, name: str = "a") -> str:
    """The key of a kept file."""
    return keep_now(client.house.files, Upload(data, name), 40 << 20).key


def show(client: Client, data: bytes, name: str, **headers: str) -> Any:
    return client.get(client.house.urls.file(keep(client, data, name), name), headers=headers)


INLINE = [("a.png", PNG, "image/png"), ("a.jpg", picture("JPEG"), "image/jpeg"), ("a.pdf", PDF, "application/pdf"),
          ("a.webp", picture("WEBP"), "image/webp"), ("a.mp4", MP4, "video/mp4"), ("a.mp3", b"ID3\x04", "audio/mpeg")]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "kind"), INLINE)
def test_a_short_list_is_shown_in_place_xss_05(client: Client, name: str, data: bytes, kind: str) -> None:
    reply = show(client, data, name)
    assert (reply.status_code, reply.headers["content-type"]) == (200, kind)
    assert reply.headers["content-disposition"].startswith("inline; ")
    assert reply.content == data


DOWNLOADED = [("a.html", HTML), ("a.svg", SVG), ("a.xhtml", HTML), ("a.xml", b'<?xml version="1.0"?><a/>'),
              ("a.js", b"alert(1)"), ("a.txt", b"oi"), ("a.csv", b"a,b"), ("a.zip", b"PK\x03\x04"),
              ("a.swf", b"CWS\x0a\x01"), ("a.png", HTML), ("a.png", SVG), ("a.gif", b"GIF89a=1;alert(1)//"),
              ("a.png", empty_png(50_000, 50_000))]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), DOWNLOADED)
def test_everything_else_is_downloaded_as_bytes_xss_04_05_06(client: Client, name: str, data: bytes) -> None:
    reply = show(client, data, name)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/octet-stream")
    assert reply.headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize(("name", "data"), [("a.png", PNG), ("a.html", HTML), ("a.pdf", PDF)])
def test_no_file_may_do_anything_xss_05(client: Client, name: str, data: bytes) -> None:
    headers = show(client, data, name).headers
    policy = headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert policy.endswith("sandbox")
    assert "set-cookie" not in headers


def test_another_name_in_the_address_changes_no_type_xss_06(client: Client) -> None:
    key = keep(client, HTML, "a.html")
    reply = client.get(f"/files/{key}/foto.png")
    assert (reply.headers["content-type"], reply.headers["content-disposition"][:10]) == (
        "application/octet-stream",
        "attachment",
    )


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ("praia.png", "praia.png", "praia.png"),
        ("ação.png", "a__o.png", "a%C3%A7%C3%A3o.png"),
        ('a"b;c\\d.png', "d.png", "d.png"),
        ("a\r\nSet-Cookie: x=1.png", "a Set-Cookie: x=1.png", "a%20Set-Cookie%3A%20x%3D1.png"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png",
         "%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E.png"),
        ("gpj.\u202eexe", "gpj.exe", "gpj.exe"),
        ("....", "file.png", "file.png"),
        ("dados.json", "dados.json", "dados.json"),
    ],
)  # fmt: skip
def test_names_cannot_break_out_of_their_header_xss_16(client: Client, name: str, plain: str, encoded: str) -> None:
    reply = client.get(f"/files/{keep(client, PNG)}/{quote(name, safe='')}")
    assert reply.headers["content-disposition"] == f"inline; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    assert "set-cookie" not in reply.headers


def test_an_endless_name_is_cut_xss_16(client: Client) -> None:
    name = show(client, PNG, "é" * 1500 + ".png").headers["content-disposition"]
    assert len(name) < 1100
    assert name.endswith("%C3%A9.png")


@pytest.mark.parametrize(
    "path", ["nope", "nope/a.png", "nope/thumb", "..%2f..%2fsecret.key", "../balcao.db", "%00", "a.b", "é", "a/b/c"]
)
def test_what_is_no_key_is_not_found_sto_01(client: Client, path: str) -> None:
    assert client.get(f"/files/{path}").status_code == 404


def test_a_part_of_a_film_can_be_asked_for_but_only_one_sto_04(client: Client) -> None:
    part = show(client, MP4, "a.mp4", Range="bytes=4-11")
    assert (part.status_code, part.content, part.headers["content-range"]) == (
        206,
        b"ftypisom",
        f"bytes 4-11/{len(MP4)}",
    )
    many = show(client, MP4, "a.mp4", Range="bytes=0-1," * 999 + "3-4")
    assert (many.status_code, many.content) == (200, MP4)
    assert show(client, MP4, "a.mp4", Range=f"bytes={len(MP4)}-").status_code == 416
    head = client.request("HEAD", client.house.urls.file(keep(client, MP4), "a.mp4"))
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(MP4)))


def test_a_browser_keeps_a_file_but_no_proxy_does_sto_04(client: Client) -> None:
    first = show(client, PNG, "a.png")
    assert first.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = client.get(str(first.url), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_without_a_name_is_shown_too(client: Client) -> None:
    reply = client.get(client.house.urls.file(keep(client, PNG)))
    assert (reply.content, reply.headers["content-type"]) == (PNG, "image/png")


def test_a_thumbnail_is_small_upright_and_made_once(client: Client) -> None:
    key = keep(client, photo(orientation=6, size=(1600, 1200)))
    first = client.get(client.house.urls.thumb(key))
    assert opened(first.content).size == (THUMB_SIDE * 3 // 4, THUMB_SIDE)
    assert first.headers["content-type"] == "image/jpeg"
    made = client.house.files.rendition(key).stat().st_mtime_ns
    assert client.get(client.house.urls.thumb(key)).content == first.content
    assert client.house.files.rendition(key).stat().st_mtime_ns == made


def test_a_small_picture_is_its_own_thumbnail(client: Client) -> None:
    key = keep(client, PNG)
    assert client.get(client.house.urls.thumb(key)).content == PNG
    assert not client.house.files.rendition(key).exists()


def test_a_picture_that_cannot_be_made_small_is_shown_as_it_is_wid_16(client: Client) -> None:
    whole = picture("JPEG", (900, 600))
    key = keep(client, whole[: len(whole) // 2])
    for _ in range(2):
        assert client.get(client.house.urls.thumb(key)).content == client.house.files.path(key).read_bytes()


@pytest.mark.parametrize("data", [HTML, SVG, PDF, empty_png(50_000, 50_000)])
def test_what_is_no_picture_has_no_thumbnail_xss_04(client: Client, data: bytes) -> None:
    assert client.get(client.house.urls.thumb(keep(client, data))).status_code == 404


def test_a_forgotten_file_takes_its_thumbnail_along(client: Client) -> None:
    key = keep(client, photo(size=(1600, 1200)))
    client.get(client.house.urls.thumb(key))
    client.house.files.remove(key)
    assert client.get(client.house.urls.thumb(key)).status_code == 404
    assert not list(client.house.files.root.rglob(f"{key}*"))


def test_a_stray_picture_is_swept_with_its_thumbnail_wid_18(client: Client) -> None:
    key = keep(client, photo(size=(1600, 1200)))
    client.get(client.house.urls.thumb(key))
    assert client.run(sweep_files(client.house, older_than=-60)) == 1
    assert not list(client.house.files.root.rglob(f"{key}*"))

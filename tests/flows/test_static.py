"""The built desk and widget, as browsers get them."""

import base64
import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest

from balcao.api import static
from tests.support.client import BASE, Client

SCRIPT = "start({base: '/app'});"
PAGE = f'<!doctype html><html><head><script src="/app/_app/a.js"></script></head><body><script>{SCRIPT}</script></body></html>'


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk and a widget as builds leave them."""
    files = {
        "desk/index.html": PAGE,
        "desk/_app/immutable/entry/start.js": "export const a = 1;\n" * 200,
        "desk/_app/version.json": '{"version":"1"}',
        "desk/favicon.svg": "<svg/>",
        "widget/sdk.js": "window.chatwootSDK = {};\n" * 100,
        "widget/assets/chat-1.js": "export {};\n" * 300,
        "widget/manifest.json": "{}",
    }
    for name, text in files.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "secret.key").write_text("secret")
    monkeypatch.setattr(static, "DESK", tmp_path / "static" / "desk")
    monkeypatch.setattr(static, "WIDGET", tmp_path / "static" / "widget")
    return tmp_path / "static"


def get(client: Client, path: str, **headers: str) -> Any:
    return client.get(path, headers={"Accept": "text/html", "Accept-Encoding": "identity", **headers})


def test_the_root_leads_to_the_desk(client: Client) -> None:
    reply = get(client, "/")
    assert (reply.status_code, reply.headers["location"]) == (302, "/app")


@pytest.mark.parametrize("path", ["/app", "/app/", "/app/login", "/app/accounts/1/conversations/7", "/app/index.html"])
def test_every_screen_is_the_one_page(client: Client, path: str) -> None:
    reply = get(client, path)
    assert (reply.status_code, reply.text) == (200, PAGE)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-cache"


def test_the_desk_runs_only_its_own_scripts_and_in_no_frame_wid_10(client: Client) -> None:
    headers = get(client, "/app").headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert policy["script-src"] == f"'self' 'sha256-{digest}'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["connect-src"] == f"'self' {BASE} ws://balcao.test"
    assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("DENY", "nosniff")
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(("path", "accept"), [("/app/login", "application/json"), ("/app/login.json", "*/*")])
def test_a_program_is_told_to_use_the_api(client: Client, path: str, accept: str) -> None:
    reply = get(client, path, Accept=accept)
    assert (reply.status_code, reply.json()) == (
        406,
        {"error": "Please use API routes instead of dashboard routes for JSON requests"},
    )


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    [
        ("/app/_app/immutable/entry/start.js", "text/javascript; charset=utf-8", static.FOR_EVER),
        ("/app/_app/version.json", "application/json", static.REVALIDATE),
        ("/app/favicon.svg", "image/svg+xml", static.REVALIDATE),
        ("/packs/widget/assets/chat-1.js", "text/javascript; charset=utf-8", static.FOR_EVER),
        ("/packs/widget/manifest.json", "application/json", static.REVALIDATE),
        ("/packs/js/sdk.js", "text/javascript; charset=utf-8", static.LOADER),
    ],
)
def test_files_are_kept_for_as_long_as_they_may(client: Client, path: str, kind: str, caching: str) -> None:
    reply = get(client, path)
    assert (reply.status_code, reply.headers["content-type"], reply.headers["cache-control"]) == (200, kind, caching)
    assert reply.headers["x-content-type-options"] == "nosniff"
    again = get(client, path, **{"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/packs/js/sdk.js", "/packs/widget/assets/chat-1.js", "/packs/widget/gone.js"])
def test_every_site_may_load_the_widget(client: Client, path: str) -> None:
    assert get(client, path, Origin="https://loja.example").headers["access-control-allow-origin"] == "*"


def test_files_are_packed_for_whoever_can_unpack(client: Client, built: Path) -> None:
    whole = (built / "widget/sdk.js").read_bytes()
    reply = client.get("/packs/js/sdk.js", headers={"Accept-Encoding": "gzip;q=1, deflate"})
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.content == whole
    assert int(reply.headers["content-length"]) == len(gzip.compress(whole, 9, mtime=0))
    assert "content-encoding" not in get(client, "/packs/js/sdk.js").headers
    (built / "widget/sdk.js.br").write_bytes(b"brotli")
    head = client.request("HEAD", "/packs/js/sdk.js", headers={"Accept-Encoding": "br, gzip"})
    assert (head.headers["content-encoding"], head.headers["vary"]) == ("br", "Accept-Encoding")


def test_a_new_build_is_served_at_once(client: Client, built: Path) -> None:
    first = get(client, "/app")
    (built / "desk/index.html").write_text(PAGE.replace(SCRIPT, "other()"))
    second = get(client, "/app")
    assert "other()" in second.text
    assert first.headers["content-security-policy"] != second.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/app/_app/immutable/gone.js", "/packs/widget/gone.js", "/packs/widget/../../secret.key",
        "/packs/widget/..%2f..%2fsecret.key", "/packs/widget/%2e%2e/%2e%2e/secret.key", "/packs/widget/%00",
        "/packs/widget//etc/passwd", "/packs/widget/assets", "/packs/nothing",
    ],
)  # fmt: skip
def test_nothing_else_is_handed_out_sto_01(client: Client, path: str) -> None:
    reply = get(client, path)
    assert reply.status_code == 404
    assert "secret" not in reply.text.replace(path, "")


def test_a_desk_that_was_not_built_says_what_to_do(client: Client, built: Path) -> None:
    (built / "desk/index.html").unlink()
    reply = get(client, "/app/login")
    assert reply.status_code == 503
    assert "make setup" in reply.text

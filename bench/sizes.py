"""What a browser fetches: the widget's loader and chat, the desk's first load. Bytes after gzip."""

import gzip
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, sync_playwright

from balcao.opening import open_account
from bench import process
from bench.seed import settings_in

ROOT = Path(__file__).resolve().parent.parent
WIDGET = ROOT / "balcao" / "static" / "widget"
EMAIL, PASSWORD = "ana@example.com", "Balcao#2026!"
_OWN = ("document", "script", "stylesheet", "font", "fetch")
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def bytes_on_the_wire() -> dict[str, Any]:
    """The figures, in gzip bytes."""
    return {"loader": _gzip((WIDGET / "sdk.js").read_bytes()), "chat": _chat(), **_desk()}


def _chat() -> int:
    """All that the chat needs to be used: framework, code, style, and one language."""
    manifest = json.loads((WIDGET / "manifest.json").read_text("utf-8"))
    names = [manifest["entry"], *manifest["css"], *manifest["preload"], *manifest["locales"]["pt-BR"]]
    return sum(_gzip((WIDGET / name).read_bytes()) for name in names)


def _desk() -> dict[str, int]:
    """What a new browser fetches for the sign-in, and then until the conversation list stands."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        open_account(settings_in(Path(folder)), name="Medida", email=EMAIL, password=PASSWORD)
        found = subprocess.run([ROOT / "scripts" / "chromium"], capture_output=True, text=True, check=True)
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=list(_FLAGS))
        with process.balcao(Path(folder)) as running:
            return _visit(browser.new_page(locale="pt-BR"), f"http://localhost:{running.port}/app/login")


def _visit(page: Page, address: str) -> dict[str, int]:
    fetched: dict[str, Response] = {}

    def note(response: Response) -> None:
        fetched.setdefault(response.url, response)

    page.on("response", note)
    page.goto(address, wait_until="networkidle")
    sign_in = _sum(fetched)
    page.fill("input[type=email]", EMAIL)
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/**")
    page.wait_for_load_state("networkidle")
    return {"desk_sign_in": sign_in, "desk_first_load": _sum(fetched)}


def _sum(fetched: dict[str, Response]) -> int:
    own = [r for r in fetched.values() if r.request.resource_type in _OWN and "/app" in r.url]
    return sum(_gzip(response.body()) for response in own if response.ok)


def _gzip(data: bytes) -> int:
    return len(gzip.compress(data, 9))

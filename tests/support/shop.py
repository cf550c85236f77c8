"""A shop's website with the chat's snippet on it, on an origin of its own, and its visitors' browsers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Frame, FrameLocator, Locator, Page, expect

from tests.support.office import Office

# A machine that runs several tests at once needs its time.
expect.set_options(timeout=15_000)

FRAME = "#chatwoot_live_chat_widget"
BUBBLE = ".woot-widget-bubble"

_PAGE = """<!doctype html><html lang="pt-BR"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Loja</title>{head}
<main><h1>Loja</h1><p>{text}</p><button id="own">Comprar</button></main></html>"""
_SNIPPET = """
window.chatwootSettings = {settings};
window.heard = [];
for (const name of ['ready', 'error', 'opened', 'closed', 'on-message', 'on-start-conversation'])
  addEventListener('chatwoot:' + name, (event) => heard.push(name));
const script = document.createElement('script');
script.src = '{base}/packs/js/sdk.js';
script.onload = () => chatwootSDK.run({{ websiteToken: '{token}', baseUrl: '{base}' }});
document.head.appendChild(script);
"""


@dataclass
class Storefront:
    """A website. `paths` are further pages: (headers, HTML) by path."""

    base: str
    token: str
    port: int = 0
    paths: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        # The installation is reached as 127.0.0.1: another host name makes the shop another site.
        return f"http://localhost:{self.port}"

    def snippet(self, settings: str = "{}") -> str:
        """What the administrator pasted into the page."""
        return _SNIPPET.format(base=self.base, token=self.token, settings=settings)

    def page(self, path: str, *, settings: str = "{}", head: str = "", csp: str = "") -> str:
        """Add a page with the snippet in a script of its own, and give its address."""
        name = path.strip("/")
        self.paths[f"/{name}.js"] = {"Content-Type": "text/javascript"}, self.snippet(settings)
        page = _PAGE.format(head=f'{head}<script src="/{name}.js" defer></script>', text="Café moído na hora. " * 5)
        self.paths[path] = ({"Content-Security-Policy": csp} if csp else {}), page
        return self.url + path


@contextmanager
def open_shop(base: str, token: str) -> Iterator[Storefront]:
    """A shop that is open until the end of the block, with the snippet on its first page."""
    shop = Storefront(base, token)

    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers, text = shop.paths.get(urlsplit(self.path).path, ({}, ""))
            self.send_response(200 if text else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    shop.port = server.server_port
    shop.page("/")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Chat:
    """The chat on one page, as its visitor handles it."""

    page: Page

    @property
    def inside(self) -> FrameLocator:
        return self.page.frame_locator(FRAME)

    @property
    def frame(self) -> Frame:
        """The frame itself, to look into it."""
        found = self.page.query_selector(FRAME)
        frame = found.content_frame() if found else None
        assert frame
        return frame

    @property
    def words(self) -> Locator:
        """The field for the message."""
        return self.inside.locator(".composer textarea")

    def open(self) -> "Chat":
        """Click on the bubble, and go to where one writes."""
        self.page.click(BUBBLE)
        # A visitor who comes back is led from the door into the conversation, at whatever moment that is found:
        # looked at and clicked in one go, the card is either there or not needed any more.
        self.inside.locator(".card, .composer, form").first.evaluate(
            "(found) => found.matches('.card') && found.click()"
        )
        self.inside.locator(".composer, form").first.wait_for()
        return self

    def say(self, text: str) -> None:
        """Write and press Enter."""
        self.words.fill(text)
        self.words.press("Enter")

    def sent(self, text: str) -> Locator:
        """The tick of an own message that the server has."""
        return self.inside.locator(".row", has_text=text).locator(".tick")

    def texts(self) -> list[str]:
        """All bubbles, from the top."""
        return self.inside.locator(".bubble").all_inner_texts()


def visit(page: Page, address: str) -> Chat:
    """Go to a page of the shop and wait for the bubble."""
    page.goto(address)
    page.wait_for_selector(BUBBLE, state="attached")
    return Chat(page)


def conversation(office: Office, inbox: dict[str, Any]) -> int:
    """The number of the inbox's newest conversation."""
    found = office.call("GET", f"conversations?inbox_id={inbox['id']}&status=all&assignee_type=all")
    return found["data"]["payload"][0]["id"]


def answer(office: Office, number: int, text: str, **more: Any) -> dict[str, Any]:
    """What an agent writes."""
    return office.call("POST", f"conversations/{number}/messages", {"content": text, **more})


def contents(office: Office, number: int) -> list[str]:
    """What the visitor wrote, as the team has it."""
    found = office.call("GET", f"conversations/{number}/messages")["payload"]
    return [message["content"] for message in found if message["message_type"] == 0]


def cookies(context: BrowserContext) -> dict[str, str]:
    """The widget's cookies in a visitor's browser."""
    found = {cookie.get("name", ""): cookie.get("value", "") for cookie in context.cookies()}
    return {name: value for name, value in found.items() if name.startswith("cw_")}

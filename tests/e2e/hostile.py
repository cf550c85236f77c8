"""What strangers write when they mean harm, and an alarm that rings when a browser falls for any of it.

Every payload either runs `canary()`, asks for something from `canary.invalid`, leaves the page, or puts an element with a
`data-canary` attribute into the document.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Frame, Page, Request

HOST = "canary.invalid"

XSS_01 = (
    "<script data-canary>canary()</script>",
    "<img data-canary src=x onerror=canary()>",
    f'<img data-canary src="https://{HOST}/pixel.png">',
    "<svg data-canary onload=canary()><animate onbegin=canary() attributeName=x dur=1s>",
    '<math data-canary><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=canary()&gt;">',
    "<iframe data-canary srcdoc='<script>parent.canary()</script>'></iframe>",
    f'<form data-canary action="https://{HOST}/"><button autofocus onfocus=canary()>ok</button></form>',
    f'<base data-canary href="https://{HOST}/"><meta data-canary http-equiv="refresh" content="0;url=https://{HOST}/">',
    f'<link data-canary rel="stylesheet" href="https://{HOST}/x.css"><style data-canary>@import "https://{HOST}/y"</style>',
    f'<object data-canary data="https://{HOST}/"></object><embed data-canary src="https://{HOST}/">',
    '<noscript><p title="</noscript><img data-canary src=x onerror=canary()>">',
    "<template><script data-canary>canary()</script></template>{{constructor.constructor('canary()')()}}${canary()}",
    '<details data-canary open ontoggle="canary()"><summary>x</summary></details>',
    '"><img data-canary src=x onerror=canary()>',
    "&lt;img data-canary src=x onerror=canary()&gt;",
    "</textarea></title></style></script><svg/onload=canary() data-canary>",
)
XSS_02 = (
    "<scr<script>ipt data-canary>canary()</scr</script>ipt>",
    "<<img data-canary src=x onerror=canary()//",
    "<img data-canary src=x onerror=canary()",
    "<scr\0ipt data-canary>canary()</script>",
    "<img/data-canary/src='x'/onerror=canary()>",
)
LINKS = (
    "javascript:canary()",
    "JaVaScRiPt:canary()",
    " javascript:canary()",
    "\x01javascript:canary()",
    "java\nscript:canary()",
    "java&#115;cript:canary()",
    "javascript&colon;canary()",
    f"javascript:canary()//https://{HOST}/",
    "vbscript:canary()",
    "data:text/html,<script>parent.canary()</script>",
    f"blob:https://{HOST}/1",
    f"//{HOST}/",
    f"\\\\{HOST}\\",
    "file:///etc/passwd",
)
XSS_08 = tuple(f"[clique aqui]({address})" for address in LINKS) + LINKS
XSS_10 = (
    f"![retrato](https://{HOST}/markdown.png)",
    '![x](x "onerror=canary() data-canary=")',
    f"![x](https://{HOST}/a.png)[x][1]\n\n[1]: javascript:canary()",
    '[x](https://example.com "onmouseover=canary() data-canary=\\"")',
    "[[[x](javascript:canary())](javascript:canary())](javascript:canary())",
    "<javascript:canary()>",
    "**<img data-canary src=x onerror=canary()>** ~~`<script data-canary>canary()</script>`~~",
    "```html\n<script data-canary>canary()</script>\n```",
    "> <svg data-canary onload=canary()>",
    "[" * 5_000,
    "*" * 5_000,
    "`" * 5_001 + "_" * 2_000,
    "[a](" * 1_500,
)
XSS_25 = (
    "Z" + "\u0301" * 10_000,
    "W" * 20_000,
    "👩‍👩‍👧‍👦\u200d" * 800,
    "linha\u2028separada\u2029por sinais",
    "\u202egnp.exe\u202c \u2066escondido\u2069",
    "nulo\0no meio",
)
MESSAGES = XSS_01 + XSS_02 + XSS_08 + XSS_10 + XSS_25
# A name is one line; the few that have reached a page by every other way.
NAME = '"><img data-canary src=x onerror=canary()><script data-canary>canary()</script>\u202e{{canary()}}'
FILES = (
    ("<img data-canary src=x onerror=canary()>.txt", b"texto"),
    ('aspas" ; filename="x.html\r\nX-Canary: 1.txt', b"texto"),
    ("fatura\u202egpj.exe.txt", b"texto"),
    ("n" * 245 + ".txt", b"texto"),
    ("....txt", b"texto"),
)
LIVE_FILES = (
    ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="canary()"><script>canary()</script></svg>'),
    ("pagina.html", b"<!doctype html><script>window.canary ? canary() : document.write('canary ran')</script>"),
    ("pagina.xhtml", b'<html xmlns="http://www.w3.org/1999/xhtml"><script>canary()</script></html>'),
    ("dados.xml", b'<x:script xmlns:x="http://www.w3.org/1999/xhtml">canary()</x:script>'),
    ("foto.png", b"<!doctype html><script>canary()</script>"),
    ("poliglota.gif", b"GIF89a/*\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;*/=1;canary()"),
)

_FALLEN = """() => {
  const links = [...document.querySelectorAll('a[href], area[href], form[action], button[formaction]')]
    .map((one) => one.getAttribute('href') ?? one.getAttribute('action') ?? one.getAttribute('formaction'))
    .filter((address) => !/^(https?:|mailto:|tel:|#|\\?|\\/(?!\\/)|\\.{0,2}\\/)/i.test(address));
  const planted = [...document.querySelectorAll('[data-canary], [onerror], [onload], [onclick], iframe[srcdoc], base, object, embed')];
  return [...links, ...planted.map((one) => one.outerHTML.slice(0, 200))];
}"""


@dataclass
class Alarm:
    """Rings when a page runs, fetches, opens or shows what a stranger planted. `rung` says why."""

    home: str
    rung: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Guard every page of this browser."""
        context.expose_function("canary", lambda: self.rung.append("a script ran"))
        context.on("request", self._on_request)
        context.on("page", self._on_page)
        for page in context.pages:
            self._on_page(page)

    def look(self, page: Page) -> list[str]:
        """What has happened so far, and what stands in the page and its frames now."""
        for frame in page.frames:
            self.rung += [f"{frame.url}: {found}" for found in frame.evaluate(_FALLEN)]
        return self.rung

    def _on_page(self, page: Page) -> None:
        page.on("dialog", lambda dialog: self.rung.append(f"dialog: {dialog.message}"))
        page.on("framenavigated", self._on_move)

    def _on_request(self, request: Request) -> None:
        if HOST in (urlsplit(request.url).hostname or ""):
            self.rung.append(f"asked for {request.url}")

    def _on_move(self, frame: Frame) -> None:
        if frame.parent_frame is None and not frame.url.startswith((self.home, "http://localhost", "about:blank")):
            self.rung.append(f"went to {frame.url}")

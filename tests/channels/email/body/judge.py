"""Looks at HTML as a browser's parser would, with another parser than the product's, and says what is wrong with it."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from balcao.channels.email.body.spaced import spaced

FORBIDDEN = spaced(
    "script style link meta base iframe frame object embed applet form input button select textarea svg math template noscript"
    " video audio source track picture title xmp plaintext noembed noframes marquee body html head"
)
LOADING = {
    "src",
    "srcset",
    "background",
    "poster",
    "data",
    "lowsrc",
    "dynsrc",
    "ping",
    "cite",
    "xlink:href",
    "formaction",
    "action",
}
NAMES = {"id", "class", "name", "data-marker"}


class Judge(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN or not re.fullmatch(r"[a-z][a-z0-9]*", tag):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            self.attribute(tag, name, value or "")

    def attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in NAMES:
            self.faults.append(f"{tag} {name}")
        if name in LOADING and not (
            tag == "img"
            and name == "src"
            and value.startswith(("cid:", "data:image/png;", "data:image/gif;", "data:image/jpeg;"))
        ):
            self.faults.append(f"{tag} {name}={value}")
        if name == "href" and urlsplit(re.sub(r"[\x00-\x20]", "", value)).scheme.lower() not in {
            "http",
            "https",
            "mailto",
            "tel",
        }:
            self.faults.append(f"{tag} {name}={value}")
        if name == "style" and re.search(
            r"url|image|expression|import|behavior|binding|position|z-index|var\(|[\\@<>/*{}]", value, re.IGNORECASE
        ):
            self.faults.append(f"{tag} style={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")


def faults_of(html: str) -> list[str]:
    """Empty when nothing in it runs, loads, or carries a name."""
    judge = Judge()
    judge.feed(html)
    judge.close()
    return judge.faults

"""What an agent types, as simple HTML that every mail program shows. HTML that he types is shown as typed."""

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from balcao.channels.email.body.clean import cleaner
from balcao.channels.email.body.remembered import remembered

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST: Final = 30_000
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\"'.,:;!?)\]}*_]")
_PICTURE: Final = re.compile(r"<img\s[^>]*>")
_CODE = 'style="background-color:#f4f4f5;font-family:Consolas,Menlo,monospace;'
_STYLES: Final = {
    "<pre>": f'<pre {_CODE}padding:8px;white-space:pre-wrap">',
    "<blockquote>": '<blockquote style="margin:0 0 0 .8ex;border-left:2px solid #d4d4d8;padding-left:1ex">',
}


@remembered
def to_html(markdown: str) -> str:
    """Bold, italic, struck, links, pictures, lists, code, quotes, headings; line breaks as typed.

    Pictures lie at `https:` addresses. A very long text is taken as it is.
    """
    if not markdown.strip():
        return ""
    if len(markdown) > LONGEST:
        return "<p>" + escape(markdown.strip(), quote=False).replace("\n", "<br>\n") + "</p>"
    reader = _reader()
    environment: dict[str, Any] = {}
    tokens = reader.parse(markdown.replace("\r\n", "\n"), environment)
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = _linked(token.children)
    html = reader.renderer.render(tokens, reader.options, environment)
    html = cleaner("sent").clean(html)
    for plain, styled in _STYLES.items():
        html = html.replace(plain, styled)
    return html.strip()


@lru_cache(maxsize=1)
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - heavy; a server without mail never needs it

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
    # Indented lines and underlined lines are what people type by accident.
    return reader.enable("strikethrough").disable(
        ["code", "lheading", "html_block", "html_inline", "entity", "reference"]
    )


def _linked(children: list[Any]) -> list[Any]:
    """Bare addresses become links, which older mail programs would not make of them."""
    from markdown_it.token import Token  # noqa: PLC0415 - comes with the reader

    done: list[Any] = []
    inside = 0
    for child in children:
        inside += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "image" and not child.attrGet("src").startswith("https://"):
            done += _named(child, linked=inside > 0)
            continue
        if child.type != "text" or inside or "://" not in child.content:
            done.append(child)
            continue
        place = 0
        for found in _ADDRESS.finditer(child.content):
            done += [
                Token("text", "", 0, content=child.content[place : found.start()]),
                Token("link_open", "a", 1, attrs={"href": found[0]}),
                Token("text", "", 0, content=found[0]),
                Token("link_close", "a", -1),
            ]
            place = found.end()
        done.append(Token("text", "", 0, content=child.content[place:]))
    return done


def _named(picture: Any, *, linked: bool) -> list[Any]:
    """A picture whose address is no `https:` one: its name, which leads there."""
    from markdown_it.token import Token  # noqa: PLC0415 - comes with the reader

    name = Token("text", "", 0, content=picture.content or picture.attrGet("src"))
    if linked:
        return [name]
    return [Token("link_open", "a", 1, attrs={"href": picture.attrGet("src")}), name, Token("link_close", "a", -1)]


def named_pictures(html: str) -> str:
    """HTML of our own with words in the place of its pictures: `name: address`."""
    return _PICTURE.sub(lambda found: ": ".join(filter(None, (_value(found[0], "alt"), _value(found[0], "src")))), html)


def _value(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""

"""HTML of strangers made safe: explicit elements, attributes and addresses, by the parser that browsers use (XSS-03).

The sanitiser is the last to parse; what is done to its output afterwards cuts between elements and takes attributes away.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from balcao.channels.email.body.marks import NAMES
from balcao.channels.email.body.spaced import spaced
from balcao.channels.email.body.styles import PROPERTIES, allowed

if TYPE_CHECKING:
    import nh3

DATA_MAX: Final = 137_000
ELEMENTS: Final = spaced(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div"
    " dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt"
    " ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
DROPPED: Final = spaced(
    "script style title template noscript noembed noframes iframe object applet svg math xmp select datalist audio video"
    " canvas textarea"
)
_EVERYWHERE: Final = frozenset(
    {
        "style",
        "class",
        "id",
        "data-marker",
        "align",
        "valign",
        "bgcolor",
        "dir",
        "lang",
        "title",
        "width",
        "height",
        "hidden",
    }
)
_ATTRIBUTES: Final = {
    "*": _EVERYWHERE,
    "a": frozenset({"href"}),
    "div": frozenset({"name"}),
    "img": frozenset({"src", "alt", "border", "hspace", "vspace"}),
    "td": frozenset({"colspan", "rowspan", "nowrap"}),
    "th": frozenset({"colspan", "rowspan", "nowrap", "scope"}),
    "table": frozenset({"border", "cellpadding", "cellspacing"}),
    "font": frozenset({"color", "face", "size"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "ul": frozenset({"type"}),
    "li": frozenset({"value", "type"}),
    "blockquote": frozenset({"type"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "hr": frozenset({"size", "noshade", "color"}),
    "time": frozenset({"datetime"}),
    "details": frozenset({"open"}),
}
_WITHIN = ("cid:", "data:")
_PICTURES = ("http:", "https:", "cid:")
# `target` and `rel` are the sanitiser's own.
ATTRIBUTES: Final = frozenset({"target", "rel"}).union(*_ATTRIBUTES.values())
_PLAIN: Final = ATTRIBUTES - NAMES - {"style", "href", "src", "type"}
_TYPED = frozenset({"ol", "ul", "li", "blockquote"})
_DATA_PICTURES = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "jpg", "gif", "webp"))
_LINKS = ("http:", "https:", "mailto:", "tel:")


def shown(element: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes that the reader gets: only what is safe, no names, no remote picture.

    Names could clash with those of the page around; a remote picture stands as `data-remote-src`.
    """
    kept: dict[str, str] = {}
    for name, value in attributes.items():
        if name in _PLAIN or (name == "type" and element in _TYPED):
            kept[name] = value
        elif name == "style" and (style := allowed(value.replace("&quot;", '"'))):
            kept[name] = style.replace('"', "&quot;")
        elif name == "href" and value.strip().lower().startswith(_LINKS):
            kept[name] = value
        elif name == "src" and (address := picture(value)):
            kept["src" if address.lstrip()[:5].lower().startswith(_WITHIN) else "data-remote-src"] = address
    return kept


def _sent(_: str, attribute: str, value: str) -> str | None:
    return picture(value) if attribute == "src" else _safe(attribute, value)


def _safe(attribute: str, value: str) -> str | None:
    if attribute in NAMES:
        return None
    if attribute == "style":
        return allowed(value)
    if attribute == "href":
        return value if value.strip().lower().startswith(_LINKS) else None
    return value


def picture(address: str) -> str | None:
    """Where a picture may come from; None for what is none: `data:` of another kind or too large, another scheme."""
    low = address[:60].strip().lower()
    if low.startswith(_DATA_PICTURES):
        return address if len(address) <= DATA_MAX else None
    return address if low.startswith(_PICTURES) else None


@lru_cache(maxsize=3)
def cleaner(kind: str) -> "nh3.Cleaner":
    """`received`: remote pictures marked, marks of quotes left in. `sent`: what may go out. `quoted`: without pictures."""
    import nh3  # noqa: PLC0415 - heavy; a server without mail never needs it

    return nh3.Cleaner(
        tags=set(ELEMENTS - {"img"} if kind == "quoted" else ELEMENTS),
        clean_content_tags=set(DROPPED),
        attributes={
            element: set(names) for element, names in _ATTRIBUTES.items() if element != "img" or kind != "quoted"
        },
        attribute_filter=None if kind == "received" else _sent,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        filter_style_properties={form for name in PROPERTIES for form in (name, name.upper(), name.title())},
        strip_comments=True,
    )

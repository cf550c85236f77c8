"""One tag of sanitised HTML, understood once: how the reader gets it, what it tells of quotes, how text in it is seen. Pure.

Mails repeat the same tags hundreds of times, so short ones are remembered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from balcao.channels.email.body.clean import ATTRIBUTES, ELEMENTS, shown
from balcao.channels.email.body.marks import NAMES, meaning
from balcao.channels.email.body.remembered import remembered
from balcao.channels.email.body.sight import dress, styled
from balcao.channels.email.body.spaced import spaced
from balcao.channels.email.body.styles import Look

_ALONE: Final = frozenset({"br", "hr", "img", "wbr", "col"})
_APART: Final = spaced("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre figure details")
_BLOCKS: Final = _APART | spaced(
    "div article aside section header footer main nav center address table thead tbody tfoot tr caption li dt dd summary figcaption"
)
# A name as it stands between two values: `<a href="…" title="…">`.
_NAMED: Final = {f"{before}{name}=": name for name in ATTRIBUTES for before in ("", " ")}
_ADDRESSES = (" href", " src")
_PLACES: Final = {"a": ' href="', "img": ' data-remote-src="'}
_TELLING: Final = {"img": "alt", "a": "href", "ol": "start"}
_MARKING: Final = NAMES | {"type"}


@dataclass(slots=True, eq=False)
class Tag:
    """`written` is what the reader gets. `alone`: an element without an end. `gap`: the line ends around its text, 0 within a line.

    `said`: its meaning for quotes, see `marks`. `dress`: what it does to the sight of its text. `told`: the words for a
    picture, the address of a link, the first number of a list.
    """

    element: str
    written: str
    closes: bool = False
    alone: bool = False
    gap: int = 0
    said: str | None = None
    dress: Look | None = None
    told: str = ""


def understood(raws: Iterable[str]) -> dict[str, Tag | None]:
    """Tags as the sanitiser writes them: every value in double quotes, in which none stands. None for what is none of ours."""
    return {raw: _read(raw) for raw in set(raws)}


def _read(raw: str) -> Tag | None:
    """An address is hardly ever the same twice, so the tag is remembered with a shorter one in its place."""
    at = raw.find('="https://')
    if at < 0 or not raw.endswith(_ADDRESSES, 0, at):
        return _understood(raw)
    end = raw.index('"', at + 2)
    model, address = _understood(f"{raw[: at + 2]}https:{raw[end:]}"), raw[at + 2 : end]
    if model is None or model.element not in _PLACES:
        return model and _understood(raw)
    place = _PLACES[model.element]
    before, _, behind = model.written.partition(f'{place}https:"')
    told = address if model.element == "a" else model.told
    return Tag(
        model.element,
        f'{before}{place}{address}"{behind}',
        False,
        model.alone,
        model.gap,
        model.said,
        model.dress,
        told,
    )


@remembered
def _understood(raw: str) -> Tag | None:
    if raw[1] == "/":
        return Tag(raw[2:-1], raw, closes=True) if raw[2:-1] in ELEMENTS else None
    parts = raw[1:-1].split('"')
    element, _, parts[0] = parts[0].partition(" ")
    if element not in ELEMENTS:
        return None
    attributes = {_NAMED[name]: value for name, value in zip(parts[::2], parts[1::2], strict=False) if name in _NAMED}
    return _begun(element, attributes) if attributes else _bare(element)


def _bare(element: str) -> Tag:
    said = meaning(element, {}) if element == "blockquote" else None
    return Tag(element, f"<{element}>", False, element in _ALONE, _gap(element), said)


def _begun(element: str, attributes: Mapping[str, str]) -> Tag:
    kept = shown(element, attributes)
    style = styled(kept)
    gap = 1 if element == "p" and style.margin is False else _gap(element)
    written = "".join([f' {name}="{value}"' for name, value in kept.items()])
    said = None if element != "blockquote" and _MARKING.isdisjoint(attributes) else meaning(element, attributes)
    told = kept.get(_TELLING.get(element, ""), "") if not style.gone else ""
    return Tag(element, f"<{element}{written}>", False, element in _ALONE, gap, said, dress(kept, style), told)


def _gap(element: str) -> int:
    return 2 if element in _APART else 1 if element in _BLOCKS else 0

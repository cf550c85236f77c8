"""Whether a reader can see what stands at one place of a page (EML-18). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from balcao.channels.email.body.styles import PLAIN, Color, Look, alike, color, look

_OF_OLD: Final = frozenset({"hidden", "color", "bgcolor"})


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What an element hands down to those inside it; told apart by identity, which is quick. `paper` is None where nobody can know it."""

    gone: bool = False
    tiny: bool = False
    unseen: bool = False
    ink: Color | None = (0, 0, 0)
    paper: Color | None = (255, 255, 255)
    hides: bool = False


PLAIN_SIGHT: Final = Sight()


def styled(attributes: Mapping[str, str]) -> Look:
    """What the `style` of an element says."""
    return look(attributes["style"].replace("&quot;", '"')) if "style" in attributes else PLAIN


def dress(attributes: Mapping[str, str], style: Look) -> Look | None:
    """What an element does to the text in it: by its style, or the way of old, by attributes; None for nothing."""
    if not _OF_OLD.isdisjoint(attributes):
        style = Look(
            gone=style.gone or "hidden" in attributes,
            tiny=style.tiny,
            unseen=style.unseen,
            ink=style.ink or color(attributes.get("color", "")),
            paper=style.paper or color(attributes.get("bgcolor", "")),
        )
    return None if style.changes_nothing else style


@lru_cache(maxsize=2048)
def inside(around: Sight, told: Look) -> Sight:
    """Within an element that is dressed so. `font-size: 0` and the like can be undone further inside, `display: none` not."""
    ink = told.ink or around.ink
    paper = told.paper if told.paper and told.paper[0] >= 0 else around.paper
    gone = around.gone or told.gone
    tiny = around.tiny if told.tiny is None else told.tiny
    unseen = around.unseen if told.unseen is None else told.unseen
    return Sight(gone, tiny, unseen, ink, paper, hides=gone or tiny or unseen or alike(ink, paper))

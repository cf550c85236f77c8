"""Whether a reader can see what stands at one place of a page (EML-18). Pure."""

import re
from dataclasses import dataclass
from typing import Final

from balcao.channels.email.body.remembered import remembered
from balcao.channels.email.body.styles import Color, Look, alike, color, look

_STYLE = re.compile(r' style="([^"]*)"')
_PAPER = re.compile(r' bgcolor="([^"]*)"')
_INK = re.compile(r' color="([^"]*)"')
_HIDDEN = re.compile(r" hidden=")


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


def styled(attributes: str) -> Look | None:
    """What the `style` of an element says."""
    found = _STYLE.search(attributes)
    return look(found[1].replace("&quot;", '"')) if found else None


@remembered
def inside(around: Sight, attributes: str) -> Sight:
    """Within an element with these attributes. `font-size: 0` and the like can be undone further inside, `display: none` not."""
    style = styled(attributes) or Look()
    ink = style.ink or (color(found[1]) if (found := _INK.search(attributes)) else None) or around.ink
    paper = style.paper or (color(found[1]) if (found := _PAPER.search(attributes)) else None) or around.paper
    gone = around.gone or style.gone or _HIDDEN.search(attributes) is not None
    tiny = around.tiny if style.tiny is None else style.tiny
    unseen = around.unseen if style.unseen is None else style.unseen
    paper = around.paper if paper and paper[0] < 0 else paper
    return Sight(gone, tiny, unseen, ink, paper, hides=gone or tiny or unseen or alike(ink, paper))

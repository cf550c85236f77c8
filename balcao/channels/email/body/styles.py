"""The styles that a mail may keep, and what they hide from a reader. Pure; every answer is remembered, styles repeat."""

import re
from dataclasses import dataclass
from typing import Final

from balcao.channels.email.body.remembered import remembered
from balcao.channels.email.body.spaced import spaced

LONGEST: Final = 4_000
PROPERTIES: Final = spaced(
    "color background background-color display visibility opacity overflow direction unicode-bidi"
    " font font-family font-size font-style font-variant font-weight line-height letter-spacing word-spacing"
    " text-align text-decoration text-decoration-line text-decoration-color text-indent text-transform"
    " white-space word-break word-wrap overflow-wrap vertical-align"
    " margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left"
    " border border-top border-right border-bottom border-left border-color border-style border-width border-radius"
    " border-top-color border-top-style border-top-width border-bottom-color border-bottom-style border-bottom-width"
    " border-left-color border-left-style border-left-width border-right-color border-right-style border-right-width"
    " border-collapse border-spacing table-layout caption-side"
    " width height max-width max-height min-width min-height float clear list-style list-style-type mso-hide"
)
# Nothing that loads (`url`, `image-set`, `src`), nothing that reads (`attr`, `var`), no escapes that could spell it.
_VALUE = re.compile(r"(?:[\w\s#%.,+\-/'\"!]|\b(?:rgba?|hsla?|calc|min|max|clamp)\(|\))*$", re.IGNORECASE)
_CALLS = re.compile(r"([\w-]*)\(")
_ALLOWED_CALLS = frozenset({"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp", ""})
_GRADIENT = re.compile(r"gradient\([^#]*?(#[0-9a-fA-F]{3,8}\b|rgba?\([\d\s.,%]+\))")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NEGATIVE = re.compile(r"(?:^|\s)-\s*[\d.]")
_NOTHING = re.compile(r"0*(?:\.0*)?(?:[01](?:\.\d+)?(?:px|pt)|0?(?:px|pt|em|rem|%|in|cm|mm)?)\s*(?:!\s*important)?$")
_HEX = re.compile(r"#([0-9a-f]{3,8})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)")
_NAMED: Final = {"white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255)}
_WORD = re.compile(r"[a-z]+")
CLEAR: Final = (-1, -1, -1)
Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a style says about whether text can be read; told apart by identity, which is quick. None is «as around it».

    `gone`: whatever stands inside is not shown. `unseen`: not shown unless something inside says otherwise.
    """

    gone: bool = False
    tiny: bool | None = None
    unseen: bool | None = None
    ink: Color | None = None
    paper: Color | None = None
    margin: bool | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether text is seen in it as around it."""
        return not (self.gone or self.ink or self.paper) and self.tiny is None and self.unseen is None


PLAIN: Final = Look()


@remembered
def allowed(style: str) -> str | None:
    """The declarations that are safe, in their order; None when none is left."""
    if len(style) > LONGEST:
        return None
    kept = [text for part in _uncommented(style).split(";") if (text := _declaration(part))]
    return ";".join(kept) or None


def _uncommented(style: str) -> str:
    # Only as far as the last end: a beginning without one would be looked up to the end of the text, each time.
    end = style.rfind("*/") + 2
    return _COMMENT.sub("", style[:end]) + style[end:] if end > 1 else style


def _declaration(part: str) -> str | None:
    name, _, value = part.partition(":")
    name, value = name.strip().lower(), value.strip()
    if name not in PROPERTIES or not value:
        if name != "background-image":
            return None
        name = "background"
    if name == "background" and (found := _GRADIENT.search(value[:300])):
        return f"background-color:{found[1]}"
    if not _VALUE.match(value) or any(call.lower() not in _ALLOWED_CALLS for call in _CALLS.findall(value)):
        return None
    if name.startswith("margin") and _NEGATIVE.search(value):
        return None
    return f"{name}:{value}" if value.count('"') % 2 == 0 and value.count("'") % 2 == 0 else None


@remembered
def look(style: str) -> Look:
    """What a style (as `allowed` or the sanitiser writes it) does to the text in it."""
    said = {}
    for part in style.lower().split(";"):
        name, _, value = part.partition(":")
        said[name.strip()] = value.strip()
    return Look(
        gone=_is_gone(said),
        tiny=_is_nothing(said["font-size"]) if "font-size" in said else None,
        unseen=said["visibility"].startswith(("hidden", "collapse")) if "visibility" in said else None,
        ink=color(said.get("color", "")),
        paper=color(said.get("background-color", "")) or color(said.get("background", "")),
        margin=not _is_nothing(said["margin"].split()[0]) if said.get("margin") else None,
    )


def _is_gone(said: dict[str, str]) -> bool:
    if said.get("display", "").startswith("none") or said.get("mso-hide", "").startswith("all"):
        return True
    if said.get("opacity") and _is_nothing(said["opacity"]) and not said["opacity"].startswith("1"):
        return True
    if _is_far_left(said.get("text-indent", "")):
        return True
    clipped = said.get("overflow", "").startswith("hidden")
    return clipped and any(
        _is_nothing(said[key]) for key in ("max-height", "height", "max-width", "width") if said.get(key)
    )


def _is_nothing(value: str) -> bool:
    return _NOTHING.match(value) is not None


def _is_far_left(value: str) -> bool:
    digits = value.lstrip("-").split(".")[0].rstrip("pxtemr% !ian")
    return value.startswith("-") and digits.isdigit() and int(digits[:6]) >= 200


@remembered
def color(value: str) -> Color | None:
    """Red, green and blue; `CLEAR` for transparent; None for what is not understood."""
    value = value.strip().lower()
    if found := _HEX.search(value):
        digits = found[1]
        wide = digits if len(digits) >= 6 else "".join(digit * 2 for digit in digits)
        return CLEAR if wide[6:8] == "00" else (int(wide[:2], 16), int(wide[2:4], 16), int(wide[4:6], 16))
    if found := _RGB.search(value):
        clear = found[4] is not None and float(found[4].rstrip("%").strip(".") or 0) == 0
        return CLEAR if clear else (int(found[1]), int(found[2]), int(found[3]))
    words = _WORD.findall(value)
    return CLEAR if "transparent" in words else next((_NAMED[word] for word in words if word in _NAMED), None)


def alike(ink: Color | None, paper: Color | None) -> bool:
    """Whether nobody could tell text of one colour from a ground of the other."""
    if ink is None or paper is None:
        return False
    return ink == CLEAR or sum(abs(one - other) for one, other in zip(ink, paper, strict=True)) <= 24

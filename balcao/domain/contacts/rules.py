"""Who a contact is: addresses, names, what may be found. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from balcao.kit.text import folded

PAGE = 15
ATTRIBUTES_MAX = 200
KEY_MAX = 100
VALUE_MAX = 5_000
SOURCE_MAX = 255
SORTED_BY = 100
FOUND_BY = 600
CLAIMS = "claims"
"""Where a contact keeps what a visitor said about himself without proof, among its additional attributes."""

_PHONE = re.compile(r"\+[1-9]\d{1,14}")
_PHONE_NOISE = re.compile(r"[\s().-]+")

# The words of one language agree in gender, so that every pair is good grammar.
_WORDS = {
    "pt": (
        "brisa chuva estrela flor folha lua nuvem onda pedra trilha",
        "azul calma clara doce dourada leve mansa serena suave verde",
    ),
    "es": (
        "brisa estrella flor hoja lluvia luna nube ola piedra senda",
        "azul calma clara dorada dulce ligera mansa serena suave verde",
    ),
    "en": (
        "breeze brook cloud field forest leaf moon river star wave",
        "blue bright calm cold gentle golden green quiet silver warm",
    ),
}
_PAIRS = {language: (first.split(), second.split()) for language, (first, second) in _WORDS.items()}


def visitor_name(seed: int, locale: str) -> str:
    """A friendly handle for somebody who has not said a name: `cold-wind-258`, in the account's language."""
    language = locale[:2] if locale[:2] in _PAIRS else "en"
    nouns, adjectives = _PAIRS[language]
    seed, number = divmod(seed, 900)
    seed, noun = divmod(seed, len(nouns))
    words = [nouns[noun], adjectives[seed % len(adjectives)]]
    return "-".join([*(reversed(words) if language == "en" else words), str(number + 100)])


def is_visitor_name(name: str) -> bool:
    """Whether a name is one that we made up."""
    first, _, rest = name.partition("-")
    second, _, number = rest.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) == 3):
        return False
    return any(
        (first in nouns and second in adjectives) or (first in adjectives and second in nouns)
        for nouns, adjectives in _PAIRS.values()
    )


def tidy_phone(value: str) -> str:
    """A number without the spaces, dots and brackets that people type."""
    return _PHONE_NOISE.sub("", value)


def looks_like_phone(text: str) -> bool:
    """Whether somebody typed a number, or a part of one, with the usual spaces and brackets."""
    return any(c.isdigit() for c in text) and not re.search(r"[^\d\s().+-]", text)


def is_phone(value: str) -> bool:
    """Whether it is an E.164 number: `+` and up to fifteen digits."""
    return bool(_PHONE.fullmatch(value))


def sort_name(name: str) -> str:
    """As names are put in order."""
    return folded(name)[:SORTED_BY]


def search_text(*parts: str | None) -> str:
    """What a search looks through: the values, one a line, as far as `FOUND_BY` characters reach."""
    return folded("\n".join(part for part in parts if part))[:FOUND_BY]


def merged(before: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes after a change: what was sent replaces what had the same key."""
    return {**before, **sent}


def attribute_faults(attributes: Mapping[str, Any]) -> str | None:
    """Why attributes cannot be kept; None when they can."""
    if len(attributes) > ATTRIBUTES_MAX:
        return f"has too many entries (maximum is {ATTRIBUTES_MAX})"
    if any(len(key) > KEY_MAX for key in attributes):
        return f"has a name that is too long (maximum is {KEY_MAX} characters)"
    if any(isinstance(value, str) and len(value) > VALUE_MAX for value in attributes.values()):
        return f"has a value that is too long (maximum is {VALUE_MAX} characters)"
    return None


def without(attributes: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Attributes less some keys."""
    dropped = set(keys)
    return {key: value for key, value in attributes.items() if key not in dropped}

"""What lies in a structured message: choices, cards, form fields, articles. Pure."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import msgspec

from balcao.domain.conversations.rules import ContentType

_KEYS: dict[str, frozenset[str]] = {
    ContentType.INPUT_SELECT: frozenset({"title", "value"}),
    ContentType.CARDS: frozenset({"title", "description", "media_url", "actions"}),
    ContentType.FORM: frozenset(
        {
            "type", "placeholder", "label", "name", "options", "default", "required", "pattern", "title",
            "pattern_error",
        }
    ),
    ContentType.ARTICLE: frozenset({"title", "description", "link"}),
}  # fmt: skip
_OF_ACTION = frozenset({"text", "type", "payload", "uri"})
_Actions = Annotated[list[dict[str, Any]], msgspec.Meta(min_length=1)]
_CARDS = ContentType.CARDS


def items_fault(content_type: str, attributes: Mapping[str, Any]) -> str | None:
    """What is wrong with the items of a structured message; None when nothing is, or when there can be none."""
    if content_type not in _KEYS:
        return None
    try:
        items = msgspec.convert(attributes.get("items"), list[dict[str, Any]])
        actions = [msgspec.convert(item.get("actions"), _Actions) for item in items] if content_type == _CARDS else []
    except msgspec.ValidationError as problem:
        return f"has items that do not fit: {problem}"
    if not items:
        return "needs at least one item"
    strange = _strange(items, _KEYS[content_type]) | {key for some in actions for key in _strange(some, _OF_ACTION)}
    return f"has items with unknown keys: {', '.join(sorted(strange))}" if strange else None


def _strange(items: Iterable[Mapping[str, Any]], known: frozenset[str]) -> set[str]:
    return {key for item in items for key in item if key not in known}

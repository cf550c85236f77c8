"""The form that a visitor fills in before the first message: what it may hold. Pure."""

import re
from typing import Any

from balcao.kit.patterns import UnsafePattern, check_pattern
from balcao.kit.text import flag, name, plain

MOST_FIELDS = 20
MESSAGE_MAX = 1000
LABEL_MAX = 150
MOST_VALUES = 100
TYPES = frozenset(("text", "email", "tel", "number", "link", "url", "date", "list", "select", "checkbox"))
SOURCES = ("standard", "contact_attribute", "conversation_attribute")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")

Form = dict[str, Any]


def checked_form(value: Any) -> Form:
    """`{pre_chat_message, pre_chat_fields: [{name, label, …}]}` with known keys only. Raises ValueError with the reason.

    A standard field without a label is shown in each visitor's own language.
    """
    if not isinstance(value, dict):
        raise ValueError("must be an object")  # noqa: TRY004 - every refusal is the same kind
    form: dict[str, Any] = value
    fields = form.get("pre_chat_fields") or []
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        raise ValueError(f"may have at most {MOST_FIELDS} fields")
    kept = [_field(field) for field in fields]
    if len({field["name"] for field in kept}) < len(kept):
        raise ValueError("has two fields of one name")
    return {"pre_chat_message": _text(form.get("pre_chat_message"), MESSAGE_MAX), "pre_chat_fields": kept}


def _field(field: Any) -> Form:
    if not isinstance(field, dict) or not _NAME.fullmatch(str(field.get("name", ""))):
        raise ValueError("has a field without a proper name")
    kind, source = field.get("type") or "text", field.get("field_type") or "standard"
    if kind not in TYPES or source not in SOURCES:
        raise ValueError(f"has a field of an unknown type: {name(str(kind), 40)}")
    kept: Form = {
        "name": field["name"],
        "type": kind,
        "label": name(str(field.get("label") or ""), LABEL_MAX),
        "placeholder": name(str(field.get("placeholder") or ""), LABEL_MAX),
        "required": flag(field.get("required")),
        "enabled": flag(field.get("enabled")),
        "field_type": source,
    }
    return {**kept, **_rule(field), **_values(field)}


def _rule(field: Form) -> Form:
    pattern = field.get("regex_pattern")
    if not pattern:
        return {}
    try:
        check_pattern(str(pattern))
    except UnsafePattern as problem:
        raise ValueError(f"has a pattern that {problem}") from None
    return {"regex_pattern": str(pattern), "regex_cue": name(str(field.get("regex_cue") or ""), LABEL_MAX)}


def _values(field: Form) -> Form:
    values = field.get("values")
    if not isinstance(values, list) or not values:
        return {}
    if len(values) > MOST_VALUES:
        raise ValueError(f"has a field with more than {MOST_VALUES} values")
    return {"values": [name(str(value), LABEL_MAX) for value in values]}


def _text(value: Any, most: int) -> str:
    text = plain(str(value or "")).strip()
    if len(text) > most:
        raise ValueError(f"has a message that is too long (maximum is {most} characters)")
    return text

"""The pre-chat form that a new website inbox starts with: every standard field, none of them asked yet."""

from typing import Any


def _standard(name: str, kind: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "label": "",
        "placeholder": "",
        "required": False,
        "enabled": False,
        "field_type": "standard",
    }


DEFAULT_FORM: dict[str, Any] = {
    "pre_chat_message": "",
    "pre_chat_fields": [
        _standard("fullName", "text"),
        _standard("emailAddress", "email"),
        _standard("phoneNumber", "tel"),
    ],
}

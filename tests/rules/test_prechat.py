"""The pre-chat form keeps what it knows, as text, and nothing else (XSS-13)."""

from typing import Any

import pytest

from balcao.channels.prechat import checked_form
from balcao.channels.website.prechat import DEFAULT_FORM


def one(**field: Any) -> dict[str, Any]:
    return {"pre_chat_fields": [{"name": "cpf", **field}]}


def test_the_form_that_an_inbox_starts_with_is_allowed() -> None:
    assert checked_form(DEFAULT_FORM) == DEFAULT_FORM


def test_a_field_of_the_accounts_own_is_kept_whole() -> None:
    field = {
        "name": "plano", "type": "list", "label": "Plano", "placeholder": "Escolha", "required": True, "enabled": True,
        "field_type": "contact_attribute", "regex_pattern": r"^\w+$", "regex_cue": "Uma palavra",
        "values": ["ouro", "prata"],
    }  # fmt: skip
    form = {"pre_chat_message": "Quem é você?", "pre_chat_fields": [field]}
    assert checked_form(form) == form


def test_form_clients_send_words_for_truths() -> None:
    kept = checked_form(one(required="true", enabled="1"))["pre_chat_fields"][0]
    assert (kept["required"], kept["enabled"]) == (True, True)


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ([], "must be an object"),
        ({"pre_chat_fields": {"0": {}}}, "at most"),
        ({"pre_chat_fields": [{"name": str(n)} for n in range(21)]}, "at most"),
        ({"pre_chat_fields": ["cpf"]}, "proper name"),
        ({"pre_chat_fields": [{"name": "__proto__"}]}, "proper name"),
        ({"pre_chat_fields": [{"name": 'a" onfocus="x'}]}, "proper name"),
        ({"pre_chat_fields": [{"name": "cpf"}, {"name": "cpf"}]}, "two fields of one name"),
        ({"pre_chat_message": "x" * 1001}, "too long"),
        (one(type="html"), "unknown type"),
        (one(field_type="account_attribute"), "unknown type"),
        (one(regex_pattern="(a+)+$"), "repeats a repetition"),
        (one(regex_pattern="["), "not a regular expression"),
        (one(values=["x"] * 101), "more than 100 values"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(form: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        checked_form(form)

"""Which conversations a text finds: by what was said, by what they are about, by their number, and by their contact."""

import re
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, String, bindparam, exists, literal_column, or_, select

from balcao.domain.contacts.rules import looks_like_phone, tidy_phone
from balcao.domain.contacts.tables import contacts
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.rules import Kind
from balcao.kit.text import folded
from balcao.store.dialect import Mentions

_c, _m = t.conversations.c, t.messages.c

_SHAPES: dict[str, list[str]] = {}
for _shape in filter(str.isalpha, map(chr, (*range(0x80), *range(0xC0, 0x530)))):
    _SHAPES.setdefault(folded(_shape), []).append(_shape)
_SIGNS = "[\u0300-\u036f]*"
_MAY_BEAR_ACCENTS = dict.fromkeys(map(ord, "aceinouy"), "%")
_NUMBER_MAX = 2**53
_PLAIN: BindParameter[str] = bindparam("plain")
_PATTERN: BindParameter[str] = bindparam("pattern")
_LOOSE: BindParameter[str] = bindparam("loose")


def found() -> ColumnElement[bool]:
    """The condition; `words_of` fills in what it leaves open. What is looked through last costs most."""
    people = select(contacts.c.id).where(
        contacts.c.account_id == bindparam("account"),
        or_(
            contacts.c.search_text.like(_PLAIN, escape="\\"),
            contacts.c.search_text.like(bindparam("phone"), escape="\\"),
        ),
    )
    said = exists().where(
        _m.conversation_id == _c.id, Mentions(_m.content, _PATTERN, _LOOSE), _m.kind != int(Kind.ACTIVITY)
    )
    subject = _c.additional_attributes.op("->>", return_type=String())(literal_column("'mail_subject'"))
    return or_(
        _c.display_id == bindparam("number"), _c.contact_id.in_(people), Mentions(subject, _PATTERN, _LOOSE), said
    )


def words_of(text: str) -> dict[str, Any]:
    """A text as the condition wants it."""
    plain = folded(text)
    loose = _escaped(text.lower()).translate(_MAY_BEAR_ACCENTS)
    number = text.removeprefix("#")
    is_number = number.isascii() and number.isdigit() and int(number) < _NUMBER_MAX
    return {
        "plain": f"%{_escaped(plain)}%",
        "loose": f"%{''.join(char if char.isascii() else '%' for char in loose)}%",
        "pattern": "".join(map(_shapes, plain)),
        "phone": f"%{tidy_phone(text)}%" if looks_like_phone(text) else f"%{_escaped(plain)}%",
        "number": int(number) if is_number else 0,
    }


def _shapes(char: str) -> str:
    """A letter in every shape that folds to it, also with its accent written as a sign of its own."""
    if not char.isalpha():
        return re.escape(char)
    shapes = _SHAPES.get(char) or dict.fromkeys((char, *char.upper()))
    return f"[{''.join(shapes)}]{_SIGNS}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

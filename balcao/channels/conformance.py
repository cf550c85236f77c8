"""What every channel must pass. Each check raises AssertionError with a sentence; tests run all of them for all channels.

What a channel that delivers must pass is in `conformance_delivery`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from string import Template
from typing import Any
from xml.etree import ElementTree as ET

import msgspec

from balcao.channels.about import Field, Kind, Words
from balcao.channels.checks import check, checked, put, take
from balcao.channels.contract import Channel, Hook, Line
from balcao.channels.outcomes import Forged
from balcao.envelope import Inbound
from balcao.kit.errors import Problem
from balcao.kit.patterns import check_pattern

ICON_MAX = 2048
PLACEHOLDERS = {"base", "public_key", "hmac_token", "webhook_secret", "forward_key", "mail_domain"}
_ICON_TAGS = {"svg", "g", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}
_TEXT_KINDS = (Kind.TEXT, Kind.TEXTAREA, Kind.SECRET, Kind.URL)


def check_declaration(channel: Channel) -> None:
    """It says what it is, in every language, and agrees with itself."""
    about = channel.about
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,31}", about.kind), "kind is a short slug"
    assert re.fullmatch(r"Channel::[A-Z]\w+", about.channel_type), "channel_type is the contract's name"
    assert about.delivers == (channel.outbound is not None), "delivers means: has an outbound"
    assert about.delivers or not about.capabilities.names_sent, "only what is handed over gets a name there"
    said = [about.title, about.summary, *(step.title for step in about.steps)]
    for field in about.fields:
        said += [field.label, *([field.help] if field.help else []), *(c.label for c in field.choices or ())]
    assert all(_is_said(words) for words in said), "every text is there in every language"


def _is_said(words: Words) -> bool:
    return all(text and text == text.strip() for text in (words.pt, words.en, words.es))


def check_icon(channel: Channel) -> None:
    """The icon is a small drawing that takes the colour of the text around it and can do nothing."""
    icon = channel.about.icon
    assert len(icon) <= ICON_MAX, "the icon is small"
    root = ET.fromstring(icon)  # noqa: S314 - our own file
    assert "viewBox" in root.attrib, "the icon scales"
    assert "currentColor" in icon, "the icon takes the text's colour"
    for node in root.iter():
        assert node.tag.rpartition("}")[2] in _ICON_TAGS, f"the icon only draws, it has no <{node.tag}>"
        names = {name.rpartition("}")[2].lower() for name in node.attrib}
        assert not any(name.startswith("on") or name in ("href", "style") for name in names), "the icon does nothing"


def check_fields(channel: Channel) -> None:
    """The form can be drawn and filled in."""
    fields, steps = channel.about.fields, channel.about.steps
    keys = [field.key for field in fields]
    assert len(set(keys)) == len(keys), "no two fields have one key"
    assert len({step.key for step in steps}) == len(steps), "no two steps have one key"
    assert fields[0].key == "name", "the form begins with the inbox's name"
    asked = [field for step in steps if step.on_create for field in step.fields]
    assert all(field in asked for field in fields if field.required), "a new inbox is asked for all that it needs"
    for field in fields:
        _check_field(field, keys)
    shown = {*channel.about.derived, *channel.about.constants}
    assert all(f.key in shown for f in fields if f.kind is Kind.READONLY_COPY), "what can be copied is derived"
    used = {name for template in channel.about.derived.values() for name in Template(template).get_identifiers()}
    assert used <= PLACEHOLDERS, "derived values are made of what an inbox has"


def _check_field(field: Field, keys: list[str]) -> None:
    assert bool(field.choices) == (field.kind in (Kind.SELECT, Kind.CHOICES)), f"{field.key}: choices are declared"
    for key in {key for case in field.cases for key in case}:
        assert key in keys[: keys.index(field.key)], f"{field.key}: what it depends on is asked before"
    if field.pattern:
        check_pattern(field.pattern)
    if field.kind is not Kind.READONLY_COPY and field.default is not None:
        assert _refusal(lambda: check(field, field.default)) is None, f"{field.key}: its default is allowed"
        assert check(field, field.default) == field.default, f"{field.key}: its default is kept as it is"


def least(channel: Channel) -> dict[str, Any]:
    """The least that makes an inbox of the channel: every field that is required at once, and nothing else."""
    values: dict[str, Any] = {}
    for field in channel.about.fields:
        if field.required and not field.show_if:
            put(values, field.key, _example(field))
    return values


def _showing(channel: Channel, shown: Field) -> dict[str, Any]:
    """The least with which this field shows."""
    values = least(channel)
    for key, wanted in shown.cases[0].items():
        put(values, key, wanted[0] if isinstance(wanted, list) else wanted)
    for field in channel.about.fields:
        if field.required and field.show_if == shown.show_if and take(values, field.key) is None:
            put(values, field.key, _example(field))
    return values


def _example(field: Field) -> Any:
    examples: dict[Kind, Any] = {
        Kind.URL: "https://example.com", Kind.INT: 1, Kind.INBOX: 1, Kind.COLOR: "#123456", Kind.BOOL: True,
        Kind.EMAIL: "ana@example.com",
    }  # fmt: skip
    return field.choices[0].value if field.choices else examples.get(field.kind, "Example")


def check_settings(channel: Channel) -> None:
    """Settings are complete, keep nothing that was not declared, and are stable."""
    made = checked(channel.about, {**least(channel), "not_declared": "x", "account_id": 1})
    assert "not_declared" not in made, "what is not declared is not kept"
    assert "account_id" not in made, "what is not declared is not kept"
    assert checked(channel.about, made, made) == made, "checking twice changes nothing"
    assert checked(channel.about, {}, made) == made, "sending nothing changes nothing"
    assert msgspec.json.decode(msgspec.json.encode(made)) == made, "settings can be stored"


def check_refusals(channel: Channel) -> None:
    """Whatever does not fit is refused by name."""
    for field, value in _misfits(channel.about.fields):
        sent = _showing(channel, field)
        put(sent, field.key, value)
        problem = _refusal(lambda sent=sent: checked(channel.about, sent))
        assert problem, f"{field.key}: {value!r} is refused"
        assert problem.status == 422, f"{field.key}: a misfit is the sender's mistake"
        assert isinstance(problem.body, dict), f"{field.key}: the answer says why"
        assert problem.body["attributes"] == [field.key], f"{field.key}: the answer names it"


def _refusal(attempt: Callable[[], Any]) -> Problem | None:
    try:
        attempt()
    except Problem as problem:
        return problem
    return None


def _misfits(fields: Iterable[Field]) -> Iterator[tuple[Field, Any]]:
    wrong: dict[Kind, tuple[Any, ...]] = {
        Kind.COLOR: ("red;}body{display:none", "#12345", "javascript:alert(1)", "url(x)"),
        Kind.URL: ("javascript:alert(1)", " data:text/html,x", "https://a@b", "http://a b", "https://"),
        Kind.EMAIL: ("ana", "ana@", "a b@example.com", "ana@example.com\r\nBcc: b@c.de", "ana@localhost", {}),
        Kind.BOOL: ("maybe", [1]),
        Kind.INT: ("1e9", "ten", {}),
        Kind.INBOX: ("ten", {}),
        Kind.SELECT: ("nothing of this", 99, {}),
        Kind.CHOICES: (["nothing of this"],),
        Kind.DOMAINS: ("good.com; script-src *", "a\r\nb: c d/e", "https://x.y/path", "*"),
        Kind.PRECHAT: ("text", {"pre_chat_fields": [{"name": "a b"}]}),
    }
    for field in fields:
        if field.required:
            yield field, ""
        if field.kind in _TEXT_KINDS:
            yield field, "x" * ((field.max_length or 10_000) + 1)
            yield field, {"$ne": ""}
        yield from ((field, value) for value in wrong.get(field.kind, ()))


PURE: tuple[Callable[[Channel], None], ...] = (
    check_declaration, check_icon, check_fields, check_settings, check_refusals,
)  # fmt: skip


def check_reading(channel: Channel, hook: Hook, line: Line) -> None:
    """A provider's real call is understood, the same each time, and a changed one is refused."""
    assert channel.inbound is not None
    for arrival in channel.inbound.take(hook, line):
        assert 0 < len(arrival.key) <= 255, "what was brought has a key"
        told = channel.inbound.read(arrival, line)
        assert told == channel.inbound.read(arrival, line), "reading twice tells the same"
        for message in told:
            if isinstance(message, Inbound):
                assert message.external_id, "a message can be told from others"
                assert message.sender.address, "a message can be answered"
    try:
        channel.inbound.take(replace(hook, body=hook.body + b" "), line)
    except Forged:
        return
    raise AssertionError("a changed call is refused")

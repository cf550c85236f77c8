"""Settings are checked by what the channel declares: one check for each kind of field, none for each channel."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from balcao.channels.about import About, Field, Kind
from balcao.channels.prechat import checked_form
from balcao.kit.addresses import tidy_address
from balcao.kit.errors import Problem, invalid
from balcao.kit.hosts import MOST, BadHost, patterns
from balcao.kit.targets import BadAddress, parse
from balcao.kit.text import plain

Settings = dict[str, Any]
TEXT_MAX = 255
TEXTAREA_MAX = 10_000
_COLOR = re.compile(r"#[0-9a-f]{6}")
_TRUE, _FALSE = ("true", "1", "on"), ("false", "0", "off", "")
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"[^:/?#]+:\d+(?:[/?#].*)?")


def checked(about: About, sent: Mapping[str, Any], current: Mapping[str, Any] | None = None) -> Settings:
    """The settings after a change, complete. `current` None makes a new inbox, with the declared defaults.

    `a.b` lies in an object `a`, whose other entries are kept as they were sent. Raises `Problem` that names the field.
    """
    values: Settings = dict(current or {})
    _keep_open_objects(about, sent, values)
    for field in _own(about):
        if current is not None and _is_untouched(field, sent):
            continue
        if _has(sent, field.key):
            put(values, field.key, check(field, take(sent, field.key)))
        elif current is None or not _has(values, field.key):
            _put_default(values, field)
    if current is not None:
        _drop_misled(about, sent, current, values)
    for field in _own(about):
        if field.required and _shown(field, values) and take(values, field.key) in (None, "", []):
            raise _blank(field)
    return values


def check(field: Field, value: Any) -> Any:
    """One value, in the form in which it is kept; None for nothing."""
    if value is None or value == "null":
        return field.default if field.kind in (Kind.BOOL, Kind.COLOR, Kind.CHOICES) else None
    return _CHECKS[field.kind](field, value)


def take(values: Mapping[str, Any], key: str) -> Any:
    """The value of a key, which may lie inside an object."""
    outer, _, inner = key.partition(".")
    found = values.get(outer)
    if not inner:
        return found
    return found.get(inner) if isinstance(found, Mapping) else None


def put(values: Settings, key: str, value: Any) -> None:
    """Set the value of a key, which may lie inside an object."""
    outer, _, inner = key.partition(".")
    if inner:
        values[outer] = {**(values.get(outer) or {}), inner: value}
    else:
        values[outer] = value


def _put_default(values: Settings, field: Field) -> None:
    """Objects are open: an entry that nobody has set is absent from them."""
    outer, _, inner = field.key.partition(".")
    if inner and field.default is None:
        values.setdefault(outer, {})
    else:
        put(values, field.key, field.default)


def _is_untouched(field: Field, sent: Mapping[str, Any]) -> bool:
    """A form never holds the secret that is kept; left blank, it stays."""
    return field.kind is Kind.SECRET and _has(sent, field.key) and take(sent, field.key) in (None, "", "null")


def _drop_misled(about: About, sent: Mapping[str, Any], current: Mapping[str, Any], values: Settings) -> None:
    """A secret that was given for one place is never sent to another: who changes the place gives it again."""
    for secret, places in about.sent_to.items():
        moved = any(take(values, place) != take(current, place) for place in places if take(current, place))
        entered = secret not in about.kept and take(sent, secret) not in (None, "", "null")
        if moved and not entered:
            put(values, secret, None)


def _own(about: About) -> list[Field]:
    return [field for field in about.fields if field.kind is not Kind.READONLY_COPY]


def _keep_open_objects(about: About, sent: Mapping[str, Any], values: Settings) -> None:
    for name in {field.key.partition(".")[0] for field in _own(about) if "." in field.key}:
        if isinstance(sent.get(name), Mapping):
            values[name] = {**(values.get(name) or {}), **sent[name]}


def _has(values: Mapping[str, Any], key: str) -> bool:
    outer, _, inner = key.partition(".")
    if not inner:
        return outer in values
    return isinstance(values.get(outer), Mapping) and inner in values[outer]


def _shown(field: Field, values: Settings) -> bool:
    return any(all(_is(values, key, wanted) for key, wanted in case.items()) for case in field.cases)


def _is(values: Settings, key: str, wanted: Any) -> bool:
    return take(values, key) in (wanted if isinstance(wanted, list) else [wanted])


def _title(field: Field) -> str:
    words = field.key.partition(".")[2] or field.key
    return words.replace("_", " ").capitalize()


def _blank(field: Field) -> Problem:
    return invalid(f"{_title(field)} can't be blank", field.key)


def _wrong(field: Field, what: str = "is invalid") -> Problem:
    return invalid(f"{_title(field)} {what}", field.key)


def _text(field: Field, value: Any) -> str | None:
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise _wrong(field)
    text = plain(str(value)).strip()
    most = field.max_length or (TEXTAREA_MAX if field.kind is Kind.TEXTAREA else TEXT_MAX)
    if len(text) > most:
        raise _wrong(field, f"is too long (maximum is {most} characters)")
    if text and field.pattern and not re.fullmatch(field.pattern, text):
        raise _wrong(field)
    return text or None


def _email(field: Field, value: Any) -> str | None:
    """An address, in lower case."""
    text = _text(field, value)
    if text is None:
        return None
    address = tidy_address(text)
    if address is None:
        raise _wrong(field)
    return address


def _url(field: Field, value: Any) -> str | None:
    """An address, or a bare domain as people write it."""
    text = _text(field, value)
    if text is None:
        return None
    bare = not _HAS_SCHEME.match(text) or _HOST_AND_PORT.fullmatch(text)
    try:
        parse(f"https://{text}" if bare else text)
    except BadAddress as problem:
        raise _wrong(field, str(problem)) from None
    return text


def _color(field: Field, value: Any) -> str:
    text = str(value).strip().lower()
    if not _COLOR.fullmatch(text):
        raise _wrong(field, "must be a colour like #1f93ff")
    return text


def _bool(field: Field, value: Any) -> bool:
    text = str(value).lower()
    if text not in _TRUE + _FALSE:
        raise _wrong(field)
    return text in _TRUE


def _int(field: Field, value: Any) -> int | None:
    text = str(value).strip()
    if not text:
        return None
    if not re.fullmatch(field.pattern or r"-?\d{1,9}", text):
        raise _wrong(field)
    return int(text)


def _select(field: Field, value: Any) -> str:
    if value not in [choice.value for choice in field.choices or ()]:
        raise _wrong(field, "is not included in the list")
    return value


def _choices(field: Field, value: Any) -> list[str]:
    values = [choice.value for choice in field.choices or ()]
    wanted: list[Any] = value if isinstance(value, list) else [value]
    if any(one not in values for one in wanted if one):
        raise _wrong(field, "is not included in the list")
    return [one for one in values if one in wanted]


def _domains(field: Field, value: Any) -> str:
    try:
        found = patterns(value if isinstance(value, list) else str(value))
    except BadHost as entry:
        raise _wrong(field, f"has an entry that is not a domain: {str(entry)[:80]}") from None
    if len(found) > MOST:
        raise _wrong(field, f"has too many entries (maximum is {MOST})")
    return ",".join(found)


def _prechat(field: Field, value: Any) -> dict[str, Any]:
    try:
        return checked_form(value)
    except ValueError as problem:
        raise _wrong(field, str(problem)) from None


_CHECKS: dict[Kind, Callable[[Field, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.EMAIL: _email,
    Kind.TEXTAREA: _text,
    Kind.SECRET: _text,
    Kind.URL: _url,
    Kind.COLOR: _color,
    Kind.BOOL: _bool,
    Kind.INT: _int,
    Kind.INBOX: _int,
    Kind.SELECT: _select,
    Kind.CHOICES: _choices,
    Kind.DOMAINS: _domains,
    Kind.PRECHAT: _prechat,
}

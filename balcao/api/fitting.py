"""Fill the struct that a route takes from whatever form its parameters came in."""

from functools import lru_cache
from typing import Any

import msgspec
from msgspec import inspect

from balcao.api.auth import ID_MAX
from balcao.api.call import Call
from balcao.api.params import Params
from balcao.api.route import Route
from balcao.kit.errors import missing, not_found


class Fields(msgspec.Struct, frozen=True):
    """What a struct's fields are: those that hold no text (and whether they may be null), and the plain numbers."""

    textless: dict[str, bool]
    numbers: frozenset[str]


def fill(route: Route, call: Call[Any]) -> None:
    """Read the parameters into the struct. Not found for a path in which a number should stand and does not."""
    if route.takes is None:
        return
    if call.rootless:
        raise missing(str(route.wrap))
    fields = fields_of(route.takes)
    if not all(_is_id(value) for name, value in call.path.items() if name in fields.numbers):
        raise not_found()
    call.p = msgspec.convert(_sense(call.params, fields), route.takes, strict=False)


def has_root(route: Route, values: Params, *, is_json: bool) -> bool:
    """Whether something was sent under the root key, where there is one. JSON may leave it out, if it says anything."""
    if route.wrap is None or route.takes is None or values.get(route.wrap):
        return True
    return is_json and any(name != route.wrap for name in values)


@lru_cache(maxsize=512)
def fields_of(takes: Any) -> Fields:
    """The fields of a struct."""
    shape = inspect.type_info(takes)
    kinds = {field.name: _kinds(field.type) for field in getattr(shape, "fields", ())}
    text = (inspect.StrType, inspect.AnyType)
    return Fields(
        {name: inspect.NoneType in found for name, found in kinds.items() if not any(kind in found for kind in text)},
        frozenset(name for name, found in kinds.items() if found == {inspect.IntType}),
    )


def _kinds(declared: inspect.Type) -> set[type]:
    return {type(one) for one in (declared.types if isinstance(declared, inspect.UnionType) else (declared,))}


def _sense(params: Params, fields: Fields) -> Params:
    """Forms send empty text for nothing: it is null where null may stand, and was not sent where it may not."""
    blank = [name for name, value in params.items() if value == "" and name in fields.textless]
    if not blank:
        return params
    kept = {name: value for name, value in params.items() if name not in blank}
    return kept | {name: None for name in blank if fields.textless[name]}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= ID_MAX

"""The door takes any accepted shape of a request."""

import pytest

from balcao.api import params
from balcao.api.door import Tree
from balcao.api.route import Route, Unit, Who


def test_bracket_syntax_becomes_structure():
    pairs = [("profile[name]", "Ana"), ("ids[]", "1"), ("ids[]", "2"), ("channel[type]", "api"), ("q", "x")]
    expected = {"profile": {"name": "Ana"}, "ids": ["1", "2"], "channel": {"type": "api"}, "q": "x"}
    assert params.nested(pairs) == expected


def test_an_upload_is_known_by_the_last_name_of_its_key():
    names = [params.last_name(key) for key in ("attachments[]", "message[attachments][]", "profile[avatar]", "file")]
    assert names == ["attachments", "attachments", "avatar", "file"]


def test_a_body_wins_over_the_query_and_objects_are_merged():
    assert params.merge({"a": "1", "o": {"x": 1}}, {"a": 2, "o": {"y": 2}}) == {"a": 2, "o": {"x": 1, "y": 2}}


def test_what_lies_under_the_root_key_is_lifted():
    assert params.unwrap({"label": {"title": "vip"}, "account_id": "1"}, "label")["title"] == "vip"
    assert params.unwrap({"title": "vip"}, "label") == {"title": "vip"}


@pytest.mark.parametrize("key", ["__proto__[x]", "a[__proto__]", "constructor[prototype][x]"])
def test_xss19_keys_that_poison_prototypes_are_refused(key: str):
    assert "x" not in str(params.nested([(key, "x")]).get("a", ""))
    assert "__proto__" not in params.nested([(key, "x")])


def test_nul_and_lone_surrogates_do_not_come_in():
    """XSS-25: what the two engines would treat differently is taken off at the door."""
    assert params.nested([("a", "x\0y")]) == {"a": "xy"}


def _handler(_tx: object, _call: object) -> None:
    """Nothing."""


def tree(*paths: str) -> Tree:
    made = Tree()
    for path in paths:
        made.add(Route("GET", path, _handler, Who.ANYONE, Unit.READ))
    return made


@pytest.mark.parametrize("path", ["/x/1", "/x/1/", "/x/1.json", "/x/1.json/"])
def test_trailing_slashes_and_json_suffixes_are_the_same_path(path: str):
    verbs, values = tree("/x/{id}").find(path)
    assert verbs is not None
    assert values == {"id": "1"}


def test_a_named_branch_wins_over_a_parameter():
    made = tree("/c/{id}", "/c/meta", "/c/{id}/messages")
    assert made.find("/c/meta")[0]["GET"].path == "/c/meta"  # pyright: ignore[reportOptionalSubscript]
    assert made.find("/c/meta/messages")[0]["GET"].path == "/c/{id}/messages"  # pyright: ignore[reportOptionalSubscript]
    assert made.find("/c/1/other")[0] is None


def test_one_verb_on_one_path_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        tree("/x", "/x")

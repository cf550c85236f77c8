"""A channel is one folder: it knows no other channel, and nobody outside knows its name.

In the product whose interface we speak, one channel's name stands in forty-six files outside its own. Each `if channel ==`
is a place that the next channel must find. What differs between channels is declared by the channel, and read by all.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, Source, docstrings, expect_none, imported_modules, sources

CHANNEL = re.compile(r"balcao\.channels\.(?P<kind>\w+)")
TYPE_NAME = re.compile(r"Channel::\w+")
FOR_TESTS = re.compile(r"\.test\.ts$|/testing/|generated\.ts$")
# The one page that lists the channels in use names each of them.
LISTS = ("balcao/wiring.py", "balcao/demo/", "balcao/cli.py")


def kinds() -> set[str]:
    """The folders under `balcao/channels`."""
    return {path.parent.name for path in (ROOT / "balcao" / "channels").glob("*/__init__.py")}


def foreign_imports(source: Source, channels: set[str]) -> Iterator[str]:
    """Imports of a channel's folder from anywhere but itself."""
    own = CHANNEL.match(source.module)
    for node, module in imported_modules(source):
        found = CHANNEL.match(module)
        if found and found["kind"] in channels and not (own and own["kind"] == found["kind"]):
            yield from source.offence(node, "channels", f"imports {module}")


def spoken_types(source: Source) -> Iterator[str]:
    """`Channel::Something` in code: somebody is about to ask which channel it is."""
    prose = docstrings(source.tree)
    for node in source.nodes:
        if isinstance(node, ast.Constant) and node not in prose and TYPE_NAME.search(str(node.value)):
            yield from source.offence(node, "channels", f"says {node.value!r}")


def spoken_in_web(text: str) -> list[str]:
    return TYPE_NAME.findall(text)


def test_nobody_reaches_into_a_channel() -> None:
    outside = (source for source in sources("balcao") if not source.path.startswith(LISTS))
    expect_none(offence for source in outside for offence in foreign_imports(source, kinds()))


def test_nobody_says_a_channels_name() -> None:
    outside = (source for source in sources("balcao") if not source.path.startswith((*LISTS, "balcao/channels/")))
    expect_none(offence for source in outside for offence in spoken_types(source))


def test_the_desk_does_not_either() -> None:
    files = (path for top in ("desk/src", "packages") for path in (ROOT / "web" / top).rglob("*"))
    expect_none(
        f"{path.relative_to(ROOT)} says {name}"
        for path in files
        if path.suffix in (".ts", ".svelte") and not FOR_TESTS.search(str(path)) and "node_modules" not in path.parts
        for name in spoken_in_web(path.read_text())
    )


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("balcao/channels/website/outbound.py", "from balcao.channels.api import about"),
        ("balcao/work/deliver.py", "import balcao.channels.website.outbound"),
    ],
)
def test_a_reach_into_a_channel_is_seen(path: str, line: str) -> None:
    assert list(foreign_imports(Source(path, line), {"website", "api"}))


def test_its_own_parts_and_the_contract_are_free() -> None:
    text = "from balcao.channels.website import about\nfrom balcao.channels.contract import Channel"
    assert list(foreign_imports(Source("balcao/channels/website/outbound.py", text), {"website", "api"})) == []


def test_a_spoken_name_is_seen() -> None:
    assert list(spoken_types(Source("balcao/api/v1/inboxes.py", "if kind == 'Channel::WebWidget': pass")))
    assert spoken_in_web("{#if inbox.channel_type === 'Channel::Api'}")

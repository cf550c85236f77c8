"""Every request that leaves the house goes through the guarded client.

A webhook address or a picture's link comes from a stranger. A client without the guard follows it into the machine's own
network (the cloud's metadata address is the classic), reads without a limit, and waits without an end. `kit/web.py`, on
`kit/guard.py`, is the one place that resolves, checks, limits and times out.
"""

from collections.abc import Iterator

import pytest

from tests.house.tree import Source, expect_none, imported_modules, sources

CLIENTS = ("httpx2", "httpx", "requests", "aiohttp", "urllib3", "urllib.request", "http.client", "httpcore2", "ftplib")
GUARDED = ("balcao/kit/web.py", "balcao/kit/guard.py")


def offences(source: Source) -> Iterator[str]:
    for node, module in imported_modules(source):
        if any(module == client or module.startswith(f"{client}.") for client in CLIENTS):
            yield from source.offence(node, "outgoing", f"imports {module}")


def test_nothing_leaves_unguarded() -> None:
    inside = (source for source in sources("balcao") if source.path not in GUARDED)
    expect_none(offence for source in inside for offence in offences(source))


@pytest.mark.parametrize(
    "line", ["import httpx2", "from urllib import request", "import urllib.request", "def f():\n    import requests"]
)
def test_another_client_is_seen(line: str) -> None:
    assert list(offences(Source("balcao/work/webhooks.py", line)))


def test_parsing_an_address_is_not_a_request() -> None:
    assert list(offences(Source("balcao/kit/urls.py", "from urllib.parse import urlsplit"))) == []

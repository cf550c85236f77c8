"""The locked dependencies install on any machine, and only from the public registries.

A lock file that was written behind a company's mirror names that mirror: it works for its author and for nobody else.
"""

import re
from collections.abc import Iterator

from tests.house.tree import ROOT

FETCHED = re.compile(r'(?:registry = |url = |path = |"resolved": )"(?P<origin>\w+://[^/"]*|[^"]*)')
PUBLIC = {
    "uv.lock": {"https://pypi.org", "https://files.pythonhosted.org"},
    "web/package-lock.json": {"https://registry.npmjs.org"},
}


def private_origins(text: str, public: set[str]) -> Iterator[str]:
    """Where a lock would fetch from, beyond the public registries; a workspace's own folders are no origin."""
    for origin in FETCHED.findall(text):
        if origin not in public and not origin.startswith(("packages/", "desk", "widget")):
            yield origin


def test_locks_name_public_registries_only() -> None:
    for path, public in PUBLIC.items():
        assert set(private_origins((ROOT / path).read_text(), public)) == set(), path


def test_a_private_registry_is_seen() -> None:
    line = 'source = { registry = "https://mirror.example/simple" }'
    assert list(private_origins(line, PUBLIC["uv.lock"])) == ["https://mirror.example"]

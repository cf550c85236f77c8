"""What is written down from the code says what the code says.

A settings page kept by hand is wrong after the second change, and a wrong one is worse than none: an operator believes it.
`make types` writes these files; this test only asks whether somebody forgot to.
"""

from pathlib import Path

import pytest

from balcao.settings import Settings
from scripts import generate
from tests.house.tree import ROOT


def stale(root: Path, place: Path, text: str) -> bool:
    return not (root / place).exists() or (root / place).read_text() != text


@pytest.mark.parametrize("make", [generate.settings_page, generate.permissions_page], ids=["settings", "permissions"])
def test_the_page_is_fresh(make) -> None:
    place = generate.SETTINGS if make is generate.settings_page else generate.PERMISSIONS
    assert not stale(ROOT, place, make()), f"{place} is stale: run `make types`"


def test_the_web_client_is_fresh() -> None:
    if not (ROOT / "web/node_modules/.bin/openapi-typescript").exists():
        pytest.skip("the web packages are not installed")
    assert not stale(ROOT, generate.CLIENT, generate.client()), f"{generate.CLIENT} is stale: run `make types`"


def test_every_setting_has_its_sentence() -> None:
    assert [one.name for one in generate.settings()] == list(Settings.__struct_fields__)
    assert [one.name for one in generate.settings() if not one.sentence.endswith(".")] == []


def test_a_stale_page_is_seen(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("yesterday")
    assert stale(tmp_path, Path("page.md"), "today")
    assert stale(tmp_path, Path("missing.md"), "today")
    assert not stale(tmp_path, Path("page.md"), "yesterday")

"""The floors hold: what may import what is a contract (`[tool.importlinter]` in pyproject.toml), and the contract bites.

In one house that we measured, 63 imports hid inside functions: the mark of knots that nobody forbade. A picture of the
architecture drifts; a contract that fails does not. Each contract is shown a small house with one wall broken.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def named(contract: str) -> list[str]:
    """The rooms or nouns that a layers contract lists."""
    layers = next(one["layers"] for one in CONTRACTS if one["id"] == contract)
    return re.findall(r"\w+", " ".join(layers))


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-logo", "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder, env={"PYTHONPATH": str(folder), "COLUMNS": "200"}, text=True, capture_output=True, check=False,
    )  # fmt: skip


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """Every room, empty but for one module, and every noun with its rules."""
    for room in [*named("floors"), "settings"]:
        write(tmp_path, f"balcao/{room}/__init__.py")
    for noun in named("nouns"):
        write(tmp_path, f"balcao/domain/{noun}/__init__.py")
        write(tmp_path, f"balcao/domain/{noun}/rules.py")
    write(tmp_path, "balcao/__init__.py")
    write(tmp_path, "balcao/kit/clock.py", "import time\n")
    return tmp_path


def write(folder: Path, path: str, text: str = "") -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def test_the_house_keeps_its_contracts() -> None:
    result = contracts(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_small_house_keeps_them_too(small_house: Path) -> None:
    result = contracts(small_house)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("kit/up.py", "import balcao.store", "Floors"),
        ("work/aside.py", "import balcao.live", "Floors"),
        ("attic/__init__.py", "", "Floors"),
        ("domain/accounts/up.py", "import balcao.domain.conversations", "Nouns"),
        ("domain/contacts/aside.py", "import balcao.domain.inboxes", "Nouns"),
        ("domain/invoices/__init__.py", "", "Nouns"),
        ("channels/website.py", "import balcao.store", "Channels"),
        ("channels/website.py", "import sqlalchemy", "Channels"),
        ("domain/teams/rules.py", "import sqlalchemy", "Rules"),
        ("domain/teams/rules.py", "import asyncio", "Rules"),
        ("work/reads.py", "import balcao.settings", "Settings"),
    ],
)
def test_a_broken_wall_is_seen(small_house: Path, path: str, line: str, contract: str) -> None:
    write(small_house, f"balcao/{path}", f"{line}\n")
    result = contracts(small_house)
    broken = [shown for shown in result.stdout.splitlines() if "BROKEN" in shown]
    assert any(shown.startswith(contract) for shown in broken), result.stdout + result.stderr


def test_a_cycle_is_seen(small_house: Path) -> None:
    write(small_house, "balcao/api/one.py", "import balcao.api.two\n")
    write(small_house, "balcao/api/two.py", "import balcao.api.one\n")
    result = contracts(small_house)
    assert "No cycles among siblings BROKEN" in result.stdout, result.stdout + result.stderr


@pytest.fixture(autouse=True)
def _without_leftovers(tmp_path: Path):
    yield
    shutil.rmtree(tmp_path / "balcao", ignore_errors=True)

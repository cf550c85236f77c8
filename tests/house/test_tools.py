"""The first command that somebody types says what is missing, in one sentence.

A traceback from a bootstrap script is the last thing that many people see of a project.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

TOOLS = ("sh", "dirname", "cat", "id", "rm", "env")


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """A PATH with a shell and little else."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for tool in TOOLS:
        (programs / tool).symlink_to(shutil.which(tool) or tool)
    return {"PATH": str(programs)}


def add_program(machine: dict[str, str], name: str, script: str) -> None:
    program = Path(machine["PATH"]) / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def run(script: Path, machine: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([script], env=machine, text=True, capture_output=True, check=False, timeout=20)


def test_an_old_python_is_named(tmp_path: Path, bare_machine: dict[str, str]) -> None:
    (tmp_path / "scripts").mkdir()
    script = Path(shutil.copy(ROOT / "scripts" / "install-uv", tmp_path / "scripts"))
    add_program(bare_machine, "python3", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1')
    result = run(script, bare_machine)
    assert result.returncode == 1
    assert "needs Python 3.11 or newer (found: Python 3.9.2)" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_python_without_venv_is_told_what_to_install(tmp_path: Path, bare_machine: dict[str, str]) -> None:
    (tmp_path / "scripts").mkdir()
    script = Path(shutil.copy(ROOT / "scripts" / "install-uv", tmp_path / "scripts"))
    add_program(bare_machine, "python3", 'case "$*" in *ensurepip*) exit 1;; esac\nexit 0')
    result = run(script, bare_machine)
    assert result.returncode == 1
    assert "sudo apt install python3-venv" in result.stderr


def test_a_named_chromium_is_taken(bare_machine: dict[str, str]) -> None:
    add_program(bare_machine, "my-chrome", "exit 0")
    add_program(bare_machine, "chromium", "exit 0")
    result = run(ROOT / "scripts" / "chromium", {**bare_machine, "BALCAO_CHROMIUM": "my-chrome"})
    assert result.stdout.strip() == str(Path(bare_machine["PATH"]) / "my-chrome")


def test_a_chromium_that_is_installed_is_found(bare_machine: dict[str, str]) -> None:
    add_program(bare_machine, "google-chrome", "exit 0")
    result = run(ROOT / "scripts" / "chromium", bare_machine)
    assert result.returncode == 0
    assert Path(result.stdout.strip()).exists()


def test_every_command_is_explained() -> None:
    result = subprocess.run(["make", "help"], cwd=ROOT, text=True, capture_output=True, check=True)
    lines = result.stdout.splitlines()
    assert all(len(line.split()) > 3 for line in lines)
    assert {line.split()[1] for line in lines} >= {"run", "test", "check", "setup", "bench", "help"}

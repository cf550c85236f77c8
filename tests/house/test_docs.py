"""What the documents point at exists.

A reference project that we studied keeps a map of folders that its tree no longer has, in the very file that newcomers
read first. Prose is not run, so it drifts; this runs the part of it that can be run: paths, links and commands.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, expect_none

CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(r"(?:balcao|web|docs|tests|scripts|bench|\.ci)/[\w./*<>{},+-]*")
TARGET = re.compile(r"^([a-z][a-z0-9-]*):.*##", re.MULTILINE)
MAKE = re.compile(r"\bmake ([a-z][a-z0-9-]*)\b")


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def faults(document: Path, root: Path = ROOT) -> Iterator[str]:
    text = document.read_text()
    for code in CODE.findall(text):
        for path in PATH.findall(code):
            if not exists(root, path):
                yield f"{document.name}: `{path}` is not there"
        for target in MAKE.findall(code):
            if target not in targets(root):
                yield f"{document.name}: no `make {target}`"
    for link in LINK.findall(text):
        if not re.match(r"[a-z]+:|#|/", link) and not (document.parent / link.partition("#")[0]).exists():
            yield f"{document.name}: the link {link} leads nowhere"


def exists(root: Path, path: str) -> bool:
    """Whether at least one file fits; `<noun>` stands for any name, `{a,b}` for each of them."""
    if choice := re.search(r"\{([^{}]*)\}", path):
        before, after = path[: choice.start()], path[choice.end() :]
        return all(exists(root, f"{before}{one}{after}") for one in choice[1].split(","))
    pattern = re.sub(r"<[^>]*>", "*", path).rstrip("./")
    return any(True for _ in root.glob(pattern))


def targets(root: Path) -> list[str]:
    return TARGET.findall((root / "Makefile").read_text())


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_exists(document: Path) -> None:
    expect_none(faults(document))


def test_the_commands_fit_on_one_screen() -> None:
    assert len(targets(ROOT)) <= 12


@pytest.mark.parametrize(
    "line",
    [
        "See `balcao/cellar.py`.",
        "See `balcao/domain/<noun>/cellar.py`.",
        "See `balcao/{kit,cellar}`.",
        "Say `make coffee`.",
        "See [the plan](cellar.md).",
    ],
)
def test_a_stale_sentence_is_seen(tmp_path: Path, line: str) -> None:
    (tmp_path / "balcao" / "domain" / "labels").mkdir(parents=True)
    (tmp_path / "balcao" / "kit").mkdir()
    (tmp_path / "Makefile").write_text("run: setup ## Serve\n")
    document = tmp_path / "README.md"
    document.write_text(line)
    assert list(faults(document, tmp_path))


def test_a_true_sentence_passes(tmp_path: Path) -> None:
    (tmp_path / "balcao" / "domain" / "labels").mkdir(parents=True)
    (tmp_path / "balcao" / "domain" / "labels" / "rules.py").touch()
    (tmp_path / "Makefile").write_text("run: setup ## Serve\n")
    document = tmp_path / "README.md"
    document.write_text("`make run`, `balcao/domain/<noun>/rules.py`, [it](Makefile), [web](https://example.com)")
    assert list(faults(document, tmp_path)) == []

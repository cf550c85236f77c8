"""A function fits a screen, a file fits a head, and a folder holds more than one thing.

In ten codebases that we measured, size never came from the number of features: every file of thousands of lines was one
noun that nobody had divided, and grew because everything else already stood in it.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path
from statistics import median

import pytest

from tests.house.tree import ROOT, Source, expect_none, sources

FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_MAX = 8, 25, 60
FILE_MAX, FILE_MAX_WITH_REASON = 250, 400
SVELTE_MAX = 200
REASON = re.compile(r"^(?:#|//|/\*|<!--) Long because: \S.+")
SKIPPED = {"node_modules", ".svelte-kit", "dist", "build", "__pycache__"}
# Data and what another program writes are read by nobody from top to bottom.
GENERATED = re.compile(r"generated|\.d\.ts$|package-lock|/versions/")

# A route of SvelteKit and a static file lie where their address says; migrations begin with the first.
ALONE_BY_RULE = re.compile(r"/routes\b|/static\b|/versions$")


def function_sizes(source: Source) -> Iterator[tuple[ast.AST, str, int]]:
    """Every function with its lines from `def` to its end, the docstring not counted."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None or len(node.body) == 1:
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1


def long_functions(source: Source) -> Iterator[str]:
    for node, name, size in function_sizes(source):
        if size > FUNCTION_MAX:
            yield from source.offence(node, "sizes", f"{name} has {size} lines")


def long_file(path: str, text: str, most: int = FILE_MAX) -> Iterator[str]:
    lines = text.count("\n")
    allowed = FILE_MAX_WITH_REASON if REASON.match(text) and most == FILE_MAX else most
    if lines > allowed:
        yield f"{path} has {lines} lines (at most {allowed})"


def percentile(values: Iterable[int], share: float) -> int:
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * share) - 1]


def lonely_folders(root: Path) -> Iterator[str]:
    """Folders that hold one file and nothing else; an empty `__init__.py` is no file."""
    for folder in sorted(path for path in root.rglob("*") if path.is_dir() and not SKIPPED & set(path.parts)):
        things = [thing for thing in folder.iterdir() if thing.name not in SKIPPED and not _is_blank(thing)]
        if len(things) == 1 and things[0].is_file():
            yield str(folder.relative_to(root.parent))


def _is_blank(path: Path) -> bool:
    return path.name == "__init__.py" and not path.read_text().strip()


def web_files(*suffixes: str) -> Iterator[Path]:
    for path in sorted((ROOT / "web").rglob("*")):
        if path.suffix in suffixes and not SKIPPED & set(path.parts) and not GENERATED.search(path.as_posix()):
            yield path


def written(*folders: str) -> Iterator[Source]:
    """What people wrote; a migration is a record."""
    return (source for source in sources(*folders) if not GENERATED.search(source.path))


def test_no_function_is_longer_than_a_screen() -> None:
    expect_none(offence for source in written("balcao", "scripts", "bench") for offence in long_functions(source))


def test_most_functions_are_short() -> None:
    sizes = [size for source in written("balcao") for _, _, size in function_sizes(source)]
    assert median(sizes) <= FUNCTION_MEDIAN
    assert percentile(sizes, 0.9) <= FUNCTION_P90


def test_no_python_file_is_long() -> None:
    files = written("balcao", "scripts", "bench", "tests")
    expect_none(offence for source in files for offence in long_file(source.path, source.text))


def test_no_web_file_is_long() -> None:
    components = [(path, SVELTE_MAX) for path in web_files(".svelte")]
    modules = [(path, FILE_MAX) for path in web_files(".ts", ".js", ".css")]
    expect_none(
        offence
        for path, most in [*components, *modules]
        for offence in long_file(str(path.relative_to(ROOT)), path.read_text(), most)
    )


def test_no_folder_is_lonely() -> None:
    found = [*lonely_folders(ROOT / "balcao"), *lonely_folders(ROOT / "web")]
    expect_none(folder for folder in found if not ALONE_BY_RULE.search(folder))


def test_long_things_are_seen(tmp_path: Path) -> None:
    body = "    x = 1\n" * 70
    assert list(long_functions(Source("balcao/x.py", f"def f():\n{body}")))
    assert list(long_file("balcao/x.py", "x = 1\n" * 251))
    assert list(long_file("balcao/x.py", "# Long because: one table\n" + "x = 1\n" * 400))
    assert list(long_file("web/x.svelte", "<p />\n" * 201, SVELTE_MAX))
    (tmp_path / "root" / "alone").mkdir(parents=True)
    (tmp_path / "root" / "alone" / "only.py").write_text("x = 1\n")
    (tmp_path / "root" / "alone" / "__init__.py").touch()
    assert list(lonely_folders(tmp_path / "root")) == ["root/alone"]


@pytest.mark.parametrize(("values", "share", "expected"), [(range(1, 11), 0.9, 9), ([5], 0.9, 5)])
def test_percentile(values: Iterable[int], share: float, expected: int) -> None:
    assert percentile(values, share) == expected


def test_a_reason_on_the_first_line_buys_length() -> None:
    assert list(long_file("balcao/x.py", "# Long because: one table\n" + "x = 1\n" * 300)) == []

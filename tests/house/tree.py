"""The project's own source, read once, as the house checks see it."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_EXCUSE = re.compile(r"# house: (?P<check>[a-z-]+) - (?P<reason>\S.+)")


@dataclass(frozen=True)
class Source:
    """One Python file. `path` is relative to the project."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each imported name stands for: `{"t": "balcao.outbox.tables"}`."""
        return {name: target for node in self.nodes for name, target in _bindings(node)}

    @cached_property
    def shorthands(self) -> dict[str, ast.expr]:
        """Names that stand for another: `kept = t.labels`."""
        assigned = (node for node in self.nodes if isinstance(node, ast.Assign) and len(node.targets) == 1)
        return {
            node.targets[0].id: node.value
            for node in assigned
            if isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Attribute)
        }

    def meaning(self, node: ast.expr) -> str:
        """The dotted name that an expression stands for, its first part resolved through imports and shorthands."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        short = self.shorthands.get(node.id)
        first = (
            self.imports.get(node.id, node.id) if short is None or _mentions(short, node.id) else self.meaning(short)
        )
        return ".".join([first, *reversed(parts)])

    def offence(self, node: ast.AST, check: str, what: str) -> Iterator[str]:
        """`path:line what`, unless the line excuses itself with `# house: <check> - <reason>`."""
        line = getattr(node, "lineno", 1)
        excuse = _EXCUSE.search(self.lines[line - 1]) if self.lines else None
        if not (excuse and excuse["check"] == check):
            yield f"{self.path}:{line} {what}"


def _mentions(node: ast.expr, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def _bindings(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for name in node.names:
            yield (
                name.asname or name.name.partition(".")[0],
                name.name if name.asname else name.name.partition(".")[0],
            )
    elif isinstance(node, ast.ImportFrom) and node.module:
        for name in node.names:
            yield (name.asname or name.name, f"{node.module}.{name.name}")


def imported_modules(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every module that a file imports, wherever the import stands."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, f"{node.module}.{name.name}") for name in node.names)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders of the project."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(Source(str(path.relative_to(ROOT)), path.read_text()) for path in paths)


def expect_none(offences: Iterable[str]) -> None:
    """Fail with every offence on a line of its own."""
    found = list(offences)
    if found:
        pytest.fail("\n" + "\n".join(found), pytrace=False)


def excuses(source: Source) -> Iterator[tuple[int, str, str]]:
    """Line, check and reason of every excuse in a file."""
    for number, line in enumerate(source.lines, 1):
        if found := _EXCUSE.search(line):
            yield number, found["check"], found["reason"]


def docstrings(tree: ast.Module) -> set[ast.AST]:
    """The nodes that are prose: docstrings, also those under an attribute."""
    owners = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    )
    statements = (statement for owner in owners for statement in owner.body if isinstance(statement, ast.Expr))
    return {statement.value for statement in statements if isinstance(statement.value, ast.Constant)}

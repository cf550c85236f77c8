#!/usr/bin/env python3
"""Write down what follows from the code: the settings page, the permission table, the web client's types.

Usage: scripts/generate.py   (`make types`; a house test says when it is due)
"""

import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SETTINGS = Path("docs/operate/settings.md")
LENGTH = (
    "// As long as the interface has calls: `make types` writes it from the OpenAPI document, and nobody edits it.\n"
)
PERMISSIONS = Path("docs/permissions.md")
CLIENT = Path("web/packages/api/src/generated.ts")


class Setting(NamedTuple):
    name: str
    default: str
    sentence: str


def settings() -> Iterator[Setting]:
    """Each setting with its default and its sentence, from the class itself."""
    tree = ast.parse((ROOT / "balcao" / "settings.py").read_text())
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    for field, sentence in pairwise(body):
        match field, sentence:
            case ast.AnnAssign(target=ast.Name(id=name), value=value), ast.Expr(value=ast.Constant(value=str(text))):
                yield Setting(name, _default(value), " ".join(text.split()))
            case _:
                pass


def _default(value: ast.expr | None) -> str:
    inner = value.args[0] if isinstance(value, ast.Call) else value
    constant = inner.value if isinstance(inner, ast.Constant) else None
    if constant in (None, ""):
        return "–"
    return f"`{str(constant).lower() if isinstance(constant, bool) else constant}`"


def settings_page() -> str:
    rows = [f"| `BALCAO_{one.name.upper()}` | {one.default} | {one.sentence} |" for one in settings()]
    return "\n".join([_SETTINGS_HEAD, *rows, ""])


_SETTINGS_HEAD = """\
# Settings

Made from `balcao/settings.py` by `make types`; change it there.

A setting comes from the command line where the command offers it, else from the environment, else from the TOML file that
`BALCAO_CONFIG` names (there without the prefix and in small letters), else it has its default. An unknown or unusable setting
stops the start with one line that names it; `balcao check` says the same without starting.

| in the environment | default | what it decides |
|---|---|---|"""


def permissions_page() -> str:
    """Who may call what, as the routes declare it."""
    from balcao.api.table import ROUTES  # noqa: PLC0415 - the settings page must not need the whole program

    rows = [f"| `{route.method}` | `{route.path}` | {route.who} |" for route in sorted(ROUTES, key=_place)]
    return "\n".join([_PERMISSIONS_HEAD, *rows, ""])


def _place(route: object) -> tuple[str, str]:
    return route.path, route.method  # pyright: ignore[reportAttributeAccessIssue]


_PERMISSIONS_HEAD = """\
# Who may call what

Made from the routes' own declarations by `make types`; a change here is a change of permissions, so read it as one.
Within an account, each route shows only what its caller may see: what somebody may not see answers as if it did not exist.

| verb | path | who |
|---|---|---|"""


def pages() -> Mapping[Path, str]:
    """The generated documents by their place."""
    return {SETTINGS: settings_page(), PERMISSIONS: permissions_page()}


def client() -> str:
    """The web client's types, from the OpenAPI document."""
    from balcao.api.openapi import document  # noqa: PLC0415
    from balcao.api.table import ROUTES  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "openapi.json"
        described.write_text(json.dumps(document(ROUTES)))
        program = ROOT / "web" / "node_modules" / ".bin" / "openapi-typescript"
        made = Path(folder) / "generated.ts"
        subprocess.run([program, described, "--output", made], check=True, capture_output=True)
        return LENGTH + made.read_text()


def main() -> None:
    for place, text in {**pages(), CLIENT: client()}.items():
        target = ROOT / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text() != text:
            target.write_text(text)
            print(f"wrote {place}")


if __name__ == "__main__":
    main()

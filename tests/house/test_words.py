"""Names say what a thing is; nothing unfinished is left lying about.

`Manager`, `Helper`, `Service` and `Util` name a place where anything may be put, and so anything is. And a note that says
"later" is a promise that nobody has signed: an issue is where it belongs.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, Source, expect_none, sources

VAGUE = re.compile(
    r"(?:Manager|Helper|Service|Processor|Utils?)(?:$|(?=[A-Z_]))|(?:^|_)(?:manager|helper|service|processor|utils?)s?$"
)
# Spelled so that this line is no promise itself.
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
TEXTS = (".py", ".ts", ".js", ".svelte", ".css", ".md", ".sh", ".html", ".toml")
SKIPPED = {"node_modules", ".svelte-kit", "static", "dist", "build", ".venv", ".tools", "data"}


def vague_names(source: Source) -> Iterator[str]:
    stem = source.module.rpartition(".")[2]
    if VAGUE.search(stem):
        yield f"{source.path} is named {stem}"
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name):
            yield from source.offence(node, "words", f"class {node.name}")


def unfinished(path: str, text: str) -> list[str]:
    return [
        f"{path}:{number} {line.strip()}" for number, line in enumerate(text.splitlines(), 1) if UNFINISHED.search(line)
    ]


def texts() -> Iterator[tuple[str, str]]:
    for top in ("balcao", "web", "docs", "scripts", "tests", "bench"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in TEXTS and not SKIPPED & set(path.relative_to(ROOT).parts):
                yield str(path.relative_to(ROOT)), path.read_text()


def test_names_say_what_things_are() -> None:
    expect_none(offence for source in sources("balcao") for offence in vague_names(source))


def test_nothing_is_left_for_later() -> None:
    expect_none(offence for path, text in texts() for offence in unfinished(path, text))


@pytest.mark.parametrize(
    "name", ["class ContactManager: ...", "class MailHelper: ...", "class WebhookServiceBase: ..."]
)
def test_a_vague_name_is_seen(name: str) -> None:
    assert list(vague_names(Source("balcao/kit/x.py", name)))
    assert list(vague_names(Source("balcao/kit/mail_utils.py", "")))


def test_a_promise_is_seen() -> None:
    promise = "todo".upper()
    assert unfinished("balcao/x.py", f"x = 1  # {promise}: later")

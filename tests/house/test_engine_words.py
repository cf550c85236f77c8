"""No word of one database engine outside the store.

Two engines stay honest only if nothing but the store knows which one runs. The first `if postgresql:` in a query is
followed by a second, and soon each engine has bugs of its own. Whoever needs something that only one engine has gives it
a name in `store/dialect.py`.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import Source, docstrings, expect_none, sources

WORDS = re.compile(
    r"sqlite|postgres|psycopg|\bpragma\b|\bjsonb\b|\btsvector\b|\bfts5\b|\bpg_\w+|skip locked|for update"
    r"|on conflict|isolation_level|autocommit|\browid\b",
    re.IGNORECASE,
)
SHOUTED = re.compile(r"\b(?:NOTIFY|LISTEN|VACUUM|PRAGMA)\b")

# Where an engine's name is the subject itself.
ALLOWED = {
    "balcao/store/": "the store",
    "balcao/settings.py": "the operator names the database's address",
    "balcao/cli.py": "commands that exist on one engine only say so",
}


def offences(source: Source) -> Iterator[str]:
    prose = docstrings(source.tree)
    for node in source.nodes:
        if node in prose:
            continue
        for word in spoken(node):
            if WORDS.search(word) or SHOUTED.search(word):
                yield from source.offence(node, "engine-words", f"says {word!r}")


def spoken(node: ast.AST) -> Iterator[str]:
    """The names and texts that stand in a node itself."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield node.name
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name


def test_only_the_store_knows_the_engine() -> None:
    outside = (source for source in sources("balcao") if not source.path.startswith(tuple(ALLOWED)))
    expect_none(offence for source in outside for offence in offences(source))


@pytest.mark.parametrize(
    "line",
    [
        "import sqlite3",
        "from sqlalchemy.dialects import postgresql",
        "if tx.engine == 'sqlite': pass",
        "text('SELECT id FROM jobs FOR UPDATE SKIP LOCKED')",
        "text('NOTIFY balcao')",
        "text('PRAGMA user_version')",
    ],
)
def test_an_engine_word_is_seen(line: str) -> None:
    assert list(offences(Source("balcao/outbox/jobs.py", line)))


def test_prose_and_people_may_be_notified() -> None:
    text = '"""On PostgreSQL this is quick."""\ndef notify(agent): return "notify the agent"'
    assert list(offences(Source("balcao/work/notify.py", text))) == []

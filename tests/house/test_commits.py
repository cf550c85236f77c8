"""Commit only in the store.

A house that we studied forbade commits outside its unit of work, and fifteen had crept in all the same: each one cut a
transaction in two, so that a fact could be kept without its event. Here whoever wants to keep something returns from
its unit; the store commits, once.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import Source, expect_none, sources

ENDINGS = {"commit", "rollback", "begin_nested", "savepoint"}
WORDS = ("COMMIT", "ROLLBACK", "SAVEPOINT")


def offences(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ENDINGS:
            yield from source.offence(node, "commits", f"calls {node.func.attr}()")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(WORDS):
            yield from source.offence(node, "commits", f"says {node.value!r}")


def test_only_the_store_commits() -> None:
    outside = (source for source in sources("balcao") if not source.path.startswith("balcao/store/"))
    expect_none(offence for source in outside for offence in offences(source))


@pytest.mark.parametrize("line", ["tx.conn.commit()", "session.rollback()", 'raw.execute("COMMIT")'])
def test_a_commit_elsewhere_is_seen(line: str) -> None:
    assert list(offences(Source("balcao/domain/labels/actions.py", line)))

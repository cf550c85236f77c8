"""Every public query says for whom it asks.

"Fetch by id, then compare the account" is forgotten once, and then one customer reads another's mail. A query takes the
transaction, then who asks (the actor), whose it is (the account), or a row that was found by such a query: it cannot be
written without the question. What takes no transaction answers nothing.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import Source, expect_none, sources

ASKERS = {"actor", "member", "person", "visitor", "account_id"}


READERS = {"queries", "queries.py", "lists.py", "search.py"}


def is_query_module(source: Source) -> bool:
    parts = source.path.split("/")
    return parts[:2] == ["balcao", "domain"] and bool(READERS & set(parts))


def asks_for_somebody(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    first, *others = node.args.args
    if first.arg != "tx" or not others:
        return False
    kind = others[0].annotation
    return others[0].arg in ASKERS or (kind is not None and ast.unparse(kind).strip("'\"").endswith("Row"))


def offences(source: Source) -> Iterator[str]:
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if any(argument.arg == "tx" for argument in node.args.args) and not asks_for_somebody(node):
            yield from source.offence(node, "queries", f"{node.name}({ast.unparse(node.args)})")


def test_every_query_says_for_whom() -> None:
    asked = (source for source in sources("balcao") if is_query_module(source))
    expect_none(offence for source in asked for offence in offences(source))


@pytest.mark.parametrize("signature", ["show(tx, id)", "show(actor, tx)", "show(tx)", "show(tx, row)"])
def test_a_query_for_nobody_is_seen(signature: str) -> None:
    assert list(offences(Source("balcao/domain/labels/queries.py", f"def {signature}: ...")))


@pytest.mark.parametrize(
    "line",
    [
        "def show(tx, actor, id): ...",
        "def show(tx, account_id): ...",
        "def messages(tx, conversation: ConversationRow): ...",
        "def joined(): ...",
        "def _row(id): ...",
        "def by_token(tx, digest): ...  # house: queries - the token is what proves who asks",
    ],
)
def test_a_query_for_somebody_passes(line: str) -> None:
    assert list(offences(Source("balcao/domain/labels/queries.py", line))) == []

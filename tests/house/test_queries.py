"""Every public query says for whom it asks.

"Fetch by id, then compare the account" is forgotten once, and then one customer reads another's mail. A query takes the
transaction, then who asks (the actor) or whose it is (the account): it cannot be written without the question.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import Source, sources

ASKERS = {"actor", "member", "person", "visitor", "account_id"}


def is_query_module(source: Source) -> bool:
    parts = source.path.split("/")
    return parts[:2] == ["balcao", "domain"] and ("queries.py" in parts or "queries" in parts)


def offences(source: Source) -> Iterator[str]:
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            names = [argument.arg for argument in node.args.args]
            if names[:1] != ["tx"] or not ASKERS & set(names[1:2]):
                yield from source.offence(node, "queries", f"{node.name}({', '.join(names)})")


def test_every_query_says_for_whom() -> None:
    asked = (source for source in sources("balcao") if is_query_module(source))
    assert [offence for source in asked for offence in offences(source)] == []


@pytest.mark.parametrize("signature", ["show(tx, id)", "show(actor, tx)", "show(account_id)", "show()"])
def test_a_query_for_nobody_is_seen(signature: str) -> None:
    assert list(offences(Source("balcao/domain/labels/queries.py", f"def {signature}: ...")))


@pytest.mark.parametrize(
    "line",
    [
        "def show(tx, actor, id): ...",
        "def show(tx, account_id): ...",
        "def _row(id): ...",
        "def by_token(tx, digest): ...  # house: queries - the token is what proves who asks",
    ],
)
def test_a_query_for_somebody_passes(line: str) -> None:
    assert list(offences(Source("balcao/domain/labels/queries.py", line))) == []

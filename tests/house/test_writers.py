"""A table is changed by the actions of its own noun, and by nobody else.

When any module may update any row, the event that belongs to the change is forgotten by one of them, and a screen stays
stale until somebody reloads. So rows change in `domain/<noun>/actions*` (and the outbox keeps its own tables); another
noun that wants a change calls the action.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import Source, expect_none, sources

VERBS = {"insert", "update", "delete"}
TX_VERBS = {"add", "add_or_skip", "put"}
TABLE = re.compile(r"balcao\.(?P<owner>domain\.\w+|outbox)\.tables\.\w+")
# The store's own modules build statements for a table that they are given.
EXEMPT = ("balcao/store/",)


def changes(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Each statement that changes rows, with the full name of its table ("" when that cannot be told)."""
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name) and source.meaning(function) in {f"sqlalchemy.{verb}" for verb in VERBS}:
            yield node, source.meaning(node.args[0])
        elif isinstance(function, ast.Attribute) and function.attr in VERBS:
            if TABLE.fullmatch(source.meaning(function.value)):
                yield node, source.meaning(function.value)
        elif (
            isinstance(function, ast.Attribute) and function.attr in TX_VERBS and source.meaning(function.value) == "tx"
        ):
            yield node, source.meaning(node.args[0])


def offences(source: Source) -> Iterator[str]:
    for node, table in changes(source):
        found = TABLE.fullmatch(table)
        owner = found["owner"] if found else None
        if owner == "outbox" and source.module.startswith("balcao.outbox."):
            continue
        if owner is None or not source.module.startswith(f"balcao.{owner}.actions"):
            yield from source.offence(node, "writers", f"changes {table or 'a table that cannot be told'}")


def test_rows_change_in_the_actions_of_their_noun() -> None:
    inside = (source for source in sources("balcao") if not source.path.startswith(EXEMPT))
    expect_none(offence for source in inside for offence in offences(source))


LABELS = "from balcao.domain.labels import tables as t\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("domain/conversations/actions.py", LABELS + "def f(tx): tx.add(t.labels, title='x')"),
        ("domain/labels/queries.py", LABELS + "def f(tx): tx.run(t.labels.update().values(title='x'))"),
        ("api/v1/labels.py", LABELS + "from sqlalchemy import delete\ndelete(t.labels)"),
        ("work/deliver.py", "from balcao.outbox import tables as t\nt.jobs.insert()"),
        ("domain/labels/actions.py", "def f(tx, table): tx.add(table, title='x')"),
        ("domain/teams/actions.py", LABELS + "def f(tx):\n    mine = t.labels\n    tx.add(mine, title='x')"),
    ],
)
def test_a_change_elsewhere_is_seen(path: str, text: str) -> None:
    assert list(offences(Source(f"balcao/{path}", text)))


def test_its_own_actions_may_change_it() -> None:
    text = LABELS + "def f(tx): tx.add(t.labels, title='x'); mine = t.labels; tx.run(mine.delete())"
    assert list(offences(Source("balcao/domain/labels/actions/remove.py", text))) == []

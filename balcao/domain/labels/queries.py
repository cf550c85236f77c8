"""Reads about labels."""

import msgspec
from sqlalchemy import select

from balcao.domain.labels import tables as t
from balcao.kit.errors import not_found
from balcao.store.tx import Tx

c = t.labels.c


class LabelRow(msgspec.Struct):
    """A label."""

    id: int
    title: str
    description: str | None
    color: str
    show_on_sidebar: bool


LABEL = (c.id, c.title, c.description, c.color, c.show_on_sidebar)


def listed(tx: Tx, account_id: int) -> list[LabelRow]:
    """The account's labels, by title."""
    return [LabelRow(*row) for row in tx.all(select(*LABEL).where(c.account_id == account_id).order_by(c.title))]


def show(tx: Tx, account_id: int, label_id: int) -> LabelRow:
    """A label of the account. Raises not found."""
    row = tx.first(select(*LABEL).where(c.account_id == account_id, c.id == label_id))
    if row is None:
        raise not_found()
    return LabelRow(*row)


def by_title(tx: Tx, account_id: int, title: str) -> LabelRow | None:
    """The label of this title, as titles are kept."""
    row = tx.first(select(*LABEL).where(c.account_id == account_id, c.title == title))
    return None if row is None else LabelRow(*row)

"""Labels."""

import msgspec

from balcao.domain.labels.queries import LabelRow


class Label(msgspec.Struct):
    """A label."""

    id: int
    title: str
    description: str | None
    color: str
    show_on_sidebar: bool


class Labels(msgspec.Struct):
    """The account's labels."""

    payload: list[Label]


def label(row: LabelRow) -> Label:
    """The label of a row."""
    return Label(row.id, row.title, row.description, row.color, row.show_on_sidebar)

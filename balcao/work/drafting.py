"""What a provider's message is for the house: cut to size, under an id of its own, its pictures shown from where they are kept."""

import re
from typing import Any

from balcao.domain.arrivals.queries import ArrivalRow
from balcao.domain.conversations import queries
from balcao.domain.conversations.actions import Draft
from balcao.domain.conversations.rules import CONTENT_MAX, Kind
from balcao.envelope import Inbound
from balcao.house import House
from balcao.kit.clock import DAY
from balcao.kit.files import Kept
from balcao.kit.text import pruned
from balcao.store.tx import Tx

Names = list[tuple[re.Pattern[str], str]]
"""How a text names a file, and where that is kept."""


def draft_of(tx: Tx, house: House, row: ArrivalRow, told: Inbound, files: list[Kept]) -> Draft:
    """A message as it was told; `files` are those of its parts that were kept, in order."""
    details = pruned(dict(told.details)) | ({"doubt": told.doubt} if told.doubt else {})
    named = [(_named(part.content_id), kept) for part, kept in zip(told.parts, files, strict=False) if part.content_id]
    names = [(name, house.urls.file(kept.key, kept.file_name)) for name, kept in named]
    standing = {kept.key for name, kept in named if _mentions(details, name)}
    late = told.sent_at is not None and tx.now - told.sent_at > DAY
    return Draft(
        content=_cut(told.text), kind=Kind.INCOMING, content_type=told.kind,
        content_attributes=_with_addresses(details, names) if standing else details, files=tuple(files),
        inline=frozenset(standing), source_id=_source(tx, row, told), automatic=told.automatic, late=late,
    )  # fmt: skip


def _named(content_id: str) -> re.Pattern[str]:
    # Not `image10` where `image1` is meant.
    return re.compile(rf"cid:{re.escape(content_id)}(?![\w.@-])")


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= CONTENT_MAX else text[: CONTENT_MAX - 1] + "…"


def _source(tx: Tx, row: ArrivalRow, told: Inbound) -> str:
    """Its id at the provider. One that another message has already, somebody has used twice: nothing is lost (EML-11)."""
    taken = queries.has_source(tx, row.account_id, row.inbox_id, told.external_id[:255], Kind.INCOMING)
    return f"{told.external_id[:240]}#{row.key[:12]}" if taken else told.external_id[:255]


def _mentions(value: Any, name: re.Pattern[str]) -> bool:
    if isinstance(value, str):
        return name.search(value) is not None
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_mentions(one, name) for one in inner)


def _with_addresses(value: Any, names: Names) -> Any:
    """Files that stand inside the text are shown from where they are kept."""
    if isinstance(value, str):
        for name, url in names:
            value = name.sub(lambda _found, url=url: url, value)
        return value
    if isinstance(value, dict):
        return {key: _with_addresses(one, names) for key, one in value.items()}
    return [_with_addresses(one, names) for one in value] if isinstance(value, list) else value

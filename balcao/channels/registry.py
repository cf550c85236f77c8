"""The channels that are in use, by their kind."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from balcao.channels.contract import Channel
from balcao.channels.phrases import COMMON
from balcao.channels.saying import Sayings


class Channels:
    """What `balcao.wiring` lists."""

    def __init__(self, channels: Iterable[Channel]) -> None:
        self._by_kind = {channel.about.kind: channel for channel in channels}

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_kind.values())

    def get(self, kind: str) -> Channel | None:
        """The channel of this kind; None when it is not in use."""
        return self._by_kind.get(kind)

    @cached_property
    def sayings(self) -> Sayings:
        """What any of them says of a trouble, in every language."""
        return Sayings([*(phrase for channel in self for phrase in channel.about.phrases), *COMMON])

    def of(self, kind: str) -> Channel:
        """The channel of an inbox, whose kind is known."""
        return self._by_kind[kind]

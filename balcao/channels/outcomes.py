"""How a channel says that something did not pass."""

import enum


class Extent(enum.StrEnum):
    """Whom it concerns that a message did not pass now: this one alone, perhaps others too, or all."""

    MESSAGE = "message"
    PERHAPS = "perhaps"
    ALL = "all"


class Retry(Exception):
    """Not now. `after` microseconds the provider takes messages again; None leaves the wait to the house.

    `patience` microseconds it is worth trying; None is the usual time. Of an `extent` of all, the others are not tried
    before one has found out that the provider takes messages again.
    """

    def __init__(
        self, reason: str, after: int | None = None, patience: int | None = None, extent: Extent = Extent.ALL
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.patience = patience
        self.extent = extent


class Rejected(Exception):
    """Never: the provider refuses this message. `reason` is shown to the agent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Disconnected(Exception):
    """The inbox has lost its access; nothing passes until somebody connects it again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unknown(Exception):
    """The message may have arrived or not, and the provider cannot tell a repetition: a person has to decide."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Forged(Exception):
    """A call to our hook that the provider did not make."""


class Guessed(Forged):
    """The same, with a wrong password: who goes on trying is no longer heard.

    Not for signatures. Nobody guesses those, and whoever has an account at a provider can have it call us with a wrong
    one, from where the right ones come.
    """

"""How a channel says that something did not pass."""


class Retry(Exception):
    """Not now. `after` microseconds the provider takes messages again; None leaves the wait to the house.

    `patience` microseconds it is worth trying; None is the usual time.
    """

    def __init__(self, reason: str, after: int | None = None, patience: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.patience = patience


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

"""Who acts. Every action and every public query is told; nothing reads an ambient user."""

import msgspec


class Person(msgspec.Struct, frozen=True):
    """A signed-in user, outside any account."""

    user_id: int
    client: str | None = None
    """The session in use; None when an access token was shown."""


class Member(msgspec.Struct, frozen=True):
    """A user at work in one account."""

    account_id: int
    user_id: int
    name: str
    role: str
    client: str | None = None

    @property
    def is_admin(self) -> bool:
        """Whether the whole account is open to this member."""
        return self.role == "administrator"


class Visitor(msgspec.Struct, frozen=True):
    """A contact who writes from one inbox."""

    account_id: int
    inbox_id: int
    contact_id: int
    contact_inbox_id: int
    source_id: str
    verified: bool = False


class System(msgspec.Struct, frozen=True):
    """The program itself, on behalf of an account."""

    account_id: int


Actor = Member | Visitor | System
